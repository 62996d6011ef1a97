"""Every provider route under every forgery: what somebody may hold of Twilio's opens none (DESIGN §3).

Each route is first shown to take what is rightly signed, so that no refusal below is for another reason.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from flask import Flask
from twilio.request_validator import RequestValidator

from responder.store.core.numbers_outbox import RedisStore
from tests.web.test_webhook import (
    FORM,
    INBOUND,
    KEY_ID,
    PUBLIC,
    SETTINGS,
    SIGNATURE,
    TOKEN,
    Environ,
    answer,
    environ,
    flask,
)

__all__ = ["flask"]

STATUS = "/twilio/status/00000000000000000000000000"
REPORT = {"MessageSid": "SM" + "1" * 32, "MessageStatus": "delivered", "To": FORM["From"]}


@dataclass(frozen=True)
class Route:
    """A way in: its method and path, and what Twilio sends there."""

    method: str
    path: str
    form: dict[str, str]

    def request(self, form: dict[str, str], signature: str | None, **more: object) -> Environ:
        """As the web server hands it over, with whatever signature."""
        pairs = urlencode(form)
        in_query = self.method == "GET"
        found = environ(b"" if in_query else pairs.encode(), signature, **more)
        query = {"QUERY_STRING": pairs} if in_query else {}
        return found | {"REQUEST_METHOD": self.method, "PATH_INFO": self.path} | query

    def signed(self, form: dict[str, str], token: str = TOKEN, path: str = "", method: str = "") -> str:
        """The signature for this content by the holder of `token`, for this or another route."""
        address = PUBLIC + (path or self.path)
        if (method or self.method) == "GET":
            return _sign(token, f"{address}?{urlencode(form)}", {})
        return _sign(token, address, form)


def _sign(token: str, address: str, form: dict[str, str]) -> str:
    signature: str = RequestValidator(token).compute_signature(address, form)
    return signature


ROUTES = {
    "a text": Route("POST", INBOUND, FORM),
    "a text by GET": Route("GET", INBOUND, FORM),
    "a report": Route("POST", STATUS, REPORT),
}


def replayed_for_another_body(route: Route) -> Environ:
    return route.request(route.form | {"Body": "START", "MessageStatus": "failed"}, route.signed(route.form))


def replayed_with_one_field_more(route: Route) -> Environ:
    return route.request(route.form | {"OptOutType": "START"}, route.signed(route.form))


def replayed_with_another_id(route: Route) -> Environ:
    return route.request(route.form | {"MessageSid": "SM" + "2" * 32}, route.signed(route.form))


def replayed_from_another_route(route: Route) -> Environ:
    other = STATUS if route.path == INBOUND else INBOUND
    return route.request(route.form, route.signed(route.form, path=other))


def replayed_with_another_method(route: Route) -> Environ:
    other = "GET" if route.method == "POST" else "POST"
    return route.request(route.form, route.signed(route.form, method=other))


def other_accounts_token(route: Route) -> Environ:
    return route.request(route.form, route.signed(route.form, token="54321"))


def no_token_at_all(route: Route) -> Environ:
    return route.request(route.form, route.signed(route.form, token=""))


def for_another_host(route: Route) -> Environ:
    evil = "https://evil.example" + route.path
    query = f"?{urlencode(route.form)}" if route.method == "GET" else ""
    signature = _sign(TOKEN, evil + query, {} if query else route.form)
    return route.request(route.form, signature, HTTP_HOST="evil.example")


def shared_key_of_another(route: Route) -> Environ:
    signature = base64.b64encode(hmac.new(b"another", b"", hashlib.sha256).digest()).decode()
    header = {SETTINGS: f"key={KEY_ID},algorithm=HMAC_SHA256"}
    return route.request(route.form, signature, **header)


def json_body(route: Route) -> Environ:
    found = route.request(route.form, route.signed(route.form))
    body = json.dumps(route.form).encode()
    forged = environ(body, found[SIGNATURE], CONTENT_TYPE="application/json")
    return forged | {"REQUEST_METHOD": "POST", "PATH_INFO": route.path}


def unsigned(route: Route) -> Environ:
    return route.request(route.form, None)


FORGERIES: tuple[Callable[[Route], Environ], ...] = (
    *(replayed_for_another_body, replayed_with_one_field_more, replayed_with_another_id),
    *(replayed_from_another_route, replayed_with_another_method),
    *(other_accounts_token, no_token_at_all, for_another_host, shared_key_of_another, json_body, unsigned),
)


@pytest.mark.parametrize("name", ROUTES)
def test_what_twilio_signed_is_taken(flask: Flask, store: RedisStore, name: str) -> None:
    route = ROUTES[name]

    assert answer(flask, route.request(route.form, route.signed(route.form)))[0] == 200


@pytest.mark.parametrize("forged", FORGERIES, ids=lambda forged: forged.__name__)
@pytest.mark.parametrize("name", ROUTES)
def test_a_forgery_is_refused_on_every_route_and_changes_nothing(
    flask: Flask, store: RedisStore, name: str, forged: Callable[[Route], Environ]
) -> None:
    assert answer(flask, forged(ROUTES[name]))[0] == 403
    assert store.load(FORM["From"]).version == 0


@pytest.mark.parametrize("name", ["a text", "a report"])
def test_a_huge_body_is_refused_on_every_route_though_it_is_signed(
    flask: Flask, store: RedisStore, name: str
) -> None:
    route = ROUTES[name]
    huge = route.form | {"Body": "x" * 70_000}

    assert answer(flask, route.request(huge, route.signed(huge)))[0] == 413
    assert store.load(FORM["From"]).version == 0


@pytest.mark.parametrize("name", ROUTES)
def test_the_same_signed_request_again_has_no_second_effect(
    flask: Flask, store: RedisStore, name: str
) -> None:
    route = ROUTES[name]
    once, again = (route.request(route.form, route.signed(route.form)) for _ in range(2))
    answer(flask, once)
    before = store.load(FORM["From"])

    assert answer(flask, again)[0] == 200
    assert store.load(FORM["From"]) == before
