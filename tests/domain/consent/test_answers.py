"""Who answers a text, how often, and until when (I4, DESIGN §6, §7.5)."""

from dataclasses import replace
from typing import Any

import pytest

from responder.domain.business import Business, ReplyMode, Sender, SenderType
from responder.domain.consent.auto_replies import Heard, Inbound
from responder.domain.consent.decisions import on_inbound
from responder.domain.records import DAY, HOUR, MINUTE, SECOND, Consent, Decision, EntryKind, Number, Purpose
from responder.domain.understanding.classifier import Classifier
from responder.domain.understanding.keywords import keyword_set
from tests.people import BOB, OURS

Row = tuple[SenderType, ReplyMode, str, str, str]
C = Consent
NOW = 1_795_000_000_000
CLASSIFIER = Classifier(keyword_set({}))
LONG, FREE, SHORT = SenderType.LONG_CODE, SenderType.TOLL_FREE, SenderType.SHORT_CODE
APP, DEFAULT, ADVANCED = ReplyMode.APP, ReplyMode.TWILIO_DEFAULT, ReplyMode.TWILIO_ADVANCED
IN = Number(BOB, consent=C.IMPLIED)
OUT = Number(BOB, consent=C.OPTED_OUT, episode=1, opt_out_episode=1, opted_out_at=NOW - DAY)


def sender(kind: SenderType = LONG, replies: ReplyMode = APP) -> Sender:
    return Sender(OURS, kind, replies, 1.0, (OURS,))


def business(languages: tuple[str, ...] = ("en", "fr")) -> Business:
    return Business("garage", "Garage", "Garage inc.", "Québec", "", "", "", languages, (sender(),))


def hears(number: Number, body: str, now: int = NOW, **details: Any) -> Decision:
    """What is decided when this number texts `body`."""
    usual: dict[str, Any] = {"provider_id": "SM1", "number": BOB, "can_reply": True, "sender": sender()}
    inbound = Inbound(**(usual | {"body": body} | details))
    said = CLASSIFIER.classify(body, inbound.opt_out_type)
    return on_inbound(number, Heard(inbound, said, business(), now, "00m1"))


def answered(decision: Decision) -> str:
    """The purpose of the one answer; "" for none."""
    return decision.messages[0].purpose.value if decision.messages else ""


def suppressed(decision: Decision) -> list[str]:
    """The rules by which due answers stayed unsent."""
    return [entry.rule for entry in decision.entries if entry.kind is EntryKind.SUPPRESSED]


# Who answers

WHO: list[Row] = [
    (LONG, APP, "STOP", "", "opt_out"),
    (LONG, APP, "START", "", "opt_in"),
    (LONG, APP, "HELP", "", "help"),
    (LONG, APP, "YES", "", ""),
    (LONG, APP, "hello", "", ""),
    (LONG, DEFAULT, "STOP", "", ""),
    (LONG, DEFAULT, "stop ", "", ""),
    (LONG, DEFAULT, "\tStop\n", "", ""),
    (LONG, DEFAULT, "Stop.", "", "opt_out"),
    (LONG, DEFAULT, "opt out", "", "opt_out"),
    (LONG, DEFAULT, "OPTOUT", "", ""),
    (LONG, DEFAULT, "ARRET", "", "opt_out"),
    (LONG, DEFAULT, "stop please", "", "opt_out"),
    (LONG, DEFAULT, "revoke", "", ""),
    (LONG, DEFAULT, "START", "", ""),
    (LONG, DEFAULT, "unstop", "", ""),
    (LONG, DEFAULT, "START!", "", "opt_in"),
    (LONG, DEFAULT, "HELP", "", ""),
    (LONG, DEFAULT, "info", "", ""),
    (LONG, DEFAULT, "help?", "", "help"),
    (LONG, DEFAULT, "AIDE", "", "help"),
    (LONG, ADVANCED, "STOP", "STOP", ""),
    (LONG, ADVANCED, "Stop.", "", "opt_out"),
    (LONG, ADVANCED, "ARRET", "", "opt_out"),
    (LONG, ADVANCED, "ARRET", "STOP", ""),
    (LONG, ADVANCED, "leave me alone", "STOP", ""),
    (LONG, ADVANCED, "START", "START", ""),
    (LONG, ADVANCED, "UNSTOP", "", "opt_in"),
    (LONG, ADVANCED, "HELP", "HELP", ""),
    (LONG, ADVANCED, "AIDE", "", "help"),
    (FREE, APP, "STOP", "", ""),
    (FREE, APP, " Stop ", "", ""),
    (FREE, APP, "START", "", ""),
    (FREE, APP, "UNSTOP", "", ""),
    (FREE, APP, "Stop.", "", "opt_out"),
    (FREE, APP, "CANCEL", "", "opt_out"),
    (FREE, APP, "HELP", "", "help"),
    (FREE, DEFAULT, "STOP", "", ""),
    (FREE, DEFAULT, "CANCEL", "", ""),
    (FREE, DEFAULT, "ARRET", "", "opt_out"),
    (FREE, DEFAULT, "HELP", "", ""),
    (FREE, ADVANCED, "UNSTOP", "", ""),
    (FREE, ADVANCED, "STOP", "STOP", ""),
    (FREE, ADVANCED, "HELP", "", "help"),
    (SHORT, APP, "STOP", "", "opt_out"),
    (SHORT, APP, "ARRET", "", "opt_out"),
    (SHORT, APP, "START", "", "opt_in"),
    (SHORT, APP, "INFO", "", "help"),
]


