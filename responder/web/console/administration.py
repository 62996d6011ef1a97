"""The pages of the shop itself: overview, messages to many, stop switches, settings, staff, one's account."""

from flask import Flask
from flask_limiter import Limiter

from responder.web.console.pages import account, campaigns, kill_switches, overview, settings, staff
from responder.web.console.shell.context import Desk


def register(flask: Flask, desk: Desk, limiter: Limiter) -> None:
    """Their routes. What takes a password or a code is behind the limiter."""
    for page in (overview, campaigns, kill_switches, settings, staff):
        flask.register_blueprint(page.routes(desk))
    flask.register_blueprint(account.routes(desk, limiter))
