"""YES, NO and CANCEL to a reminder, told with the real commit: the appointment changes, consent does not."""

import pytest

from responder.domain.business import ReplyMode
from responder.domain.customers.customer import AppointmentStatus
from responder.domain.inbox.work_queues import QueueName
from responder.domain.records import DAY, HOUR, MINUTE, Consent
from responder.flows.appointments import appointment_replies
from responder.flows.appointments import appointments as diary_flow
from responder.flows.inbox import desk
from responder.flows.outbound.compose import Draft
from tests.flows.shop import open_shop
from tests.people import ALICE, BOB

PENDING, CONFIRMED = AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED
REQUESTED, CANCELLED = AppointmentStatus.CANCEL_REQUESTED, AppointmentStatus.CANCELLED


@pytest.fixture
def shop(world, client):
    world.log_is_fresh()
    return open_shop(world.deps, client)


@pytest.fixture
def tires(world, shop):
    """Bob's appointment, of which he was reminded a minute ago."""
    made = shop.appointment(shop.customer("Bob Gagnon", BOB, language="en"), DAY + MINUTE)
    remind(world, shop)
    return made


def remind(world, shop):
    world.clock.advance(2 * MINUTE)
    world.log_is_fresh()
    shop.reminds()
    world.drains()
    world.clock.advance(MINUTE)
    world.log_is_fresh()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("YES", CONFIRMED),
        ("yes please!", CONFIRMED),
        ("Oui, merci", CONFIRMED),
        ("Sí", CONFIRMED),
        ("ok 👍", CONFIRMED),
        ("NO", REQUESTED),
        ("Non", REQUESTED),
        ("I can't make it", REQUESTED),
        ("No puedo", REQUESTED),
        ("no problem, see you", PENDING),
        ("yes but can you also check the brakes?", PENDING),
        ("Is there parking?", PENDING),
        ("", PENDING),
    ],
)
def test_a_plain_yes_or_no_to_the_reminder_sets_the_status_and_no_consent(world, shop, tires, words, status):
    before = world.deps.store.load(BOB).consent
    world.texts(BOB, words)
    shop.hears()

    assert shop.again(tires).status is status
    assert world.deps.store.load(BOB).consent is before


def test_an_answer_is_heard_once_however_often_the_relay_is_killed(world, shop, tires):
    world.texts(BOB, "YES")
    (task,) = shop.diary.tasks.waiting(QueueName.REPLIES, world.clock.now(), 10)
    assert appointment_replies._hear(shop.diary, task)  # and then it was killed, before the task was done
    moved = shop.again(tires)
    asked = diary_flow.set_status(shop.diary, shop.dana, moved, PENDING, moved.version)

    assert shop.hears() == 1
    assert shop.again(tires) == asked
    assert shop.hears() == 0


def test_a_yes_that_was_delivered_twice_is_one_answer(world, shop, tires):
    world.texts(BOB, "YES", sid="SMyes")
    world.texts(BOB, "YES", sid="SMyes")

    assert shop.hears() == 1


def test_an_opted_out_customers_yes_changes_nothing(world, shop, tires):
    world.texts(BOB, "STOP")
    world.texts(BOB, "YES")
    shop.hears()

    assert shop.again(tires).status is PENDING
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT


def test_cancel_opts_out_and_is_flagged_for_a_call(world, shop, tires):
    world.texts(BOB, "CANCEL")
    shop.hears()

    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert (shop.again(tires).call_back, shop.again(tires).status) == ("cancel_word", PENDING)


@pytest.mark.parametrize("words", ["please cancel my appointment", "Je dois annuler mon rendez-vous"])
def test_a_wish_to_cancel_marks_the_next_appointment_without_any_reminder(world, shop, words):
    bob = shop.customer("Bob Gagnon", BOB)
    far, near = shop.appointment(bob, 5 * DAY), shop.appointment(bob, 2 * DAY)
    world.texts(BOB, words)
    shop.hears()

    assert (shop.again(near).call_back, shop.again(far).call_back) == ("asked", "")
    assert world.deps.store.load(BOB).consent is Consent.UNKNOWN


