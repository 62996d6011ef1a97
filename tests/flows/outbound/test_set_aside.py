"""One thing that fails for a reason nobody foresaw: it waits by itself, and everything else goes on."""

import json
import time
from dataclasses import replace
from functools import partial
from threading import Event, Semaphore

import pytest

from responder.domain.records import DAY, HOUR, MINUTE, MessageState
from responder.flows.appointments import appointment_replies, reminders
from responder.flows.inbound import reconcile, split_stop
from responder.flows.outbound import compose
from responder.ports import AnotherKind, LogUnavailable, StoreUnavailable
from responder.store.inbox.reviews import RedisReviews
from responder.store.quarantine import RedisAside
from tests.flows.shop import open_shop
from tests.people import ALICE, BOB, CAROL, DANA
from workers import keeper
from workers.aside import Aside


@pytest.fixture
def book(client, store):
    return RedisAside(client, store.keys)


@pytest.fixture
def aside(book, clock):
    return Aside(book, clock)


def fails(error=KeyError):
    raise error("+14165550101 said something")


class Tries:
    """Something that fails so many times and then is done."""

    def __init__(self, failures):
        self.left, self.tried = failures, 0

    def __call__(self):
        self.tried += 1
        if self.tried <= self.left:
            fails()


def test_what_fails_is_tried_again_ever_more_rarely_and_forgotten_when_it_is_done(aside, book, clock):
    guard, act = aside.guard("pictures"), Tries(3)
    minutes, tried = 0, []
    while not guard("07abc", act):
        tried += [minutes] if act.tried > len(tried) else []
        minutes += 1
        clock.advance(MINUTE)

    assert (tried, minutes) == ([0, 1, 3], 9)
    assert book.all(clock.now()) == []


def test_it_is_named_with_its_kind_of_failure_and_without_anybodys_number(aside, book, clock, capsys):
    aside.guard("consecutive")("+14165550101", fails)

    (found,) = book.all(clock.now())
    assert (found.item, found.why) == ("consecutive [number]", "KeyError")


def test_two_numbers_are_two_items(aside, clock):
    guard, done = aside.guard("rescan"), []
    guard(ALICE, fails)

    assert guard(BOB, lambda: done.append(BOB)) and done == [BOB]
    assert not guard(ALICE, lambda: done.append(ALICE))


def test_one_that_is_done_takes_no_note_from_another_that_looks_like_it(aside, book, clock):
    alike = "+14165559901"  # masked, it is ALICE
    guard = aside.guard("rescan")
    for number in (ALICE, alike):
        guard(number, fails)
    clock.advance(HOUR)
    assert guard(ALICE, lambda: None)
    assert len(book.all(clock.now())) == 1
    assert guard(alike, lambda: None)
    assert book.all(clock.now()) == []


@pytest.mark.parametrize("error", [StoreUnavailable, LogUnavailable])
def test_a_store_or_a_log_that_is_away_is_no_items_fault(aside, book, clock, error):
    with pytest.raises(error):
        aside.guard("reminders")("07abc", partial(fails, error))
    assert book.all(clock.now()) == []


def test_a_key_of_another_kind_is_its_items_fault(aside, book, clock):
    """Redis answers all others: they must not wait for it."""
    assert not aside.guard("reminders")("07abc", partial(fails, AnotherKind))
    assert len(book.all(clock.now())) == 1


def test_an_item_that_is_gone_is_forgotten(aside, book, clock):
    aside.guard("reminders")("07abc", fails)
    clock.advance(3 * HOUR)

    assert book.all(clock.now()) == []


@pytest.mark.parametrize(("duty", "item"), [("outbox", ""), ("journal", ""), ("provider log", ALICE)])
def test_a_whole_duty_and_a_logged_text_are_tried_at_every_turn_because_a_stop_may_wait(aside, duty, item):
    """I2: a log that reads well again is read within its 45 s, however often it failed before."""
    guard, act = aside.guard(duty), Tries(5)

    assert [guard(item, act) for _ in range(6)] == [False] * 5 + [True]


def test_a_keeper_whose_duty_fails_as_a_whole_lives_on(aside, book, clock):
    stopping, ran = Event(), Semaphore(0)

    def duty():
        ran.release()
        fails()

    (thread,) = keeper.run([("counts", duty, 0.001)], stopping, aside)
    for _ in range(3):
        until = time.monotonic() + 20
        while not ran.acquire(timeout=0.01):
            assert time.monotonic() < until
            clock.advance(HOUR)
    alive = thread.is_alive()
    stopping.set()
    thread.join(20)

    assert alive
    assert "counts" in {each.item for each in book.all(clock.now() - HOUR)}


# -- the duties


