"""The Flask application: the webhook and the health of this process; beside it, the console.

What is longer than any request of ours is refused before anything reads it (`web/server/limits.py`).
"""

import gc
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from responder.domain.operations.heartbeats import ProcessKind
from responder.domain.understanding.classifier import read_patterns
from responder.flows.operations import heartbeats
from responder.lib.log import configure
from responder.settings.environment import current_environment, load_settings
from responder.web.api.routes import api_routes
from responder.web.console.app import console_app
from responder.web.contact import contact_routes
from responder.web.server import clock, slow_clients
from responder.web.server.base import WebFlask
from responder.web.server.health import health_routes
from responder.web.server.limits import bounded
from responder.web.server.listening import Listening
from responder.web.server.metrics import metrics_routes
from responder.web.server.threads import BLOCKING_THREADS
from responder.web.webhook.routes import webhook_app
from responder.wiring.product import App, build, complete

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WEBHOOKS = ("/twilio/",)

MACHINES = (*WEBHOOKS, "/healthz", "/readyz", "/metrics", "/api/", "/contact")
"""Where machines and the public come in. Everything else is the console's, an application of its own: what
it does for each of its requests must cost a webhook nothing."""


def create_app(app: App, listening: Listening | None = None) -> Flask:
    """The application for machines on an existing product."""
    flask = WebFlask(__name__)
    flask.register_blueprint(health_routes(app))
    flask.register_blueprint(metrics_routes(app))
    flask.register_blueprint(contact_routes(app))
    flask.register_blueprint(api_routes(app))
    return _led_by(flask, WEBHOOKS, webhook_app(app, listening or Listening(app)).wsgi_app, flask.wsgi_app)


def whole_app(app: App, listening: Listening | None = None) -> Flask:
    """The same with the console beside it."""
    flask = create_app(app, listening)
    _led_by(flask, MACHINES, flask.wsgi_app, console_app(app).wsgi_app)
    flask.wsgi_app = bounded(flask.wsgi_app, WEBHOOKS)  # type: ignore[method-assign, assignment]
    return flask


def _led_by(
    flask: Flask, prefixes: tuple[str, ...], first: "WSGIApplication", rest: "WSGIApplication"
) -> Flask:
    """The application where requests under `prefixes` go to `first`, and all others to `rest`."""

    def chosen(environ: "WSGIEnvironment", start: "StartResponse") -> "Iterable[bytes]":
        return (first if environ["PATH_INFO"].startswith(prefixes) else rest)(environ, start)

    flask.wsgi_app = chosen  # type: ignore[method-assign, assignment]
    return flask


def from_environment() -> Flask:
    """The application as the web server's process makes it."""
    settings = load_settings(current_environment())
    configure(settings.log_level)
    app = complete(build(settings, BLOCKING_THREADS))
    listening = Listening(app)
    flask = whole_app(app, listening)
    slow_clients.keep_open()
    clock.keep_right(app.timekeeper)
    read_patterns()  # now, and not while the first text waits
    # What start-up made lives as long as the process: without this every full collection walks through
    # phonenumbers' tables, and the texts that wait meanwhile are the slowest one in a hundred.
    gc.collect()
    gc.freeze()
    listening.start()
    heartbeats.start(app.heartbeats, ProcessKind.WEB)
    return flask
