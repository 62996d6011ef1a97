"""A wrong PUBLIC_URL: every webhook is answered 403, and somebody must hear of it."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import redis
import structlog
from flask import Flask

from responder.commands.doctor import diagnosis
from responder.web.app import create_app
from responder.wiring.product import App, build
from tests.conftest import FakeClock
from tests.valkey import Valkey
from tests.web.test_metrics import read
from tests.web.test_webhook import FORM, answer, environ, settings, sign, signed

OURS = {"AccountSid": "AC" + "0" * 32}
ELSEWHERE = {"AccountSid": "AC" + "f" * 32}


@pytest.fixture
def app(redis_url: str, client: "redis.Redis") -> Iterator[App]:
    client.flushall()
    made = build(settings(redis_url), 4)
    yield replace(made, deps=replace(made.deps, clock=FakeClock()))
    made.jobs.queue.connection.close()
    made.store._redis.close()  # noqa: SLF001 - a connection that broke in a test waits there


@pytest.fixture
def flask(app: App) -> Flask:
    return create_app(app)


def forged(form: dict[str, str], **more: Any) -> dict[str, Any]:
    """A webhook whose signature is over another address."""
    return signed(FORM | form, **more) | {"HTTP_X_TWILIO_SIGNATURE": sign("/elsewhere", FORM | form)}


def said(app: App) -> diagnosis.Check:
    return next(check for check in diagnosis.examine(app) if check.name == "signatures")


def test_webhooks_of_our_account_that_get_403_are_an_alarm_in_doctor_log_and_metrics(
    app: App, flask: Flask
) -> None:
    before, _ = read(flask)
    assert said(app).ok
    for _ in range(3):
        assert answer(flask, forged(OURS))[0] == 403
        app.deps.clock.advance(11_000)  # type: ignore[attr-defined]
    check = said(app)
    assert not check.ok
    assert "3 webhook(s)" in check.said and "PUBLIC_URL" in check.said
    after, _ = read(flask)
    name = ("responder_webhooks_forbidden_total", "")
    assert after[name] - before[name] == 3


def test_it_is_an_error_in_the_log_with_neither_number_nor_words(
    flask: Flask,
) -> None:
    with structlog.testing.capture_logs() as lines:
        answer(flask, forged(OURS))
    (line,) = [line for line in lines if line["event"] == "webhooks_forbidden"]
    assert line["log_level"] == "error" and "PUBLIC_URL" in line["check"]
    assert not [word for word in FORM.values() if word in str(lines)]


def test_a_flood_is_counted_and_written_rarely(app: App, flask: Flask, store: Any) -> None:
    writes = app.forbidden.read
    for _ in range(50):
        answer(flask, forged(OURS))
    assert writes() is not None and writes().count == 1  # type: ignore[union-attr]
    app.deps.clock.advance(10_000)  # type: ignore[attr-defined]
    answer(flask, forged(OURS))
    assert writes().count == 51  # type: ignore[union-attr]


SILENT = {
    "another account": forged(ELSEWHERE),
    "no account": forged({}),
    "our account in another field": forged({"Body": OURS["AccountSid"]}),
    "our account in the query of a post": forged({}, QUERY_STRING="AccountSid=" + OURS["AccountSid"]),
    "a body that is too large": environ(f"AccountSid={OURS['AccountSid']}&B={'x' * 70_000}".encode(), "x"),
}


@pytest.mark.parametrize("request_", SILENT.values(), ids=SILENT)
def test_what_does_not_name_our_account_is_no_alarm(app: App, flask: Flask, request_: dict[str, Any]) -> None:
    request_ = request_ | {"wsgi.input": io.BytesIO(request_["wsgi.input"].getvalue())}
    assert answer(flask, request_)[0] in (403, 413)
    assert said(app).ok


def test_a_webhook_that_is_rightly_signed_is_no_alarm(app: App, flask: Flask) -> None:
    assert answer(flask, signed(FORM | OURS))[0] == 200
    assert said(app).ok


def test_get_mode_and_reports_are_watched_too(app: App, flask: Flask) -> None:
    query = f"AccountSid={OURS['AccountSid']}&MessageSid=SM1"
    assert answer(flask, environ(b"", "x", REQUEST_METHOD="GET", QUERY_STRING=query))[0] == 403
    app.deps.clock.advance(11_000)  # type: ignore[attr-defined]
    assert answer(flask, environ(query.encode(), "x", PATH_INFO="/twilio/status/00m"))[0] == 403
    assert "2 webhook(s)" in said(app).said


def test_a_refused_request_changes_nothing_else(app: App, flask: Flask) -> None:
    """The claimed account opens no door: the number stays a stranger, and the timeline is empty."""
    answer(flask, forged(OURS))
    assert app.store.load(FORM["From"]).version == 0
    assert app.queries.timeline(FORM["From"]) == []


def test_the_next_webhook_that_is_rightly_signed_ends_the_alarm(app: App, flask: Flask) -> None:
    answer(flask, forged(OURS))
    assert not said(app).ok
    assert answer(flask, signed(FORM | OURS))[0] == 200
    assert said(app).ok
    app.deps.clock.advance(11_000)  # type: ignore[attr-defined]
    answer(flask, forged(OURS))
    assert "1 webhook(s)" in said(app).said


def test_an_alarm_makes_no_text_wait_for_redis_where_others_hear_503_at_once(
    app: App, flask: Flask, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(flask, forged(OURS))
    valkey.hold()
    try:
        assert answer(flask, signed(FORM | OURS))[0] == 503
        asked: list[object] = []
        monkeypatch.setattr(app.store._redis, "execute_command", asked.append)
        assert answer(flask, signed(FORM | OURS))[0] == 503
        assert asked == []
    finally:
        valkey.let_go()


def test_an_alarm_that_nobody_ends_is_over_after_a_day(
    app: App, flask: Flask, client: "redis.Redis"
) -> None:
    answer(flask, forged(OURS))
    assert 80_000_000 < client.pttl(app.store.keys.forbidden) <= 86_400_000


def test_without_redis_it_is_403_all_the_same(app: App, flask: Flask, client: "redis.Redis") -> None:
    client.execute_command("CLIENT", "PAUSE", 1500, "ALL")
    assert answer(flask, forged(OURS))[0] == 403
    while flask.test_client().get("/readyz").status_code != 200:
        pass  # each try waits for Redis; the pause ends by itself
