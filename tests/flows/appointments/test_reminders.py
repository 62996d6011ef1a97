"""Reminders: each once, at its time, never of what has moved, by the rules of every message."""

from dataclasses import replace

import pytest

from responder.domain.customers.customer import AppointmentStatus
from responder.domain.records import DAY, HOUR, MINUTE, MessageState
from responder.domain.staff.accounts import Role
from responder.flows.appointments import appointments as diary_flow
from responder.flows.appointments import reminders
from responder.flows.outbound.compose import Refusal
from responder.flows.permissions import NotAllowed
from responder.flows.proof.erase import forget
from responder.flows.staff import accounts
from responder.ports import StoreUnavailable
from responder.store.proof.erasure import Eraser
from responder.testing import failpoints
from tests.flows.shop import PASSWORD, diary_deps, open_shop
from tests.people import ALICE, BOB


@pytest.fixture
def shop(world, client):
    world.log_is_fresh()
    return open_shop(world.deps, client)


@pytest.fixture
def bob(shop):
    return shop.customer("Bob Gagnon", BOB, language="en")


def later(world, by):
    world.clock.advance(by)
    world.log_is_fresh()


def reminded(world, number=BOB):
    """What the number received, after a worker had its turn."""
    world.drains()
    return world.provider.texts_to(number)


def in_the_end(world, number=BOB):
    """What the number received when also what waited for another text, or for the rate, has gone."""
    for _ in range(3):
        world.drains()
        later(world, MINUTE)
    return reminded(world, number)


def test_a_reminder_goes_at_each_of_its_times_and_once(world, shop, bob):
    tires = shop.appointment(bob, 2 * DAY)
    shop.reminds()
    assert reminded(world) == []

    later(world, DAY)
    for _ in range(3):
        shop.reminds()
    assert len(reminded(world)) == 1
    assert (
        "Hi Bob, a reminder of your appointment at Garage Tremblay: Friday, November 20 at"
        in reminded(world)[0]
    )

    later(world, 22 * HOUR)
    shop.reminds()
    assert len(reminded(world)) == 2
    assert {key.partition("@")[0] for key in shop.diary.book.of(tires.id)} == {"24h", "2h"}


def test_after_a_restart_what_was_sent_is_not_sent_again_and_what_was_missed_is(world, shop, bob):
    shop.appointment(bob, DAY + HOUR)
    later(world, 2 * HOUR)
    shop.looked = 0  # a keeper that starts now, an hour late
    shop.reminds()
    shop.looked = 0
    shop.reminds()

    assert len(in_the_end(world)) == 1


def test_a_reminder_that_was_missed_for_so_long_that_the_next_is_due_goes_once(world, shop, bob):
    shop.appointment(bob, 2 * DAY)
    later(world, 2 * DAY - HOUR)
    shop.reminds()

    assert len(in_the_end(world)) == 1


def test_whoever_books_for_the_same_day_is_not_reminded_of_yesterday(world, shop, bob):
    shop.appointment(bob, 3 * HOUR)
    shop.reminds()
    assert reminded(world) == []

    later(world, HOUR)
    shop.reminds()
    assert len(reminded(world)) == 1


def test_a_keeper_that_is_killed_after_the_commit_sends_no_second_one(world, shop, bob, client):
    shop.appointment(bob, DAY + MINUTE)
    later(world, 2 * MINUTE)
    dying = diary_deps(failpoints.armed(world.deps, "after-commit:raise", ""), client)
    with pytest.raises(StoreUnavailable):
        reminders.send_due(dying, 0)

    shop.reminds()

    assert len(in_the_end(world)) == 1


def test_a_keeper_that_is_killed_before_the_commit_is_made_good_to_the_same_number(world, shop, bob):
    """The number was promised; then the customer got another one, then the keeper came back."""
    tires = shop.appointment(bob, DAY + MINUTE)
    later(world, 2 * MINUTE)
    shop.diary.book.promise(tires.id, f"24h@{tires.id}@{tires.at}@{bob.id}", BOB)
    shop.desk.customers.save(replace(bob, numbers=(ALICE, BOB)), world.clock.now())

    shop.reminds()

    assert (len(in_the_end(world)), len(in_the_end(world, ALICE))) == (1, 0)


def test_two_keepers_at_once_are_one_reminder(world, shop, bob, client):
    shop.appointment(bob, DAY + MINUTE)
    later(world, 2 * MINUTE)
    other = diary_deps(world.deps, client)
    list(world.pool.map(lambda diary: reminders.send_due(diary, 0), [shop.diary, other] * 4))

    assert len(in_the_end(world)) == 1


def test_an_appointment_that_moved_after_its_reminder_was_queued_sends_the_new_time_alone(world, shop, bob):
    tires = shop.appointment(bob, DAY + MINUTE)
    later(world, 2 * MINUTE)
    shop.reminds()
    shop.change(tires, at=tires.at + DAY)
    assert reminded(world) == []

    later(world, DAY)
    shop.reminds()
    assert len(reminded(world)) == 1


