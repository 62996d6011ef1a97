"""CASL and what Canadian carriers ask, each rule in the situation in which RULES.md would test it."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from responder.adapters.templates.answers import TemplateTexts
from responder.domain.business import NoticePolicy
from responder.domain.consent.basis import Fact
from responder.domain.dates import day_of, iso
from responder.domain.records import DAY, HOUR, MINUTE, Consent, MessageState
from responder.flows.inbound import basis
from responder.flows.inbound.reconcile import reconcile
from responder.flows.inbound.review import open_reviews
from responder.flows.outbound import compose, explain_rules
from responder.flows.outbound.compose import Draft, Refusal
from responder.store.inbox.reviews import RedisReviews
from tests.flows.conftest import TEMPLATES
from tests.people import ALICE, BOB, CAROL, DANA, LONG_CODE, SHORT_CODE, TOLL_FREE

UNSURE = "enough already"
NOON = int(datetime(2026, 11, 18, 17, tzinfo=UTC).timestamp() * 1000)
"""A Wednesday in Toronto."""


@pytest.fixture
def day(world):
    world.clock.at = NOON
    world.log_is_fresh()
    return world


def owns(world, sender):
    """An English business with this sender alone."""
    business = replace(world.deps.business, languages=("en",), senders=(sender,))
    world.deps = replace(world.deps, business=business, texts=TemplateTexts(business, TEMPLATES))


def buys(world, number):
    today = world.deps.law.today(number, world.clock.now())
    basis.record(world.deps, number, Fact("purchase", today, DANA, "Invoice 7"), "desk")


def writes(world, to, kind="marketing", **details):
    return compose.send(world.deps, Draft(to, "Winter tires are in.", kind, DANA, **details))


def sends(world):
    world.log_is_fresh()
    world.drains()


def test_marketing_without_a_basis_is_refused_and_the_reason_kept(day, queries):
    """CA-01."""
    with pytest.raises(Refusal, match="on record"):
        writes(day, CAROL)
    entry = queries.timeline(CAROL)[-1]

    assert (entry["kind"], entry["rule"], entry["actor"]) == ("refused", "CA-01", DANA)
    assert entry["reason"] and "body" not in entry


@pytest.mark.parametrize("kind", ["", "cem", "answer", "transactional"])
def test_a_text_without_one_of_the_classes_is_refused(day, kind):
    """CA-01."""
    with pytest.raises(Refusal, match="The class must be one of") as refusal:
        writes(day, CAROL, kind)
    assert refusal.value.rule == "CA-01"


@pytest.mark.parametrize("often", [NoticePolicy(0, 0), NoticePolicy(1, 0), NoticePolicy(5, 30)])
@pytest.mark.parametrize(
    ("language", "stop"), [("en", "STOP"), ("fr", "ARRET"), ("es", "ALTO"), ("", "STOP")]
)
def test_every_commercial_text_names_us_links_to_address_and_contact_and_says_how_to_stop(
    day, often, language, stop
):
    """CA-06, CA-07: none can be queued or leave without, whatever the notice is elsewhere."""
    day.deps = replace(day.deps, law=replace(day.deps.law, notice=often))
    buys(day, CAROL)
    store = day.deps.store
    store._redis.hset(store.keys.number(CAROL), "notice_at", str(day.clock.at))  # one was received just now
    for _ in range(3):
        message, shown = writes(day, CAROL, language=language)
        sends(day)
        day.clock.advance(MINUTE)
        (left,) = [each.body for each in day.provider.sent if each.message_id == message.id]

        assert left == shown.text and day.deps.store.message(message.id).notice
        assert left.startswith("Garage Tremblay: ")
        assert "https://garage.example" in left and stop in left


def test_an_unsubscribe_older_than_the_webhook_that_brings_it_runs_from_its_sending(day, client):
    """CA-09: ten business days from Friday the 13th, not from the day on which we read of it."""
    sent = int(datetime(2026, 11, 13, 17, tzinfo=UTC).timestamp() * 1000)
    day.logged(BOB, "STOP", sent)
    day.logged(CAROL, UNSURE, sent)
    reconcile(day.deps, since=sent)
    (waiting,) = open_reviews(day.deps, RedisReviews(client, day.deps.store.keys))

    assert day.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert day.deps.store.load(BOB).since == NOON  # at once, when we heard of it
    assert (waiting.review.at, waiting.review.sent_at) == (NOON, sent)
    assert iso(waiting.honour_by) == "2026-11-27"


def test_for_whoever_lives_in_canada_a_federal_holiday_of_the_united_states_is_a_business_day(day, client):
    """CA-09, US-05: a number of Seattle, a postal code of Vancouver; Thanksgiving is the 26th."""
    day.lives(SEATTLE, "postal:V6B")
    day.texts(SEATTLE, UNSURE)
    (waiting,) = open_reviews(day.deps, RedisReviews(client, day.deps.store.keys))

    assert iso(waiting.honour_by) == "2026-12-02"


def test_a_reply_without_a_text_to_answer_is_refused(day):
    """CA-11: and one that answers names it."""
    with pytest.raises(Refusal, match="last 24 hours") as refusal:
        writes(day, CAROL, "reply")
    assert refusal.value.rule == "CA-11"
    day.texts(CAROL, "are you open?", sid="SM" + "7" * 32)
    message, _ = writes(day, CAROL, "reply")
    assert message.in_reply_to == "SM" + "7" * 32
    day.clock.advance(DAY + 1)
    with pytest.raises(Refusal, match="last 24 hours"):
        writes(day, CAROL, "reply")


def test_a_purchase_after_an_opt_out_restores_nothing(day):
    """CA-14."""
    buys(day, BOB)
    day.texts(BOB, "STOP")
    day.clock.advance(HOUR)
    buys(day, BOB)

    assert day.deps.store.load(BOB).consent is Consent.OPTED_OUT
    with pytest.raises(Refusal, match="opted out"):
        writes(day, BOB)


WORDS = [("STOP", "STOP"), ("ARRET", "Désabonnement"), ("HELP", "STOP"), ("AIDE", "ARRET"), ("INFO", "STOP")]


@pytest.mark.parametrize("sender", [None, SHORT_CODE, TOLL_FREE])
@pytest.mark.parametrize("case", [str.upper, str.lower, str.capitalize])
@pytest.mark.parametrize(("word", "says"), WORDS)
def test_a_stranger_gets_one_answer_to_each_of_the_five_words_in_its_language(day, word, says, case, sender):
    """CA-20 to CA-23, CA-21, CA-22: an English programme. On toll-free the network answers STOP."""
    ours = sender or day.deps.business.senders[0]
    owns(day, ours)
    day.texts(CAROL, case(word), sender=ours)
    day.drains()

    if word == "STOP" and ours is TOLL_FREE:
        assert day.provider.texts_to(CAROL) == []
        return
    (answer,) = day.provider.texts_to(CAROL)
    assert len(answer) <= 136
    french = "pour" in answer or "Désabonnement" in answer or "frais" in answer
    assert french is (word in ("ARRET", "AIDE", "INFO"))
    assert says in answer or word == "STOP"


MONTREAL, MONCTON, TORONTO, SEATTLE, NOWHERE = (
    f"+1{area}5550161" for area in ("514", "506", "416", "206", "800")
)


@pytest.mark.parametrize("languages", [("en", "fr"), ("fr", "en"), ("en",)])
@pytest.mark.parametrize(
    ("known", "number", "says"),
    [
        ("", MONTREAL, "both"),
        ("", MONCTON, "both"),
        ("", TORONTO, "both"),
        ("", NOWHERE, "both"),
        ("", SEATTLE, "first"),
        ("fr", MONTREAL, "fr"),
        ("en", MONTREAL, "en"),
        ("fr", SEATTLE, "fr"),
    ],
)
def test_info_is_answered_in_the_customers_language_else_in_both(day, client, known, number, says, languages):
    """CA-21: the word belongs to both languages; where nobody knows the customer's, so does the answer."""
    business = replace(day.deps.business, languages=languages)
    day.deps = replace(day.deps, business=business, texts=TemplateTexts(business, TEMPLATES))
    if known:
        day.texts(number, "AIDE" if known == "fr" else "Hello")
        client.hset(day.deps.store.keys.number(number), "language", known)
        day.drains()
    day.clock.advance(MINUTE)
    day.texts(number, "info")
    day.drains()
    answer = day.provider.texts_to(number)[-1]

    spoken = {"en", "fr"} if says == "both" else {languages[0] if says == "first" else says}
    heard = {"en"} if re.search(r"rates may apply|Reply STOP", answer) else set()
    heard |= {"fr"} if re.search(r"[Ff]rais|pour vous", answer) else set()
    assert heard == spoken and len(answer) <= 136
    assert all(part in answer for part in ("Garage Tremblay", "1-800-555-0123", "4"))