@pytest.mark.parametrize("row", WHO, ids=[f"{r[0]}-{r[1]}-{r[2].strip()}-{r[3]}".strip("-") for r in WHO])
def test_we_answer_exactly_where_the_network_does_not(row: Row) -> None:
    kind, replies, body, mark, purpose = row
    decision = hears(IN, body, sender=sender(kind, replies), opt_out_type=mark)

    assert answered(decision) == purpose
    assert suppressed(decision) == []


@pytest.mark.parametrize("row", WHO, ids=[f"{r[0]}-{r[1]}-{r[2].strip()}-{r[3]}".strip("-") for r in WHO])
def test_who_answers_makes_no_difference_to_consent(row: Row) -> None:
    kind, replies, body, mark, _ = row
    ours = hears(IN, body, opt_out_type=mark)
    theirs = hears(IN, body, sender=sender(kind, replies), opt_out_type=mark)

    assert theirs.after.consent is ours.after.consent


@pytest.mark.parametrize("body", ["STOP", "START", "HELP"])
def test_whatsapp_and_numbers_that_are_not_ours_are_recorded_and_not_answered(body: str) -> None:
    for details in ({"channel": "whatsapp"}, {"sender": None}):
        decision = hears(IN, body, **details)

        assert decision.messages == ()
        assert suppressed(decision) == []
        assert decision.entries[0].kind is EntryKind.INBOUND


def test_an_answer_goes_back_to_the_text_from_the_sender_that_was_texted() -> None:
    (message,) = hears(IN, "HELP").messages

    assert (message.number, message.sender, message.in_reply_to, message.id) == (BOB, OURS, "SM1", "00m1")
    assert (message.body, message.created_at, message.due_at) == ("", NOW, NOW)


# A repeated STOP


@pytest.mark.parametrize(
    ("kind", "age", "purpose"),
    [
        (LONG, MINUTE, ""),
        (LONG, 30 * DAY, ""),
        (FREE, 30 * DAY, ""),
        (SHORT, 1, ""),
        (SHORT, 24 * HOUR - 1, ""),
        (SHORT, 24 * HOUR, "opt_out"),
    ],
)
def test_only_a_short_code_confirms_again_after_a_day(kind: SenderType, age: int, purpose: str) -> None:
    decision = hears(replace(OUT, confirmed_at=NOW - age), "cancel", sender=sender(kind))

    assert answered(decision) == purpose
    assert decision.after.confirmed_at == (NOW if purpose else NOW - age)
    assert decision.after.episode == OUT.episode


def test_after_a_start_stop_is_confirmed_again() -> None:
    number = IN
    found = []
    for turn, body in enumerate(["STOP", "START", "STOP"]):
        decision = hears(number, body, NOW + turn)
        found.append(answered(decision))
        number = decision.after

    assert found == ["opt_out", "opt_in", "opt_out"]


# Two robots must not text each other for ever


def test_the_fourth_help_within_an_hour_is_not_answered_and_the_timeline_says_why() -> None:
    number, found = IN, []
    for turn in range(5):
        decision = hears(number, "HELP", NOW + turn * MINUTE)
        found.append((answered(decision), suppressed(decision)))
        number = decision.after

    assert found == [("help", [])] * 3 + [("", ["DESIGN 7.5"])] * 2
    assert answered(hears(number, "HELP", NOW + HOUR - 1)) == ""
    assert answered(hears(number, "HELP", NOW + HOUR)) == "help"


