"""Two businesses on one server share nothing: consent for one never speaks for the other (US-18)."""

from dataclasses import replace

import pytest

from responder.domain.consent.auto_replies import Inbound
from responder.domain.customers.customer import Customer
from responder.domain.records import Consent
from responder.flows.inbound.receive import receive
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Refusal
from responder.store.connection import Durability
from responder.store.core.numbers_outbox import RedisStore
from responder.store.core.queries import Queries
from responder.store.customers.customers import CustomerStore
from responder.store.keys import Keys
from tests.conftest import PATIENT
from tests.people import ALICE, BOB, DANA


@pytest.fixture
def bakery(world, client):
    """Another business on the same Redis, with the same senders by a mistake of its operator."""
    store = RedisStore(client, Keys("bakery", 16), Durability.ALWAYS, within=PATIENT)
    return replace(world.deps, store=store, business=replace(world.deps.business, id="bakery", name="Bakery"))


def texts(deps, number, body, sid):
    return receive(deps, Inbound(sid, number, True, deps.business.senders[0], body))


def sells(deps, number, clock):
    deps.store.set_fresh(deps.business.senders[0].shown, clock.now())
    return compose.send(deps, Draft(number, "Croissants today.", "marketing", DANA))


def test_consent_for_one_brand_never_authorises_another(world, bakery):
    texts(world.deps, ALICE, "START", "SM1")

    assert world.deps.store.load(ALICE).consent is Consent.EXPRESS
    assert bakery.store.load(ALICE).consent is Consent.UNKNOWN
    sells(world.deps, ALICE, world.clock)
    with pytest.raises(Refusal, match="on record"):
        sells(bakery, ALICE, world.clock)


def test_the_same_text_is_heard_by_each_and_an_opt_out_is_of_one(world, bakery):
    for deps in (world.deps, bakery):
        texts(deps, BOB, "START", "SM1")
    texts(bakery, BOB, "STOP", "SM2")

    assert world.deps.store.load(BOB).consent is Consent.EXPRESS
    assert bakery.store.load(BOB).consent is Consent.OPTED_OUT
    with pytest.raises(Refusal):
        sells(bakery, BOB, world.clock)
    sells(world.deps, BOB, world.clock)


def test_no_list_timeline_or_customer_of_one_is_seen_by_the_other(world, bakery, client):
    ours, theirs = world.deps.store.keys, bakery.store.keys
    CustomerStore(client, ours).save(Customer("00a", "Alice Roy", numbers=(ALICE,)), world.clock.now())
    texts(world.deps, ALICE, "STOP", "SM1")

    assert CustomerStore(client, theirs).count() == 0
    assert CustomerStore(client, theirs).of_number(ALICE) == []
    assert Queries(client, theirs).timeline(ALICE) == []
    assert Queries(client, theirs).opted_out([ALICE]) == frozenset()
    assert bakery.store.due("answer", world.clock.now(), 10) == []
