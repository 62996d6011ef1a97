"""Marketing alone is switched off, and only the customer's START switches it on again (US-09, US-11)."""

import pytest

from responder.domain.consent import decisions, marketing_opt_out
from responder.domain.consent.auto_replies import Heard
from responder.domain.law.quiet_hours import NO_HOURS
from responder.domain.records import DAY, HOUR, SECOND, Consent, Marketing, MessageClass, Purpose
from responder.domain.sending.gate import gate
from responder.domain.sending.gate_context import Circumstances
from responder.domain.sending.verdicts import Allowed, Dropped, Refused
from responder.domain.understanding.classifier import Classifier, Intent
from responder.domain.understanding.keywords import keyword_set
from tests.people import BOB, DANA, GARAGE, LONG_CODE, NOON, inbound, message, somebody

WORDS = {"MARKETING_OFF": ("STOP MARKETING", "FIN PUB")}
HEARS = Classifier(keyword_set(WORDS))
TEXTS = ["STOP MARKETING", "stop marketing!", " Stop  Marketing ", "stop-marketing", "FIN PUB"]
TEXTS += ["Stop marketing please"]


def says(number, text, at=NOON, **details):
    heard = inbound(text, number.number, **details)
    said = HEARS.classify(text, heard.opt_out_type)
    return decisions.on_inbound(number, Heard(heard, said, GARAGE, at, f"{heard.provider_id}-answer"))


def asked(kind, number):
    """What the gate says of a text of this class, written a moment ago."""
    around = Circumstances(NOON + SECOND, LONG_CODE, NOON + SECOND, frozenset(), NO_HOURS)
    return gate(message(kind, number.number, episode=number.episode), number, around)


@pytest.mark.parametrize("text", TEXTS)
def test_the_words_of_the_business_switch_marketing_off_and_nothing_else(text):
    before = somebody(Consent.EXPRESS, BOB)
    decision = says(before, text)
    after = decision.after
    assert (after.consent, after.marketing) == (Consent.EXPRESS, Marketing.OFF)
    (entry,) = [each for each in decision.entries if each.ledger]
    assert (entry.intent, entry.body, entry.actor, entry.channel) == (
        marketing_opt_out.INTENT,
        text,
        "customer",
        "text",
    )


def test_they_mean_nothing_where_no_business_configured_them():
    assert Classifier(keyword_set({})).classify("STOP MARKETING").intent is Intent.OPT_OUT


EVERYTHING = ["STOP", "stop all", "stop marketing and everything else", "STOP MARKETING STOP"]


@pytest.mark.parametrize("text", EVERYTHING)
def test_stop_is_always_all(text):
    after = says(somebody(Consent.EXPRESS, BOB), text).after
    assert after.consent is Consent.OPTED_OUT


@pytest.mark.parametrize("mark", ["STOP"])
def test_what_the_provider_marks_as_a_stop_stops_all(mark):
    after = says(somebody(Consent.EXPRESS, BOB), "STOP MARKETING", opt_out_type=mark).after
    assert after.consent is Consent.OPTED_OUT


@pytest.mark.parametrize("marketing", [Marketing.OK, Marketing.HELD])
def test_the_answer_goes_once(marketing):
    first = says(somebody(Consent.EXPRESS, BOB, marketing=marketing), "STOP MARKETING")
    (reply,) = first.messages
    assert (reply.purpose, reply.valid_until - NOON) == (Purpose.MARKETING_OFF, 300 * SECOND)
    assert says(first.after, "STOP MARKETING", at=NOON + HOUR).messages == ()


def test_whoever_opted_out_hears_nothing_and_the_entry_is_kept():
    decision = says(somebody(Consent.OPTED_OUT, BOB), "STOP MARKETING")
    assert decision.messages == ()
    assert decision.after.consent is Consent.OPTED_OUT
    assert any(entry.ledger for entry in decision.entries)


def test_an_open_review_stays_open():
    before = somebody(Consent.EXPRESS, BOB, marketing=Marketing.HELD, open_reviews=("SM0",))
    assert says(before, "STOP MARKETING").after.open_reviews == ("SM0",)


