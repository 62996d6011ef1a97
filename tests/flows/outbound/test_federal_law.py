"""Federal law of the United States, each rule in the situation in which RULES.md would test it."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from responder.domain.consent.basis import Fact, NotRecorded
from responder.domain.customers.csv_text import rows
from responder.domain.dates import day_of, iso
from responder.domain.records import DAY, HOUR, MINUTE, SECOND, Consent, MessageState
from responder.domain.sending.delivery import Failure
from responder.domain.understanding.keywords import FCC_WORDS
from responder.flows.customers import opt_out_lists
from responder.flows.inbound import basis
from responder.flows.inbound.reconcile import reconcile
from responder.flows.inbound.review import decide_review, open_reviews
from responder.flows.inbound.webhook_coverage import deaf_senders, why_deaf
from responder.flows.outbound import compose, explain_rules
from responder.flows.outbound.compose import Draft, Refusal
from responder.law.loader import RULES, law_for, read_law
from responder.ports import SendError
from responder.store.inbox.reviews import RedisReviews
from tests.people import ALICE, BOB, CAROL, DANA, GARAGE, UNDERSTANDS, somebody, texts

NEW_YORKER = "+12125550101"
UNSURE = "enough already"
CLASSES = ("reply", "service", "marketing")


def quiet(done, everything):
    """For whoever does not want to be told."""


def writes(world, to, kind="service", body="Your car is ready."):
    return compose.send(world.deps, Draft(to, body, kind, DANA))[0]


def refused(world, to, kind):
    """The rule that refuses a text of this class, or ""."""
    try:
        writes(world, to, kind)
    except Refusal as refusal:
        return refusal.rule
    return ""


def sends(world):
    world.log_is_fresh()
    world.drains()


# Revocation: every way in


def by_log(world, client):
    world.logged(BOB, "STOP", world.clock.now() - MINUTE)
    reconcile(world.deps)


def by_block(world, client):
    world.provider.fails = [SendError(Failure.OPTED_OUT, 21610)]
    writes(world, BOB)
    sends(world)


def by_review(world, client):
    world.texts(BOB, UNSURE)
    reviews = RedisReviews(client, world.deps.store.keys)
    (review,) = reviews.open_reviews(2)
    decide_review(world.deps, reviews, review.id, "opt_out", DANA, "read it")


WAYS = {
    "text": lambda world, client: world.texts(BOB, "STOP"),
    "sentence": lambda world, client: world.texts(BOB, "please stop texting me"),
    "French": lambda world, client: world.texts(BOB, "ARRET"),
    "WhatsApp": lambda world, client: world.texts(BOB, "STOP", channel="whatsapp"),
    "the provider's mark": lambda world, client: world.texts(BOB, "hm", opt_out_type="STOP"),
    "the provider's log": by_log,
    "the provider's block": by_block,
    "a review": by_review,
    "voicemail": lambda world, client: compose.unsubscribe(world.deps, BOB, "desk", DANA, "voicemail"),
    "API": lambda world, client: compose.unsubscribe(world.deps, BOB, "api", "shop", "web form"),
    "list": lambda world, client: opt_out_lists.take_over(
        world.deps, rows(["phone\n", f"{BOB}\n"]), DANA, "list of the old system", quiet
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_revoking_ends_in_one_state_with_an_entry_of_the_ledger(world, queries, client, way):
    """US-01, US-06."""
    world.texts(BOB, "START")
    sends(world)
    world.clock.advance(MINUTE)
    WAYS[way](world, client)
    last = [each for each in queries.timeline(BOB) if each["kind"] == "consent"][-1]

    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert (last["before"], last["after"], last["intent"]) == ("EXPRESS", "OPTED_OUT", "OPT_OUT")
    assert last["actor"] and last["channel"] and len(last["link"]) == 64
    assert last.get("body") or last["reason"]
    assert {refused(world, BOB, kind) for kind in CLASSES} == {"I1"}


CASES = (str.lower, str.upper, str.capitalize)
AROUND = ("{}", "{}.", "{}!!!", '"{}"', "  {} ", "{}\n", "({})", "*{}*")
SPELT = [
    around.format(case(word)) for word, case, around in product(sorted(FCC_WORDS), CASES, AROUND)
] + ["opt-out", "Opt  Out", "OPTOUT", "s t o p", "S.T.O.P"]


@pytest.mark.parametrize("consent", [Consent.UNKNOWN, Consent.EXPRESS])
def test_the_seven_words_opt_out_at_the_first_text_however_they_are_written(consent):
    """US-02: no question stands between the word and its effect."""
    wrong = [text for text in SPELT if texts(somebody(consent), text).after.consent is not Consent.OPTED_OUT]

    assert len(FCC_WORDS) == 7 and wrong == []


@pytest.mark.parametrize("text", ["no more texts please", "take me off your list", "unsubscribe me"])
def test_other_words_count_where_a_reasonable_reader_takes_them_so(text):
    """US-03."""
    assert UNDERSTANDS.classify(text).intent.value == "OPT_OUT"


def test_a_stop_while_a_thousand_texts_are_queued_lets_none_of_them_leave_after_it(world):
    """US-04, US-15: each is dated before the opt-out or never left."""
    queued = [writes(world, BOB).id for _ in range(1_000)]
    world.log_is_fresh()
    world.drains()
    world.clock.advance(SECOND)
    before = len(world.provider.texts_to(BOB))
    assert before < len(queued)
    world.texts(BOB, "STOP")
    honoured = world.deps.store.load(BOB).opted_out_at
    for _ in range(100):
        world.clock.advance(5 * SECOND)
        sends(world)

    assert honoured == world.deps.store.load(BOB).since
    assert len(world.provider.texts_to(BOB)) == before + 1  # the confirmation
    left = [world.deps.store.message(each) for each in queued]
    assert all(each.claimed_at < honoured for each in left if each.claimed_at)
    assert sum(each.state is MessageState.REFUSED for each in left) == len(queued) - before


HONOUR_BY = [
    (NEW_YORKER, (2026, 11, 25, 15), "2026-12-10"),  # 26 November is Thanksgiving
    (ALICE, (2026, 11, 25, 15), "2026-12-09"),  # not in Toronto
    ("+18005550101", (2026, 11, 25, 15), "2026-12-09"),  # might be in Canada
    (NEW_YORKER, (2026, 11, 21, 15), "2026-12-07"),  # a Saturday
    (NEW_YORKER, (2026, 11, 26, 2), "2026-12-10"),  # the 25th in New York
]


@pytest.mark.parametrize(("number", "when", "by"), HONOUR_BY)
def test_ten_business_days_skip_weekends_and_federal_holidays(world, client, number, when, by):
    """US-05: of what still waits for a person; whatever is clear is honoured at once."""
    world.clock.at = int(datetime(*when, tzinfo=UTC).timestamp() * 1000)
    world.texts(number, UNSURE)
    (waiting,) = open_reviews(world.deps, RedisReviews(client, world.deps.store.keys))

    assert iso(waiting.honour_by) == by


@pytest.mark.parametrize("consent", list(Consent))
def test_staff_opt_anybody_out_without_proof_and_no_door_of_theirs_leads_back(world, consent):
    """US-06: neither desk, nor API, nor a list; only the customer's own START."""
    today = world.deps.law.today(BOB, world.clock.now())
    agreed = Fact("express", today, DANA, "I agree to offers.", "paper")
    bought = Fact("purchase", today, DANA, "Invoice 7")
    if consent is Consent.IMPLIED:
        basis.record(world.deps, BOB, bought, "desk")
    elif consent is not Consent.UNKNOWN:
        world.texts(BOB, "START" if consent is Consent.EXPRESS else "STOP")
    assert world.deps.store.load(BOB).consent is consent
    compose.unsubscribe(world.deps, BOB, "desk", DANA, "said so at the counter")
    for channel, fact in product(("desk", "api", "import"), (agreed, bought)):
        basis.record(world.deps, BOB, fact, channel)

    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    world.texts(BOB, "START")
    assert world.deps.store.load(BOB).consent is Consent.EXPRESS


