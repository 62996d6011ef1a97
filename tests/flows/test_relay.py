"""The relay reads the provider's log: soon again after a failure, and no outcome keeps it waiting (I2)."""

import time
from threading import Event

import pytest

from responder.domain.records import MINUTE
from responder.domain.sending.delivery import Failure
from responder.ports import SendError, StoreUnavailable
from responder.store.aside import RedisAside
from responder.store.unresolved import UnresolvedMessages
from tests.people import CAROL
from workers import relay
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
    relay.read_log(world.deps, stopping, pauses, aside)

    assert pauses.seconds == [5, 10, 20, 45, 45, 45]
    assert world.deps.store.freshness(world.deps.business.numbers) == world.clock.now()


@pytest.mark.parametrize("error", [StoreUnavailable("away"), KeyError("something")])
def test_any_other_failure_is_one_too(world, aside, monkeypatch, error):
    def fails(*_):
        raise error

    monkeypatch.setattr(relay.reconcile, "read_log", fails)
    stopping = Event()
    pauses = Pauses(stopping, 2)
    relay.read_log(world.deps, stopping, pauses, aside)

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
    threads = relay.start_readers(world.deps, unresolved, stopping, read_now, aside)
    assert asked.wait(60)
    world.clock.advance(MINUTE)
    fresh = eventually(world, read_now)
    stopping.set()
    answered.set()
    read_now.set()
    for thread in threads:
        thread.join()
    assert fresh