def test_a_bare_cancel_flags_the_next_appointment_also_without_a_reminder(world, shop):
    tires = shop.appointment(shop.customer("Bob Gagnon", BOB), 2 * DAY)
    world.texts(BOB, "CANCEL")
    shop.hears()

    assert shop.again(tires).call_back == "cancel_word"


def test_a_yes_to_what_a_person_asked_since_is_left_to_people(world, shop, tires):
    desk.send(shop.desk, shop.dana, Draft(BOB, "Do you want new wipers too?", "service", ""), "c1")
    world.drains()
    world.texts(BOB, "YES")
    shop.hears()

    assert shop.again(tires).status is PENDING


def test_a_yes_before_the_reminder_left_answers_nothing(world, shop):
    tires = shop.appointment(shop.customer("Bob Gagnon", BOB), DAY + MINUTE)
    world.clock.advance(2 * MINUTE)
    shop.reminds()  # and no worker
    world.texts(BOB, "YES")
    shop.hears()

    assert shop.again(tires).status is PENDING


def test_a_yes_to_a_time_that_has_changed_confirms_nothing_and_asks_for_a_call(world, shop, tires):
    shop.change(tires, at=tires.at + DAY)
    world.texts(BOB, "YES")
    shop.hears()

    found = shop.again(tires)
    assert (found.status, found.call_back) == (AppointmentStatus.RESCHEDULED, "old_time")


def test_a_yes_brings_no_cancelled_appointment_back(world, shop, tires):
    diary_flow.set_status(shop.diary, shop.dana, tires, CANCELLED, tires.version)
    world.texts(BOB, "YES")
    shop.hears()

    found = shop.again(tires)
    assert found.status is CANCELLED
    assert found.call_back


def test_a_yes_long_after_the_appointment_is_about_something_else(world, shop, tires):
    world.clock.advance(DAY + 3 * HOUR)
    world.texts(BOB, "YES")
    shop.hears()

    assert shop.again(tires).status is PENDING


def test_the_last_of_two_reminders_is_answered(world, shop):
    bob = shop.customer("Bob Gagnon", BOB)
    first = shop.appointment(bob, DAY + MINUTE)
    remind(world, shop)
    second = shop.appointment(bob, DAY + MINUTE, "Oil change")
    remind(world, shop)
    world.texts(BOB, "YES")
    shop.hears()

    assert (shop.again(first).status, shop.again(second).status) == (PENDING, CONFIRMED)


def test_somebody_elses_yes_is_not_bobs(world, shop, tires):
    world.texts(ALICE, "YES")

    assert shop.hears() == 0
    assert shop.again(tires).status is PENDING


def test_the_desk_and_an_answer_at_once_lose_neither(world, shop, tires):
    """The answer is written over what the desk did a moment before, and keeps it."""
    world.texts(BOB, "YES")
    shop.change(tires, notes="Brings his own rims")
    shop.hears()

    found = shop.again(tires)
    assert (found.notes, found.status) == ("Brings his own rims", CONFIRMED)


def test_what_was_said_is_in_the_audit_log_without_words(world, shop, tires):
    world.texts(BOB, "YES")
    shop.hears()

    entry = shop.desk.audit.newest(1)[0]
    assert (entry.name, entry.action, entry.subject) == ("Responder", "customer: yes, confirmed", tires.id)


def test_a_text_that_concerns_no_appointment_is_not_filed(world, shop):
    assert world.deps.business.senders[0].replies is ReplyMode.APP
    for words in ("YES", "NO", "STOP", "Hello", "HELP"):
        world.texts(ALICE, words)

    assert shop.diary.tasks.waiting(QueueName.REPLIES, world.clock.now(), 10) == []
