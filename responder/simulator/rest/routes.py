"""Twilio's REST API for messages, as its SDK and plain HTTP clients use it.

Accepted limits: Messages and their Media only; numbers are in `webhooks`, other resources answer 404; what
the faults do to creates is in `api_faults`.
"""

import base64
import binascii
import hmac
import time

from flask import Blueprint, Response, current_app, g, jsonify, request

from responder.simulator import lifecycle
from responder.simulator.engine import Engine
from responder.simulator.model import Message, new_sid, now_ms
from responder.simulator.rest import api_faults, listing, resource
from responder.simulator.rest.api_faults import Answer
from responder.simulator.rest.errors import ApiError
from responder.simulator.webhook.params import API_VERSION

rest = Blueprint("rest", __name__, url_prefix=f"/{API_VERSION}/Accounts/<account>")

HEADERS: dict[str, str] = {
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Allow-Headers": (
        "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, "
        "If-Unmodified-Since, Idempotency-Key"
    ),
    "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "X-Api-Domain": "api.twilio.com",
    "X-Home-Region": "us1",
    "X-Powered-By": "AT-5000",
    "X-Shenanigans": "none",
}


def engine() -> Engine:
    """The engine of the running app."""
    found: Engine = current_app.extensions["simulator"]
    return found


# -- around every request


@rest.before_request
def _open() -> None:
    g.started, g.clock = now_ms(), time.monotonic()
    g.concurrent = engine().gauge.enter()
    most = engine().faults["api_max_concurrent"]
    check_account()
    if most and g.concurrent > most:
        raise ApiError(20429)


@rest.after_request
def _close(response: Response) -> Response:
    response.headers.update(HEADERS)
    response.headers["Twilio-Concurrent-Requests"] = str(g.get("concurrent", 1))
    response.headers["Twilio-Request-Duration"] = f"{time.monotonic() - g.clock:.3f}"
    response.headers["Twilio-Request-Id"] = new_sid("RQ")
    return response


@rest.teardown_request
def _leave(error: BaseException | None) -> None:
    if g.pop("concurrent", None):
        engine().gauge.leave()


@rest.errorhandler(ApiError)
def _error(error: ApiError) -> Answer:
    if request.method == "POST" and request.endpoint == "rest.create_message":
        api_faults.witness(engine(), None, error.status, error.code)
    return jsonify(error.body()), error.status


def check_account() -> None:
    """Refuse wrong credentials (401), then accounts that are not ours (404)."""
    check_credentials()
    if (request.view_args or {}).get("account") != engine().config.account_sid:
        raise ApiError(20404, path=request.path.removeprefix(f"/{API_VERSION}"))


def check_credentials() -> None:
    """Refuse wrong credentials (401), and an account that is suspended (403)."""
    config = engine().config
    pairs = {config.account_sid: config.auth_token, config.api_key_sid: config.api_key_secret}
    user, password = _credentials(request.headers.get("Authorization", ""))
    secret = pairs.get(user) if user else None
    fault = engine().faults["account"]
    if not secret or not hmac.compare_digest(secret.encode(), password.encode()) or fault == "wrong_token":
        raise ApiError(20003)
    if fault == "suspended":
        raise ApiError(20005)


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


@rest.post("/Messages.json")
def create_message(account: str) -> Answer:
    """Create a message, or fail as the faults say."""
    return api_faults.answer_create(engine())


# -- read, change, delete


@rest.get("/Messages.json")
def list_messages(account: str) -> Answer:
    """One page of the log, newest first."""
    fault = engine().faults["log"]
    if fault == "500":
        raise ApiError(20500)
    shows = listing.SHOWN.get(fault, listing.everything)
    return jsonify(listing.answer(engine().store, request.args, account, request.path, shows))


@rest.get("/Messages/<sid>.json")
def fetch_message(account: str, sid: str) -> Answer:
    """One message."""
    return jsonify(resource.message(_find(sid), account))


@rest.post("/Messages/<sid>.json")
def update_message(account: str, sid: str) -> Answer:
    """Redact the body, or cancel what still waits."""
    message = _find(sid)
    status = request.form.get("Status")
    if status is not None and status != "canceled":
        raise ApiError(30400)
    if status == "canceled" and not lifecycle.cancel(engine(), message):
        raise ApiError(30409)
    if "Body" in request.form:
        engine().store.update(message, body=request.form["Body"])
    return jsonify(resource.message(message, account))


@rest.delete("/Messages/<sid>.json")
def delete_message(account: str, sid: str) -> Answer:
    """Forget one message."""
    engine().store.remove(_find(sid).sid)
    return "", 204


@rest.get("/Messages/<sid>/Media.json")
def list_media(account: str, sid: str) -> Answer:
    """A message's media, on one page."""
    message = _find(sid)
    entries = [resource.media(message, entry, account) for entry in message.media]
    uri = f"{request.path}?PageSize=50&Page=0"
    return jsonify(
        end=max(len(entries) - 1, 0), first_page_uri=uri, media_list=entries, next_page_uri=None,
        page=0, page_size=50, previous_page_uri=None, start=0, uri=uri,
    )  # fmt: skip


@rest.get("/Messages/<sid>/Media/<media_sid>.json")
def fetch_media(account: str, sid: str, media_sid: str) -> Answer:
    """One medium's description."""
    message = _find(sid)
    entry = next((m for m in message.media if m["sid"] == media_sid), None)
    if entry is None:
        raise _not_found()
    return jsonify(resource.media(message, entry, account))


@rest.route("/<path:rest>", methods=["GET", "POST", "DELETE"])
def nothing(account: str, rest: str) -> Answer:
    """What is not simulated."""
    raise _not_found()


def _find(sid: str) -> Message:
    message = engine().store.messages.get(sid)
    if message is None or not message.listed:
        raise _not_found()
    return message


def _not_found() -> ApiError:
    return ApiError(20404, path=request.path.removeprefix(f"/{API_VERSION}"))
