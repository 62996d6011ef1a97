"""Bugs in keeping an opt-out: undone by an import or a screen, out of step, or with its reason hidden."""

import pytest

from responder.domain.consent.basis import Fact
from responder.domain.records import Consent, MessageState
from responder.domain.sending.delivery import Failure
from responder.flows.customers import opt_out_lists
from responder.flows.inbound import basis
from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import compose, deliver
from responder.flows.outbound.compose import Draft, Refusal
from responder.flows.outbound.prepare import prepared
from responder.ports import Committed, SendError
from tests.bugs.ledger import bug
from tests.people import ALICE, BOB, CAROL, DANA
from tests.store.conftest import changed, consent_entry

DAY_OF_NOON = 1_795_021_200_000 // 86_400_000


def consent(world, number=BOB):
    return world.deps.store.load(number).consent


def quiet(done, everything):
    """No progress."""


def takes_over(world, *written):
    rows = [(line, {"phone": each}) for line, each in enumerate(written, 2)]
    return opt_out_lists.take_over(world.deps, rows, DANA, "from the old system", quiet)


@bug(1)
def test_the_confirmation_of_a_stop_leaves_although_the_customer_has_opted_out(world):
    """The consent is changed first, and the gate lets exactly one text through."""
    message, _ = compose.send(world.deps, Draft(BOB, "Your car is ready.", "service", DANA))
    world.texts(BOB, "STOP")
    world.drains()

    assert len(world.provider.texts_to(BOB)) == 1
    assert "opted out" in world.provider.texts_to(BOB)[0]
    assert world.deps.store.message(message.id).state is MessageState.REFUSED


@bug(22)
def test_an_opt_out_that_only_the_carrier_knows_becomes_ours(world):
    """Two ways to drift: a STOP that never reached us, and a block that we hear of when we send."""
    world.logged(BOB, "STOP", world.clock.now() - 60_000)
    assert reconcile(world.deps).missed == 1
    world.drains()
    world.provider.fails = [SendError(Failure.OPTED_OUT, 21610)]
    compose.send(world.deps, Draft(CAROL, "Your car is ready.", "service", DANA))
    world.drains()
    world.clock.advance(1_000)
    world.drains()

    assert [consent(world, each) for each in (BOB, CAROL)] == [Consent.OPTED_OUT] * 2
    assert world.deps.store.load(CAROL).source == "provider_block"


@bug(23)
def test_staff_are_told_that_only_the_customers_own_start_lifts_a_block(world):
    """Nothing on our side can: the carrier keeps a list of its own."""
    world.texts(BOB, "STOP")
    with pytest.raises(Refusal, match="only they can come back, by texting START"):
        compose.send(world.deps, Draft(BOB, "Hello", "service", DANA))

    store, sender = world.deps.store, world.deps.business.senders[0]
    world.texts(CAROL, "hello")
    store._redis.hset(store.keys.number(CAROL), "blocked_senders", sender.id)
    with pytest.raises(Refusal) as refused:
        compose.send(world.deps, Draft(CAROL, "Hello", "service", DANA))
    assert f"Ask them to text START to {sender.shown}." in refused.value.reason


@bug(25)
def test_no_copy_of_a_number_from_before_its_stop_lets_anything_leave(world):
    """A worker has read the number, the STOP comes, the worker goes on with what it read."""
    message, _ = compose.send(world.deps, Draft(BOB, "Your car is ready.", "service", DANA))
    works = world.deps.store.due("rest", world.clock.now(), 10)
    (ready,) = prepared(world.deps, works)
    world.texts(BOB, "STOP")
    deliver.hand_over(world.deps, ready)

    assert world.provider.sent == []
    world.drains()
    assert world.deps.store.message(message.id).state is MessageState.REFUSED


@bug(30)
def test_no_import_resets_an_opt_out(world, queries):
    world.texts(BOB, "STOP")
    done = takes_over(world, BOB, ALICE)
    evidence = "“Yes, text me offers”, form of 2026"
    basis.record(world.deps, BOB, Fact("express", DAY_OF_NOON, DANA, evidence, "web"), "import")

    assert (done.already, done.opted_out) == (1, 1)
    assert consent(world) is Consent.OPTED_OUT
    assert queries.timeline(BOB)[-1]["after"] == "OPTED_OUT", "what was claimed is on record all the same"


