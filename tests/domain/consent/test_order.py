"""STOP and START in any order, through the webhook or from the provider's log (DESIGN §5)."""

from dataclasses import replace

import pytest

from responder.domain.consent import decisions
from responder.domain.consent.event_order import SKEW
from responder.domain.records import HOUR, MINUTE, SECOND, Consent, Number
from responder.domain.understanding.classifier import Intent
from tests.people import BOB, DANA, NOON, inbound, somebody, texts

OUT, IN = Consent.OPTED_OUT, Consent.EXPRESS


def text(number: Number, word: str, at: int, log_at: int = 0, **log: int) -> Number:
    """BOB texts `word`; committed at `at`, dated `log_at` by the provider where it came from the log."""
    return texts(number, word, at, sid=f"SM{word}{at}", log_at=log_at, **log).after


def desk(number: Number, at: int) -> Number:
    """Staff opts BOB out."""
    return decisions.on_unsubscribe(number, "desk", DANA, "asked on the phone", "", at).after


def at(minutes: float) -> int:
    return NOON + int(minutes * MINUTE)


def told(*steps) -> Consent:
    """What a story leaves behind; each step takes the number and gives the next one."""
    number = somebody(IN, BOB, opted_in_at=NOON - HOUR)
    for step in steps:
        number = step(number)
    return number.consent


def web(word: str, minutes: float):
    return lambda number: text(number, word, at(minutes))


def log(word: str, minutes: float, found: float, last_out: float | None = None, last_in: float | None = None):
    """A text of `minutes` that only the log showed, at `found`; the log's last words beside it."""
    words = {
        "opt_out_log_at": at(last_out) if last_out is not None else 0,
        "opt_in_log_at": at(last_in) if last_in is not None else 0,
    }
    return lambda number: text(number, word, at(found), log_at=at(minutes), **words)


def by_desk(minutes: float):
    return lambda number: desk(number, at(minutes))


STORIES = {
    "on the webhook the order of commits counts": ([web("STOP", 0), web("START", 1)], IN),
    "and a STOP always opts out": ([web("START", 0), web("STOP", 0)], OUT),
    "a missed STOP is obeyed": ([log("STOP", 0, found=5)], OUT),
    "a missed STOP before a missed START is overtaken": (
        [log("STOP", 0, 5, last_out=0, last_in=1), log("START", 1, 5, last_out=0, last_in=1)],
        IN,
    ),
    "a missed START before a missed STOP is overtaken": (
        [log("START", 0, 5, last_out=1, last_in=0), log("STOP", 1, 5, last_out=1, last_in=0)],
        OUT,
    ),
    "both in one second are an opt-out, STOP read first": (
        [log("STOP", 1, 5, last_out=1, last_in=1), log("START", 1, 5, last_out=1, last_in=1)],
        OUT,
    ),
    "both in one second are an opt-out, START read first": (
        [log("START", 1, 5, last_out=1, last_in=1), log("STOP", 1, 5, last_out=1, last_in=1)],
        OUT,
    ),
    "a missed STOP older than the START that the webhook gave": (
        [web("START", 1), log("STOP", 0, 5, last_out=0, last_in=1)],
        IN,
    ),
    "a missed STOP that nothing in the log dates later is obeyed": (
        [web("START", 1), log("STOP", 0, 5, last_out=0)],
        OUT,
    ),
    "a missed START after an opt-out from the log": ([log("STOP", 0, 1), log("START", 2, 5, last_out=0)], IN),
    "a missed START after a STOP that only our clock dates": ([web("STOP", 0), log("START", 2, 5)], IN),
    "a missed START within the skew of such a STOP": ([web("STOP", 0), log("START", 1, 5)], OUT),
    "a missed START before a STOP that the webhook gave": (
        [web("STOP", 2), log("START", 1, 5, last_out=2, last_in=1)],
        OUT,
    ),
    "a missed START before an opt-out at the desk": ([by_desk(2), log("START", 1, 5)], OUT),
    "a missed START long after an opt-out at the desk": ([by_desk(0), log("START", 3, 5)], IN),
    # Opted out twice: the later one counts, whoever took it and whatever dated the first.
    "the desk repeats a STOP after a missed START": ([web("STOP", 0), by_desk(6), log("START", 5, 7)], OUT),
    "the desk repeats a logged STOP after a missed START": (
        [log("STOP", 0, 1), by_desk(6), log("START", 5, 7, last_out=0)],
        OUT,
    ),
    "a missed STOP and a missed START, and then the desk": (
        [by_desk(6), log("STOP", 0, 7, last_out=0, last_in=5), log("START", 5, 7, last_out=0, last_in=5)],
        OUT,
    ),
    "a STOP that the log shows later than a missed START": (
        [web("STOP", 0), log("START", 5, 7, last_out=6, last_in=5), log("STOP", 6, 7, last_out=6)],
        OUT,
    ),
    "a START that the log shows later than all of them": (
        [web("STOP", 0), log("STOP", 3, 7, last_out=3, last_in=5), log("START", 5, 7, last_out=3, last_in=5)],
        IN,
    ),
}


