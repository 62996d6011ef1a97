"""One person's damaged key keeps no duty from anybody, and that person's own STOP is taken (I1, I2)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from responder.adapters.proof.journal import FileJournal, read_changes
from responder.domain.records import HOUR, MINUTE, Consent, MessageState
from responder.domain.sending.kill_switches import BUT_ANSWERS
from responder.flows.inbound import reconcile
from responder.flows.outbound import compose, deliver
from responder.flows.proof import journal, recovery
from responder.ports import ClaimRequest, Settled, Settlement
from responder.store import other_kinds
from responder.store.core.queries import Queries
from responder.store.customers.customer_batches import CustomerBatches
from responder.store.customers.customers import CustomerStore
from responder.store.inbox.conversations import Conversations
from responder.store.inbox.help_inbox import RedisHelpInbox
from responder.store.proof.ledger import Ledgers
from responder.store.quarantine import UNREADABLE, RedisAside
from tests.flows.proof.test_backup import House, house
from tests.flows.proof.test_recovery import put_back, snapshot
from tests.people import ALICE, BOB, CAROL, DANA
from workers.aside import Aside

__all__ = ["house"]

NEWER = "as-a-newer-release-keeps-it"
WORDS = "Your car is ready."


def another_kind(kind: str) -> Callable[[House], None]:
    """Her key is a string."""

    def damage(house: House) -> None:
        house.client.set(house.keys.of_person(kind, ALICE), NEWER)

    return damage


def a_line(line: str) -> Callable[[House], None]:
    """Her timeline has a line that breaks off."""
    return lambda house: house.client.rpush(house.keys.timeline(ALICE), line)


def a_field(name: str) -> Callable[[House], None]:
    """Her record has a field that is no time or count."""
    return lambda house: house.client.hset(house.keys.number(ALICE), name, "soon")


DAMAGES = {
    **{f"{kind} of another kind": another_kind(kind) for kind in other_kinds.KINDS},
    "a message's line": a_line('{"kind":"message","message":"00x'),
    "a linked line": a_line('{"kind":"consent","event":"SM1","link":"ab'),
    "a line with pictures": a_line('{"kind":"inbound","event":"SM1","media":'),
    "opted_out_at": a_field("opted_out_at"),
    "chain_length": a_field("chain_length"),
    "last_inbound_at": a_field("last_inbound_at"),
}


def a_new_journal(house: House, _: Any) -> None:
    path = house.path.with_name("another.journal")
    keeping = replace(house.keeping, journal=FileJournal(path))
    house.keeping.notes.write({journal.BEGINS_ANEW: "1"})
    assert journal.tail(keeping) == 2
    assert {change.number for change in read_changes(path)} == {ALICE, BOB}
    assert journal.tail(keeping) == 0, "it is not begun again and again"


def a_backup(house: House, _: Any) -> None:
    lines = house.backs_up()
    house.loses_everything()
    house.restores(lines, told=False)
    assert house.consent(BOB) is Consent.OPTED_OUT
    assert house.client.sismember(house.keys.opted_out(house.keys.shard(ALICE)), ALICE)


def a_recovery(house: House, client: Any) -> None:
    """She was erased, and a snapshot from before is put back."""
    work = recovery.Recovering(house.world.deps, house.stores, house.keeping)
    for _ in range(3):
        house.world.clock.advance(MINUTE)
        recovery.keep_journal(work)
    kept = snapshot(client)
    house.forgets(ALICE)
    recovery.keep_journal(work)
    put_back(client, kept)
    recovery.keep_journal(work)
    assert house.keeping.notes.read()[recovery.MERGED_AT]
    assert house.consent(BOB) is Consent.OPTED_OUT


def an_erasure(house: House, client: Any) -> None:
    house.forgets(ALICE)
    left = {key for key in client.scan_iter() if ALICE in key}
    assert left <= {house.keys.number(ALICE), house.keys.timeline(ALICE)}
    assert client.llen(house.keys.timeline(ALICE)) == 1, "she stays opted out"
    assert client.sismember(house.keys.opted_out(house.keys.shard(ALICE)), ALICE)


def a_checkpoint(house: House, client: Any) -> None:
    ledgers = Ledgers(client, house.keys)
    chain = client.hget(house.keys.number(BOB), "chain_id")
    assert chain in {head.chain for head in ledgers.heads()}
    assert any(entries and entries[0]["number"] == BOB for entries in ledgers.chains())


def the_pages(house: House, client: Any) -> None:
    desk, customers = Conversations(client, house.keys), CustomerStore(client, house.keys)
    assert BOB in {row.number.number for row in desk.newest(0, 9)}
    assert desk.unread(9) > 0 and len(desk.numbers([ALICE, BOB])) == 2
    assert BOB in desk.last_words([ALICE, BOB])
    batches = CustomerBatches(client, house.keys, customers)
    assert batches.numbers([ALICE, BOB])[BOB].consent is Consent.OPTED_OUT
    assert len(batches.recorded([(ALICE, "SM1"), (BOB, "SM1")])) < 2
    RedisHelpInbox(client, house.keys).open(9)
    queries = Queries(client, house.keys)
    rows, cursor = queries.opt_outs("", 9)
    while cursor:
        more, cursor = queries.opt_outs(cursor, 9)
        rows += more
    assert {row["number"] for row in rows} == {ALICE, BOB}


DUTIES = [a_new_journal, a_backup, a_recovery, an_erasure, a_checkpoint, the_pages]


@pytest.fixture
def two_opt_outs(world: Any, house: House) -> House:
    for number in (ALICE, BOB):
        world.texts(number, "HELP")
        world.texts(number, "STOP")
    house.journals()
    return house


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.__name__)
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_of_one_person_keeps_no_duty_from_the_others(two_opt_outs, client, damage, duty):
    DAMAGES[damage](two_opt_outs)

    duty(two_opt_outs, client)


def test_a_backup_takes_along_what_cannot_be_read(two_opt_outs, client):
    keys = two_opt_outs.keys
    another_kind("timeline")(two_opt_outs)
    message, _ = compose.send(two_opt_outs.world.deps, compose.Draft(CAROL, WORDS, "service", DANA))
    client.set(keys.message(message.id), NEWER)

    lines = two_opt_outs.backs_up()
    two_opt_outs.loses_everything()
    two_opt_outs.restores(lines)

    assert client.get(keys.aside("timeline", ALICE)) == client.get(keys.message(message.id)) == NEWER


def test_a_number_that_fails_for_a_reason_nobody_foresaw_keeps_no_other_from_being_brought_back(
    two_opt_outs, client, monkeypatch, clock
):
    """All sending would stay off, confirmations included, with no way out."""
    real = recovery.keep_silent.__globals__["commit"]

    def fails(deps, number, decide):
        if number == ALICE:
            raise KeyError("nobody foresaw it")
        return real(deps, number, decide)

    monkeypatch.setattr("responder.flows.proof.silence.commit", fails)
    book = RedisAside(client, two_opt_outs.keys)
    house, guard = two_opt_outs, Aside(book, clock).guard("recovery")
    work = recovery.Recovering(house.world.deps, house.stores, house.keeping, guard)
    for _ in range(3):
        clock.advance(MINUTE)
        recovery.keep_journal(work)
    client.flushall()
    recovery.keep_journal(work)

    assert house.consent(BOB) is Consent.OPTED_OUT
    assert client.sismember(house.keys.opted_out(house.keys.shard(ALICE)), ALICE)
    assert BUT_ANSWERS in house.world.deps.store.stopped_senders()
    assert len(book.all(clock.now())) == 1


# -- that person's own texts


@pytest.mark.parametrize("kind", other_kinds.KINDS)
def test_a_stop_is_taken_from_a_number_with_a_key_of_another_kind(world, client, store, kind):
    client.set(store.keys.of_person(kind, BOB), NEWER)
    if kind == "unknown":
        world.texts(BOB, "HELP")  # what is held by an unknown outcome is looked at by the claim alone

    assert world.texts(BOB, "STOP") is not None
    world.drains()

    assert store.load(BOB).consent is Consent.OPTED_OUT
    assert "STOP" in "".join(client.lrange(store.keys.timeline(BOB), 0, -1))
    assert world.provider.texts_to(BOB)
    world.log_is_fresh()
    with pytest.raises(compose.Refusal):
        compose.send(world.deps, compose.Draft(BOB, WORDS, "service", DANA))


@pytest.mark.parametrize("kind", ["number", "timeline", "events"])
def test_nothing_is_lost_and_doctor_names_it_without_the_number(world, client, store, kind):
    client.set(store.keys.of_person(kind, BOB), NEWER)
    world.texts(BOB, "STOP")

    assert client.get(store.keys.aside(kind, BOB)) == NEWER
    (noted,) = RedisAside(client, store.keys, UNREADABLE).all(world.clock.now())
    assert noted.why == other_kinds.MOVED and BOB not in noted.item


@pytest.mark.parametrize("kind", ["number", "timeline", "events"])
def test_the_log_is_read_whole_although_such_a_number_texted(world, client, store, kind):
    """Else its text would stay in the reading's window, and all texts of staff would wait for good."""
    world.log_is_fresh()
    client.set(store.keys.of_person(kind, CAROL), NEWER)
    world.clock.advance(MINUTE)
    world.logged(CAROL, "STOP", world.clock.now())

    assert reconcile.read_log(world.deps)

    assert store.load(CAROL).consent is Consent.OPTED_OUT
    assert store.freshness(world.deps.business.numbers) == world.clock.now()


