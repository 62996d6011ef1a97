"""An opt-out at the desk: in the ledger with who, how and why; confirmed once at most."""

from dataclasses import replace

import pytest

from responder.domain.consent.desk_opt_out import DeskOptOut, on_desk_opt_out
from responder.domain.records import DAY, Consent, Decision, Number, Purpose
from tests.people import BOB, DANA, GARAGE, LONG_CODE, NOON, SHORT_CODE, somebody

ORDER = DeskOptOut("desk", DANA, "sold the car", "by phone", "staff-1", "desk:1", confirm=True)


def ordered(number: Number, **details: object) -> Decision:
    return on_desk_opt_out(number, replace(ORDER, **details), GARAGE, NOON, "00m")  # type: ignore[arg-type]


@pytest.mark.parametrize("consent", list(Consent))
def test_whatever_was_before_the_number_is_opted_out_and_the_ledger_says_by_whom(consent: Consent) -> None:
    decision = ordered(somebody(consent, BOB))
    entry = decision.entries[0]
    assert decision.after.consent is Consent.OPTED_OUT
    assert (entry.ledger, entry.actor, entry.staff, entry.how, entry.reason) == (
        True,
        DANA,
        "staff-1",
        "by phone",
        "sold the car",
    )


def test_the_confirmation_is_an_answer_of_the_new_episode_that_lasts_300_s() -> None:
    decision = ordered(somebody(Consent.EXPRESS, BOB, last_sender=SHORT_CODE.id))
    (message,) = decision.messages
    assert (message.purpose, message.sender) == (Purpose.CONFIRMATION, SHORT_CODE.id)
    assert (message.episode, message.valid_until) == (decision.after.episode, NOON + 300_000)


@pytest.mark.parametrize("sender", [LONG_CODE, SHORT_CODE])
def test_who_had_opted_out_before_gets_no_confirmation_from_any_sender(sender: object) -> None:
    long_ago = somebody(Consent.OPTED_OUT, BOB, last_sender=sender.id, confirmed_at=NOON - 9 * DAY)  # type: ignore[attr-defined]
    assert ordered(long_ago).messages == ()


@pytest.mark.parametrize("number", ["short:24273", "raw:garage"])
def test_what_nobody_can_text_gets_none(number: str) -> None:
    decision = ordered(somebody(Consent.UNKNOWN, number))
    assert (decision.messages, decision.after.consent) == ((), Consent.OPTED_OUT)


def test_without_the_box_there_is_none() -> None:
    assert ordered(somebody(number=BOB), confirm=False).messages == ()
