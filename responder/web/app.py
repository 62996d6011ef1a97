"""The Flask application: the webhook and the health of this process."""

import gc

from flask import Flask

from responder.config import current_environment, load_settings
from responder.log import configure
from responder.web.api.routes import api_routes
from responder.web.health import health_routes
from responder.web.webhook import webhook_routes
from responder.wiring import App, build

BLOCKING_THREADS = 16
"""Threads of one web process. A request holds one while its body comes in, so a dozen that never end must not
keep a STOP out (`tests/product/test_sockets.py`). Four would be quicker by a tenth and twice as even."""


def create_app(app: App) -> Flask:
    """The application on an existing product."""
    flask = Flask(__name__, static_folder=None)
    flask.register_blueprint(webhook_routes(app))
    flask.register_blueprint(health_routes(app))
    flask.register_blueprint(api_routes(app))
    return flask


def from_environment() -> Flask:
    """The application as the web server's process makes it."""
    settings = load_settings(current_environment())
    configure(settings.log_level)
    flask = create_app(build(settings, BLOCKING_THREADS))
    # What start-up made lives as long as the process: without this every full collection walks through
    # phonenumbers' tables, and the texts that wait meanwhile are the slowest one in a hundred.
    gc.collect()
    gc.freeze()
    return flask
