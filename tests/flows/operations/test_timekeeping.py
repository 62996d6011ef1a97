"""One clock: that of a host, of Redis or of all of us is wrong, and what leaves then (I1, I2, I4, I7)."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest

from responder.adapters import system_clock
from responder.adapters.system_clock import SystemClock
from responder.domain.operations.clock_check import TOLERATED
from responder.domain.records import HOUR, MINUTE, SECOND, Consent, MessageState, Millis
from responder.domain.sending.delivery import Failure
from responder.flows.inbound.reconcile import read_log, reconcile
from responder.flows.operations import timekeeping
from responder.flows.operations.timekeeping import Timekeeper
from responder.flows.outbound import compose, unknown_outcomes
from responder.ports import LogUnavailable, SendError
from responder.store.core.unknown_outcomes import UnresolvedMessages
from responder.wiring import product
from tests.conftest import FakeClock
from tests.flows.conftest import World
from tests.people import ALICE, BOB

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Server:
    """A store's server whose clock is `off` by so much from that of a test."""

    clock: FakeClock
    off: Millis = 0

    def read(self) -> Millis:
        return self.clock.at + self.off


class Own(FakeClock):
    """A process's clock, which counts in ticks of a test's and is corrected."""

    def __init__(self, test: FakeClock, off: Millis = 0) -> None:
        self._test, self.offset = test, test.at - test.passed + off

    def now(self) -> Millis:
        return self._test.passed + self.offset

    def ticks(self) -> Millis:
        return self._test.passed

    def follow(self, by: Millis) -> None:
        self.offset += by


def host(world: World, off: Millis = 0) -> tuple[World, Own]:
    """The same installation as another host sees it, whose own clock is `off`."""
    own = Own(cast(FakeClock, world.clock), off)
    provider = replace(world.provider)
    return replace(world, deps=replace(world.deps, clock=own, provider=provider), provider=provider), own


def service_text(world: World, to: str = ALICE) -> None:
    compose.send(world.deps, compose.Draft(to, "Your car is ready.", "service", "Dana"))


# --- the clock of a process

def test_two_hosts_whose_clocks_differ_agree(client, store, monkeypatch) -> None:
    """Web ten minutes fast: the confirmation would leave ten minutes after its STOP (I4)."""
    hosts = []
    for wrong in (0, 10 * MINUTE, -3 * HOUR):
        right = time.time_ns() // 1_000_000
        monkeypatch.setattr(system_clock, "time_of_day", lambda right=right, wrong=wrong: right + wrong)
        clock, server = product._own_clock(client, store)
        hosts.append(clock.now() - server.read())
    assert max(hosts) - min(hosts) < SECOND


def test_a_clock_that_is_set_while_a_process_runs_changes_nothing(monkeypatch) -> None:
    clock = SystemClock()
    before = clock.now()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert 0 <= clock.now() - before < MINUTE


@pytest.mark.parametrize("folder", ["responder", "workers"])
def test_nothing_else_of_the_product_reads_the_time_of_day(folder: str) -> None:
    """But the simulator, which is another machine, the hits of failpoints, and a date without a Redis."""
    may = {
        "responder/adapters/system_clock.py",
        "responder/testing/failpoints.py",
        "responder/commands/rules.py",
    }
    words = ("time.time(", "time_ns(", "datetime.now(", "utcnow(", "date.today(")
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / folder).rglob("*.py")
        if "simulator" not in path.parts and any(word in path.read_text("utf-8") for word in words)
    }
    assert found - may == set()


# --- following the server

def keeper(world: World, own: Own, server: Server) -> Timekeeper:
    return Timekeeper(world.deps, own, server)


@pytest.mark.parametrize("off", [TOLERATED, -TOLERATED, 40])
def test_a_process_follows_small_differences(world: World, off: Millis) -> None:
    one, own = host(world)
    server = Server(cast(FakeClock, world.clock), off)
    keeper(one, own, server).look()
    assert own.now() == server.read()


def test_a_server_that_is_set_wrong_takes_nobody_along(world: World) -> None:
    relay, relays = host(world)
    web, webs = host(world)
    server = Server(cast(FakeClock, world.clock), HOUR)
    relay.provider.clock_behind = 400
    for one, own in ((relay, relays), (web, webs)):
        keeper(one, own, server).look()
        assert own.now() == world.clock.now()