def test_five_copies_of_a_stop_and_another_stop_have_one_confirmation(world):
    """US-07: on a long code."""
    world.texts(BOB, "START")
    world.drains()
    world.provider.sent.clear()
    for sid in ["SM" + "5" * 32] * 5 + [""]:
        world.texts(BOB, "STOP", sid=sid)
        world.drains()

    assert len(world.provider.texts_to(BOB)) == 1


def test_a_queue_that_stands_for_six_minutes_sends_no_confirmation_and_the_opt_out_holds(world):
    """US-08."""
    world.texts(BOB, "STOP")
    world.clock.advance(6 * MINUTE)
    world.drains()

    assert world.provider.sent == []
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT


@pytest.mark.parametrize(("late", "goes"), [(300 * SECOND - 1, 1), (300 * SECOND, 0)])
def test_the_confirmation_has_three_hundred_seconds(world, late, goes):
    """US-08."""
    world.texts(BOB, "STOP")
    world.clock.advance(late)
    world.drains()

    assert len(world.provider.texts_to(BOB)) == goes


@pytest.mark.parametrize("silence", [DAY, 400 * DAY])
def test_who_stops_a_reminder_and_then_says_nothing_gets_nothing_of_any_kind(world, silence):
    """US-09, US-11, US-13: all categories, however long the silence."""
    world.texts(BOB, "START")
    sends(world)
    waiting = [writes(world, BOB, kind).id for kind in CLASSES]
    world.texts(BOB, "STOP")
    sends(world)
    had = len(world.provider.texts_to(BOB))
    world.clock.advance(silence)
    sends(world)

    assert {refused(world, BOB, kind) for kind in CLASSES} == {"I1"}
    assert {world.deps.store.message(each).state for each in waiting} <= {
        MessageState.REFUSED,
        MessageState.DROPPED,
    }
    assert len(world.provider.texts_to(BOB)) == had


