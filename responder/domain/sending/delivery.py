"""How a handed-over message ends: the closed list of failures, what each means, and forward-only states.

The provider's own codes are mapped to these kinds in `provider/`; nothing here knows a provider.
"""

from dataclasses import dataclass
from enum import StrEnum

from responder.domain.records import MINUTE, SECOND, MessageState, Millis
from responder.domain.sending.refusals import Scope


class Failure(StrEnum):
    """Every way a hand-over or a delivery can fail. A new provider code must become one of these."""

    THROTTLED = "throttled"  # the provider says it did not take it: try again later
    UNREACHABLE = "unreachable"  # no connection, DNS: certainly not taken
    UNKNOWN = "unknown"  # may have been taken: never sent again blindly (I7)
    OPTED_OUT = "opted_out"  # the provider blocks this sender for this number (21610)
    BLOCKED = "blocked"  # the carrier blocks: on a toll-free sender the same as OPTED_OUT (30004)
    RECIPIENT = "recipient"  # the number cannot receive texts
    CARRIER = "carrier"  # not delivered this time; not the number's fault for good
    CONTENT = "content"  # this text was refused; never blame the number
    ACCOUNT = "account"  # the provider says no to all of us: not taken, everything waits, tell the operator
    SENDER = "sender"  # it says no to this sender: not taken, its texts wait, tell the operator
    EXPIRED = "expired"  # the validity ended before it could go
    OURS = "ours"  # our request was wrong: a defect


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to do about a failure: the state it leads to, when to try again (0 = never), and who waits."""

    state: MessageState
    retry_after: Millis = 0
    alarm: bool = False
    pauses: Scope | None = None
    provider_block: bool = False


OUTCOMES: dict[Failure, Outcome] = {
    Failure.THROTTLED: Outcome(MessageState.QUEUED, retry_after=1 * SECOND),
    Failure.UNREACHABLE: Outcome(MessageState.QUEUED, retry_after=2 * SECOND),
    Failure.UNKNOWN: Outcome(MessageState.UNKNOWN),
    Failure.OPTED_OUT: Outcome(MessageState.REFUSED, provider_block=True),
    Failure.BLOCKED: Outcome(MessageState.FAILED),
    Failure.RECIPIENT: Outcome(MessageState.FAILED),
    Failure.CARRIER: Outcome(MessageState.FAILED),
    Failure.CONTENT: Outcome(MessageState.FAILED),
    Failure.ACCOUNT: Outcome(MessageState.QUEUED, retry_after=2 * SECOND, alarm=True, pauses=Scope.ACCOUNT),
    Failure.SENDER: Outcome(MessageState.QUEUED, retry_after=2 * SECOND, alarm=True, pauses=Scope.SENDER),
    Failure.EXPIRED: Outcome(MessageState.DROPPED),
    Failure.OURS: Outcome(MessageState.FAILED, alarm=True),
}

RANK: dict[MessageState, int] = {
    MessageState.QUEUED: 0,
    MessageState.SENDING: 1,
    MessageState.UNKNOWN: 2,
    MessageState.ACCEPTED: 3,
    MessageState.SENT: 4,
    MessageState.DELIVERED: 5,
    MessageState.UNDELIVERED: 5,
    MessageState.FAILED: 5,
    MessageState.REFUSED: 5,
    MessageState.DROPPED: 5,
}
"""A message only ever moves to a higher rank; equal or lower is an echo and changes nothing."""

CLAIM_DEADLINE: Millis = 15 * SECOND
"""After this a claim without an answer is `unknown`, never `queued` (DESIGN §3)."""

UNKNOWN_HOLD: Millis = 10 * MINUTE
"""How long an `unknown` message holds the number's next ones (DESIGN §3)."""

MAX_CLAIM_AGE: Millis = 1 * SECOND
"""A worker that finds itself this late after its claim does not send (DESIGN §3)."""

MAX_BACK_OFF: Millis = 5 * MINUTE


def is_final(state: MessageState) -> bool:
    """Whether nothing more can happen to a message in this state."""
    return RANK[state] == RANK[MessageState.DELIVERED]


def moves_forward(current: MessageState, new: MessageState) -> bool:
    """Whether a report of `new` may change a message that is in `current`."""
    return RANK[new] > RANK[current]


def retry_at(failure: Failure, attempts: int, now: Millis) -> Millis:
    """When a message that was certainly not taken is tried again: doubling, at most 5 minutes."""
    return now + min(OUTCOMES[failure].retry_after << min(attempts, 9), MAX_BACK_OFF)