def test_a_server_that_is_set_right_takes_all_along_once_the_provider_agrees(world: World) -> None:
    """It was an hour slow, and so were all processes; NTP sets it."""
    relay, relays = host(world, -HOUR)
    web, webs = host(world, -HOUR)
    server = Server(cast(FakeClock, world.clock))
    of_web = keeper(web, webs, server)
    of_web.look()
    assert webs.now() != server.read(), "nobody has said yet who is right"
    relay.provider.clock_behind = HOUR + 500
    keeper(relay, relays, server).look()
    assert relays.now() == server.read()
    of_web.look()
    assert webs.now() == server.read()


@pytest.mark.parametrize(("off", "passed"), [(-MINUTE, 90 * SECOND), (30 * SECOND, 20 * SECOND)])
def test_what_the_provider_said_before_the_server_was_set_counts_no_more(
    world: World, off: Millis, passed: Millis
) -> None:
    relay, relays = host(world)
    web, webs = host(world)
    server = Server(cast(FakeClock, world.clock))
    relay.provider.clock_behind = 400
    keeper(relay, relays, server).look()
    server.off = off
    of_web = keeper(web, webs, server)
    of_web.look()
    world.clock.advance(passed)  # type: ignore[attr-defined]
    of_web.look()
    assert webs.now() != server.read()


def test_a_look_is_due_every_half_minute_and_needs_no_redis(world: World) -> None:
    one, own = host(world)
    server = Server(cast(FakeClock, world.clock), 3 * SECOND)
    kept = keeper(one, own, server)
    kept.when_due()
    assert own.now() == world.clock.now(), "not due yet"
    world.clock.advance(30 * SECOND)  # type: ignore[attr-defined]
    kept.when_due()
    assert own.now() == server.read()


# --- what starts while the server's clock is wrong

def relay_of(world: World, server: Server) -> tuple[World, Timekeeper]:
    """The relay, which runs since before; the provider tells it the time."""
    relay, own = host(world)
    relay.provider.clock_behind = 400
    return relay, keeper(relay, own, server)


def starts(world: World, server: Server, machine: Millis = 0) -> tuple[World, Own]:
    """A process that starts now, on a machine whose own clock is `machine` off."""
    one, own = host(world, machine)
    timekeeping.set_at_start(own, server, world.deps.store.log_notes())
    return one, own


WRONG = pytest.mark.parametrize("off", [HOUR, -HOUR])


@WRONG
def test_what_starts_goes_by_the_time_of_what_runs(world: World, off: Millis) -> None:
    server = Server(cast(FakeClock, world.clock), off)
    _, keeps = relay_of(world, server)
    keeps.look()
    _, webs = starts(world, server, machine=3 * MINUTE)
    assert webs.now() == world.clock.now()


def test_a_confirmation_by_a_web_server_that_was_started_then_is_prompt(world: World) -> None:
    server = Server(cast(FakeClock, world.clock), HOUR)
    _, keeps = relay_of(world, server)
    keeps.look()
    web, _ = starts(world, server)
    web.texts(ALICE, "STOP")
    world.drains()
    assert len(world.provider.texts_to(ALICE)) == 1


def test_an_old_start_of_the_log_lifts_no_opt_out_that_the_desk_took_then(world: World) -> None:
    server = Server(cast(FakeClock, world.clock), -HOUR)
    reconcile(world.deps)
    _, keeps = relay_of(world, server)
    keeps.look()
    web, _ = starts(world, server)
    compose.unsubscribe(web.deps, ALICE, "desk", "Dana", "asked by phone")
    world.logged(ALICE, "START", world.clock.now() - 30 * MINUTE)
    world.clock.advance(45 * SECOND)  # type: ignore[attr-defined]
    reconcile(world.deps)
    assert world.deps.store.load(ALICE).consent is Consent.OPTED_OUT


@WRONG
def test_who_followed_it_goes_back_to_the_time_of_the_others(world: World, off: Millis) -> None:
    """It started when nobody had said anything yet: the relay had been stopped for a while."""
    server = Server(cast(FakeClock, world.clock), off)
    web, webs = starts(world, server)
    of_web = keeper(web, webs, server)
    of_web.look()
    assert webs.now() == server.read()
    _, keeps = relay_of(world, server)
    for _ in range(2):
        keeps.look()
        of_web.look()
        world.clock.advance(30 * SECOND)  # type: ignore[attr-defined]
    assert webs.now() == world.clock.now()


