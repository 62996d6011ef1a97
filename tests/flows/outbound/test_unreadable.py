"""A record with a word of a newer release, or damaged: it waits by itself, and its number's STOP is taken."""


import pytest

from responder.domain.records import DAY, HOUR, MINUTE, Consent, MessageState
from responder.flows.appointments import reminders
from responder.flows.outbound import compose, deliver
from responder.ports import ClaimRequest
from responder.store.core.unknown_outcomes import UnresolvedMessages
from responder.store.inbox.conversations import Conversations
from responder.store.proof.opt_out_changes import Changes
from responder.store.quarantine import UNREADABLE, RedisAside
from tests.flows.shop import open_shop
from tests.people import ALICE, BOB, DANA

NEWER = "a-word-of-a-newer-release"
WORDS = "Your car is ready."


@pytest.fixture
def keys(store):
    return store.keys


@pytest.fixture
def noted(client, store):
    """What `doctor` names."""
    return lambda: {each.item.partition(" ")[0] for each in _book(client, store).values()}


def _book(client, store):
    book = RedisAside(client, store.keys, UNREADABLE)
    return {each.item: each for each in book.all(0)}


def sends(world, number, words=WORDS):
    return compose.send(world.deps, compose.Draft(number, words, "service", DANA))[0]


MESSAGES = [
    {"message_class": NEWER},
    {"state": NEWER},
    {"purpose": NEWER},
    {"valid_until": "noon"},
]


@pytest.mark.parametrize("changes", MESSAGES)
def test_a_message_that_cannot_be_read_keeps_no_other_from_leaving(world, client, keys, noted, changes):
    world.log_is_fresh()
    bad = sends(world, BOB)
    sends(world, ALICE)
    client.hset(keys.message(bad.id), mapping=changes)

    world.drains()

    assert (len(world.provider.texts_to(ALICE)), world.provider.texts_to(BOB)) == (1, [])
    assert noted() == {"message"}
    assert not world.deps.store.anything_due(world.clock.now()), "it would wake a worker every two seconds"
    assert client.hget(keys.message(bad.id), next(iter(changes))) == next(iter(changes.values()))


def test_many_of_them_hide_none_of_their_shard(world, client, keys):
    world.log_is_fresh()
    bad = [sends(world, BOB, f"{WORDS} {place}") for place in range(20)]
    for each in bad:
        client.hset(keys.message(each.id), "message_class", NEWER)
    good = sends(world, BOB)
    for _ in range(3):
        world.drains()

    assert world.deps.store.message(good.id).state is MessageState.ACCEPTED


def test_a_newer_release_sends_what_an_older_one_could_not_read(world, client, keys):
    world.log_is_fresh()
    bad = sends(world, BOB)
    client.hset(keys.message(bad.id), "message_class", NEWER)
    world.drains()
    client.hset(keys.message(bad.id), "message_class", "service")
    world.clock.advance(HOUR)
    world.log_is_fresh()

    world.drains()

    assert len(world.provider.texts_to(BOB)) == 1


def claimed(world, number):
    message = sends(world, number)
    found = world.deps.store.load(number)
    request = ClaimRequest(message, found, world.clock.now(), "a-claim", WORDS, False, {})
    world.deps.store.claim(request)
    return message


def test_a_claim_that_cannot_be_read_ends_as_unknown_and_its_number_is_free(world, client, keys, noted):
    world.log_is_fresh()
    bad, other = claimed(world, BOB), claimed(world, ALICE)
    client.hset(keys.message(bad.id), "purpose", NEWER)
    world.clock.advance(MINUTE)

    assert deliver.relay(world.deps)

    assert world.deps.store.message(other.id).state is MessageState.UNKNOWN
    assert client.hget(keys.message(bad.id), "state") == "unknown"
    assert not client.hget(keys.number(BOB), "sending")
    assert noted() == {"message"}
    assert not world.deps.store.overdue_claims(world.clock.now())


def test_an_unknown_message_that_cannot_be_read_waits_for_a_release_that_can(world, client, keys):
    world.log_is_fresh()
    bad, other = claimed(world, BOB), claimed(world, ALICE)
    client.hset(keys.message(bad.id), "purpose", NEWER)
    world.clock.advance(MINUTE)
    deliver.relay(world.deps)
    unresolved = UnresolvedMessages(client, keys)

    assert [each.id for each in unresolved.before(world.clock.now(), 200)] == [other.id]
    client.hset(keys.message(bad.id), "purpose", "")
    assert {each.id for each in unresolved.before(world.clock.now(), 200)} == {bad.id, other.id}


# -- a number


FIELDS = ["consent", "marketing", "version", "episode", "opt_out_episode", "help_times", "log_read_after"]


@pytest.mark.parametrize("field", FIELDS)
def test_a_stop_is_taken_from_a_number_whose_record_cannot_be_read_whole(world, client, keys, field):
    world.texts(BOB, "START")
    world.drains()
    client.hset(keys.number(BOB), field, NEWER)

    assert world.texts(BOB, "STOP") is not None
    world.drains()

    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert client.sismember(keys.opted_out(keys.shard(BOB)), BOB)
    assert len(world.provider.texts_to(BOB)) == 2
    assert world.texts(BOB, "START", sid="SMback") is not None
    assert world.deps.store.load(BOB).consent is Consent.EXPRESS