def test_who_is_in_the_opted_out_set_stays_silent_and_only_a_start_ends_that(world, client, store):
    world.texts(BOB, "STOP")
    client.delete(store.keys.number(BOB))
    client.set(store.keys.number(BOB), NEWER)
    world.log_is_fresh()
    world.texts(BOB, "Is it ready?")
    staff_text = compose.Draft(BOB, WORDS, "service", DANA)
    compose.send(world.deps, staff_text)
    world.drains()
    assert WORDS not in " ".join(world.provider.texts_to(BOB))
    assert store.load(BOB).consent is Consent.OPTED_OUT

    world.texts(BOB, "START")
    assert compose.send(world.deps, staff_text)


def test_a_message_of_before_never_leaves_after_the_stop_and_start_that_follow(world, client, store):
    world.texts(BOB, "START")
    world.drains()
    compose.send(world.deps, compose.Draft(BOB, WORDS, "service", DANA))
    client.delete(store.keys.number(BOB))
    client.set(store.keys.number(BOB), NEWER)
    world.texts(BOB, "STOP")
    world.texts(BOB, "START", sid="SMback")
    for _ in range(3):
        world.clock.advance(4 * MINUTE)
        world.log_is_fresh()
        world.drains()

    assert WORDS not in " ".join(world.provider.texts_to(BOB))


