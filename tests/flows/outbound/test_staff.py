"""What staff do: write and unsubscribe. Nobody at a desk subscribes anybody (I3)."""

import pytest

from responder.domain.records import Consent
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Refusal
from tests.people import ALICE, BOB, CAROL, OURS


def test_a_message_to_an_opted_out_customer_is_refused_at_once_and_the_refusal_is_readable(world, queries):
    world.texts(BOB, "STOP")
    with pytest.raises(Refusal, match="opted out") as refused:
        compose.send(world.deps, Draft(BOB, "One more thing", "service", "DANA"))

    assert refused.value.rule == "I1"
    last = queries.timeline(BOB)[-1]
    assert (last["kind"], last.get("body"), last["rule"]) == ("refused", None, "I1")


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (Draft(ALICE, "", "service", "DANA"), "no text"),
        (Draft(ALICE, "  \n ", "service", "DANA"), "no text"),
        (Draft(ALICE, "x" * 1_601, "service", "DANA"), "too long"),
        (Draft(ALICE, "x" * 1_590, "service", "DANA"), "with the notice"),
        (Draft(ALICE, "hi", "answer", "DANA"), "class must be"),
        (Draft(ALICE, "hi", "loud", "DANA"), "class must be"),
        (Draft(ALICE, "hi", "service", "DANA", sender="+14155550100"), "not in the business file"),
        (Draft("short:24273", "hi", "service", "DANA"), "cannot be texted"),
        (Draft(OURS, "hi", "service", "DANA"), "own number"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_before_anything_is_stored(world, queries, draft, sentence):
    with pytest.raises(Refusal, match=sentence):
        compose.send(world.deps, draft)

    assert queries.timeline(draft.to) == []


def test_a_reply_needs_a_text_from_the_customer_in_the_last_day(world):
    with pytest.raises(Refusal, match="24 hours"):
        compose.send(world.deps, Draft(CAROL, "hi", "reply", "DANA"))

    world.texts(CAROL, "is my car ready?")
    compose.send(world.deps, Draft(CAROL, "Yes, come by", "reply", "DANA"))


def test_marketing_needs_a_consent_on_record(world):
    with pytest.raises(Refusal, match="consent"):
        compose.send(world.deps, Draft(CAROL, "Spring sale", "marketing", "DANA"))

    world.texts(CAROL, "START")
    compose.send(world.deps, Draft(CAROL, "Spring sale", "marketing", "DANA"))


def test_the_author_sees_the_exact_text_and_what_it_costs(world):
    shown = compose.preview(world.deps, Draft(ALICE, "Your car is ready.", "service", "DANA"))

    assert shown.notice and "STOP" in shown.text
    assert (shown.parts_without, shown.parts) == (1, 1)


def test_a_desk_opt_out_is_recorded_with_who_and_why(world, queries):
    compose.unsubscribe(world.deps, ALICE, "desk", "DANA", "asked on the phone")

    assert world.deps.store.load(ALICE).consent is Consent.OPTED_OUT
    last = queries.timeline(ALICE)[-1]
    assert (last["actor"], last["reason"], last["channel"]) == ("DANA", "asked on the phone", "desk")
    assert len(last["link"]) == 64


def test_the_same_wish_for_two_customers_is_two_messages_also_within_one_shard(world):
    """A program may use one Idempotency-Key for a whole list; ids begin with the number's shard."""
    shard = world.deps.store.keys.shard
    others = (f"+1416555{last:04d}" for last in range(100, 200))
    neighbour = next(number for number in others if number != ALICE and shard(number) == shard(ALICE))
    world.log_is_fresh()
    sent = [
        compose.send(world.deps, Draft(to, "Ready.", "service", "DANA", event="api:key:list"))[0]
        for to in (ALICE, neighbour)
    ]
    assert [message.number for message in sent] == [ALICE, neighbour]
    assert len({message.id for message in sent}) == 2
