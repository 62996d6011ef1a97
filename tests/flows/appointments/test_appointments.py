"""The diary at the desk: two who edit at once notice each other, and a moved appointment says so."""

from dataclasses import replace

import pytest

from responder.domain.customers.customer import AppointmentStatus
from responder.domain.records import DAY, HOUR
from responder.domain.staff.accounts import Role
from responder.flows.appointments import appointments as diary
from responder.flows.permissions import NotAllowed
from responder.flows.staff import accounts
from responder.ports.desk import Changed
from tests.flows.shop import PASSWORD, open_shop
from tests.people import ALICE, BOB


@pytest.fixture
def shop(world, client):
    return open_shop(world.deps, client)


@pytest.fixture
def tires(shop):
    return shop.appointment(shop.customer("Bob Gagnon", BOB), DAY)


def acts(shop):
    return [entry.action for entry in shop.desk.audit.newest(10)]


def test_the_second_of_two_who_edit_at_once_writes_nothing_and_hears_it(shop, tires):
    first = diary.edit(shop.diary, shop.dana, tires, replace(tires, notes="Brings his own rims"))

    with pytest.raises(Changed):
        diary.edit(shop.diary, shop.dana, first, replace(tires, subject="Oil change"))
    with pytest.raises(Changed):
        diary.set_status(shop.diary, shop.dana, first, AppointmentStatus.CANCELLED, tires.version)
    assert shop.again(tires) == first


def test_two_forms_that_are_saved_at_the_same_moment_are_one_change(shop, tires):
    diary.edit(shop.diary, shop.dana, tires, replace(tires, notes="Brings his own rims"))

    with pytest.raises(Changed):  # this one had read the same record, before the other was written
        diary.edit(shop.diary, shop.dana, tires, replace(tires, subject="Oil change"))
    assert shop.again(tires).subject == "Winter tires"


def test_another_time_makes_it_rescheduled_and_other_words_do_not(shop, tires):
    worded = shop.change(tires, subject="Oil change")
    moved = shop.change(tires, at=tires.at + HOUR)

    assert (worded.status, moved.status) == (AppointmentStatus.PENDING, AppointmentStatus.RESCHEDULED)
    assert acts(shop)[:3] == ["appointment moved", "appointment changed", "appointment made"]


def test_an_appointment_given_to_another_customer_is_theirs_alone(shop, tires):
    alice = shop.customer("Alice Roy", ALICE)

    moved = shop.change(tires, customer=alice.id)

    assert shop.desk.appointments.of_customer(alice.id) == [moved]
    assert shop.desk.appointments.of_customer(tires.customer) == []
    assert shop.desk.appointments.upcoming(tires.customer, 0) == []


def test_support_cannot_change_the_diary(shop, tires):
    sam = accounts.add(shop.desk, "sam", "Sam", Role.SUPPORT, PASSWORD)

    with pytest.raises(NotAllowed):
        diary.edit(shop.diary, sam, tires, replace(tires, notes="x"))
    assert acts(shop)[0] == "refused"