@pytest.fixture
def shop(world, client):
    world.log_is_fresh()
    return open_shop(world.deps, client)


def spoilt(client, key, **changes):
    """A record as no code of ours would write it."""
    record = json.loads(client.hget(key, "record"))
    client.hset(key, "record", json.dumps(record | changes))


def test_a_reminder_that_cannot_be_written_keeps_no_other_from_going(world, shop, client, aside):
    bob, alice = shop.customer("Bob", BOB), shop.customer("Alice", ALICE)
    shop.appointment(bob, DAY + MINUTE)
    shop.appointment(alice, DAY + MINUTE)
    spoilt(client, world.deps.store.keys.customer(bob.id), name=7, numbers=[BOB])
    world.clock.advance(2 * MINUTE)
    world.log_is_fresh()
    with pytest.raises((AttributeError, TypeError)):
        reminders.send_due(shop.diary, 0)

    reminders.send_due(shop.diary, 0, aside.guard("reminders"))
    world.drains()

    assert len(world.provider.texts_to(ALICE)) == 1


def test_an_answer_that_cannot_be_heard_keeps_no_other_from_being_heard(world, shop, client, aside):
    tires = {}
    for number in (BOB, ALICE):
        tires[number] = shop.appointment(shop.customer("Somebody", number), DAY + MINUTE)
    world.clock.advance(2 * MINUTE)
    world.log_is_fresh()
    shop.reminds()
    for _ in range(3):  # one a second
        world.drains()
        world.clock.advance(MINUTE)
        world.log_is_fresh()
    for number in (BOB, ALICE):
        world.texts(number, "YES")
    spoilt(client, world.deps.store.keys.appointment(tires[BOB].id), at="noon")

    appointment_replies.hear(shop.diary, aside.guard("answers"))

    assert shop.again(tires[ALICE]).status.value == "confirmed"


def test_a_timeline_that_cannot_be_read_keeps_no_split_stop_from_being_found(world, client, aside, book):
    store = world.deps.store
    for number in (BOB, ALICE):
        world.texts(number, "ST")
        world.texts(number, "OP")
    client.rpush(store.keys.timeline(BOB), "{")
    reviews = RedisReviews(client, store.keys)

    split_stop.look(world.deps, reviews, world.clock.now() - MINUTE, aside.guard("consecutive"))

    assert [each.number for each in reviews.open_reviews(5)] == [ALICE]
    assert len(book.all(world.clock.now())) == 1


def test_a_logged_text_that_cannot_be_taken_keeps_no_stop_out_and_freshness_where_it_is(world, aside):
    """It may be a STOP itself: nothing but answers leaves until somebody looked."""
    world.log_is_fresh()
    before = world.deps.store.freshness(world.deps.business.numbers)
    world.clock.advance(MINUTE)
    now = world.clock.now()
    world.logged(CAROL, "please STOP", now)
    world.deps = replace(world.deps, classifier=BrokenFor(world.deps.classifier, "please", ""))
    world.logged(BOB, "STOP", now)

    reconcile.read_log(world.deps, aside.guard("provider log"))

    assert world.deps.store.load(BOB).consent.value == "OPTED_OUT"
    assert world.deps.store.freshness(world.deps.business.numbers) == before


# -- the worker


def test_a_message_that_cannot_be_worded_waits_and_the_others_leave(world, client):
    """A drain that failed as a whole would meet it again at once, for ever."""
    world.log_is_fresh()
    bad, _ = compose.send(world.deps, compose.Draft(BOB, "Your car is ready.", "service", DANA))
    good, _ = compose.send(world.deps, compose.Draft(ALICE, "Your car is ready.", "service", DANA))
    broken = replace(world.deps, texts=BrokenFor(world.deps.texts, "Bob's", bad.id))
    client.hset(world.deps.store.keys.message(bad.id), "body", "Bob's car is ready.")
    real, world.deps = world.deps, broken
    world.drains()

    assert (world.deps.store.message(good.id).state, len(world.provider.texts_to(ALICE))) == (
        MessageState.ACCEPTED,
        1,
    )
    waits = real.store.message(bad.id)
    assert (waits.state, "Something is wrong" in waits.reason) == (MessageState.QUEUED, True)

    world.deps = real  # an upgrade mended it
    world.clock.advance(HOUR)
    world.log_is_fresh()
    world.drains()
    assert len(world.provider.texts_to(BOB)) == 1


class BrokenFor:
    """Texts that fail for some words."""

    def __init__(self, texts, words, message_id):
        self._texts, self._words = texts, words

    def __getattr__(self, name):
        real = getattr(self._texts, name)

        def call(*given):
            if any(self._words in str(each) for each in given):
                raise KeyError("no such word")
            return real(*given)

        return call


