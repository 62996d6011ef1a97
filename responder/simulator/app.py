"""Puts the Flask app together: Twilio's REST API, the control API, the handset page.

Accepted limits: one app is one account; unknown paths answer like Twilio's API.
"""

from pathlib import Path

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from responder.simulator import inbound, lifecycle
from responder.simulator.config import Config
from responder.simulator.control import control
from responder.simulator.engine import Engine
from responder.simulator.model import INBOUND
from responder.simulator.page import page
from responder.simulator.rest.errors import ApiError
from responder.simulator.rest.media import media
from responder.simulator.rest.routes import rest
from responder.simulator.rest.services import services
from responder.simulator.rest.webhooks import webhooks

HTTP_CODES: dict[int, int] = {404: 20404, 405: 20004, 500: 20500}


def create_app(config: Config, data: Path | None = None, base_url: str = "http://127.0.0.1:8090") -> Flask:
    """A ready app; what a restart interrupted goes on."""
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    engine = Engine.build(config, data, base_url)
    app.extensions["simulator"] = engine
    for blueprint in (rest, media, services, webhooks, control, page):
        app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, _http_error)
    _resume(engine)
    return app


def _resume(engine: Engine) -> None:
    for message in engine.store.unfinished():
        go_on = inbound.resume if message.direction == INBOUND else lifecycle.resume
        go_on(engine, message)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code not in HTTP_CODES:
        return error
    body = ApiError(HTTP_CODES[error.code], path=request.path).body()
    return jsonify(body), error.code
