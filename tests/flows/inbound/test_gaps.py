"""Where texts may be lost, nothing but prompt answers leaves until the log was read past that moment (I2)."""

import pytest

from responder.domain.records import MINUTE, SECOND, Consent, MessageState
from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import compose, deliver
from responder.flows.outbound.prepare import prepared
from responder.ports import Gap, Gaps, LogUnavailable
from responder.store.core.log_marks import FAREWELL_LIFE, LISTENS_FOR
from responder.store.proof.backup import Archive
from tests.people import ALICE, BOB, DANA

SERVER = "here:1"


@pytest.fixture(autouse=True)
def by_day(world):
    world.clock.at = 1_795_021_200_000  # noon in Toronto
    reconcile(world.deps)


def fresh(world):
    return world.deps.store.freshness(world.deps.business.numbers)


def writes(world, to=BOB):
    """DANA writes to BOB; the message's id."""
    return compose.send(world.deps, compose.Draft(to, "Your car is ready.", "service", DANA))[0].id


def later(world):
    """The next look at what waits for the log."""
    world.clock.advance(6 * SECOND)
    world.drains()


def test_nothing_leaves_to_whoever_texted_stop_while_our_web_server_was_restarted(world):
    """From before it stops until its STOP is read in the log: the log was read a moment before."""
    store = world.deps.store
    store.listens(SERVER)
    message_id = writes(world)
    store.stops_listening(SERVER, world.clock.now())
    later(world)
    world.logged(BOB, "STOP", world.clock.now())  # nobody listened
    later(world)
    store.note_gap("the web server started", world.clock.now())
    store.listens("here:2")
    later(world)
    assert world.provider.texts_to(BOB) == []

    assert store.take_log_request()
    reconcile(world.deps)
    later(world)
    assert store.load(BOB).consent is Consent.OPTED_OUT
    assert [store.message(message_id).state, len(world.provider.texts_to(BOB))] == [MessageState.REFUSED, 1]


def test_what_the_gate_let_go_before_is_not_claimed_after_it(world):
    message_id = writes(world)
    (ready,) = prepared(world.deps, world.deps.store.due("rest", world.clock.now(), 10))
    world.deps.store.note_gap("a text was not taken", world.clock.now())
    deliver.hand_over(world.deps, ready)
    assert (world.provider.sent, world.deps.store.message(message_id).state) == ([], MessageState.QUEUED)


def test_nor_once_no_web_server_listens(world, client):
    store = world.deps.store
    store.listens(SERVER)
    writes(world)
    (ready,) = prepared(world.deps, store.due("rest", world.clock.now(), 10))
    client.delete(store.keys.listening)
    deliver.hand_over(world.deps, ready)
    assert world.provider.sent == []


def test_answers_go_on_meanwhile(world):
    world.deps.store.note_gap("a text was not taken", world.clock.now())
    world.texts(ALICE, "HELP")
    world.drains()

    assert len(world.provider.texts_to(ALICE)) == 1


def test_a_reading_that_began_before_the_gap_does_not_close_it(world):
    store, read = world.deps.store, world.provider.account_log

    def gap_meanwhile(since):
        store.note_gap("a text was not taken", world.clock.now())
        return read(since)

    world.provider.account_log = gap_meanwhile
    reconcile(world.deps)
    assert (fresh(world), store.gap()) == (0, Gap("a text was not taken", world.clock.now()))

    world.provider.account_log = read
    reconcile(world.deps)
    assert (fresh(world), store.gap()) == (world.clock.now(), None)


def test_a_reading_that_failed_or_lacks_something_does_not_close_it_either(world):
    world.texts(ALICE, "hi", sid="SMnowhere")
    world.clock.advance(2 * MINUTE)
    world.deps.store.note_gap("a text was not taken", world.clock.now())
    for away in (True, False):
        world.provider.log_away = away
        with pytest.raises(LogUnavailable):
            reconcile(world.deps)
        assert fresh(world) == 0


def test_whoever_never_said_that_it_listens_holds_nothing_back(world):
    assert world.deps.store.is_listened() and fresh(world)


def test_a_server_counts_as_listening_for_some_seconds_after_its_last_word(world, client):
    store = world.deps.store
    assert store.listens(SERVER) and fresh(world)
    assert 0 < client.pttl(store.keys.listening) <= LISTENS_FOR
    client.delete(store.keys.listening)  # as it is when that life is over
    assert not store.is_listened() and not fresh(world)


def test_a_server_that_said_farewell_does_not_listen_although_a_thread_of_it_says_so(world, client):
    store = world.deps.store
    store.listens(SERVER)
    store.stops_listening(SERVER, world.clock.now())
    reconcile(world.deps)
    assert not store.listens(SERVER) and not fresh(world)
    assert 0 < client.pttl(store.keys.farewell) <= FAREWELL_LIFE
    assert store.listens("here:2") and fresh(world)


def test_a_gap_is_no_part_of_a_backup(world, client):
    world.deps.store.note_gap("a text was not taken", world.clock.now())
    lines = list(Archive(client, world.deps.store.keys).lines())
    assert not [line for line in lines if "gaps" in str(line.get("key"))]


def test_a_reader_that_began_before_another_does_not_open_a_gap_again(world):
    """The relay and `bin/responder reconcile` at once: the slower one knew of fewer gaps."""
    store = world.deps.store
    store.note_gap("a text was not taken", world.clock.now())
    began = store.gaps()
    store.note_gap("a text was not taken", world.clock.now())
    reconcile(world.deps)
    store.gaps_read(began)
    assert fresh(world) == world.clock.now()


@pytest.mark.parametrize("other", [Gaps(9), Gaps(1, "another run")], ids=["an earlier life", "another run"])
def test_a_count_of_another_life_of_the_store_closes_no_gap(world, other):
    store = world.deps.store
    store.note_gap("a text was not taken", world.clock.now())
    store.gaps_read(other)
    assert not fresh(world)
    reconcile(world.deps)
    assert fresh(world) == world.clock.now()


def test_a_gap_outlives_that_room_is_made_for_a_restore(world, client):
    world.deps.store.note_gap("a text was not taken", world.clock.now())
    Archive(client, world.deps.store.keys).clear()
    world.log_is_fresh()
    assert not fresh(world)