@WRONG
def test_without_a_relay_what_runs_says_by_what_it_goes(world: World, off: Millis) -> None:
    server = Server(cast(FakeClock, world.clock), off)
    web, webs = host(world)
    keeper(web, webs, server).look()
    assert webs.now() == world.clock.now(), "nobody knows who is right, and it stays as it is"
    _, workers = starts(world, server)
    assert workers.now() == world.clock.now()


def test_the_word_of_who_heard_the_provider_outweighs_it(world: World) -> None:
    """Web followed a wrong server, which was set right since; the relay knows."""
    server = Server(cast(FakeClock, world.clock))
    web, webs = host(world, HOUR)
    of_web = keeper(web, webs, server)
    _, keeps = relay_of(world, server)
    for look in (of_web.look, keeps.look, of_web.look):
        look()
    assert webs.now() == world.clock.now()


@pytest.mark.parametrize("passed", [61 * SECOND, -11 * SECOND], ids=["too old", "of a clock before"])
def test_an_old_word_counts_for_nobody_who_starts(world: World, passed: Millis) -> None:
    server = Server(cast(FakeClock, world.clock), HOUR)
    _, keeps = relay_of(world, server)
    keeps.look()
    server.off += passed
    _, webs = starts(world, server)
    assert webs.now() == server.read()


def test_that_the_servers_clock_is_wrong_is_noted_although_nobody_follows_it(world: World, caplog) -> None:
    server = Server(cast(FakeClock, world.clock), HOUR)
    _, keeps = relay_of(world, server)
    keeps.look()
    keeps.look()
    assert timekeeping.server_noted(world.deps) == -HOUR + 400
    assert timekeeping.noted(world.deps) == 0, "the clock that all go by is right"
    told = [each.levelname for each in caplog.records if "server_clock_is_off" in each.getMessage()]
    assert told == ["ERROR"], "once"
    server.off = 0
    keeps.look()
    assert timekeeping.server_noted(world.deps) == 0


# --- while the clock is wrong

def test_a_reading_by_a_wrong_clock_makes_nothing_fresh(world: World) -> None:
    """Fast by more than the overlap: the list would be empty and complete (11a)."""
    service_text(world)
    world.provider.clock_behind = -2 * HOUR
    with pytest.raises(LogUnavailable, match="clock is 7200 s off"):
        reconcile(world.deps)
    world.drains()
    assert world.provider.sent == []
    world.provider.clock_behind = 900
    reconcile(world.deps)
    world.clock.advance(10 * SECOND)  # type: ignore[attr-defined]
    world.drains()
    assert len(world.provider.sent) == 1


def test_a_stop_in_the_log_is_obeyed_by_a_wrong_clock_too(world: World) -> None:
    world.provider.clock_behind = 2 * HOUR
    world.logged(ALICE, "STOP", world.clock.now())
    read_log(world.deps)
    assert world.deps.store.load(ALICE).consent is Consent.OPTED_OUT


@pytest.mark.parametrize(("in_the_future", "sent"), [(TOLERATED, 1), (TOLERATED + 1, 0), (HOUR, 0)])
def test_a_mark_in_the_future_is_not_fresh(world: World, in_the_future: Millis, sent: int) -> None:
    """The clock was set back an hour, or the relay's host is ahead: an unread log would be fresh (11b)."""
    service_text(world)
    for number in world.deps.business.numbers:
        world.deps.store.set_fresh(number, world.clock.now() + in_the_future)
    world.drains()
    assert len(world.provider.sent) == sent


@pytest.mark.parametrize("is_ahead", [30 * SECOND, 3 * MINUTE])
def test_the_hold_after_a_young_start_begins_whatever_the_relays_clock_says(
    world: World, is_ahead: Millis
) -> None:
    """Relay ahead of web: its mark lay after the START that it had not seen (11g)."""
    relay, _ = host(world, is_ahead)
    reconcile(relay.deps)
    assert world.deps.store.freshness(world.deps.business.numbers) == world.clock.now() + is_ahead
    world.texts(ALICE, "STOP")
    world.texts(ALICE, "START")
    service_text(world)
    world.drains()
    assert "Your car is ready." not in "".join(world.provider.texts_to(ALICE))