def test_a_record_that_was_mended_meanwhile_is_left_alone(world, client, store):
    """Two processes find the damage, and one has taken a STOP before the other moves anything."""
    client.set(store.keys.number(BOB), NEWER)
    world.texts(BOB, "STOP")

    assert not other_kinds.OtherKinds(client, store.keys).move(BOB)
    assert store.load(BOB).consent is Consent.OPTED_OUT


# -- what was handed over


def claimed(world):
    world.log_is_fresh()
    message, _ = compose.send(world.deps, compose.Draft(BOB, WORDS, "service", DANA))
    found = world.deps.store.load(BOB)
    world.deps.store.claim(ClaimRequest(message, found, world.clock.now(), "a-claim", WORDS, False, {}))
    return message


@pytest.mark.parametrize("kind", ["number", "unknown"])
def test_an_outcome_is_settled_whole(world, client, store, kind):
    message = claimed(world)
    key = store.keys.of_person(kind, BOB)
    client.delete(key)
    client.set(key, NEWER)

    state, now = MessageState.UNKNOWN, world.clock.now()
    assert store.settle(Settlement(message, state, now, claim="a-claim")) is Settled.MOVED

    shard = store.keys.shard(BOB)
    assert store.message(message.id).state is state
    assert client.zscore(store.keys.unresolved(shard), message.id)
    assert client.zscore(store.keys.unknown(BOB), message.id)
    assert not client.zcard(store.keys.claims(shard))


def test_a_claim_past_its_deadline_ends_whole(world, client, store):
    message = claimed(world)
    client.hset(store.keys.message(message.id), "purpose", NEWER)
    client.delete(store.keys.number(BOB))
    client.set(store.keys.number(BOB), NEWER)
    world.clock.advance(HOUR)

    assert deliver.relay(world.deps)
    assert client.zscore(store.keys.unresolved(store.keys.shard(BOB)), message.id)
