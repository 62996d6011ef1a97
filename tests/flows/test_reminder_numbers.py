"""A reminder that waits while the desk corrects its number: nothing goes to the number that was wrong."""

from dataclasses import replace

import pytest

from responder.domain.customers import with_numbers
from responder.domain.messages import DAY, MINUTE, MessageState
from responder.flows import desk as desk_flow
from responder.flows import reminders
from tests.flows.shop import open_shop
from tests.people import ALICE, BOB, CAROL


@pytest.fixture
def shop(world, client):
    world.log_is_fresh()
    return open_shop(world.deps, client)


@pytest.fixture
def bob(shop):
    """BOB's number was taken down wrong: it is CAROL's."""
    return shop.customer("Bob Gagnon", CAROL, language="en")


def queued(world, shop, bob):
    """A reminder in the outbox that no worker has looked at."""
    tires = shop.appointment(bob, DAY + MINUTE)
    world.clock.advance(2 * MINUTE)
    world.log_is_fresh()
    shop.reminds()
    return tires


def corrected(shop, bob, *numbers):
    """Dana saves the customer with other numbers."""
    return desk_flow.save_customer(shop.desk, shop.dana, with_numbers(bob, numbers))


def received(world, number):
    for _ in range(3):
        world.drains()
        world.clock.advance(MINUTE)
        world.log_is_fresh()
    return world.provider.texts_to(number)


def test_the_gate_lets_none_go_to_a_number_that_is_no_more_the_customers(world, shop, bob):
    """Whoever corrected it was killed before what waits was moved to the right number."""
    tires = queued(world, shop, bob)
    corrected(shop, bob, BOB)

    assert received(world, CAROL) == []
    (promised,) = shop.diary.book.of(tires.id).values()
    dropped = world.deps.store.message(promised.message)
    assert (dropped.state, "number changed" in dropped.reason) == (MessageState.DROPPED, True)


def test_what_waits_goes_to_the_right_number_once(world, shop, bob):
    queued(world, shop, bob)
    fresh = corrected(shop, bob, BOB)
    for _ in range(2):
        reminders.renumbered(shop.diary, fresh)
    shop.looked = 0
    shop.reminds()

    assert (received(world, CAROL), len(received(world, BOB))) == ([], 1)


def test_what_left_before_the_correction_is_not_sent_again(world, shop, bob):
    queued(world, shop, bob)
    assert len(received(world, CAROL)) == 1
    reminders.renumbered(shop.diary, corrected(shop, bob, BOB))
    shop.looked = 0
    shop.reminds()

    assert received(world, BOB) == []


def test_another_number_that_stays_the_customers_keeps_its_reminder(world, shop, bob):
    queued(world, shop, bob)
    reminders.renumbered(shop.diary, corrected(shop, bob, ALICE, CAROL))

    assert (len(received(world, CAROL)), received(world, ALICE)) == (1, [])


def test_a_number_that_two_customers_share_stays_the_others(world, shop, bob):
    """CAROL is in the list herself: her own reminder goes, BOB's does not."""
    carol = shop.customer("Carol Roy", CAROL, language="en")
    queued(world, shop, bob)
    shop.desk.appointments.save(replace(shop.appointment(carol, DAY), timed_at=0), world.clock.now())
    shop.looked = 0
    shop.reminds()
    reminders.renumbered(shop.diary, corrected(shop, bob, BOB))

    (hers,) = received(world, CAROL)
    assert hers.startswith("Hi Carol") or "Hi Carol" in hers


def test_words_that_a_person_wrote_are_dropped_and_not_moved(world, shop, bob):
    """They may greet the wrong one: who wrote them sees why they did not go."""
    tires = shop.appointment(bob, 5 * DAY)
    reminders.remind(shop.diary, shop.dana, tires, CAROL, "Hi Carol, see you Thursday. YES or NO?", "form")
    reminders.renumbered(shop.diary, corrected(shop, bob, BOB))

    assert (received(world, CAROL), received(world, BOB)) == ([], [])
