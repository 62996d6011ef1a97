"""A message to many: its states and acts, cell by cell, and what the gate says of a paused one."""

from dataclasses import replace

import pytest

from responder.domain.campaigns.campaign import NEXT, Act, BadBulk, Bulk, BulkState, Tally, moved
from responder.domain.law.quiet_hours import NO_HOURS
from responder.domain.records import MessageClass
from responder.domain.sending.gate import gate
from responder.domain.sending.gate_context import Circumstances
from responder.domain.sending.verdicts import Dropped, Held
from tests.people import LONG_CODE, NOON, message, somebody

BULK = Bulk(
    *("b1", "Friday", MessageClass.SERVICE, {"en": "We close at noon."}, "Robin"),
    counted_at=NOON,
    tallies=(Tally("go", "", "", 3),),
)


@pytest.mark.parametrize("state", BulkState)
@pytest.mark.parametrize("act", Act)
def test_every_cell_of_the_table(state: BulkState, act: Act) -> None:
    bulk = replace(BULK, state=state)
    if (state, act) in NEXT:
        assert moved(bulk, act, "Robin", "because", NOON).state is NEXT[state, act]
        return
    with pytest.raises(BadBulk, match=f"It cannot {act.value} now: it is {state.value}"):
        moved(bulk, act, "Robin", "because", NOON)


def test_what_is_stopped_or_done_stays_so_and_only_resuming_ends_a_pause() -> None:
    ends = {BulkState.STOPPED, BulkState.DONE}
    assert not [state for state, _ in NEXT if state in ends]
    assert {act for state, act in NEXT if state is BulkState.PAUSED} == {Act.RESUME, Act.STOP}


@pytest.mark.parametrize(("held", "verdict"), [("paused", Held), ("stopped", Dropped)])
def test_the_gate_lets_nothing_of_it_go(held: str, verdict: type) -> None:
    around = Circumstances(NOON, LONG_CODE, NOON, frozenset(), NO_HOURS, held=held)

    assert isinstance(gate(message(bulk="b1"), somebody(), around), verdict)
    assert not isinstance(gate(message(), somebody(), replace(around, held="")), Held | Dropped)


def test_nobody_to_reach_is_no_start() -> None:
    refused = replace(BULK, state=BulkState.CHECKED, tallies=(Tally("refused", "I1", "", 3),))
    with pytest.raises(BadBulk, match="Nobody would be reached"):
        moved(refused, Act.START, "Robin", "", NOON)
