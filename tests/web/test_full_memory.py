"""Memory of Redis is full: the desk and the API opt people out, and somebody can still sign in."""

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from responder.flows.staff import api_keys
from responder.wiring.product import App
from tests.full_memory import full, nearly_full
from tests.people import BOB
from tests.web.test_console import app, bob, browser, built, flask, posts, sign_in
from tests.web.test_metrics import read

__all__ = ["app", "browser", "built", "flask"]


def out(app: App) -> bool:
    return app.store.load(BOB).consent.value == "OPTED_OUT"


def test_the_desk_unsubscribes(app: App, browser: FlaskClient, client: "redis.Redis") -> None:
    customer = bob(app)
    sign_in(browser)
    with full(client):
        form = {"customer": customer.id, "token": "t", "once": "0123456789abcdef"}
        answer = posts(browser, "/unsubscribe", **form)
    assert answer.status_code == 302
    assert out(app)


def test_somebody_signs_in(app: App, browser: FlaskClient, client: "redis.Redis") -> None:
    with full(client):
        assert sign_in(browser).status_code == 302
    assert browser.get("/conversations").status_code == 200


def test_a_program_opts_out(app: App, flask: Flask, client: "redis.Redis") -> None:
    _, token = api_keys.issue(app.deps, app.api_keys, "till", "operator")
    order = {"number": BOB, "by": "Dana", "reason": "asked", "how": "telephone"}
    with full(client):
        answer = flask.test_client().post(
            "/api/v1/optouts", json=order, headers={"Authorization": f"Bearer {token}"}
        )
    assert answer.status_code == 200
    assert out(app)


def test_the_metrics_tell_how_full_it_is(app: App, flask: Flask, client: "redis.Redis") -> None:
    with nearly_full(client):
        found, _ = read(flask)
    used, limit = (found[f"responder_store_memory{name}_bytes", ""] for name in ("", "_limit"))
    assert 0.8 < used / limit < 1.2
    assert read(flask)[0]["responder_store_memory_limit_bytes", ""] == 0


@pytest.fixture(autouse=True)
def empty(client: "redis.Redis") -> None:
    client.flushall()
