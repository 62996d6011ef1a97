"""Marketing alone is switched off, told with a real Redis: by the customer's words and by staff."""

import pytest

from responder.domain.records import HOUR, SECOND, Consent, Marketing
from responder.domain.understanding.classifier import Classifier
from responder.domain.understanding.keywords import keyword_set
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Refusal
from tests.people import ALICE, BOB, CAROL, DANA


@pytest.fixture
def world(world):
    """A business that lets customers switch marketing off by text."""
    words = Classifier(keyword_set({"MARKETING_OFF": ("STOP MARKETING",)}))
    object.__setattr__(world.deps, "classifier", words)
    return world


def writes(world, to, kind):
    return compose.send(world.deps, Draft(to, "Your tires are here.", kind, DANA))


def test_a_customer_stops_marketing_and_keeps_service(world, queries):
    world.texts(ALICE, "START")
    world.texts(ALICE, "Stop Marketing")
    world.log_is_fresh()
    world.drains()

    with pytest.raises(Refusal) as refused:
        writes(world, ALICE, "marketing")
    writes(world, ALICE, "service")
    world.drains()
    world.clock.advance(SECOND)  # one at a time goes to a number; who came second waits a moment
    world.drains()

    assert refused.value.rule == "US-09"
    assert [text for text in world.provider.texts_to(ALICE) if "STOP to end all" in text]
    assert any("tires" in text for text in world.provider.texts_to(ALICE))
    assert [each["intent"] for each in queries.timeline(ALICE) if "link" in each] == [
        "OPT_IN",
        "MARKETING_OFF",
    ]


def test_stop_after_stop_marketing_ends_all_and_the_waiting_answer_too(world):
    world.texts(ALICE, "START")
    world.drains()
    world.texts(ALICE, "Stop Marketing")
    world.texts(ALICE, "STOP")
    world.log_is_fresh()
    world.drains()

    assert not [text for text in world.provider.texts_to(ALICE) if "STOP to end all" in text]
    assert world.deps.store.load(ALICE).consent is Consent.OPTED_OUT


@pytest.mark.parametrize("channel", ["desk", "api"])
def test_an_order_of_staff_is_in_the_ledger_and_only_start_ends_it(world, queries, channel):
    world.texts(BOB, "START")
    compose.marketing_off(world.deps, BOB, channel, DANA, "asked at the counter")
    (entry,) = [each for each in queries.timeline(BOB) if each.get("intent") == "MARKETING_OFF"]

    assert (entry["actor"], entry["channel"], entry["reason"]) == (DANA, channel, "asked at the counter")
    assert "link" in entry
    world.clock.advance(HOUR)
    world.texts(BOB, "yes")
    assert world.deps.store.load(BOB).marketing is Marketing.OFF
    world.texts(BOB, "START")
    assert world.deps.store.load(BOB).marketing is Marketing.OK


def test_an_order_with_a_name_is_one_order(world, queries):
    for _ in range(2):
        compose.marketing_off(world.deps, CAROL, "desk", DANA, "", "marketing:t1")

    assert len([each for each in queries.timeline(CAROL) if each.get("intent") == "MARKETING_OFF"]) == 1