def test_the_senders_rate_survives_a_clock_that_is_set_back(world: World) -> None:
    """Each try renewed the bucket's life while its last refill lay in the future (11d)."""
    sender = replace(world.deps.business.senders[0], rate=1.0)
    store, clock = world.deps.store, cast(FakeClock, world.clock)
    store.take_tokens(sender, 3, clock.at, True)
    clock.at -= HOUR
    taken = 0
    for _ in range(20):
        clock.advance(SECOND)
        taken += store.take_tokens(sender, 1, clock.at, True)
    assert taken >= 18


def test_workers_that_differ_a_little_share_one_rate(world: World) -> None:
    """Taking every later refill for now would fill the bucket anew at each turn."""
    sender = replace(world.deps.business.senders[0], rate=1.0)
    store, clock = world.deps.store, cast(FakeClock, world.clock)
    store.take_tokens(sender, 3, clock.at, True)
    taken = sum(
        store.take_tokens(sender, 1, clock.at + ahead_by, True) for _ in range(20) for ahead_by in (1_500, 0)
    )
    assert taken <= 2


# --- an unknown outcome

@pytest.fixture
def unresolved(world: World, client: object) -> UnresolvedMessages:
    return UnresolvedMessages(client, world.deps.store.keys)  # type: ignore[arg-type, attr-defined]


def unanswered_help(world: World) -> str:
    """HELP, whose answer was taken by the provider without telling us."""
    world.provider.fails.append(SendError(Failure.UNKNOWN))
    decision = world.texts(BOB, "HELP")
    assert decision
    world.drains()
    return decision.messages[0].id


def looks_for_minutes(world: World, unresolved: UnresolvedMessages) -> None:
    for _ in range(6):
        world.clock.advance(61 * SECOND)  # type: ignore[attr-defined]
        unknown_outcomes.look_again(world.deps, unresolved)


def test_nothing_is_sent_again_by_a_wrong_clock(world: World, unresolved: UnresolvedMessages) -> None:
    """Fast by two minutes: the provider's row seems to be from before the claim, so nobody's (11e)."""
    fast = 2 * MINUTE
    cast(FakeClock, world.clock).at += fast
    world.provider.clock_behind = -fast
    message_id = unanswered_help(world)
    looks_for_minutes(world, unresolved)
    world.drains()
    found = world.deps.store.message(message_id)
    assert found and found.state is MessageState.UNKNOWN and world.provider.sent == []


def test_nor_once_the_clock_is_right_again(world: World, unresolved: UnresolvedMessages) -> None:
    fast = 2 * MINUTE
    cast(FakeClock, world.clock).at += fast
    world.provider.clock_behind = -fast
    message_id = unanswered_help(world)
    read_log(world.deps)
    cast(FakeClock, world.clock).at -= fast
    world.provider.clock_behind = 300
    looks_for_minutes(world, unresolved)
    world.drains()
    found = world.deps.store.message(message_id)
    assert found and found.state is MessageState.UNKNOWN and world.provider.sent == []


def test_what_a_right_clock_claimed_waits_while_it_is_wrong(
    world: World, unresolved: UnresolvedMessages
) -> None:
    message_id = unanswered_help(world)
    world.provider.clock_behind = -2 * MINUTE
    looks_for_minutes(world, unresolved)
    found = world.deps.store.message(message_id)
    assert found and (found.state, found.absent_at) == (MessageState.UNKNOWN, 0)
    assert unresolved.before(world.clock.now(), 10), "it is looked for again once the clock is right"


def test_what_a_right_clock_claimed_is_sent_again(world: World, unresolved: UnresolvedMessages) -> None:
    unanswered_help(world)
    looks_for_minutes(world, unresolved)
    world.clock.advance(10 * SECOND)  # type: ignore[attr-defined]
    world.log_is_fresh()
    world.drains()
    assert len(world.provider.texts_to(BOB)) == 1


# --- what people are told

def test_what_is_wrong_with_the_clock_is_noted_until_it_is_right(world: World) -> None:
    relay, own = host(world)
    server = Server(cast(FakeClock, world.clock))
    relay.provider.clock_behind = -90 * SECOND
    keeper(relay, own, server).look()
    assert timekeeping.noted(world.deps) == -90 * SECOND
    assert "90 s ahead of the provider's" in timekeeping.sentence(timekeeping.noted(world.deps))
    relay.provider.clock_behind = 700
    keeper(relay, own, server).look()
    assert timekeeping.noted(world.deps) == 0
