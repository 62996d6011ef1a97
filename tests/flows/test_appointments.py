"""The diary at the desk: two who edit at once notice each other, and a moved appointment says so."""

from dataclasses import replace

import pytest

from responder.domain.accounts import Role
from responder.domain.customers import Appointment, AppointmentStatus, Customer
from responder.domain.messages import DAY, HOUR
from responder.flows import accounts
from responder.flows import appointments as diary
from responder.flows.desk import NotAllowed
from responder.ports.desk import Changed, DeskDeps
from responder.store.accounts import AccountStore, AuditLog
from responder.store.appointments import AppointmentStore
from responder.store.conversations import Conversations
from responder.store.customers import CustomerStore
from tests.people import ALICE, BOB

PASSWORD = "correct horse"


@pytest.fixture
def at_desk(world, client):
    keys = world.deps.store.keys
    return DeskDeps(
        deps=world.deps,
        customers=CustomerStore(client, keys),
        appointments=AppointmentStore(client, keys),
        accounts=AccountStore(client, keys),
        audit=AuditLog(client, keys),
        desk=Conversations(client, keys),
    )


@pytest.fixture
def dana(at_desk):
    return accounts.add(at_desk, "dana", "Dana Roy", Role.AGENT, PASSWORD)


@pytest.fixture
def bob(at_desk):
    fresh = Customer(at_desk.customers.new_id(), "Bob Gagnon", numbers=(BOB,))
    return at_desk.customers.save(fresh, at_desk.deps.clock.now())


@pytest.fixture
def tires(at_desk, dana, bob):
    at = at_desk.deps.clock.now() + DAY
    fresh = Appointment(at_desk.appointments.new_id(bob.id), bob.id, at, "Winter tires")
    return diary.make(at_desk, dana, fresh)


def acts(at_desk):
    return [entry.action for entry in at_desk.audit.newest(10)]


def test_the_second_of_two_who_edit_at_once_writes_nothing_and_hears_it(at_desk, dana, tires):
    first = diary.edit(at_desk, dana, tires, replace(tires, notes="Brings his own rims"))

    with pytest.raises(Changed):
        diary.edit(at_desk, dana, first, replace(tires, subject="Oil change"))
    with pytest.raises(Changed):
        diary.set_status(at_desk, dana, first, AppointmentStatus.CANCELLED, tires.version)
    assert at_desk.appointments.get(tires.id) == first


def test_two_forms_that_are_saved_at_the_same_moment_are_one_change(at_desk, dana, tires):
    diary.edit(at_desk, dana, tires, replace(tires, notes="Brings his own rims"))

    with pytest.raises(Changed):  # this one had read the same record, before the other was written
        diary.edit(at_desk, dana, tires, replace(tires, subject="Oil change"))
    assert at_desk.appointments.get(tires.id).subject == "Winter tires"


def test_another_time_makes_it_rescheduled_and_other_words_do_not(at_desk, dana, tires):
    worded = diary.edit(at_desk, dana, tires, replace(tires, subject="Oil change"))
    moved = diary.edit(at_desk, dana, worded, replace(worded, at=worded.at + HOUR))

    assert (worded.status, moved.status) == (AppointmentStatus.PENDING, AppointmentStatus.RESCHEDULED)
    assert acts(at_desk)[:3] == ["appointment moved", "appointment changed", "appointment made"]


def test_an_appointment_given_to_another_customer_is_theirs_alone(at_desk, dana, bob, tires):
    fresh = Customer(at_desk.customers.new_id(), "Alice Roy", numbers=(ALICE,))
    alice = at_desk.customers.save(fresh, at_desk.deps.clock.now())

    moved = diary.edit(at_desk, dana, tires, replace(tires, customer=alice.id))

    assert at_desk.appointments.of_customer(alice.id) == [moved]
    assert at_desk.appointments.of_customer(bob.id) == []


def test_support_cannot_change_the_diary(at_desk, tires):
    sam = accounts.add(at_desk, "sam", "Sam", Role.SUPPORT, PASSWORD)

    with pytest.raises(NotAllowed):
        diary.edit(at_desk, sam, tires, replace(tires, notes="x"))
    assert acts(at_desk)[0] == "refused"
