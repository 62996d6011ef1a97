"""The relay reads the provider's log: soon again after a failure, and no outcome keeps it waiting (I2)."""

import time
from threading import Event

import pytest

from responder.adapters.rq_queue import ENOUGH, RqJobs, make_queue
from responder.domain.operations.heartbeats import ALIVE_FOR, ProcessKind
from responder.domain.records import MINUTE
from responder.domain.sending.delivery import Failure
from responder.ports import SendError, StoreUnavailable
from responder.store.connection import FAILURES, connect_queue
from responder.store.core.unknown_outcomes import UnresolvedMessages
from responder.store.operations.heartbeats import RedisHeartbeats
from responder.store.quarantine import RedisAside
from tests.people import CAROL
from workers import relay
from workers.absence import Absence
from workers.aside import Aside


@pytest.fixture
def aside(client, store, clock):
    return Aside(RedisAside(client, store.keys), clock)


class Pauses(Event):
    """An event that remembers how long it was waited for, and after so many times says to stop."""

    def __init__(self, stopping, times, then=None):
        super().__init__()
        self.seconds, self._stopping, self._times, self._then = [], stopping, times, then or {}

    def wait(self, timeout=None):
        self.seconds.append(timeout)
        self._then.get(len(self.seconds), lambda: None)()
        if len(self.seconds) == self._times:
            self._stopping.set()
        return False


def test_after_a_failure_the_log_is_read_again_soon_and_as_ever_once_it_could_be(world, aside):
    stopping, world.provider.log_away = Event(), True
    mends = {5: lambda: setattr(world.provider, "log_away", False)}
    pauses = Pauses(stopping, 6, mends)
    relay.read_log(relay.LogWork(world.deps, None), stopping, pauses, aside)

    assert pauses.seconds == [5, 10, 20, 45, 45, 45]
    assert world.deps.store.freshness(world.deps.business.numbers) == world.clock.now()


@pytest.mark.parametrize("error", [StoreUnavailable("away"), KeyError("something")])
def test_any_other_failure_is_one_too(world, aside, monkeypatch, error):
    def fails(*_):
        raise error

    monkeypatch.setattr(relay.reconcile, "read_log", fails)
    stopping = Event()
    pauses = Pauses(stopping, 2)
    relay.read_log(relay.LogWork(world.deps, None), stopping, pauses, aside)

    assert pauses.seconds == [5, 10]


def eventually(world, read_now):
    """Whether the log is read up to now within a minute, with an outcome still being looked for."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if world.deps.store.freshness(world.deps.business.numbers) == world.clock.now():
            return True
        read_now.set()  # the last call may have been taken before the clock went on
        time.sleep(0.01)
    return False


def test_outcomes_that_take_long_keep_no_reading_waiting(world, aside, client):
    world.provider.fails = [SendError(Failure.UNKNOWN, 20500)]
    world.texts(CAROL, "HELP", sid=world.logged(CAROL, "HELP", world.clock.now()).provider_id)
    world.drains()
    world.clock.advance(MINUTE)
    asked, answered, stopping, read_now = Event(), Event(), Event(), Event()

    def hangs(to, since):
        asked.set()
        answered.wait()
        return []

    world.provider.outbound_log = hangs
    unresolved = UnresolvedMessages(client, world.deps.store.keys)
    work = relay.LogWork(world.deps, unresolved)
    threads = relay.start_readers(work, stopping, read_now, aside)
    assert asked.wait(60)
    world.clock.advance(MINUTE)
    fresh = eventually(world, read_now)
    stopping.set()
    answered.set()
    read_now.set()
    for thread in threads:
        thread.join()
    assert fresh


# -- without a worker


@pytest.fixture
def heartbeats(client, store):
    return RedisHeartbeats(client, store.keys)


def test_workers_are_missing_once_none_was_alive_for_a_while(heartbeats, clock):
    absent, looks = Absence(heartbeats, clock), []
    heartbeats.beat(ProcessKind.RELAY, "here:1")
    for _ in range(4):
        looks.append(absent())
        clock.advance(ALIVE_FOR // 2)
    heartbeats.beat(ProcessKind.WORKER, "here:2")
    looks.append(absent())
    heartbeats.end(ProcessKind.WORKER, "here:2")
    looks.append(absent())
    assert looks == [False, False, True, True, False, False]


@pytest.mark.parametrize("missing", [True, False])
def test_a_confirmation_leaves_by_the_relay_only_where_workers_are_missing(world, missing):
    """Jobs that nobody takes must not let it get older than its 300 s (I4)."""
    world.texts(CAROL, "STOP")
    relay.look_after_outbox(world.deps, Event(), lambda: missing)
    assert len(world.provider.texts_to(CAROL)) == missing


def test_a_relay_that_cannot_ask_who_lives_goes_on(world):
    def away():
        raise StoreUnavailable("away")

    world.texts(CAROL, "STOP")
    relay.look_after_outbox(world.deps, Event(), away)
    assert world.provider.sent == []


def test_without_a_worker_no_more_jobs_wait_than_are_of_use(redis_url, client):
    queue = make_queue(connect_queue(redis_url.replace("db=0", "db=1"), 5.0), "garage")
    queue.empty()
    jobs = RqJobs(queue, FAILURES)
    assert [jobs.wake() for _ in range(9)] == [True] * 9
    waiting = queue.count
    queue.empty()
    queue.connection.close()
    assert waiting == ENOUGH
