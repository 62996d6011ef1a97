"""Stop switches: one sender, or all sending, switched off by a person; the gate refuses (DESIGN §7.1).

Nothing is kept for later: what would have left while a switch is on is refused, and says so.
"""

from collections.abc import Collection
from dataclasses import dataclass

from responder.domain.records import Millis

EVERY_SENDER = "all"
"""The switch that stops all sending, in the place of a sender's id."""

BUT_ANSWERS = "all but answers"
"""What `stopped_senders` names where all sending is off and prompt automatic answers go on."""

LONGEST_WHY = 200


class BadSwitch(ValueError):
    """A switch that cannot be thrown; one sentence."""


@dataclass(frozen=True, slots=True)
class StopSwitch:
    """Sending that is off: for which sender (or EVERY_SENDER), who did it, why, since when.

    `by` is empty and `at` 0 where no person did it (a restore). `answers`: automatic answers go on.
    Of a pause (`refusals`): how often it was tried, and the id of the message that tried last.
    """

    sender: str
    why: str
    by: str = ""
    at: Millis = 0
    answers: bool = False
    tries: int = 0
    trial: str = ""

    @property
    def stops(self) -> str:
        """What `stopped_senders` names it."""
        return BUT_ANSWERS if self.answers and self.sender == EVERY_SENDER else self.sender


def stops_answers(off: Collection[str], sender_id: str) -> bool:
    """Whether automatic answers of this sender are off; `off` is what `stopped_senders` names."""
    return EVERY_SENDER in off or sender_id in off


def stops_rest(off: Collection[str], sender_id: str) -> bool:
    """Whether everything else of this sender is off."""
    return stops_answers(off, sender_id) or BUT_ANSWERS in off


def checked(switch: StopSwitch, senders: Collection[str]) -> StopSwitch:
    """The switch as it is kept; `senders` are the ids of the business file. Raises BadSwitch."""
    why = " ".join(switch.why.split())
    if switch.sender != EVERY_SENDER and switch.sender not in senders:
        raise BadSwitch("That is none of the business's senders.")
    if not why:
        raise BadSwitch("Say why: everybody reads it on every page.")
    if len(why) > LONGEST_WHY:
        raise BadSwitch(f"The reason is too long: at most {LONGEST_WHY} characters.")
    return StopSwitch(switch.sender, why, switch.by, switch.at)
