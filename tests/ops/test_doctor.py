"""`bin/responder doctor` in wrong situations: for each what it finds, the promise it names, and what to type.

A wrong server of Redis is looked at in `test_wrong_servers.py`; a provider that refuses us and clocks in
`tests/web/admin/test_told.py`; the log in `tests/web/test_listening.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from responder.adapters import disk_space
from responder.adapters.rq_queue import keys_of_queue
from responder.commands.doctor import diagnosis
from responder.domain.operations.clock_check import TOLERATED
from responder.domain.operations.heartbeats import ProcessKind
from responder.domain.operations.installation import SCHEMA
from responder.domain.records import HOUR, SECOND, MessageState
from responder.flows.operations import heartbeats, timekeeping
from responder.ports import Settlement, StoreUnavailable
from responder.ports.quarantine import SetAside
from responder.settings.environment import Secret
from responder.wiring.product import App, build
from tests.people import BOB
from tests.processes import free_port
from tests.store.conftest import a_message
from tests.web.test_webhook import settings

OURS = "+14155550199"
JOBS, WORKERS = keys_of_queue("garage")


@pytest.fixture
def app(redis_url: str, client: "redis.Redis") -> Iterator[App]:
    """A product of which everything runs."""
    client.flushall()
    found = build(settings(redis_url), 2, within=10)
    for kind in ProcessKind:
        found.heartbeats.beat(kind, f"shop:{kind.value}")
    yield found
    found.jobs.queue.connection.close()


def check(app: App, name: str) -> diagnosis.Check:
    return next(each for each in diagnosis.examine(app) if each.name == name)


def queue(app: App) -> "redis.Redis":
    return app.jobs.queue.connection


def was_alive(kind: ProcessKind, seconds: int) -> Callable[[App], App]:
    """The last one of a kind was seen so long ago."""

    def make(app: App) -> App:
        key = app.store.keys.shared("heartbeats")
        app.store._redis.zincrby(key, -seconds * SECOND, f"{kind.value} shop:{kind.value}")  # noqa: SLF001
        return app

    return make


def never_alive(kind: ProcessKind) -> Callable[[App], App]:
    def make(app: App) -> App:
        app.heartbeats.end(kind, f"shop:{kind.value}")
        return app

    return make


def waits(lane: str, seconds: int) -> Callable[[App], App]:
    """A message that may go for so long."""

    def make(app: App) -> App:
        due = app.deps.clock.now() - seconds * SECOND
        app.store._redis.zadd(app.store.keys.due("03", lane), {"03abc": due})  # noqa: SLF001
        return app

    return make


def with_queue(url: str) -> Callable[[App], App]:
    """Another QUEUE_REDIS_URL; {} is a port at which nobody listens."""

    def make(app: App) -> App:
        address = url.format(free_port())
        return replace(app, settings=replace(app.settings, queue_redis_url=Secret(address)))

    return make


def a_wrong_password(app: App) -> App:
    wrong = app.settings.queue_redis_url.value + "&username=nobody&password=wrong"
    return replace(app, settings=replace(app.settings, queue_redis_url=Secret(wrong)))


def jobs_wait(app: App) -> App:
    queue(app).rpush(JOBS, "one", "two")
    return app


def jobs_wait_and_no_worker(app: App) -> App:
    return never_alive(ProcessKind.WORKER)(jobs_wait(app))


def met_a_word_of_a_newer_release(app: App) -> App:
    now = app.deps.clock.now()
    app.unreadable.keep(SetAside("message 07abc", "ValueError", now, now + HOUR))
    return app


def no_folder(app: App) -> App:
    gone = Path("/nowhere/optouts.journal")
    return replace(app, settings=replace(app.settings, optout_journal=gone))


def unread_for_minutes(app: App) -> App:
    for number in app.business.numbers:
        app.store.set_fresh(number, app.deps.clock.now() - 180 * SECOND)
    return app


def fails(app: App) -> App:
    """Of ten texts the carrier filters six, and one is never taken."""
    for count, (state, code) in enumerate([(MessageState.ACCEPTED, 0)] * 9 + [(MessageState.FAILED, 21211)]):
        message = a_message(app.store.new_message_id(BOB), BOB, sender=OURS)
        stored = {"state": "sending", "sender": OURS, "message_class": "service", "number": BOB}
        app.store._redis.hset(app.store.keys.message(message.id), mapping=stored)  # noqa: SLF001
        now = app.deps.clock.now()
        app.store.settle(Settlement(message, state, now, error_code=code))
        if count < 6:
            app.store.settle(Settlement(message, MessageState.UNDELIVERED, now, error_code=30007))
    return app


Wrong = Callable[[App], App]
WRONG: dict[str, tuple[str, Wrong, tuple[str, ...]]] = {
    "no web server": (
        "web",
        was_alive(ProcessKind.WEB, 40),
        ("no web server is alive (the last one, shop:web, 4", "(I2)", "start bin/responder serve"),
    ),
    "no worker": (
        "worker",
        was_alive(ProcessKind.WORKER, 16),
        ("no worker is alive (the last one, shop:worker, 1", "(I4)", "start bin/responder work."),
    ),
    "never a worker": (
        "worker",
        never_alive(ProcessKind.WORKER),
        ("no worker is alive: ", "(I4)", "start bin/responder work."),
    ),
    "no relay": (
        "relay",
        was_alive(ProcessKind.RELAY, 300),
        ("no relay is alive (the last one, shop:relay, 30", "(I2)", "start bin/responder relay"),
    ),
    "a stale log and no relay": (
        "provider log",
        lambda app: never_alive(ProcessKind.RELAY)(unread_for_minutes(app)),
        ("no relay is alive: start bin/responder relay", "(I2)"),
    ),
    "a stale log and a relay": (
        "provider log",
        unread_for_minutes,
        ("see provider here, then the relay's log", "(I2)"),
    ),
    "queue down": (
        "queue",
        with_queue("redis://127.0.0.1:{}/1"),
        ("QUEUE_REDIS_URL does not answer (ConnectionError)", "(I4)", "start that server"),
    ),
    "queue's password": (
        "queue",
        a_wrong_password,
        ("QUEUE_REDIS_URL refuses the user or the password", "(I4)", "set QUEUE_REDIS_URL"),
    ),
    "jobs and no worker": (
        "queue",
        jobs_wait_and_no_worker,
        ("2 job(s) wait and no worker takes them", "(I4)", "start bin/responder work"),
    ),
    "jobs and a worker of another queue": (
        "queue",
        jobs_wait,
        ("2 job(s) wait, and the worker that is alive", "(I4)", "set the same QUEUE_REDIS_URL"),
    ),
    "an answer waits": (
        "outbox",
        waits("answer", 133),
        ("1 automatic answer(s) may go, the oldest for 13", "(I4)", "the worker's log"),
    ),
    "a message waits": (
        "outbox",
        waits("rest", 2_000),
        ("1 other message(s) may go, the oldest for 20", "(I4)"),
    ),
    "a record cannot be read": (
        "records",
        met_a_word_of_a_newer_release,
        ("1 cannot be read", "message 07abc (ValueError)", "(I1)", "start the newer Responder"),
    ),
    "no folder of the journal": (
        "disk",
        no_folder,
        ("/nowhere (journal) is not there", "(I2)", "make it"),
    ),
    "no journal": ("journal", lambda app: app, ("OPTOUT_JOURNAL is not set", "(I2)", "set it to a file")),
    "no checkpoint": ("checkpoint", lambda app: app, ("CHECKPOINT_KEY", "(I6)", "openssl rand -hex 32")),
    "a sender's texts fail": (
        "failures",
        fails,
        (
            f"{OURS}: 7 of 10 texts failed",
            "6 with 30007",
            "carrier filtered",
            "1 with 21211",
            "correct these",
        ),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_doctor_says_what_is_wrong_and_what_to_do(name: str, app: App) -> None:
    looked_at, make, said = WRONG[name]
    found = check(make(app), looked_at)
    assert not found.ok
    assert [part for part in said if part not in found.said] == []
    assert found.said.endswith(".")


RIGHT: dict[str, tuple[str, Wrong, str]] = {
    "all run": ("worker", lambda app: app, "1 alive: shop:worker (0 s ago)."),
    "two relays": ("relay", lambda app: also(app, "other:7"), "2 alive: "),
    "both relays are named": ("relay", lambda app: also(app, "other:7"), "other:7 (0 s ago)"),
    "a beat was lost": ("worker", was_alive(ProcessKind.WORKER, 10), "1 alive"),
    "an answer is due": ("outbox", waits("answer", 30), "1 message(s) may go now."),
    "staff's texts wait for a rate": ("outbox", waits("rest", 300), "1 message(s) may go now."),
    "nothing waits": ("queue", lambda app: app, "0 job(s) wait"),
    "the version": ("version", lambda app: app, f"data of version {SCHEMA}."),
    "all records are read": ("records", lambda app: app, "none that this version cannot read"),
    "nothing failed": ("failures", lambda app: app, "0 of 0 texts failed"),
    "the server's folder": ("disk", lambda app: app, "MB for redis."),
}


@pytest.mark.parametrize("name", RIGHT)
def test_doctor_says_what_is_right(name: str, app: App) -> None:
    looked_at, make, said = RIGHT[name]
    found = check(make(app), looked_at)
    assert found.ok and said in found.said


def test_a_folder_that_the_first_picture_makes_is_not_missing(app: App, tmp_path: Path) -> None:
    found = check(replace(app, settings=replace(app.settings, pictures_folder=tmp_path / "pictures")), "disk")
    assert found.ok and "MB for pictures" in found.said


def also(app: App, relay: str) -> App:
    app.heartbeats.beat(ProcessKind.RELAY, relay)
    return app


def test_a_job_that_a_worker_is_registered_for_is_no_fault(app: App) -> None:
    queue(app).sadd(WORKERS, "rq:worker:1", "rq:worker:gone")
    queue(app).hset("rq:worker:1", "birth", "now")
    found = check(jobs_wait(app), "queue")
    assert found.ok and "2 job(s) wait, 1 worker(s) take them" in found.said


@pytest.mark.parametrize(("free", "files"), [(disk_space.LEAST_FREE - 1, 10_000), (10**12, 999)])
def test_a_disk_that_runs_full_is_named(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, files: int
) -> None:
    settings_ = replace(app.settings, optout_journal=tmp_path / "optouts.journal")
    monkeypatch.setattr(
        disk_space, "_place", lambda what, folder: disk_space.Place(what, folder, free, files)
    )
    found = check(replace(app, settings=settings_), "disk")
    assert not found.ok and str(tmp_path) in found.said and "(journal)" in found.said
    assert "(I2)" in found.said and "delete or move" in found.said


def test_a_redis_that_is_away_is_told_with_all_that_needs_none(app: App, tmp_path: Path) -> None:
    """The queue, the disk and the provider are looked at all the same."""
    settings_ = replace(app.settings, optout_journal=tmp_path / "optouts.journal")
    found = diagnosis.without_store(settings_, StoreUnavailable("ConnectionError"))
    assert [each.name for each in found] == ["server", "disk", "queue", "provider"]
    assert "REDIS_URL does not answer (ConnectionError)" in found[0].said and "(I2)" in found[0].said
    assert "start it" in found[0].said
    assert [each.ok for each in found[1:]] == [True, True, False]


def test_heartbeats_are_by_the_servers_clock_and_forgotten_in_time(app: App) -> None:
    key = app.store.keys.shared("heartbeats")
    server = app.store._redis  # noqa: SLF001
    server.zadd(key, {"web future:1": 10**15, "worker old:1": 1, "printer shop:1": 10**15 - 1})
    assert {each.name for each in app.heartbeats.all() if each.alive} >= {"future:1", "shop:web"}
    app.heartbeats.beat(ProcessKind.RELAY, "shop:relay")
    assert {each.name for each in app.heartbeats.all()} == {"shop:web", "shop:worker", "shop:relay"}
    assert 0 < server.pttl(key) <= HOUR


def test_a_process_beats_from_its_start_until_it_ends(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeats, "BEAT_EVERY", 3_600)
    name = heartbeats.process_name()
    with heartbeats.beating(app.heartbeats, ProcessKind.WORKER):
        while name not in {each.name for each in app.heartbeats.all()}:
            pass  # an hour, if it waited
    assert name not in {each.name for each in app.heartbeats.all()}


@pytest.mark.parametrize(("in_the_future", "ok"), [(0, True), (TOLERATED // 2, True), (HOUR, False)])
def test_a_log_read_in_the_future_is_not_called_fresh(app: App, in_the_future: int, ok: bool) -> None:
    """The gate lets nothing leave by such a mark."""
    for number in app.business.numbers:
        app.store.set_fresh(number, app.deps.clock.now() + in_the_future)
    found = check(app, "provider log")
    assert (found.ok, "-" in found.said) == (ok, False)
    assert ok or "by a clock that was ahead" in found.said


def test_a_clock_of_redis_that_nobody_follows_is_told(app: App) -> None:
    app.store.note_log(timekeeping.SERVER_OFF, str(-HOUR))
    found = check(app, "clock")
    assert not found.ok and "3600 s ahead of" in found.said and "timedatectl" in found.said
