"""The blueprint: a key first, then the body, then the endpoint of the table; every failure is JSON.

At most `AT_ONCE` requests are here at a time, so that slow ones never keep the webhook's threads.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from threading import BoundedSemaphore
from typing import Any, cast

from flask import Blueprint, Response, g, request
from jsonschema import Draft202012Validator, ValidationError
from werkzeug.exceptions import HTTPException

from responder.flows.staff import api_keys
from responder.lib.log import get_logger
from responder.ports import StoreUnavailable
from responder.ports.api_keys import ApiKey
from responder.web.api.audit import note_refusal
from responder.web.api.errors import FROM, ApiError, error_from
from responder.web.api.handlers import Call
from responder.web.api.table import ENDPOINTS, Endpoint, document
from responder.web.server.base import FAILURES_A_MINUTE, WebResponse
from responder.web.server.client_address import Addresses
from responder.web.server.fair_queue import Turns
from responder.web.server.sparing import Sparing
from responder.wiring.product import App

log = get_logger(__name__)

PREFIX = "/api/v1"
LARGEST_BODY = 64 * 1024
AT_ONCE = 4
AT_THE_DOOR = 2
"""Keys that are looked at at a time, first come first served: whoever guesses takes no place from others."""

OPEN_TO_ALL = "api.openapi"

LONGEST_WISH = 200
"""Characters of an Idempotency-Key."""


def api_routes(app: App) -> Blueprint:
    """`/api/v1/…` as the table says."""
    routes = Blueprint("api", __name__, url_prefix=PREFIX)
    _guard(app, routes)

    @routes.get("/openapi.json")
    def openapi() -> Response:
        return _answer(document(), 200)

    @routes.route("/<path:_>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def nothing(_: str) -> Response:
        raise ApiError("not_found")

    for endpoint in ENDPOINTS:
        view = _view(app, endpoint)
        routes.add_url_rule(endpoint.path, endpoint.name, view, methods=[endpoint.method])
    routes.register_error_handler(Exception, lambda failure: _failed(app, failure))
    return routes


def _guard(app: App, routes: Blueprint) -> None:
    """A right key first, then one of the few places: whoever has no key takes none."""
    places, door = BoundedSemaphore(AT_ONCE), Turns(AT_THE_DOOR)
    addresses = Addresses(app.settings.trusted_proxies)

    @routes.before_request
    def enter() -> None:
        if request.endpoint == OPEN_TO_ALL:
            return
        with door:
            _key(app, addresses)
        g.placed = places.acquire(blocking=False)
        if not g.placed:
            raise ApiError("busy")

    @routes.teardown_request
    def leave(_: BaseException | None) -> None:
        if g.pop("placed", False):
            places.release()


def _view(app: App, endpoint: Endpoint) -> Callable[..., Response]:
    check = Draft202012Validator(endpoint.takes) if endpoint.takes else None

    def view(item: str = "") -> Response:
        key: ApiKey = g.key
        if endpoint.needs not in api_keys.ROLES.get(key.role, frozenset()):
            raise ApiError("not_allowed")
        body = _body(check) if check else {}
        wish = request.headers.get("Idempotency-Key", "")
        if len(wish) > LONGEST_WISH:
            raise ApiError("invalid", f"An Idempotency-Key has at most {LONGEST_WISH} characters.")
        call = Call(app, key, body, item, request.args.get("cursor", ""), wish)
        return _answer(endpoint.run(call), endpoint.status)

    return view


def _key(app: App, addresses: Addresses) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ApiError("unauthorized")
    g.key = api_keys.check(app.deps, app.api_keys, token.strip(), addresses.of(request.environ))


def _body(check: Draft202012Validator) -> dict[str, Any]:
    raw: bytes = request.environ["wsgi.input"].read(LARGEST_BODY + 1)
    if len(raw) > LARGEST_BODY:
        raise ApiError("too_large")
    try:
        body = _whole(json.loads(raw))
    except (ValueError, RecursionError):
        raise ApiError("bad_json") from None
    if not isinstance(body, dict):
        raise ApiError("bad_json")
    g.fields = body.items()
    fault = next(iter(check.iter_errors(body)), None)
    if fault is not None:  # its own sentence would repeat what was sent (I8)
        raise _invalid(fault, body)
    return body


TO_SEND = ("body", "texts")
"""Fields whose words would leave: half a character in them is refused, and not sent as something else."""


def _whole(value: Any) -> Any:
    """The value with U+FFFD for each half of a character, which no store takes as a name: an opt-out with one
    in its reason is done all the same."""
    if isinstance(value, str):
        if value.isascii():
            return value
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, dict):
        return {
            _whole(name): each if name in TO_SEND else _whole(each) for name, each in value.items()
        }
    return [_whole(each) for each in value] if isinstance(value, list) else value


_RULES = {"class": "CA-01"}
"""Fields that a rule asks for: what a text is for decides what it needs."""


def _invalid(fault: ValidationError, body: dict[str, Any]) -> ApiError:
    """The fault in one sentence that names the field; what was sent is not repeated (I8)."""
    if fault.validator == "required" and not fault.path:
        missing = [name for name in cast(list[str], fault.validator_value) if name not in body]
        return ApiError("invalid", f"Missing: {', '.join(missing)}.", _RULES.get(missing[0], ""))
    where = ".".join(str(part) for part in fault.path) or "the body"
    return ApiError("invalid", f"Wrong: {where} ({fault.validator}).", _RULES.get(where, ""))


def _failed(app: App, failure: Exception) -> Response:
    if isinstance(failure, HTTPException):
        failure = ApiError("method_not_allowed" if failure.code == 405 else "not_found")
    elif type(failure) in FROM:
        failure = error_from(failure)
    elif not isinstance(failure, ApiError):
        _say(failure)
        failure = ApiError("internal")
    with suppress(StoreUnavailable):
        note_refusal(app, failure.code)
    answer = _answer(failure.value, failure.status)
    if failure.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if failure.status in (429, 503):
        answer.headers["Retry-After"] = "60" if failure.status == 429 else "1"
    return answer


_failures = Sparing(FAILURES_A_MINUTE)


def _say(failure: Exception) -> None:
    """What nobody foresaw, with its trace."""
    endpoint = request.endpoint or ""
    left_out = _failures.left_out(endpoint)
    if left_out is not None:
        log.error("api_failed", endpoint=endpoint, left_out=left_out, exc_info=failure)


def _answer(value: dict[str, Any], status: int) -> Response:
    text = json.dumps(value)
    return WebResponse(text, status, {"Cache-Control": "no-store"}, mimetype="application/json")