@pytest.mark.parametrize("field", FIELDS)
def test_nothing_but_answers_leaves_while_its_record_cannot_be_read_whole(world, client, keys, noted, field):
    """I1: what cannot be read may be what silences the customer."""
    world.log_is_fresh()
    sends(world, BOB)
    sends(world, ALICE)
    client.hset(keys.number(BOB), field, NEWER)

    world.drains()

    assert (world.provider.texts_to(BOB), len(world.provider.texts_to(ALICE))) == ([], 1)
    assert noted() == {"number"}
    assert all(BOB not in item for item in _book(client, world.deps.store)), "I8"


@pytest.mark.parametrize("field", [each for each in FIELDS if each != "consent"])
def test_an_opt_out_in_such_a_record_is_obeyed(world, client, keys, field):
    world.log_is_fresh()
    world.texts(BOB, "STOP")
    world.drains()
    client.hset(keys.number(BOB), field, NEWER)

    with pytest.raises(compose.Refusal, match="opted out"):
        sends(world, BOB)


def test_a_number_that_another_release_keeps_as_something_else_keeps_no_other_from_leaving(
    world, client, keys
):
    world.log_is_fresh()
    sends(world, BOB)
    sends(world, ALICE)
    client.set(keys.number(BOB), NEWER)

    world.drains()

    assert (world.provider.texts_to(BOB), len(world.provider.texts_to(ALICE))) == ([], 1)


def test_a_message_of_before_counts_for_nothing_once_the_episode_could_not_be_read(world, client, keys):
    """Written before a STOP, it must not leave after the START that follows."""
    world.texts(BOB, "START")
    world.drains()
    sends(world, BOB)
    client.hset(keys.number(BOB), "episode", NEWER)
    world.texts(BOB, "STOP")
    world.texts(BOB, "START", sid="SMback")
    world.clock.advance(11 * MINUTE)
    world.log_is_fresh()

    for _ in range(3):
        world.drains()

    assert WORDS not in " ".join(world.provider.texts_to(BOB))


# -- the desk, the log, the journal


@pytest.fixture
def shop(world, client):
    world.log_is_fresh()
    return open_shop(world.deps, client)


def test_an_appointment_that_cannot_be_read_keeps_no_other_reminder(world, shop, client, keys, noted):
    bad = shop.appointment(shop.customer("Bob", BOB), DAY + MINUTE)
    shop.appointment(shop.customer("Alice", ALICE), DAY + MINUTE)
    client.hset(keys.appointment(bad.id), "record", '{"status": "a-newer-one"}')
    world.clock.advance(2 * MINUTE)
    world.log_is_fresh()

    reminders.send_due(shop.diary, 0)
    world.drains()

    assert len(world.provider.texts_to(ALICE)) == 1
    assert noted() == {"appointment"}


def test_a_reminder_of_an_appointment_that_cannot_be_read_waits_and_is_not_dropped(
    world, shop, client, keys
):
    made = shop.appointment(shop.customer("Bob", BOB), DAY + MINUTE)
    world.clock.advance(2 * MINUTE)
    reminders.send_due(shop.diary, 0)
    (message,) = [work.message for work in world.deps.store.due("rest", world.clock.now(), 200)]
    client.hset(keys.appointment(made.id), "record", "{")
    world.log_is_fresh()

    world.drains()

    assert world.deps.store.message(message.id).state is MessageState.QUEUED
    assert world.provider.texts_to(BOB) == []


def test_a_customer_that_cannot_be_read_takes_no_list_from_the_others(shop, client, keys, noted):
    bad, good = shop.customer("Bob", BOB), shop.customer("Alice", ALICE)
    client.hset(keys.customer(bad.id), "record", "{")

    assert [each.id for each in shop.desk.customers.newest(0, 9)] == [good.id]
    assert shop.desk.customers.of_number(BOB) == []
    assert noted() == {"customer"}


def test_a_line_of_a_timeline_that_cannot_be_read_takes_the_conversations_from_nobody(world, client, keys):
    for number in (BOB, ALICE):
        world.texts(number, "HELP")
    client.rpush(keys.timeline(BOB), "{")
    desk = Conversations(client, keys)

    assert {row.number.number for row in desk.newest(0, 9)} == {ALICE, BOB}
    assert len(desk.thread(BOB).entries) == 3


def test_a_mark_of_the_log_that_cannot_be_read_says_that_nothing_was_read(world, client, keys):
    world.log_is_fresh()
    client.hset(keys.fresh, world.deps.business.numbers[0], NEWER)

    assert world.deps.store.freshness(world.deps.business.numbers) == 0


def test_a_change_in_a_newer_word_keeps_no_opt_out_from_the_journal(world, client, keys, noted):
    client.xadd(keys.changes(keys.shard(BOB)), {"what": NEWER, "number": BOB, "at": "1"})
    world.texts(BOB, "STOP")

    found = Changes(client, keys).after({})

    assert [(each.number, each.what.value) for each in found] == [(BOB, "opted_out")]
    assert noted() == {"change"}