def test_a_suppressed_answer_is_an_entry_in_a_sentence_with_the_texts_id() -> None:
    decision = hears(replace(IN, help_times=(NOW - 3, NOW - 2, NOW - 1)), "HELP")
    (entry,) = [each for each in decision.entries if each.kind is EntryKind.SUPPRESSED]

    assert entry.reason == "At most 3 help answers an hour."
    assert (entry.event, entry.rule, entry.ledger) == ("SM1", "DESIGN 7.5", False)


def in_turn(words: list[str]) -> tuple[list[str], Decision]:
    """What each of these texts, a minute apart, is answered; and the last decision."""
    number, found = IN, []
    for turn, body in enumerate(words):
        decision = hears(number, body, NOW + turn * MINUTE)
        found.append(answered(decision))
        number = decision.after
    return found, decision


def test_ten_automatic_texts_a_day_and_the_eleventh_is_suppressed() -> None:
    found, last = in_turn(["START"] * 11)

    assert found == ["opt_in"] * 10 + [""]
    assert suppressed(last) == ["DESIGN 7.5"]


def test_the_days_first_confirmation_is_free_and_the_next_one_is_counted() -> None:
    found, last = in_turn(["STOP", "START"] * 6)

    assert found == ["opt_out", "opt_in"] * 5 + ["opt_out", ""]
    assert suppressed(last) == ["DESIGN 7.5"]
    assert last.after.consent is C.EXPRESS


def test_a_first_confirmation_goes_although_ten_texts_went_today() -> None:
    found, last = in_turn(["START"] * 10 + ["STOP"])

    assert found == ["opt_in"] * 10 + ["opt_out"]
    assert last.after.automatic_today == 10


def test_an_opt_out_beyond_the_cap_is_obeyed_without_a_text() -> None:
    found, last = in_turn(["STOP", "START"] * 5 + ["START"] * 5 + ["STOP"])

    assert found[-1] == ""
    assert suppressed(last) == ["DESIGN 7.5"]
    assert last.after.consent is C.OPTED_OUT


@pytest.mark.parametrize(("age", "purpose"), [(DAY - 1, ""), (DAY, "opt_in")])
def test_a_new_day_begins_24_hours_after_the_first_text(age: int, purpose: str) -> None:
    number = replace(IN, day_started_at=NOW - age, automatic_today=10, day_confirmed=True)
    decision = hears(number, "START")

    assert answered(decision) == purpose
    if purpose:
        after = decision.after
        assert (after.day_started_at, after.automatic_today, after.day_confirmed) == (NOW, 1, False)


def test_a_suppressed_answer_is_not_counted() -> None:
    number = replace(IN, day_started_at=NOW, automatic_today=10)
    after = hears(number, "HELP").after

    assert (after.automatic_today, after.help_times) == (10, ())


@pytest.mark.parametrize(
    ("kind", "number", "purpose", "rules"),
    [
        (FREE, OUT, "", ["CH-22"]),
        (FREE, IN, "help", []),
        (LONG, OUT, "help", []),
        (SHORT, OUT, "help", []),
    ],
    ids=["toll-free-out", "toll-free-in", "long-code-out", "short-code-out"],
)
def test_help_is_answered_after_an_opt_out_except_where_the_network_would_swallow_it(
    kind: SenderType, number: Number, purpose: str, rules: list[str]
) -> None:
    decision = hears(number, "HELP", sender=sender(kind))

    assert (answered(decision), suppressed(decision)) == (purpose, rules)
    assert decision.after.consent is number.consent


# How long an answer is worth sending


@pytest.mark.parametrize(
    ("body", "lasts"),
    [("STOP", 300 * SECOND), ("START", HOUR), ("HELP", HOUR)],
)
@pytest.mark.parametrize("late", [0, 10 * SECOND, 20 * MINUTE])
def test_an_answer_is_valid_from_the_text_itself_on_also_when_we_learn_of_it_late(
    body: str, lasts: int, late: int
) -> None:
    (message,) = hears(IN, body, log_at=NOW - late if late else 0).messages

    assert message.valid_until == NOW - late + lasts


@pytest.mark.parametrize("known", ["", "en", "fr", "es"])
def test_a_word_of_no_language_is_answered_in_the_customers_or_where_they_are_decides(known: str) -> None:
    """CA-21: INFO; what "" becomes stands in tests/flows/outbound/test_canadian_law.py."""
    inbound = Inbound("SM1", BOB, True, sender(), "INFO")
    heard = Heard(inbound, CLASSIFIER.classify("INFO"), business(), NOW, "00m1")
    (message,) = on_inbound(replace(IN, language=known), heard).messages

    assert (message.language, message.purpose) == (known, Purpose.HELP)
