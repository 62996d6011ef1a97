"""What the gate knows beside a message and its number: gathered once for all messages of a look."""

from dataclasses import dataclass

from responder.domain.business import Sender
from responder.domain.law.quiet_hours import Law
from responder.domain.records import Millis


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the gate knows beside the message and its number. `fresh_until`: log read up to then.

    `outdated`: what it is about is withdrawn (`appointments.WITHDRAWN`). `held`: the message to many that it
    belongs to is "paused" or "stopped". `welcoming`: our answer to the customer's START has not left yet.
    `memory_short`: what Redis has left is kept for opt-outs and answers.
    """

    now: Millis
    sender: Sender | None
    fresh_until: Millis
    stopped_senders: frozenset[str]
    law: Law
    outdated: bool = False
    held: str = ""
    welcoming: bool = False
    memory_short: bool = False
