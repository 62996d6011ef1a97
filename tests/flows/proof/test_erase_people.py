"""Erasing a person takes what the console knew of them as well: names, notes, appointments, conversations."""

from dataclasses import replace

import pytest

from responder.domain.customers.customer import Appointment, Customer, with_numbers
from responder.domain.proof.erasure import Gone
from responder.domain.records import Consent, Entry, EntryKind
from responder.flows.outbound.compose import Draft, Refusal, send
from responder.flows.proof.erase import forget
from responder.store.customers.customers import CustomerStore
from responder.store.inbox.appointments import AppointmentStore
from responder.store.inbox.conversations import Conversations
from responder.store.proof.erasure import Eraser
from tests.flows.proof.test_erase import everything
from tests.people import ALICE, BOB, CAROL, DANA


class Desk:
    """The console's records, with short verbs."""

    def __init__(self, world, client) -> None:
        keys = world.deps.store.keys
        self.world, self.client = world, client
        self.customers = CustomerStore(client, keys)
        self.diary = AppointmentStore(client, keys)
        self.conversations = Conversations(client, keys)
        self.eraser = Eraser(client, keys)

    def customer(self, name, *numbers, **details):
        fresh = Customer(self.customers.new_id(), name, numbers=numbers, **details)
        return self.customers.save(fresh, self.world.clock.now())

    def appointment(self, customer, subject, notes=""):
        now = self.world.clock.now()
        fresh = Appointment(self.diary.new_id(customer.id), customer.id, now, subject, notes=notes)
        return self.diary.save(fresh, now)

    def erases(self, number):
        return forget(self.eraser, self.world.clock, number, DANA, "asked by letter")

    def left(self):
        return everything(self.client)


@pytest.fixture
def at_desk(world, client):
    return Desk(world, client)


def test_name_notes_appointments_and_every_link_go(world, at_desk):
    alice = at_desk.customer("Alice Rosenfeld", ALICE, notes="Prefers mornings")
    alice = at_desk.customers.save(replace(alice, name="Alice Marchbanks"), world.clock.now())
    at_desk.appointment(alice, "Brakes, front", "has a dog called Rex")
    at_desk.appointment(alice, "Winter tires")
    other = at_desk.customer("Zoé Tessier", CAROL)
    world.texts(ALICE, "Hello")
    at_desk.conversations.assign(ALICE, "dana", world.clock.now())
    at_desk.conversations.close(ALICE, world.clock.now())
    note = Entry(world.clock.now(), EntryKind.NOTE, body="She was upset", actor=DANA)
    world.deps.store.append_note(ALICE, note)
    at_desk.client.hset(world.deps.store.keys.staff, "dana", "{}")
    assert at_desk.customers.search("marchbanks", 9) and "Rosenfeld".lower() in at_desk.left()

    done = at_desk.erases(ALICE)

    assert done.gone == Gone(customers=1, appointments=2)
    left = at_desk.left()
    for word in (ALICE, "osenfeld", "archbanks", "mornings", "Brakes", "Rex", "tires", "upset", alice.id):
        assert word not in left, word
    assert [each.id for each in at_desk.customers.newest(0, 9)] == [other.id]
    assert [each.name for each in at_desk.customers.search("tessier", 9)] == ["Zoé Tessier"]
    assert at_desk.customers.search("marchbanks", 9) == []


def test_an_erased_name_leaves_the_memory_of_every_process_at_its_next_search(world, at_desk, client):
    keys = world.deps.store.keys
    alice = at_desk.customer("Alice Rosenfeld", ALICE)
    at_desk.customers.save(replace(alice, name="Alice Marchbanks"), world.clock.now())
    neighbour = Customer(f"{alice.id[:2]}{'0' * 16}", "Zoé Tessier", numbers=(CAROL,))  # of the same shard
    at_desk.customers.save(neighbour, world.clock.now())
    others = [CustomerStore(client, keys) for _ in range(2)]
    for other in others:
        assert other.search("rosenfeld", 9) == [] and other.search("marchbanks", 9)

    at_desk.erases(ALICE)

    for other in others:
        assert [each.name for each in other.search("tessier", 9)] == ["Zoé Tessier"]
        held = "".join(other._names._texts.values())
        assert "tessier" in held and "rosenfeld" not in held and "marchbanks" not in held
    at_desk.erases(CAROL)
    assert [other.search("tessier", 9) for other in others] == [[], []]


def test_a_customer_with_another_number_stays_without_this_one(at_desk):
    bob = at_desk.customer("Bob Gagnon", ALICE, BOB)
    done = at_desk.erases(ALICE)
    assert done.gone == Gone(kept=1)
    (found,) = at_desk.customers.search("gagnon", 9)
    assert (found.id, found.numbers, found.former_numbers) == (bob.id, (BOB,), ())
    assert ALICE not in at_desk.left() and ALICE[1:] not in at_desk.left()


def test_a_former_number_leads_to_the_customer_too(world, at_desk):
    bob = at_desk.customer("Bob Gagnon", ALICE)
    bob = at_desk.customers.save(with_numbers(bob, (BOB,)), world.clock.now())
    assert [each.id for each in at_desk.customers.formerly_of(ALICE)] == [bob.id]
    at_desk.erases(ALICE)
    assert at_desk.customers.get(bob.id).former_numbers == ()
    assert ALICE not in at_desk.left()


def test_two_who_share_the_telephone_both_go(at_desk):
    at_desk.customer("Alice Roy", ALICE)
    at_desk.customer("Ann Roy", ALICE)
    assert at_desk.erases(ALICE).gone == Gone(customers=2)
    assert " Roy" not in at_desk.left() and " roy" not in at_desk.left()


def test_whoever_opted_out_stays_silent_and_nameless(world, at_desk):
    at_desk.customer("Alice Roy", ALICE, postal_code="G1R 1A1")
    world.texts(ALICE, "STOP")
    at_desk.erases(ALICE)
    assert world.deps.store.load(ALICE).consent is Consent.OPTED_OUT
    assert "Roy" not in at_desk.left() and "G1R" not in at_desk.left()
    with pytest.raises(Refusal):
        send(world.deps, Draft(ALICE, "Hello", "service", DANA))


def test_it_may_be_asked_for_again(at_desk):
    at_desk.customer("Alice Roy", ALICE)
    at_desk.erases(ALICE)
    assert at_desk.erases(ALICE).gone == Gone()


def test_a_name_that_is_searched_in_another_process_is_not_found_any_more(world, at_desk):
    """Its own copy of the names is older; what was added since is found by it all the same."""
    alice = at_desk.customer("Alice Roy", ALICE)
    elsewhere = CustomerStore(at_desk.client, world.deps.store.keys)
    assert elsewhere.search("alice", 9) == [alice]
    at_desk.erases(ALICE)
    zoe = at_desk.customer("Zoé Roy", BOB)
    assert elsewhere.search("roy", 9) == [zoe]