GATE = [
    (MessageClass.ANSWER, Marketing.OFF, Allowed),
    (MessageClass.REPLY, Marketing.OFF, Allowed),
    (MessageClass.SERVICE, Marketing.OFF, Allowed),
    (MessageClass.MARKETING, Marketing.OFF, Refused),
    (MessageClass.MARKETING, Marketing.HELD, Refused),
    (MessageClass.MARKETING, Marketing.OK, Allowed),
    (MessageClass.SERVICE, Marketing.HELD, Allowed),
]


@pytest.mark.parametrize(("kind", "marketing", "verdict"), GATE)
def test_the_gate_class_by_class(kind, marketing, verdict):
    number = somebody(Consent.EXPRESS, BOB, marketing=marketing, last_inbound_at=NOON)
    assert isinstance(asked(kind, number), verdict)


@pytest.mark.parametrize("kind", [MessageClass.REPLY, MessageClass.SERVICE, MessageClass.MARKETING])
def test_the_gate_after_stop_refuses_every_class(kind):
    off = says(somebody(Consent.EXPRESS, BOB), "STOP MARKETING").after
    number = says(off, "STOP", sid="SM2").after
    assert isinstance(asked(kind, number), Refused)


ACTS = [
    lambda number: marketing_opt_out.on_marketing_off(number, "desk", DANA, "asked", "", NOON).after,
    lambda number: says(number, "STOP MARKETING").after,
]


@pytest.mark.parametrize("act", ACTS, ids=["desk", "text"])
@pytest.mark.parametrize("word", ["yes", "HELP", "ok thanks", "MARKETING", "STOP MARKETING"])
def test_only_start_switches_it_on_again(act, word):
    off = act(somebody(Consent.EXPRESS, BOB))
    assert says(off, word, sid="SM5", at=NOON + HOUR).after.marketing is Marketing.OFF
    assert says(off, "START", sid="SM6", at=NOON + HOUR).after.marketing is Marketing.OK


@pytest.mark.parametrize("consent", list(Consent))
def test_an_order_of_the_desk_changes_nothing_else(consent):
    before = somebody(consent, BOB)
    after = marketing_opt_out.on_marketing_off(before, "desk", DANA, "asked", "desk:1", NOON).after
    assert after.marketing is Marketing.OFF
    same = {"marketing": before.marketing, "version": before.version, "marketing_off_at": 0}
    assert after.changed(same) == before


def test_a_start_that_comes_before_the_answer_takes_it_back():
    off = says(somebody(Consent.EXPRESS, BOB), "STOP MARKETING")
    back = says(off.after, "START", sid="SM2", at=NOON + SECOND).after
    around = Circumstances(NOON + SECOND, LONG_CODE, NOON, frozenset(), NO_HOURS)
    assert isinstance(gate(off.messages[0], back, around), Dropped)


def test_a_start_from_the_log_that_may_be_older_leaves_it_off():
    off = says(somebody(Consent.EXPRESS, BOB), "STOP MARKETING").after
    early = says(off, "START", sid="SM2", at=NOON + HOUR, log_at=NOON + 30 * SECOND).after
    assert early.marketing is Marketing.OFF
    late = says(off, "START", sid="SM3", at=NOON + HOUR, log_at=NOON + 120 * SECOND).after
    assert late.marketing is Marketing.OK


def test_one_found_in_the_log_from_before_a_start_is_overtaken():
    start = says(somebody(Consent.EXPRESS, BOB), "START", log_at=NOON).after
    assert says(start, "STOP MARKETING", sid="SM2", log_at=NOON - DAY).after.marketing is Marketing.OK


def test_a_start_from_before_a_repeated_switching_off_switches_nothing_on():
    """The log shows the START alone: what the desk was told later counts."""
    off = marketing_opt_out.on_marketing_off(
        somebody(Consent.EXPRESS, BOB), "desk", DANA, "asked", "", NOON
    ).after
    again = marketing_opt_out.on_marketing_off(off, "desk", DANA, "asked again", "", NOON + 2 * HOUR).after
    found = says(again, "START", at=NOON + 3 * HOUR, from_log=True, log_at=NOON + HOUR).after
    assert found.marketing is Marketing.OFF
    came_back = says(off, "START", at=NOON + 3 * HOUR, from_log=True, log_at=NOON + HOUR).after
    assert came_back.marketing is Marketing.OK