def test_info_is_answered_in_both_where_a_postal_code_says_canada(day):
    """CA-21, TZ-03: the number is Seattle's, its owner lives in Vancouver."""
    day.lives(SEATTLE, "postal:V6B")
    day.texts(SEATTLE, "info")
    day.drains()

    assert "frais" in day.provider.texts_to(SEATTLE)[-1].lower()


@pytest.mark.parametrize(("word", "spoken"), [("HELP", "STOP"), ("AIDE", "ARRET"), ("AYUDA", "ALTO")])
def test_help_in_a_language_is_answered_in_that_one_alone(day, word, spoken):
    """CA-21: also in Quebec, where nobody knows the customer's."""
    day.texts(MONTREAL, word)
    day.drains()
    (answer,) = day.provider.texts_to(MONTREAL)

    assert {each for each in ("STOP", "ARRET", "ALTO") if each in answer} == {spoken}


def notices(world, to, texts):
    """Which of so many texts say how to stop, once a first notice was received."""
    world.texts(to, "HELP", sender=world.deps.business.senders[0])
    sends(world)
    key = world.deps.store.keys.number(to)
    world.deps.store._redis.hset(key, mapping={"notice_at": str(NOON), "without_notice": "0"})
    world.provider.sent.clear()
    for _ in range(texts):
        writes(world, to, "service")
        sends(world)
        world.clock.advance(MINUTE)
    return ["STOP" in text or "ARRET" in text for text in world.provider.texts_to(to)]