@bug(31)
@pytest.mark.parametrize(
    "written",
    ["+1 418 555 0112", "(418) 555-0112", "418.555.0112", "1-418-555-0112", "\u202a+14185550112\u202c"],
)
def test_a_list_of_opt_outs_finds_a_number_in_any_notation(world, written):
    assert takes_over(world, written).not_a_number == []

    assert consent(world) is Consent.OPTED_OUT


@bug(34)
@pytest.mark.parametrize("message_class", ["reply", "service", "marketing"])
def test_no_class_of_message_can_be_sent_to_whoever_opted_out(world, message_class):
    """The console, the API and the command line all come through here."""
    world.texts(BOB, "START")
    world.texts(BOB, "STOP")
    world.drains()
    world.provider.sent.clear()
    with pytest.raises(Refusal) as refused:
        compose.send(world.deps, Draft(BOB, "Only today", message_class, DANA))
    world.drains()

    assert refused.value.rule == "I1"
    assert world.provider.sent == []


@bug(35)
@pytest.mark.parametrize("door", ["desk", "api", "import", "provider", "system", "inbound", ""])
@pytest.mark.parametrize("becomes", ["UNKNOWN", "IMPLIED", "EXPRESS"])
@pytest.mark.parametrize("event", ["SMother", ""])
def test_no_screen_clears_an_opt_out_to_get_a_message_through(world, door, becomes, event):
    """The store itself refuses, whoever asks and whatever entry they bring, but for a START with a new id.

    That the id is not empty is asked twice: an entry without an id names none, so it is no proof either.
    """
    world.texts(BOB, "STOP")
    before = world.deps.store.load(BOB)
    entry = consent_entry(event, "OPT_OUT" if door == "inbound" and event else "OPT_IN")
    forged = changed(before, door, event, entry, consent=Consent(becomes))

    assert world.deps.store.commit(forged).outcome is Committed.FORBIDDEN
    assert world.deps.store.load(BOB) == before


@bug(36)
def test_a_wrong_opt_out_is_undone_by_the_customer_and_there_is_no_cache_to_delete(world):
    compose.unsubscribe(world.deps, BOB, "desk", DANA, "wrong Bob")
    world.texts(BOB, "START", sid=world.logged(BOB, "START", world.clock.now()).provider_id)
    world.clock.advance(1_000)
    reconcile(world.deps)
    world.drains()
    world.provider.sent.clear()
    world.clock.advance(1_000)
    compose.send(world.deps, Draft(BOB, "Sorry about that!", "service", DANA))
    world.drains()

    assert consent(world) is Consent.EXPRESS
    assert len(world.provider.texts_to(BOB)) == 1


@bug(38)
def test_staff_see_who_opted_out_what_they_wrote_and_when(world, queries):
    world.texts(BOB, "Stop. Thank you")
    world.drains()
    compose.unsubscribe(world.deps, ALICE, "desk", DANA, "asked on the phone")
    world.provider.fails = [SendError(Failure.OPTED_OUT, 21610)]
    compose.send(world.deps, Draft(CAROL, "Ready.", "service", DANA))
    for _ in range(2):
        world.drains()
        world.clock.advance(1_000)
    told = {who: last_consent(queries, who) for who in (BOB, ALICE, CAROL)}

    assert [told[who]["channel"] for who in (BOB, ALICE, CAROL)] == ["text", "desk", "provider_block"]
    assert (told[BOB]["actor"], told[BOB]["body"]) == ("customer", "Stop. Thank you")
    assert (told[ALICE]["actor"], told[ALICE]["reason"]) == (DANA, "asked on the phone")
    assert "21610" in told[CAROL]["reason"]
    assert all(entry["at"] for entry in told.values())


def last_consent(queries, number):
    return [entry for entry in queries.timeline(number) if entry["kind"] == "consent"][-1]
