"""What was lost comes back: a backup that is restored, or a Redis that is older than its own journal. Pure.

While it goes on nothing leaves, and nobody can switch sending on: what is there may lack an opt-out (I1, I2).
"""

from enum import StrEnum


class Recovery(StrEnum):
    """A recovery that has begun and not ended."""

    RESTORE = "restore"
    JOURNAL = "journal"


WHY_OFF = {
    Recovery.RESTORE: "A backup is being restored.",
    Recovery.JOURNAL: "Redis is older than the opt-out journal, or another one.",
}
"""Why all sending is off meanwhile; it stands on every page."""

ANSWERS_ONLY = (
    "Redis was older than the opt-out journal, or another one. Only prompt automatic answers leave."
)
"""Why all else stays off once the journal's opt-outs are in, until a person has looked."""

OWN_REASONS = frozenset({*WHY_OFF.values(), ANSWERS_ONLY})
"""What a switch says that no person threw."""

NOT_FINISHED = {
    Recovery.RESTORE: "A restore was begun and is not finished: texts could reach people who opted out (I1). "
    "Finish it first: bin/responder restore FILE --replace",
    Recovery.JOURNAL: "Redis is older than the opt-out journal, and not every opt-out of the journal is in "
    "it yet (I1, I2). The relay merges them and reads the provider's log: see bin/responder doctor",
}
"""Why sending cannot be switched on meanwhile, and what to do."""


ANSWERS_SINCE = "answers_since"
"""The note of when the last recovery ended (ms UTC): older texts of the provider's log are recorded and not
answered, because they may have been answered before what is lost was lost (I4)."""


def why_not_switch_on(recovery: str) -> str:
    """Why sending stays off while this recovery goes on; "" where there is none."""
    return NOT_FINISHED[Recovery(recovery)] if recovery else ""
