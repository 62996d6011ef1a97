"""Customers and appointments in a real Valkey: found by any part of a name, never overwritten unseen."""

from dataclasses import replace

import pytest

from responder.domain.customers.customer import Appointment, Customer
from responder.ports.desk import Changed
from responder.store.customers.customers import CustomerStore
from responder.store.inbox.appointments import AppointmentStore
from responder.store.keys import Keys
from tests.people import ALICE, BOB, CAROL

KEYS = Keys("garage", 16)


@pytest.fixture
def customers(store, client):
    return CustomerStore(client, KEYS)


def added(customers, name, *numbers, now=1_000):
    return customers.save(Customer(customers.new_id(), name, numbers=numbers), now)


def names(found):
    return [customer.name for customer in found]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("gag", ["Bob Gagnon", "Luc Gagné"]),
        ("GAGNÉ luc", ["Luc Gagné"]),
        ("gagne", ["Luc Gagné"]),
        ("levesque", ["Carol Lévesque"]),
        ("(418) 555-0112", ["Bob Gagnon"]),
        ("+1 418 555 0112", ["Bob Gagnon"]),
        ("5550137", ["Carol Lévesque"]),
        ("nobody", []),
        ("  ", []),
        ("|", []),
    ],
)
def test_a_customer_is_found_by_any_part_of_the_name_and_by_the_number_in_any_notation(
    customers, typed, found
):
    added(customers, "Bob Gagnon", BOB)
    added(customers, "Carol Lévesque", CAROL)
    added(customers, "Luc Gagné")

    assert names(customers.search(typed, 20)) == found


def test_a_new_name_is_found_and_the_old_one_is_not(customers):
    bob = added(customers, "Bob Gagnon", BOB)
    assert names(customers.search("gagnon", 20)) == ["Bob Gagnon"]
    customers.save(replace(bob, name="Robert Roy"), 2_000)

    assert names(customers.search("robert", 20)) == ["Robert Roy"]
    assert customers.search("gagnon", 20) == []


def test_another_process_sees_what_was_added(customers, client):
    other = CustomerStore(client, KEYS)
    assert other.search("bob", 20) == []
    added(customers, "Bob Gagnon", BOB)

    assert names(other.search("bob", 20)) == ["Bob Gagnon"]


def test_the_second_of_two_editors_overwrites_nothing(customers):
    bob = added(customers, "Bob Gagnon", BOB)
    customers.save(replace(bob, notes="Prefers mornings"), 2_000)

    with pytest.raises(Changed):
        customers.save(replace(bob, notes="Prefers evenings"), 3_000)
    found = customers.get(bob.id)
    assert found and found.notes == "Prefers mornings"


def test_two_people_on_one_phone_are_both_found_by_it(customers):
    added(customers, "Bob Gagnon", BOB, now=1)
    added(customers, "Julie Gagnon", BOB, now=2)

    assert names(customers.of_number(BOB)) == ["Bob Gagnon", "Julie Gagnon"]


def test_a_number_that_changed_no_longer_leads_to_the_customer(customers):
    bob = added(customers, "Bob Gagnon", BOB)
    customers.save(replace(bob, numbers=(ALICE,), former_numbers=(BOB,)), 2_000)

    assert customers.of_number(BOB) == []
    assert names(customers.of_number(ALICE)) == ["Bob Gagnon"]


def test_lists_are_newest_first_over_all_shards(customers):
    for at in range(40):
        added(customers, f"Customer {at}", now=1_000 + at)

    assert names(customers.newest(0, 3)) == ["Customer 39", "Customer 38", "Customer 37"]
    assert names(customers.newest(38, 10)) == ["Customer 1", "Customer 0"]
    assert customers.count() == 40


def test_lost_indexes_are_rebuilt_from_the_records(customers, client):
    added(customers, "Bob Gagnon", BOB)
    for shard in KEYS.shards():
        client.delete(KEYS.names(shard), KEYS.customers(shard))
    client.delete(KEYS.customers_of(BOB))
    assert customers.search("bob", 20) == []

    assert customers.rebuild() == 1
    assert names(customers.search("bob", 20)) == ["Bob Gagnon"]
    assert names(customers.of_number(BOB)) == ["Bob Gagnon"]
    assert names(customers.newest(0, 9)) == ["Bob Gagnon"]


@pytest.mark.parametrize("typed", ["abe", "555"])
def test_who_is_looked_for_is_found_even_where_the_id_holds_the_same_letters(customers, typed):
    customers.save(Customer("00abe5550000000000", "Abel Roy", numbers=(BOB,)), 1_000)
    assert names(customers.search(typed, 20)) == ["Abel Roy"]


def test_names_that_were_written_anew_are_not_taken_for_those_read_before(customers, client):
    """As long as before to the character: a restored or emptied store, seen by a process that lives on."""
    bob = added(customers, "Bob Gagnon", BOB)
    assert names(customers.search("gagnon", 20)) == ["Bob Gagnon"]
    client.flushdb()
    luc = Customer(bob.id[:2] + "0" * 16, "Luc Gagnon", numbers=(CAROL,))
    customers.save(luc, 2_000)
    assert names(customers.search("luc", 20)) == ["Luc Gagnon"]

    customers.save(replace(customers.get(luc.id), name="Liz Gagnon"), 3_000)
    assert names(customers.search("liz", 20)) == ["Liz Gagnon"]
    CustomerStore(client, KEYS).rebuild()
    added(CustomerStore(client, KEYS), "Max Gagnon")
    assert names(customers.search("gagnon", 20)) == ["Liz Gagnon", "Max Gagnon"]


def test_a_customer_who_is_saved_while_lists_are_rebuilt_is_in_them(customers, client, monkeypatch):
    bob = added(customers, "Bob Gagnon", BOB)
    rebuilding, late = CustomerStore(client, KEYS), [Customer(bob.id[:2] + "0" * 16, "Luc Gagné")]
    reads = rebuilding.many

    def saved_meanwhile(ids):
        read = reads(ids)
        while late and bob.id in ids:
            customers.save(late.pop(), 2_000)
        return read

    monkeypatch.setattr(rebuilding, "many", saved_meanwhile)
    rebuilding.rebuild()
    assert names(customers.search("gag", 20)) == ["Bob Gagnon", "Luc Gagné"]
    assert names(customers.newest(0, 9)) == ["Luc Gagné", "Bob Gagnon"]


def test_appointments_are_read_by_day_and_by_customer(customers, client):
    diary = AppointmentStore(client, KEYS)
    bob, luc = added(customers, "Bob Gagnon", BOB), added(customers, "Luc Gagné")
    for customer, at in ((bob, 5_000), (luc, 2_000), (bob, 9_000)):
        diary.save(Appointment(diary.new_id(customer.id), customer.id, at, "Tires"), 1)

    assert [each.at for each in diary.between(0, 9_000)] == [2_000, 5_000]
    assert [each.at for each in diary.of_customer(bob.id)] == [5_000, 9_000]
    first = diary.of_customer(bob.id)[0]
    diary.save(replace(first, at=7_000), 2)
    assert [each.at for each in diary.of_customer(bob.id)] == [7_000, 9_000]
    with pytest.raises(Changed):
        diary.save(first, 3)