def test_a_sender_that_hears_nobody_is_named_with_the_rule(world):
    """US-10: `serve`, `work`, `relay` do not start then (tests/product/test_deaf_service.py)."""
    service = "MG" + "0" * 32
    mute = replace(world.deps.business.senders[0], id=service, messaging_service=service)
    world.deps = replace(world.deps, business=replace(world.deps.business, senders=(mute,)))
    assert deaf_senders(world.deps) == []
    world.provider.hears_services = False

    assert deaf_senders(world.deps) == [mute]
    assert "US-10" in why_deaf([mute])


EXCLUSIVE = """
[[standing]]
rule = "US-12"
source = "FCC 26-67"
verified = "read"
from = 2027-03-01
scope = ["US"]
says = "a sender may name the one way to opt out"
"""


def test_the_rule_of_2024_is_told_until_the_day_on_which_another_holds(world, tmp_path):
    """US-12: a new rule is a new row, and what is obeyed stays the stricter one."""
    folder = tmp_path / "rules"
    shutil.copytree(RULES, folder)
    path = folder / "standing.toml"
    old = path.read_text("utf-8").replace("from = 2025-04-11", "from = 2025-04-11\nuntil = 2027-03-01")
    path.write_text(old + EXCLUSIVE, "utf-8")

    def told(law, *day):
        found = explain_rules.in_force(law, day_of(*day) * DAY, NEW_YORKER)
        return {line.rule for line in found} & {"US-01", "US-12"}

    law = read_law(folder)
    assert told(law, 2025, 4, 10) == set()
    assert told(law, 2025, 4, 11) == told(law, 2027, 2, 28) == {"US-01"}
    assert told(law, 2027, 3, 1) == {"US-12"}
    assert told(world.deps.law, 2030, 1, 1) == {"US-01"}  # as shipped: nobody has seen it published
    world.deps = replace(world.deps, law=law)
    world.clock.at = day_of(2027, 3, 2) * DAY
    world.texts(BOB, "please stop texting me")
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT


@pytest.fixture
def clinic(world):
    """A clinic that texts Americans under the exemption, on a Monday at noon in New York."""
    business = replace(world.deps.business, service_caps="healthcare", service_hours="off")
    world.deps = replace(world.deps, business=business, law=law_for(business))
    world.clock.at = int(datetime(2026, 11, 16, 17, tzinfo=UTC).timestamp() * 1000)
    world.log_is_fresh()
    return world


def test_the_second_healthcare_text_of_a_day_and_the_fourth_of_a_week_do_not_go(clinic):
    """US-14."""
    monday = clinic.clock.at
    found = []
    for hours in (0, 1, 24, 48, 72):
        clinic.clock.at = monday + hours * HOUR
        written = writes(clinic, NEW_YORKER)
        sends(clinic)
        found.append(clinic.deps.store.message(written.id))

    assert [each.state.value for each in found] == ["accepted", "dropped", "accepted", "accepted", "dropped"]
    assert all(each.reason.endswith("(US-14)") for each in (found[1], found[4]))
    clinic.clock.at = monday + 7 * DAY
    writes(clinic, NEW_YORKER)
    sends(clinic)
    assert len(clinic.provider.texts_to(NEW_YORKER)) == 4


def test_the_fourth_healthcare_text_is_held_where_it_is_still_good_when_the_week_is_over(clinic):
    """US-14."""
    monday = clinic.clock.at
    for day in (0, 1, 2):
        clinic.clock.at = monday + day * DAY
        writes(clinic, NEW_YORKER)
        sends(clinic)
    clinic.clock.at = monday + 7 * DAY - HOUR
    fourth = writes(clinic, NEW_YORKER)
    sends(clinic)

    kept = clinic.deps.store.message(fourth.id)
    assert (kept.state, kept.reason[-7:]) == (MessageState.QUEUED, "(US-14)")
    clinic.clock.at = monday + 7 * DAY
    sends(clinic)
    assert len(clinic.provider.texts_to(NEW_YORKER)) == 4


def test_nobody_else_has_the_caps_of_a_clinic_nor_has_a_canadian(clinic):
    """US-14."""
    assert [row for row in law_for(GARAGE).caps if row.rule == "US-14"] == []
    for _ in range(4):
        writes(clinic, CAROL)
        sends(clinic)
        clinic.clock.advance(MINUTE)
    assert len(clinic.provider.texts_to(CAROL)) == 4


# Consent


EMPTY = [
    ({"evidence": " "}, "CA-13"),
    ({"actor": ""}, "CA-13"),
    ({"medium": ""}, "US-17"),
    ({"medium": "prechecked"}, "US-17"),
]


@pytest.mark.parametrize(("missing", "rule"), EMPTY)
def test_written_consent_with_an_empty_field_is_not_stored(world, queries, missing, rule):
    """US-16, US-17."""
    today = world.deps.law.today(ALICE, world.clock.now())
    whole = Fact("express", today, DANA, "I agree to offers. It is no condition of purchase.", "paper")
    with pytest.raises(NotRecorded) as why:
        basis.record(world.deps, ALICE, replace(whole, **missing), "desk")

    assert why.value.rule == rule
    assert queries.timeline(ALICE) == []


def test_a_stop_at_half_past_eleven_at_night_is_confirmed_at_once(world):
    """US-23: in New York, and nothing else leaves at that time."""
    world.clock.at = int(datetime(2026, 11, 19, 4, 30, tzinfo=UTC).timestamp() * 1000)
    law = law_for(replace(world.deps.business, service_hours="federal"))
    world.deps = replace(world.deps, law=law)
    writes(world, ALICE)
    world.texts(NEW_YORKER, "STOP")
    sends(world)

    assert len(world.provider.texts_to(NEW_YORKER)) == 1
    assert world.provider.texts_to(ALICE) == []