@pytest.mark.parametrize("how", ["cancelled", "moved", "given away"])
def test_the_gate_itself_stops_a_reminder_whose_appointment_changed_behind_its_back(world, shop, bob, how):
    """Whoever changed it was killed before what waits was withdrawn."""
    tires = shop.appointment(bob, DAY + MINUTE)
    later(world, 2 * MINUTE)
    shop.reminds()
    changed = {
        "cancelled": replace(tires, status=AppointmentStatus.CANCELLED),
        "moved": replace(tires, at=tires.at + HOUR),
        "given away": replace(tires, customer=shop.customer("Alice Roy", ALICE).id),
    }[how]
    shop.desk.appointments.save(changed, world.clock.now())

    assert reminded(world) == []
    (promised,) = shop.diary.book.of(tires.id).values()
    dropped = world.deps.store.message(promised.message)
    assert (dropped.state, "moved or cancelled" in dropped.reason) == (MessageState.DROPPED, True)


def test_a_cancelled_appointment_withdraws_what_waits(world, shop, bob):
    tires = shop.appointment(bob, DAY + MINUTE)
    later(world, 2 * MINUTE)
    shop.reminds()
    diary_flow.set_status(shop.diary, shop.dana, tires, AppointmentStatus.CANCELLED, tires.version)

    (promised,) = shop.diary.book.of(tires.id).values()
    assert world.deps.store.message(promised.message).state is MessageState.DROPPED
    assert reminded(world) == []


def test_whoever_opted_out_is_not_reminded_and_the_page_says_why(world, shop, bob, queries):
    tires = shop.appointment(bob, DAY + MINUTE)
    world.texts(BOB, "STOP")
    reminded(world)
    later(world, 2 * MINUTE)
    shop.reminds()
    shop.looked = 0
    shop.reminds()

    assert len(reminded(world)) == 1  # the confirmation
    (promised,) = shop.diary.book.of(tires.id).values()
    assert "opted out" in promised.why_not
    assert [e["kind"] for e in queries.timeline(BOB)].count("refused") == 1


def test_a_second_number_is_reminded_where_the_first_opted_out(world, shop):
    shop.appointment(shop.customer("Bob Gagnon", BOB, ALICE), DAY + MINUTE)
    world.texts(BOB, "STOP")
    later(world, 2 * MINUTE)
    shop.reminds()

    assert len(reminded(world, ALICE)) == 1


def test_a_customer_without_a_number_is_not_reminded(world, shop):
    tires = shop.appointment(shop.customer("Luc Gagné"), DAY + MINUTE)
    later(world, 2 * MINUTE)
    shop.reminds()

    (promised,) = shop.diary.book.of(tires.id).values()
    assert promised.why_not


def test_a_reminder_waits_for_the_log_and_is_never_late(world, shop, bob):
    shop.appointment(bob, DAY + MINUTE)
    world.clock.advance(DAY - 30 * MINUTE)  # nobody has read the log since
    shop.reminds()
    assert reminded(world) == []

    later(world, HOUR)
    assert reminded(world) == []


def test_it_is_in_the_customers_language_and_on_the_customers_clock(world, shop):
    carol = shop.customer("Carol Lévesque", ALICE, language="fr", time_zone="America/Los_Angeles")
    shop.appointment(carol, DAY + MINUTE)
    later(world, 2 * MINUTE)
    shop.reminds()

    (text,) = reminded(world, ALICE)
    assert "Bonjour Carol, rappel de votre rendez-vous chez Garage Tremblay" in text
    assert "Répondez ARRET" in text
    assert "jeudi 19 novembre à 3 h 07" in text  # 11:07 UTC is 3:07 there


def test_an_erased_number_stands_in_no_reminder_and_none_goes_to_the_next_one(world, shop, client):
    two = shop.customer("Bob Gagnon", BOB, ALICE)
    tires = shop.appointment(two, DAY + MINUTE)
    later(world, 2 * MINUTE)
    shop.reminds()
    assert len(in_the_end(world)) == 1
    forget(Eraser(client, world.deps.store.keys), world.clock, BOB, "Dana", "asked by letter")

    assert BOB not in str(shop.diary.book.of(tires.id))
    shop.looked = 0
    shop.reminds()
    assert in_the_end(world, ALICE) == []


def test_staff_send_one_now_once_for_each_form(world, shop, bob):
    tires = shop.appointment(bob, 5 * DAY)
    for token in ("form1", "form1", "form2"):
        reminders.remind(shop.diary, shop.dana, tires, BOB, "See you Thursday. YES or NO?", token)
    reminded(world)
    later(world, MINUTE)  # two at once wait for each other

    assert len(reminded(world)) == 2


def test_support_cannot_send_one(world, shop, bob):
    sam = accounts.add(shop.desk, "sam", "Sam", Role.SUPPORT, PASSWORD)

    with pytest.raises(NotAllowed):
        reminders.remind(shop.diary, sam, shop.appointment(bob, DAY), BOB, "See you.", "t")


def test_words_that_ask_for_cancel_are_refused(world, shop, bob):
    """CANCEL opts the customer out of everything (KW-12)."""
    with pytest.raises(Refusal) as refusal:
        tires = shop.appointment(bob, DAY)
        reminders.remind(shop.diary, shop.dana, tires, BOB, "Reply CANCEL to cancel", "t")
    assert refusal.value.rule == "KW-12"
