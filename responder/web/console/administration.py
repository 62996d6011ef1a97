"""The pages of the shop itself: overview, messages to many, stop switches, settings, staff, one's account."""

from flask import Flask
from flask_limiter import Limiter

from responder.web.console.desk import Desk
from responder.web.console.pages import account, bulk, overview, settings, staff, switches


def register(flask: Flask, desk: Desk, limiter: Limiter) -> None:
    """Their routes. What takes a password or a code is behind the limiter."""
    for page in (overview, bulk, switches, settings, staff):
        flask.register_blueprint(page.routes(desk))
    flask.register_blueprint(account.routes(desk, limiter))
