"""What the gate answers: a hold and a refusal always carry a sentence for people and the rule that speaks."""

from dataclasses import dataclass

from responder.domain.law.quiet_hours import NEVER
from responder.domain.records import Millis


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may go until `until`; `notice`: whether it must carry identity and the opt-out notice (I5)."""

    notice: bool
    until: Millis = NEVER


@dataclass(frozen=True, slots=True)
class Held:
    """Not now: look again at `until`."""

    until: Millis
    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Never."""

    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Too late or overtaken: not sent, and nobody needs to act."""

    reason: str
    rule: str


Verdict = Allowed | Held | Refused | Dropped
