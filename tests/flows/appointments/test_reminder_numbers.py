"""A reminder that waits while the desk corrects its number: nothing goes to the number that was wrong."""

from dataclasses import replace

import pytest

from responder.domain.customers.customer import with_numbers
from responder.domain.customers.import_rows import sheet
from responder.domain.proof.recovery import ANSWERS_SINCE
from responder.domain.records import DAY, HOUR, MINUTE, MessageState
from responder.flows.appointments import reminders
from responder.flows.customers import import_export
from responder.flows.customers.import_export import Source
from responder.flows.inbox import desk as desk_flow
from responder.flows.outbound.deliver import hand_over
from responder.flows.outbound.prepare import prepared
from responder.store.customers.customer_batches import CustomerBatches
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


def test_a_list_that_corrects_a_number_moves_what_waits_to_the_right_one(world, shop, bob, client):
    queued(world, shop, bob)
    customers = shop.diary.desk.customers
    many = CustomerBatches(client, world.deps.store.keys, customers)
    text = f"id,name,phone\n{bob.id},Bob Gagnon,{BOB}\n"
    rows = sheet(text.splitlines(keepends=True), lambda zone: "/" in zone).rows
    import_export.take_over(shop.diary, many, rows, Source("Dana", "list.csv"), lambda done, all_: None)
    assert customers.get(bob.id).numbers == (BOB,)
    shop.looked = 0
    shop.reminds()
    assert (received(world, CAROL), len(received(world, BOB))) == ([], 1)


def test_none_goes_to_a_number_that_was_corrected_after_the_gate_had_looked(world, shop, bob):
    """The gate's word stands for five seconds; the number was corrected in them."""
    queued(world, shop, bob)
    works = world.deps.store.due("rest", world.clock.now(), 100)
    (ready,) = prepared(world.deps, works)
    corrected(shop, bob, BOB)
    hand_over(world.deps, ready)
    assert world.provider.texts_to(CAROL) == []
    assert world.deps.store.message(ready.message.id).state is MessageState.QUEUED
    assert received(world, CAROL) == []


def test_a_reminder_that_came_due_before_a_restore_ended_does_not_go_again(world, shop, bob):
    """What left after the backup is known to nobody: of two and none, none (I7)."""
    shop.appointment(bob, DAY + MINUTE)
    later = shop.appointment(bob, DAY + HOUR)
    world.clock.advance(2 * MINUTE)
    world.deps.store.note_log(ANSWERS_SINCE, str(world.clock.now()))
    shop.reminds()
    assert received(world, CAROL) == []
    world.clock.advance(HOUR)
    world.log_is_fresh()
    shop.reminds()
    assert [key for key in shop.diary.book.of(later.id)] != []
    assert len(received(world, CAROL)) == 1
