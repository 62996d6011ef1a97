"""The gate: what may leave, what waits, what never goes; the notice (DESIGN §7, I1, I2, I5)."""

from dataclasses import replace
from typing import Any

import pytest

from responder.domain.business import ReplyMode, Sender, SenderType
from responder.domain.dates import day_of
from responder.domain.law.quiet_hours import NO_HOURS
from responder.domain.records import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Consent,
    Marketing,
    Message,
    MessageClass,
    Number,
    Purpose,
)
from responder.domain.sending.gate import LISTED_WITHIN, LOOK_AGAIN, gate
from responder.domain.sending.gate_context import Circumstances
from responder.domain.sending.notice_due import notice_due
from responder.domain.sending.verdicts import Allowed, Dropped, Held, Refused, Verdict
from tests.people import ALICE, OURS

NOW = 1_795_000_000_000
C, M = Consent, MessageClass
SENDER = Sender(OURS, SenderType.LONG_CODE, ReplyMode.APP, 1.0, (OURS,))
SERVICE_ID = "MG" + "0" * 32
POOL = Sender(SERVICE_ID, SenderType.LONG_CODE, ReplyMode.APP, 1.0, (OURS, "+14155550198"), SERVICE_ID)
FINE = Number(ALICE, consent=C.EXPRESS, episode=4, last_inbound_at=NOW - HOUR, notice_at=NOW - DAY)
PEOPLE_WRITE = [M.REPLY, M.SERVICE, M.MARKETING]


def message(kind: MessageClass = M.SERVICE, **details: Any) -> Message:
    """A message to ALICE, written in her present episode."""
    usual: dict[str, Any] = {"id": "00m1", "number": ALICE, "sender": OURS, "message_class": kind}
    usual |= {"episode": 4, "created_at": NOW, "due_at": NOW, "valid_until": NOW + HOUR}
    return Message(**(usual | details))


def around(**details: Any) -> Circumstances:
    """Now, with a log that was just read and nothing switched off."""
    usual: dict[str, Any] = {"now": NOW, "sender": SENDER, "fresh_until": NOW, "stopped_senders": frozenset()}
    usual["law"] = NO_HOURS
    return Circumstances(**(usual | details))


def rule(verdict: Verdict) -> str:
    """The rule that spoke, and that it speaks in a sentence."""
    if isinstance(verdict, Allowed):
        return ""
    assert verdict.reason[0].isupper()
    assert verdict.reason.endswith(".")
    return verdict.rule


@pytest.mark.parametrize("kind", MessageClass)
def test_nothing_stands_against_a_message_to_someone_who_agreed(kind: MessageClass) -> None:
    assert gate(message(kind), FINE, around()) == Allowed(notice=kind is M.MARKETING)


@pytest.mark.parametrize("consent", [C.UNKNOWN, C.IMPLIED, C.EXPRESS])
@pytest.mark.parametrize("kind", [M.REPLY, M.SERVICE])
def test_service_and_replies_need_no_basis(kind: MessageClass, consent: Consent) -> None:
    assert isinstance(gate(message(kind), replace(FINE, consent=consent), around()), Allowed)


