"""Why marketing may reach a customer: recorded facts, their clocks, what they cannot do (CA-01 to CA-14)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from responder.domain.consent.basis import Fact, NotRecorded
from responder.domain.dates import day_of
from responder.domain.records import Consent
from responder.flows.inbound import basis
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Refusal
from tests.people import ALICE, BOB, CAROL, DANA

VANCOUVER = "+16045550101"


def toronto(year, *when):
    """A moment on a clock in Toronto, in ms UTC."""
    return int(datetime(year, *when, tzinfo=ZoneInfo("America/Toronto")).timestamp() * 1000)


def fact(kind="purchase", on=(2024, 11, 22), **details):
    """DANA records something."""
    usual = {"actor": DANA, "evidence": "Invoice 1042"}
    return Fact(kind, day_of(*on), **(usual | details))


def market(world, to):
    """DANA writes a promotion; the rule that refuses it, or ""."""
    try:
        compose.send(world.deps, Draft(to, "Spring sale", "marketing", DANA))
    except Refusal as refused:
        return refused.rule
    return ""


CLOCKS = [
    ("purchase", (2024, 11, 22), (2026, 11, 21, 12), ""),
    ("purchase", (2024, 11, 22), (2026, 11, 21, 23, 59), ""),
    ("purchase", (2024, 11, 22), (2026, 11, 22, 0, 0), "CA-03"),
    ("purchase", (2024, 11, 22), (2026, 11, 23, 12), "CA-03"),
    ("contract", (2024, 11, 22), (2026, 11, 22, 12), "CA-03"),
    ("inquiry", (2026, 5, 22), (2026, 11, 21, 12), ""),
    ("inquiry", (2026, 5, 22), (2026, 11, 22, 12), "CA-04"),
]


@pytest.mark.parametrize(("kind", "on", "then", "refused"), CLOCKS)
def test_implied_consent_runs_out_on_the_customers_calendar(world, kind, on, then, refused):
    world.clock.at = toronto(2026, 11, 1, 12) if kind == "inquiry" else toronto(2026, 1, 5, 12)
    basis.record(world.deps, ALICE, fact(kind, on), "desk")
    world.clock.at = toronto(*then)

    assert market(world, ALICE) == refused
    compose.send(world.deps, Draft(ALICE, "Your car is ready.", "service", DANA))


def test_the_day_is_the_customers_not_the_servers(world):
    world.clock.at = toronto(2026, 1, 5, 12)
    basis.record(world.deps, VANCOUVER, fact(), "desk")
    world.clock.at = toronto(2026, 11, 22, 0, 30)  # 21:30 or 22:30 on the 21st in British Columbia

    assert market(world, VANCOUVER) == ""


def test_a_fact_is_recorded_by_the_calendar_on_which_it_will_be_asked_for(world):
    """CA-03, TZ-03: by the postal code it is the 22nd in Toronto already, when the purchase has run out."""
    world.clock.at = toronto(2026, 11, 22, 0, 30)
    world.lives(VANCOUVER, "postal:M5V")

    with pytest.raises(NotRecorded, match="ran out on 2026-11-22") as refused:
        basis.record(world.deps, VANCOUVER, fact(), "desk")
    assert refused.value.rule == "CA-03"


@pytest.mark.parametrize("kind", ["inquiry", "purchase", "contract", "express"])
def test_no_fact_lifts_an_opt_out(world, queries, kind):
    """CA-14."""
    world.texts(BOB, "STOP")
    told = fact(kind, (2026, 11, 10), medium="web" if kind == "express" else "")
    decision = basis.record(world.deps, BOB, told, "desk")

    assert decision.after.consent is Consent.OPTED_OUT
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert market(world, BOB) == "I1"
    assert [entry["intent"] for entry in queries.timeline(BOB) if entry["kind"] == "consent"][-1] == "BASIS"


def test_a_purchase_from_before_the_opt_out_gives_nothing_after_it(world):
    basis.record(world.deps, BOB, fact(on=(2026, 11, 1)), "desk")
    world.texts(BOB, "STOP")
    basis.record(world.deps, BOB, fact(on=(2026, 11, 17)), "desk")

    assert market(world, BOB) == "I1"


def test_a_later_inquiry_does_not_shorten_a_purchase(world):
    basis.record(world.deps, ALICE, fact("purchase", (2026, 11, 1)), "desk")
    after = basis.record(world.deps, ALICE, fact("inquiry", (2026, 11, 17)), "desk").after

    assert (after.basis, after.consent) == ("purchase", Consent.IMPLIED)


def test_a_new_purchase_starts_the_clock_again(world):
    basis.record(world.deps, ALICE, fact(on=(2025, 1, 1)), "desk")
    after = basis.record(world.deps, ALICE, fact(on=(2026, 11, 17)), "desk").after

    assert after.anchor == day_of(2026, 11, 17) * 86_400_000


def test_express_consent_keeps_the_wording_that_was_shown(world, queries):
    """CA-12, CA-13, US-16: with its medium, its actor and a link of the hash chain."""
    wording = "Yes, text me “offers” from Garage Tremblay – I can stop any time."
    basis.record(world.deps, CAROL, fact("express", (2026, 11, 17), evidence=wording, medium="paper"), "desk")
    entry = queries.timeline(CAROL)[-1]

    assert entry["body"] == wording
    assert (entry["actor"], entry["before"], entry["after"]) == (DANA, "UNKNOWN", "EXPRESS")
    assert entry["reason"] == "Recorded: express of 2026-11-17, paper."
    assert len(entry["link"]) == 64
    assert market(world, CAROL) == ""


BAD = [
    (fact(evidence=" "), "what proves it", "CA-13"),
    (fact(actor=""), "who records it", "CA-13"),
    (fact(on=(2026, 11, 20)), "future", "CA-13"),
    (fact("rumour"), "must be one of", "CA-01"),
    (fact("express", (2026, 11, 17)), "medium", "US-17"),
    (fact("express", (2026, 11, 17), medium="prechecked"), "medium", "US-17"),
    (fact("inquiry", (2026, 5, 18)), "ran out on 2026-11-18", "CA-04"),
    (fact("purchase", (2024, 11, 18)), "ran out on 2026-11-18", "CA-03"),
]


@pytest.mark.parametrize(("told", "sentence", "rule"), BAD, ids=[row[1] for row in BAD])
def test_what_proves_nothing_is_not_recorded(world, queries, told, sentence, rule):
    with pytest.raises(NotRecorded, match=sentence) as refused:
        basis.record(world.deps, ALICE, told, "desk")

    assert refused.value.rule == rule
    assert queries.timeline(ALICE) == []


@pytest.mark.parametrize("kind", ["service", "marketing"])
def test_our_own_texts_make_no_basis_and_renew_none(world, kind):
    if kind == "marketing":
        basis.record(world.deps, ALICE, fact(on=(2025, 6, 1)), "desk")
    before = world.deps.store.load(ALICE)
    compose.send(world.deps, Draft(ALICE, "Hello", kind, DANA))
    world.log_is_fresh()
    world.drains()
    after = world.deps.store.load(ALICE)

    assert (after.consent, after.basis, after.anchor) == (before.consent, before.basis, before.anchor)


@pytest.mark.parametrize("word", ["HELP", "STOP", "hello"])
def test_keywords_and_words_make_no_basis(world, word):
    """CA-04."""
    world.texts(CAROL, word)

    assert world.deps.store.load(CAROL).basis == ""


def test_a_stranger_gets_service_with_the_full_disclosure_and_no_marketing(world):
    assert market(world, CAROL) == "CA-01"
    _, shown = compose.send(world.deps, Draft(CAROL, "Your car is ready.", "service", DANA, language="en"))

    assert shown.text.startswith("Garage Tremblay: ")
    assert "STOP" in shown.text and "HELP" in shown.text