def test_the_fifth_text_over_toll_free_says_how_to_stop(day):
    """CA-26."""
    owns(day, TOLL_FREE)

    assert notices(day, CAROL, 5) == [False] * 4 + [True]


SELDOM = [NoticePolicy(0, 0), NoticePolicy(9, 30), NoticePolicy(0, 30)]


@pytest.mark.parametrize("chosen", SELDOM)
@pytest.mark.parametrize(
    ("sender", "to", "fifth"),
    [(TOLL_FREE, CAROL, True), (TOLL_FREE, SEATTLE, False), (LONG_CODE, CAROL, False)],
)
def test_no_choice_of_the_business_makes_the_fifth_text_over_toll_free_in_canada_go_without_a_notice(
    day, sender, to, fifth, chosen
):
    """CA-26: `[policy] service_notice` may say "first"; the guides of Canada's toll-free numbers do not."""
    owns(day, sender)
    day.deps = replace(day.deps, law=replace(day.deps.law, notice=chosen))

    assert notices(day, to, 5) == [False] * 4 + [fifth]


def test_over_toll_free_in_canada_a_month_without_a_notice_is_too_long_whatever_the_business_chose(day):
    """CA-26: every fifth text or monthly; both are kept."""
    owns(day, TOLL_FREE)
    day.deps = replace(day.deps, law=replace(day.deps.law, notice=NoticePolicy(0, 0)))
    notices(day, CAROL, 0)
    day.clock.advance(30 * DAY)
    writes(day, CAROL, "service")
    sends(day)

    assert "ARRET" in day.provider.texts_to(CAROL)[0]


CASL = {"CA-03", "CA-04", "CA-06", "CA-07", "CA-08", "CA-09", "CA-12"}


@pytest.mark.parametrize(("when", "told"), [((2014, 6, 30), set()), ((2014, 7, 1), CASL)])
def test_casl_is_told_from_the_day_on_which_it_holds(day, when, told):
    """CA-03 to CA-12, for a Torontonian; the gate obeys it at any date."""
    found = {line.rule for line in explain_rules.in_force(day.deps.law, day_of(*when) * DAY, ALICE)}

    assert found & CASL == told


def test_a_text_that_was_queued_before_a_basis_ran_out_does_not_leave_after_it(day):
    """CA-03: evaluated again when it is sent. Written on Saturday at 18:30, due on Sunday at 10:00."""
    day.clock.at = int(datetime(2026, 11, 21, 23, 30, tzinfo=UTC).timestamp() * 1000)
    basis.record(day.deps, ALICE, Fact("purchase", day_of(2024, 11, 22), DANA, "Invoice 7"), "desk")
    day.log_is_fresh()
    message, _ = writes(day, ALICE)
    day.clock.at = int(datetime(2026, 11, 22, 16, tzinfo=UTC).timestamp() * 1000)
    assert message.due_at < day.clock.at < message.valid_until
    sends(day)

    kept = day.deps.store.message(message.id)
    assert day.provider.texts_to(ALICE) == []
    assert kept.state is MessageState.REFUSED and kept.reason.endswith("(CA-03)")