OUT: dict[str, Any] = {"consent": C.OPTED_OUT, "opt_out_episode": 4}
Row = tuple[str, MessageClass, dict[str, Any], dict[str, Any], dict[str, Any], type, str, str]
ROWS: list[Row] = [
    ("opted out", M.SERVICE, {}, OUT, {}, Refused, "has opted out", "I1"),
    ("opted out, reply", M.REPLY, {}, OUT, {}, Refused, "by texting START", "I1"),
    ("opted out, marketing", M.MARKETING, {}, OUT, {}, Refused, "has opted out", "I1"),
    ("out and in since", M.SERVICE, {"episode": 2}, {"opt_out_episode": 3}, {}, Refused, "after this", "I1"),
    ("too late", M.SERVICE, {"valid_until": NOW}, {}, {}, Dropped, "out of date", "US-08"),
    ("answer too late", M.ANSWER, {"valid_until": NOW}, {}, {}, Dropped, "out of date", "US-08"),
    ("answer overtaken", M.ANSWER, {"episode": 3}, {}, {}, Dropped, "changed their mind", "I4"),
    ("no sender", M.SERVICE, {}, {}, {"sender": None}, Refused, f"sender {OURS} is no longer", "DESIGN 7.1"),
    ("no sender, answer", M.ANSWER, {}, {}, {"sender": None}, Refused, "no longer in", "DESIGN 7.1"),
    ("blocked", M.SERVICE, {}, {"blocked_senders": (OURS,)}, {}, Refused, f"text START to {OURS}.", "PR-04"),
    ("never wrote", M.REPLY, {}, {"last_inbound_at": 0}, {}, Refused, "last 24 hours", "CA-11"),
    ("held", M.MARKETING, {}, {"marketing": Marketing.HELD}, {}, Refused, "waits for a review", "KW-11"),
    ("off", M.MARKETING, {}, {"marketing": Marketing.OFF}, {}, Refused, "switched off", "US-09"),
    ("no basis", M.MARKETING, {}, {"consent": C.UNKNOWN}, {}, Refused, "on record", "CA-01"),
    ("stale log", M.SERVICE, {}, {}, {"fresh_until": 0}, Held, "log has been read", "I2"),
    ("young start", M.SERVICE, {}, {"log_read_after": NOW}, {}, Held, "START came soon", "DESIGN 5"),
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_objection_is_a_sentence_with_its_rule(row: Row) -> None:
    _, kind, written, known, outside, verdict, reason, number = row
    found = gate(message(kind, **written), replace(FINE, **known), around(**outside))

    assert isinstance(found, verdict)
    assert not isinstance(found, Allowed)
    assert rule(found) == number
    assert reason in found.reason


@pytest.mark.parametrize("kind", PEOPLE_WRITE)
def test_an_opt_out_of_eleven_years_ago_still_refuses(kind: MessageClass) -> None:
    """ST-04, US-25."""
    long_ago = replace(FINE, **OUT, opted_out_at=NOW - 4_018 * DAY, since=NOW - 4_018 * DAY)

    assert rule(gate(message(kind), long_ago, around())) == "I1"


@pytest.mark.parametrize("kind", MessageClass)
@pytest.mark.parametrize("stopped", ["all", OURS])
def test_the_switch_stops_every_class_for_everyone(kind: MessageClass, stopped: str) -> None:
    verdict = gate(message(kind), FINE, around(stopped_senders=frozenset({stopped})))

    assert verdict == Refused("Sending is switched off.", "DESIGN 7.1")


def test_the_switch_of_another_sender_stops_nothing() -> None:
    assert isinstance(gate(message(), FINE, around(stopped_senders=frozenset({"+14155550198"}))), Allowed)


# Order

EVERYTHING_WRONG = replace(
    FINE,
    consent=C.UNKNOWN,
    marketing=Marketing.OFF,
    last_inbound_at=0,
    blocked_senders=(OURS,),
    log_read_after=NOW,
)
NOTHING_RIGHT = around(fresh_until=0, stopped_senders=frozenset({"all"}))


@pytest.mark.parametrize("kind", PEOPLE_WRITE)
@pytest.mark.parametrize("sender", [SENDER, None])
def test_an_opt_out_speaks_before_everything_else(kind: MessageClass, sender: Sender | None) -> None:
    number = replace(EVERYTHING_WRONG, consent=C.OPTED_OUT)
    verdict = gate(message(kind, valid_until=0), number, replace(NOTHING_RIGHT, sender=sender))

    assert isinstance(verdict, Refused)
    assert rule(verdict) == "I1"


def test_then_time_then_the_sender_then_the_purpose_and_the_log_last() -> None:
    number, outside = replace(EVERYTHING_WRONG, last_inbound_at=0), replace(NOTHING_RIGHT, sender=None)
    spoken = [rule(gate(message(M.REPLY, valid_until=0), number, outside))]
    spoken.append(rule(gate(message(M.REPLY), number, outside)))
    outside = replace(outside, sender=SENDER)
    spoken.append(rule(gate(message(M.REPLY), number, outside)))
    outside = replace(outside, stopped_senders=frozenset())
    spoken.append(rule(gate(message(M.REPLY), number, outside)))
    number = replace(number, blocked_senders=())
    spoken.append(rule(gate(message(M.REPLY), number, outside)))
    spoken.append(rule(gate(message(M.MARKETING), number, outside)))
    spoken.append(rule(gate(message(M.SERVICE), number, outside)))
    outside = replace(outside, fresh_until=NOW)
    spoken.append(rule(gate(message(M.SERVICE), number, outside)))

    assert spoken == ["US-08", *("DESIGN 7.1",) * 2, "PR-04", "CA-11", "US-09", "I2", "DESIGN 5"]


# Episodes: a permit written before an opt-out is void for ever


@pytest.mark.parametrize("kind", PEOPLE_WRITE)
@pytest.mark.parametrize(
    ("written_in", "opt_out_episode", "goes"),
    [(1, 0, True), (4, 4, True), (4, 3, True), (3, 4, False), (2, 3, False)],
    ids=["never-out", "in-that-episode", "written-since", "before", "before-stop-and-start"],
)
def test_what_was_written_before_an_opt_out_does_not_go_after_start_either(
    kind: MessageClass, written_in: int, opt_out_episode: int, goes: bool
) -> None:
    number = replace(FINE, opt_out_episode=opt_out_episode)
    verdict = gate(message(kind, episode=written_in), number, around())

    assert isinstance(verdict, Allowed) is goes
    assert rule(verdict) == ("" if goes else "I1")


@pytest.mark.parametrize(("written_in", "goes"), [(3, False), (4, True), (5, False)])
def test_an_answer_goes_only_in_its_own_episode(written_in: int, goes: bool) -> None:
    assert isinstance(gate(message(M.ANSWER, episode=written_in), FINE, around()), Allowed) is goes


def test_a_permitted_answer_goes_to_a_number_that_opted_out() -> None:
    assert gate(message(M.ANSWER), replace(FINE, **OUT), around()) == Allowed(notice=False)


@pytest.mark.parametrize("kind", MessageClass)
@pytest.mark.parametrize(("left", "goes"), [(1, True), (0, False), (-1, False)])
def test_a_message_goes_until_its_last_millisecond(kind: MessageClass, left: int, goes: bool) -> None:
    assert isinstance(gate(message(kind, valid_until=NOW + left), FINE, around()), Allowed) is goes


# Freshness


@pytest.mark.parametrize("kind", PEOPLE_WRITE)
@pytest.mark.parametrize(
    ("age", "goes"), [(0, True), (119_999, True), (120_000, False), (120_001, False), (NOW, False)]
)
def test_without_a_log_read_less_than_two_minutes_ago_nothing_that_people_wrote_leaves(
    kind: MessageClass, age: int, goes: bool
) -> None:
    verdict = gate(message(kind), FINE, around(fresh_until=NOW - age))

    assert isinstance(verdict, Allowed) is goes
    if isinstance(verdict, Held):
        assert verdict.until == NOW + LOOK_AGAIN
        assert verdict.rule == "I2"


@pytest.mark.parametrize(
    ("read_up_to", "goes"), [(NOW - MINUTE - 1, False), (NOW - MINUTE, False), (NOW - MINUTE + 1, True)]
)
def test_after_a_quick_start_the_log_must_be_read_until_it_would_have_listed_it(
    read_up_to: int, goes: bool
) -> None:
    number = replace(FINE, log_read_after=NOW - MINUTE - LISTED_WITHIN)
    verdict = gate(message(), number, around(fresh_until=read_up_to))

    assert isinstance(verdict, Allowed) is goes
    assert goes or isinstance(verdict, Held)


def test_answers_do_not_wait_for_the_log() -> None:
    verdict = gate(message(M.ANSWER), replace(FINE, log_read_after=NOW), around(fresh_until=0))

    assert isinstance(verdict, Allowed)


@pytest.mark.parametrize(
    ("purpose", "age", "read", "goes"),
    [
        (Purpose.HELP, 119_999, 0, True),
        (Purpose.HELP, 120_000, 0, False),
        (Purpose.HELP, 120_000, NOW - 119_999, True),
        (Purpose.OPT_IN_REPLY, 120_000, 0, False),
        (Purpose.CONFIRMATION, 120_000, 0, True),
    ],
)
def test_an_answer_that_is_late_waits_for_the_log_as_everything_does(
    purpose: Purpose, age: int, read: int, goes: bool
) -> None:
    late = message(M.ANSWER, purpose=purpose, created_at=NOW - age)
    verdict = gate(late, FINE, around(fresh_until=read))

    assert isinstance(verdict, Allowed) is goes
    assert goes or (isinstance(verdict, Held) and verdict.rule == "I2")


# Replies, marketing, senders


@pytest.mark.parametrize(
    ("age", "goes"), [(0, True), (24 * HOUR, True), (24 * HOUR + 1, False), (30 * DAY, False)]
)
def test_a_reply_answers_a_text_of_the_last_24_hours(age: int, goes: bool) -> None:
    verdict = gate(message(M.REPLY), replace(FINE, last_inbound_at=NOW - age), around())

    assert rule(verdict) == ("" if goes else "CA-11")


@pytest.mark.parametrize(
    ("consent", "basis", "dated", "refused"),
    [
        (C.IMPLIED, "inquiry", (2026, 5, 19), ""),
        (C.IMPLIED, "inquiry", (2026, 5, 18), "CA-04"),
        (C.IMPLIED, "purchase", (2024, 11, 19), ""),
        (C.IMPLIED, "purchase", (2024, 11, 18), "CA-03"),
        (C.IMPLIED, "contract", (2024, 11, 19), ""),
        (C.IMPLIED, "contract", (2024, 11, 18), "CA-03"),
        (C.IMPLIED, "", (2026, 11, 18), "CA-01"),
        (C.IMPLIED, "rumour", (2026, 11, 18), "CA-01"),
        (C.UNKNOWN, "purchase", (2026, 11, 17), "CA-01"),
        (C.EXPRESS, "", (2026, 11, 18), ""),
        (C.EXPRESS, "inquiry", (2016, 11, 18), ""),
    ],
)
def test_marketing_needs_a_basis_and_the_boundary_day_is_refused(
    consent: Consent, basis: str, dated: tuple[int, int, int], refused: str
) -> None:
    number = replace(FINE, consent=consent, basis=basis, anchor=day_of(*dated) * DAY)

    assert rule(gate(message(M.MARKETING), number, around())) == refused
    assert isinstance(gate(message(M.SERVICE), number, around()), Allowed)


@pytest.mark.parametrize("marketing", [Marketing.HELD, Marketing.OFF])
@pytest.mark.parametrize("kind", [M.ANSWER, M.REPLY, M.SERVICE])
def test_the_brake_on_marketing_stops_nothing_else(kind: MessageClass, marketing: Marketing) -> None:
    assert isinstance(gate(message(kind), replace(FINE, marketing=marketing), around()), Allowed)


def test_a_blocked_messaging_service_names_a_number_that_can_be_texted() -> None:
    verdict = gate(
        message(sender=SERVICE_ID), replace(FINE, blocked_senders=(SERVICE_ID,)), around(sender=POOL)
    )

    assert isinstance(verdict, Refused)
    assert f"text START to {OURS}." in verdict.reason
    assert SERVICE_ID not in verdict.reason


def test_a_block_of_one_sender_leaves_the_others() -> None:
    assert isinstance(gate(message(), replace(FINE, blocked_senders=("+14155550198",)), around()), Allowed)


# The notice (I5)

NEVER: dict[str, Any] = {"notice_at": 0, "notice_sent_id": "", "notice_sent_at": 0}


@pytest.mark.parametrize(
    ("known", "due"),
    [
        ({}, True),
        ({"notice_at": NOW - SECOND}, False),
        ({"notice_sent_at": NOW - 59 * MINUTE}, True),
        ({"notice_sent_at": NOW - 60 * MINUTE + 1}, True),
        ({"notice_sent_at": NOW - 60 * MINUTE}, False),
        ({"notice_sent_at": NOW - 61 * MINUTE}, False),
        ({"notice_at": NOW - 30 * DAY + 1}, False),
        ({"notice_at": NOW - 30 * DAY}, True),
        ({"notice_sent_at": NOW - 30 * DAY}, True),
        ({"notice_at": NOW - 40 * DAY, "notice_sent_at": NOW - 59 * MINUTE}, True),
        ({"notice_at": NOW - 40 * DAY, "notice_sent_at": NOW - 61 * MINUTE}, False),
    ],
    ids=[
        "never-received",
        "delivered",
        "sent-59-minutes-ago",
        "sent-just-under-an-hour-ago",
        "sent-an-hour-ago",
        "sent-61-minutes-ago",
        "not-yet-30-days",
        "30-days",
        "sent-30-days-ago",
        "again-after-30-days-and-not-settled",
        "again-after-30-days-and-settled",
    ],
)
@pytest.mark.parametrize("kind", [M.REPLY, M.SERVICE])
def test_the_notice_goes_along_until_one_was_received_and_every_30_days(
    kind: MessageClass, known: dict[str, Any], due: bool
) -> None:
    number = replace(FINE, **(NEVER | known))

    assert notice_due(message(kind), number, NOW) is due
    assert gate(message(kind), number, around()) == Allowed(notice=due)


@pytest.mark.parametrize("known", [NEVER, {"notice_at": NOW}], ids=["never", "just-now"])
def test_marketing_always_carries_the_notice_and_an_answer_never(known: dict[str, Any]) -> None:
    assert notice_due(message(M.MARKETING), replace(FINE, **known), NOW)
    assert not notice_due(message(M.ANSWER), replace(FINE, **known), NOW)
