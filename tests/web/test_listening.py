"""A web process says that it listens, and when a text may be lost: as soon as Redis takes it (I2)."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis
from flask import Flask
from granian import Granian

from responder.commands.doctor import diagnosis
from responder.ports import StoreUnavailable
from responder.web.app import create_app
from responder.web.server.listening import REFUSED_EVERY, STALLED_AFTER, Listening, say_farewell, server_name
from responder.web.server.server import made
from responder.wiring.product import App, build
from tests.conftest import FakeClock
from tests.web.test_forbidden import ELSEWHERE, OURS, forged
from tests.web.test_webhook import FORM, answer, settings, signed


@pytest.fixture
def app(redis_url: str, client: "redis.Redis") -> Iterator[App]:
    client.flushall()
    found = build(settings(redis_url), 4)
    yield replace(found, deps=replace(found.deps, clock=FakeClock()))
    found.jobs.queue.connection.close()


@pytest.fixture
def listening(app: App) -> Listening:
    return Listening(app)


@pytest.fixture
def flask(app: App, listening: Listening) -> Flask:
    return create_app(app, listening)


def passes(app: App, ms: int) -> None:
    app.deps.clock.advance(ms)  # type: ignore[attr-defined]


def fails(app: App, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """These calls of the store find no Redis."""

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("away")

    for name in names:
        monkeypatch.setattr(app.store, name, away)


def test_who_takes_every_text_says_that_it_listens_and_notes_no_gap(
    app: App, flask: Flask, listening: Listening
) -> None:
    assert answer(flask, signed(FORM))[0] == 200
    assert listening.turn()
    assert (app.store.is_listened(), app.store.gaps().count) == (True, 0)


def test_a_text_that_was_answered_503_is_a_gap(
    app: App, flask: Flask, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        fails(app, broken, "commit")
        assert answer(flask, signed(FORM))[0] == 503
    listening.turn()
    gap = app.store.gap()
    assert gap and gap.why == "a text was not taken" and app.store.take_log_request()


def test_a_gap_that_redis_did_not_take_is_told_before_anything_else(
    app: App, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening.missed("a text was not taken")
    with monkeypatch.context() as broken:
        fails(app, broken, "note_gap")
        assert not listening.turn()
        assert not listening.turn()
        assert app.store._redis.exists(app.store.keys.listening) == 0  # noqa: SLF001 - said by nobody yet
    assert listening.turn()
    assert (app.store.gaps().count, app.store.is_listened()) == (1, True)


def test_webhooks_of_our_account_that_get_403_are_a_gap_at_most_every_ten_seconds(
    app: App, flask: Flask, listening: Listening
) -> None:
    answer(flask, forged(ELSEWHERE))
    listening.turn()
    assert app.store.gaps().count == 0
    for _ in range(5):
        assert answer(flask, forged(OURS))[0] == 403
        listening.turn()
    assert app.store.gaps().count == 1
    passes(app, REFUSED_EVERY)
    listening.turn()
    assert app.store.gaps().count == 2, "those of meanwhile are told, although none came since"
    passes(app, REFUSED_EVERY)
    listening.turn()
    assert app.store.gaps().count == 2


def gaps_by_second(app: App, flask: Flask, listening: Listening, seconds: int) -> list[int]:
    """The seconds at which forged webhooks, one a second, are a gap."""
    found = []
    for second in range(seconds):
        before = app.store.gaps().count
        answer(flask, forged(OURS))
        listening.turn()
        found += [second] * (app.store.gaps().count - before)
        passes(app, 1_000)
    return found


def test_who_forges_403s_without_end_causes_ever_fewer_gaps_until_a_webhook_is_signed(
    app: App, flask: Flask, listening: Listening
) -> None:
    """Each gap holds staff's texts until the log is read: a forger must not hold them for good."""
    assert gaps_by_second(app, flask, listening, 400) == [0, 10, 30, 70, 150, 270, 390]
    passes(app, REFUSED_EVERY)
    assert answer(flask, signed(FORM))[0] == 200
    assert gaps_by_second(app, flask, listening, 31) == [0, 10, 30]


def test_a_process_that_stood_still_is_a_gap(app: App, listening: Listening) -> None:
    listening.turn()
    passes(app, STALLED_AFTER)
    listening.turn()
    assert app.store.gaps().count == 0
    passes(app, STALLED_AFTER + 1)
    listening.turn()
    gap = app.store.gap()
    assert gap and gap.why == "the web process stood still"


def test_a_start_is_a_gap_and_it_listens_from_then_on(app: App, listening: Listening) -> None:
    listening.start()
    listening.stop()
    assert (app.store.gaps().count, app.store.is_listened()) == (1, True)
    assert app.store.gap() is not None


def test_a_gap_is_told_at_once_and_not_at_the_next_turn(
    app: App, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("responder.web.server.listening.SAYS_EVERY", 3600)
    listening.start()
    listening.missed("a text was not taken")
    until = time.monotonic() + 60  # of an hour, if it waited
    while app.store.gaps().count < 2 and time.monotonic() < until:
        time.sleep(0.01)
    listening.stop()
    assert app.store.gaps().count == 2


def test_a_server_that_starts_in_the_place_of_the_one_before_is_heard_at_once(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container is started again: the same host, and the same process id."""
    monkeypatch.setattr("os.getppid", os.getpid)
    before = Listening(app)
    before.start()
    before.stop()
    say_farewell(app)
    assert not before.turn() or not app.store.is_listened(), "its own farewell holds"

    monkeypatch.setattr("responder.web.server.listening.MARK", "another start")
    again = Listening(app)
    again.start()
    again.stop()
    assert app.store.is_listened()


def test_the_workers_have_the_name_of_their_main_process() -> None:
    """They are forked from it; its farewell is theirs."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, server_name(os.getppid()).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 200).decode() == server_name(os.getpid())
    os.close(read)
    os.close(write)


def test_the_server_says_farewell_before_it_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(Granian, "shutdown", lambda _, code: done.append("stopped"))
    made(lambda: done.append("farewell"), port=1).shutdown()
    assert done == ["farewell", "stopped"]


def test_a_farewell_ends_listening_at_once_and_without_redis_stops_nothing(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.store.listens(server_name(os.getpid()))
    say_farewell(app)
    assert not app.store.is_listened() and app.store.gaps().count == 1
    fails(app, monkeypatch, "stops_listening")
    say_farewell(app)


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (lambda app: app.store.note_gap("a text was not taken", 1), "a text was not taken"),
        (lambda app: app.store.listens("x") and app.store.stops_listening("x", 1), "no web server listens"),
    ],
)
def test_doctor_says_why_nothing_but_answers_leaves(app: App, happens: object, said: str) -> None:
    for number in app.business.numbers:
        app.store.set_fresh(number, app.deps.clock.now())
    happens(app)  # type: ignore[operator]
    check = next(each for each in diagnosis.examine(app) if each.name == "provider log")
    assert not check.ok and said in check.said and "(I2)" in check.said
