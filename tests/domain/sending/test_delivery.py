"""What a failure leads to, states that only move forward, and when to try again (I7)."""

import itertools

import pytest

from responder.domain.records import MINUTE, SECOND, MessageState
from responder.domain.sending.delivery import (
    MAX_BACK_OFF,
    OUTCOMES,
    RANK,
    Failure,
    Outcome,
    is_final,
    moves_forward,
    retry_at,
)

S = MessageState
NOW = 1_795_000_000_000
FINAL = [S.DELIVERED, S.UNDELIVERED, S.FAILED, S.REFUSED, S.DROPPED]
ON_THE_WAY = [S.QUEUED, S.SENDING, S.UNKNOWN, S.ACCEPTED, S.SENT]
RETRIED = [Failure.THROTTLED, Failure.UNREACHABLE, Failure.ACCOUNT, Failure.SENDER]


def test_every_failure_has_an_outcome() -> None:
    assert set(OUTCOMES) == set(Failure)


def test_every_state_has_a_rank() -> None:
    assert set(RANK) == set(MessageState) == {*ON_THE_WAY, *FINAL}


@pytest.mark.parametrize("failure", RETRIED)
def test_what_was_certainly_not_taken_is_tried_again(failure: Failure) -> None:
    assert OUTCOMES[failure].state is S.QUEUED
    assert OUTCOMES[failure].retry_after > 0


@pytest.mark.parametrize("failure", [failure for failure in Failure if failure not in RETRIED])
def test_nothing_else_is_ever_tried_again(failure: Failure) -> None:
    assert OUTCOMES[failure].state is not S.QUEUED
    assert OUTCOMES[failure].retry_after == 0


def test_what_may_have_been_taken_is_unknown_and_stays_so() -> None:
    assert OUTCOMES[Failure.UNKNOWN] == Outcome(S.UNKNOWN)


def test_only_the_providers_word_for_an_opt_out_blocks_by_itself() -> None:
    assert [failure for failure, outcome in OUTCOMES.items() if outcome.provider_block] == [Failure.OPTED_OUT]


def test_the_operator_is_told_of_what_only_they_can_repair() -> None:
    assert {failure for failure, outcome in OUTCOMES.items() if outcome.alarm} == {
        Failure.ACCOUNT,
        Failure.SENDER,
        Failure.OURS,
    }


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (Failure.OPTED_OUT, S.REFUSED),
        (Failure.BLOCKED, S.FAILED),
        (Failure.RECIPIENT, S.FAILED),
        (Failure.CARRIER, S.FAILED),
        (Failure.CONTENT, S.FAILED),
        (Failure.EXPIRED, S.DROPPED),
        (Failure.OURS, S.FAILED),
    ],
)
def test_every_other_failure_ends_the_message(failure: Failure, state: MessageState) -> None:
    assert OUTCOMES[failure].state is state
    assert is_final(state)


@pytest.mark.parametrize(("earlier", "later"), list(itertools.combinations(ON_THE_WAY, 2)))
def test_a_message_moves_forward_and_never_back(earlier: MessageState, later: MessageState) -> None:
    assert moves_forward(earlier, later)
    assert not moves_forward(later, earlier)


@pytest.mark.parametrize("state", MessageState)
def test_an_echo_changes_nothing(state: MessageState) -> None:
    assert not moves_forward(state, state)


@pytest.mark.parametrize(("state", "end"), list(itertools.product(ON_THE_WAY, FINAL)))
def test_every_message_on_the_way_can_end_and_an_end_is_final(state: MessageState, end: MessageState) -> None:
    assert moves_forward(state, end)
    assert not moves_forward(end, state)


@pytest.mark.parametrize(("end", "other"), list(itertools.product(FINAL, FINAL)))
def test_one_end_does_not_replace_another(end: MessageState, other: MessageState) -> None:
    assert not moves_forward(end, other)


@pytest.mark.parametrize("state", MessageState)
def test_these_states_are_final_and_no_others(state: MessageState) -> None:
    assert is_final(state) is (state in FINAL)


@pytest.mark.parametrize(
    ("failure", "attempts", "waits"),
    [
        (Failure.THROTTLED, 0, 1 * SECOND),
        (Failure.THROTTLED, 1, 2 * SECOND),
        (Failure.THROTTLED, 2, 4 * SECOND),
        (Failure.THROTTLED, 8, 256 * SECOND),
        (Failure.THROTTLED, 9, 5 * MINUTE),
        (Failure.UNREACHABLE, 0, 2 * SECOND),
        (Failure.UNREACHABLE, 1, 4 * SECOND),
        (Failure.UNREACHABLE, 7, 256 * SECOND),
        (Failure.UNREACHABLE, 8, 5 * MINUTE),
        (Failure.UNREACHABLE, 1_000_000, 5 * MINUTE),
    ],
)
def test_each_try_waits_twice_as_long_up_to_five_minutes(failure: Failure, attempts: int, waits: int) -> None:
    assert retry_at(failure, attempts, NOW) == NOW + waits
    assert waits <= MAX_BACK_OFF
