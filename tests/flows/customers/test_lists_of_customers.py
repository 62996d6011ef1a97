"""The lists of customers in a real Valkey: exact over all of them, page by page, and true at every moment."""

from dataclasses import replace

import pytest

from responder.domain.consent import decisions
from responder.domain.customers.customer import Customer
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft
from responder.store.customers.customer_batches import CustomerBatches
from responder.store.customers.customer_lists import CustomerList, CustomerLists
from responder.store.customers.customers import CustomerStore
from responder.store.customers.erase_customer import Forgetting
from responder.store.keys import Keys
from tests.people import ALICE, BOB, CAROL, DANA

KEYS = Keys("garage", 16)
MANY = 333


@pytest.fixture
def customers(store, client):
    return CustomerStore(client, KEYS)


@pytest.fixture
def lists(customers, client):
    return CustomerLists(client, KEYS, customers)


def added(customers, name, *numbers, now=1_000):
    return customers.save(Customer(customers.new_id(), name, numbers=numbers), now)


def number_of(place):
    return f"+1416555{place:04d}"


def opted_out(store, number, at=5_000):
    event = f"test:{number}"
    return store.commit(decisions.on_unsubscribe(store.load(number), "desk", "Dana", "", event, at))


def names(lists, wanted, count=20):
    """Everybody in a list, read page by page."""
    found, after = [], None
    while True:
        page, after = lists.page(wanted, after, count)
        found += [each.customer.name for each in page]
        if after is None:
            return found


def test_every_list_holds_everybody_once_newest_first_however_many_pages(customers, lists, client, store):
    """Long lists come in hundreds with one time: a page's end is no reason to leave one of them out."""
    batches = CustomerBatches(client, KEYS, customers)
    for start in range(0, MANY, 100):
        some = range(start, min(start + 100, MANY))
        with_number = (Customer("", f"N{place}", numbers=(number_of(place),)) for place in some)
        batches.add(with_number, 1_000 + start)
        batches.add((Customer("", f"M{place}") for place in some), 1_000 + start)
    for place in range(0, MANY, 3):
        opted_out(store, number_of(place))

    numbered, mobileless = ([f"{letter}{place}" for place in range(MANY)] for letter in "NM")
    found = {each: names(lists, each, 50) for each in CustomerList}

    assert sorted(found[CustomerList.ALL]) == sorted(numbered + mobileless)
    assert sorted(found[CustomerList.NO_MOBILE]) == sorted(mobileless)
    assert sorted(found[CustomerList.NEVER_TEXTED]) == sorted(numbered)
    assert sorted(found[CustomerList.OPTED_OUT]) == sorted(numbered[::3])
    assert {name for name in found[CustomerList.ALL][:66]} == {
        f"{x}{n}" for x in "NM" for n in range(300, MANY)
    }


def test_the_first_text_of_either_side_takes_a_customer_off_the_list_of_never_texted(world, client):
    customers = CustomerStore(client, world.deps.store.keys)
    lists = CustomerLists(client, world.deps.store.keys, customers)
    for name, number in (("Alice", ALICE), ("Bob", BOB), ("Carol", CAROL)):
        added(customers, name, number)
    assert sorted(names(lists, CustomerList.NEVER_TEXTED)) == ["Alice", "Bob", "Carol"]

    world.texts(ALICE, "Hello")
    compose.send(world.deps, Draft(BOB, "Your car is ready", "service", actor=DANA))

    assert names(lists, CustomerList.NEVER_TEXTED) == ["Carol"]
    customers.save(replace(customers.of_number(ALICE)[0], name="Alice Roy"), 2_000)
    added(customers, "Julie", BOB)  # she shares a telephone that we wrote to
    assert names(lists, CustomerList.NEVER_TEXTED) == ["Carol"]


def test_an_opt_out_without_a_text_is_no_text(customers, lists, store):
    added(customers, "Bob", BOB)
    opted_out(store, BOB)
    assert names(lists, CustomerList.NEVER_TEXTED) == names(lists, CustomerList.OPTED_OUT) == ["Bob"]


def test_opted_out_numbers_without_a_customer_hide_nobody(customers, lists, store):
    for place in range(60):
        opted_out(store, number_of(place))
    added(customers, "Bob", BOB)
    opted_out(store, BOB)
    assert lists.page(CustomerList.OPTED_OUT, None, 5)[0][0].customer.name == "Bob"


def test_a_number_that_is_given_and_taken_moves_the_customer_between_the_lists(customers, lists):
    bob = added(customers, "Bob")
    assert names(lists, CustomerList.NO_MOBILE) == ["Bob"]
    bob = customers.save(replace(bob, numbers=(BOB,)), 2_000)
    assert names(lists, CustomerList.NO_MOBILE) == []
    assert names(lists, CustomerList.NEVER_TEXTED) == ["Bob"]
    customers.save(replace(bob, numbers=(), former_numbers=(BOB,)), 3_000)
    assert names(lists, CustomerList.NO_MOBILE) == ["Bob"]
    assert names(lists, CustomerList.NEVER_TEXTED) == []


def test_an_erased_person_is_in_no_list(customers, lists, client, store):
    added(customers, "Bob", BOB)
    added(customers, "Alice", ALICE)
    opted_out(store, BOB)
    Forgetting(client, KEYS).people(BOB)
    for wanted in (CustomerList.ALL, CustomerList.NEVER_TEXTED):
        assert names(lists, wanted) == ["Alice"]
    assert names(lists, CustomerList.OPTED_OUT) == []
    assert client.zscore(KEYS.listed(KEYS.shard(BOB)), BOB) is None


def test_who_joins_between_two_pages_shifts_nobody(customers, lists):
    for place in range(30):
        added(customers, f"C{place}", now=1_000 + place)
    first, after = lists.page(CustomerList.ALL, None, 10)
    added(customers, "New", now=9_000)
    second, _ = lists.page(CustomerList.ALL, after, 10)
    shown = [each.customer.name for each in (*first, *second)]
    assert shown == [f"C{place}" for place in range(29, 9, -1)]


def test_lost_lists_are_written_anew(customers, lists, client, store):
    added(customers, "Bob", BOB)
    added(customers, "Luc")
    opted_out(store, BOB)
    for shard in KEYS.shards():
        client.delete(KEYS.listed(shard), KEYS.untexted(shard), KEYS.no_mobile(shard))
    assert names(lists, CustomerList.OPTED_OUT) == []

    customers.rebuild()

    assert names(lists, CustomerList.OPTED_OUT) == names(lists, CustomerList.NEVER_TEXTED) == ["Bob"]
    assert names(lists, CustomerList.NO_MOBILE) == ["Luc"]
