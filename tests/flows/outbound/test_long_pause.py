"""A worker that was stopped between the gate and its claim: what the gate said then counts no more."""

from dataclasses import replace

import pytest

from responder.domain.appointments import appointment as rules
from responder.domain.records import DAY, MINUTE, MessageState
from responder.flows.outbound import compose, deliver
from responder.flows.outbound.compose import Draft
from responder.flows.outbound.prepare import STANDS_FOR, prepared
from responder.flows.proof.erase import forget
from responder.store.proof.erasure import Eraser
from tests.flows.shop import open_shop
from tests.people import ALICE, CAROL, DANA


def judged(world, lane="rest"):
    """The gate has let one message go; its worker has not claimed it yet."""
    (ready,) = prepared(world.deps, world.deps.store.due(lane, world.clock.now(), 10))
    return ready


@pytest.fixture
def message(world):
    world.log_is_fresh()
    return compose.send(world.deps, Draft(ALICE, "Your car is ready.", "service", DANA))[0]


def state(world, message):
    return world.deps.store.message(message.id).state


def test_it_does_not_send_while_the_log_was_not_read_meanwhile(world, message):
    """The machine slept for ten minutes: a STOP may stand in the log that nobody has read (I2)."""
    ready = judged(world)
    world.clock.advance(10 * MINUTE)
    deliver.hand_over(world.deps, ready)
    world.drains()

    assert world.provider.sent == []
    world.log_is_fresh()
    world.clock.advance(10_000)
    world.drains()
    assert len(world.provider.texts_to(ALICE)) == 1, "it goes once the log was read, and once"


def test_it_does_not_send_what_was_switched_off_meanwhile(world, message):
    ready = judged(world)
    world.clock.advance(10 * MINUTE)
    world.log_is_fresh()
    world.deps.store.stop_sender("all", "wrong text", DANA)
    deliver.hand_over(world.deps, ready)

    assert world.provider.sent == []
    world.drains()
    assert state(world, message) is MessageState.REFUSED


def test_it_does_not_remind_of_an_appointment_that_was_moved_meanwhile(world, client):
    """And whoever moved it was killed before the reminder was withdrawn."""
    world.log_is_fresh()
    shop = open_shop(world.deps, client)
    tires = shop.appointment(shop.customer("Alice Roy", ALICE, language="en"), 2 * DAY)
    world.clock.advance(DAY)
    world.log_is_fresh()
    shop.reminds()
    ready = judged(world)
    shop.desk.appointments.save(replace(tires, at=tires.at + DAY), world.clock.now())
    world.clock.advance(10 * MINUTE)
    world.log_is_fresh()
    deliver.hand_over(world.deps, ready)
    world.drains()

    assert world.provider.sent == []


@pytest.mark.parametrize(("late", "sent"), [(0, 1), (STANDS_FOR - 1, 1), (STANDS_FOR, 0)])
def test_the_word_of_the_gate_stands_for_some_seconds(world, message, late, sent):
    ready = judged(world)
    world.clock.advance(late)
    deliver.hand_over(world.deps, ready)

    assert len(world.provider.sent) == sent


def test_it_stands_no_longer_than_the_log_is_fresh(world, message):
    world.clock.advance(2 * MINUTE - 1)
    ready = judged(world)
    world.clock.advance(1)
    deliver.hand_over(world.deps, ready)

    assert world.provider.sent == []


def test_an_answer_needs_no_fresh_log(world):
    world.texts(CAROL, "HELP")
    world.clock.advance(MINUTE)
    deliver.hand_over(world.deps, judged(world, "answer"))

    assert len(world.provider.texts_to(CAROL)) == 1


def test_a_reminder_that_was_promised_to_a_number_does_not_follow_it_to_its_next_owner(world, client):
    """Killed after the promise; the number was corrected before the keeper came back."""
    world.log_is_fresh()
    shop = open_shop(world.deps, client)
    alice = shop.customer("Alice Roy", CAROL, language="en")
    tires = shop.appointment(alice, 2 * DAY)
    world.clock.advance(DAY)
    world.log_is_fresh()
    key = f"24h@{rules.about(tires)}"
    shop.diary.book.promise(tires.id, key, CAROL)
    shop.desk.customers.save(replace(alice, numbers=(ALICE,)), world.clock.now())
    shop.looked = 0
    shop.reminds()
    world.drains()

    assert world.provider.sent == []
    assert "number" in shop.diary.book.of(tires.id)[key].why_not


def test_a_message_whose_person_was_erased_meanwhile_leaves_nothing_behind(world, client, message):
    """The worker had read it and goes on to hold it: half a record would stop whoever reads it next."""
    store = world.deps.store
    (work,) = store.due("rest", world.clock.now(), 10)
    forget(Eraser(client, store.keys), world.clock, ALICE, DANA, "asked by letter")
    store.postpone(work.message, world.clock.now() + MINUTE, "Waiting for the end of the quiet hours.")

    assert store.message(message.id) is None
    assert not any(message.id in key for key in client.scan_iter())
    assert store.due("rest", world.clock.now() + DAY, 10) == []
