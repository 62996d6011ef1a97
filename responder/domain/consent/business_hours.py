"""When the business is open, and the one automatic answer of a conversation that begins while it is closed.

Pure. The answer is of class `answer`: capped, in one part, with name, STOP and HELP, void after an opt-out.
It is never given beside another answer, to whoever has opted out, to a machine, or where the network answers.
"""

from dataclasses import dataclass, replace

from responder.domain.records import DAY, MINUTE, Consent, Decision, Millis, Number
from responder.domain.zones import EPOCH_WEEKDAY, Window, Zone

CONVERSATION_ENDS: Millis = 1 * DAY
"""A conversation is over when neither side has written for so long; the next text begins another. So it does
when staff close it."""

SILENT_ON = frozenset({"KW-04", "KW-15", "KW-16"})
"""What no person wrote: reactions, texts without a word, phones that answer for their owner."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Open hours on the business's own clock, Monday first; `closed` are days from 1970-01-01."""

    zone: Zone
    week: tuple[tuple[Window, ...], ...]
    closed: frozenset[int] = frozenset()

    def is_open(self, at: Millis) -> bool:
        """Whether somebody is there at this moment."""
        day = self.zone.local_day(at)
        if day in self.closed:
            return False
        minute = (at + self.zone.offset(at) - day * DAY) // MINUTE
        return any(opens <= minute < closes for opens, closes in self.week[(day + EPOCH_WEEKDAY) % 7])


def answers_now(opening: Opening, before: Number, rule: str, now: Millis) -> bool:
    """Whether this text begins a conversation while nobody is there. `rule` is what understood the text."""
    if before.consent is Consent.OPTED_OUT or rule in SILENT_ON or before.reminded:
        return False
    return not _goes_on(before, now) and not opening.is_open(now)


def closed_at_desk(number: Number) -> Decision:
    """Staff closed the conversation: the next text begins another, and may be answered anew."""
    after = replace(number, version=number.version + 1, away_at=0)
    return Decision(number, after, "desk")


def _goes_on(number: Number, now: Millis) -> bool:
    """Whether this conversation had its answer: neither side was silent for long since."""
    last = max(number.last_inbound_at, number.written_at, number.away_at)
    return number.away_at > 0 and now - last < CONVERSATION_ENDS