@pytest.mark.parametrize(("story", "left"), STORIES.values(), ids=STORIES)
def test_an_opt_out_yields_only_to_a_start_that_is_certainly_later(story, left) -> None:
    assert told(*story) is left


@pytest.mark.parametrize(("after", "left"), [(SKEW, OUT), (SKEW + 1, IN)], ids=["the boundary", "after it"])
def test_the_skew_must_have_passed_between_our_clock_and_the_providers(after, left) -> None:
    stopped = text(somebody(IN, BOB), "STOP", NOON)

    assert text(stopped, "START", NOON + HOUR, log_at=NOON + after).consent is left


@pytest.mark.parametrize(
    ("behind", "after", "left"),
    [
        (5 * MINUTE, 5 * MINUTE + 30 * SECOND, OUT),
        (5 * MINUTE, 5 * MINUTE + 30 * SECOND + 1, IN),
        (-5 * MINUTE, SKEW, OUT),
        (-5 * MINUTE, SKEW + 1, IN),
        (30 * SECOND, SKEW, OUT),
        (30 * SECOND, SKEW + 1, IN),
    ],
    ids=["our clock is slow", "slow, and later", "fast", "fast, and later", "hardly", "hardly, and later"],
)
def test_a_clock_that_is_wrong_lifts_no_opt_out_at_the_desk(behind, after, left) -> None:
    """The desk's opt-out has our time alone: START must be later by what our clock is behind, and 30 s."""
    stopped = desk(somebody(IN, BOB), NOON)

    assert text(stopped, "START", NOON + HOUR, log_at=NOON + after, clock_behind=behind).consent is left


def test_a_start_that_came_too_early_is_recorded_and_not_answered() -> None:
    stopped = text(somebody(IN, BOB), "STOP", NOON)
    decision = texts(stopped, "START", NOON + MINUTE, sid="SM9", log_at=NOON - SECOND)

    assert decision.messages == ()
    assert [entry.kind for entry in decision.entries] == ["inbound"]
    assert decision.entries[0].intent == Intent.NONE
    assert "overtaken" in decision.entries[0].rule


def test_a_start_soon_after_a_stop_waits_for_the_log() -> None:
    stopped = text(somebody(IN, BOB), "STOP", NOON)
    decision = texts(stopped, "START", NOON + MINUTE, sid="SM9")

    assert decision.check_log
    assert decision.after.log_read_after == NOON + MINUTE


def test_a_second_start_does_not_end_the_wait_for_the_log() -> None:
    stopped = text(somebody(IN, BOB), "STOP", NOON)
    again = text(text(stopped, "START", NOON + MINUTE), "START", NOON + MINUTE + 1)

    assert again.log_read_after == NOON + MINUTE


@pytest.mark.parametrize(("age", "waits"), [(10 * MINUTE - 1, True), (10 * MINUTE, False)])
def test_a_start_long_after_the_stop_waits_for_nothing(age, waits) -> None:
    stopped = text(somebody(IN, BOB), "STOP", NOON)

    assert texts(stopped, "START", NOON + age, sid="SM9").check_log is waits


def test_a_stop_ends_the_wait_for_the_log() -> None:
    stopped = text(somebody(IN, BOB), "STOP", NOON)
    started = text(stopped, "START", NOON + MINUTE)

    assert text(started, "STOP", NOON + 2 * MINUTE).log_read_after == 0


def test_the_logs_last_word_opts_out_a_number_that_a_start_had_lifted() -> None:
    stop = inbound("STOP", BOB, "SMstop", log_at=NOON + MINUTE)
    lifted = replace(somebody(IN, BOB), opted_in_id="SMstart")
    decision = decisions.on_last_word(lifted, stop, NOON + HOUR)

    assert decision.after.consent is OUT
    assert (decision.event_kind, decision.event_id) == ("provider", "order:SMstop:SMstart")
    assert decision.messages == ()
    (entry,) = decision.entries
    assert (entry.ledger, entry.intent, entry.body, entry.log_at) == (True, "OPT_OUT", "STOP", NOON + MINUTE)


def test_a_repeated_opt_out_keeps_the_date_and_the_permit_of_the_first() -> None:
    first = text(somebody(IN, BOB), "STOP", NOON)
    second = text(first, "STOP", NOON + MINUTE)

    assert (second.since, second.episode) == (first.since, first.episode) == (NOON, 2)
