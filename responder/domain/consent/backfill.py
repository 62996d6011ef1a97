"""What the log from before we were connected says of a number: only what changes consent, nothing answered.

Pure. An old STOP that we were never given must silence us, and an old START may end an opt-out that is older
still; old questions are nobody's any more. Times are the provider's. A START that our webhook brought has
none, but is later than everything here: we were connected by then, and this log ends two days before that.
"""

from dataclasses import dataclass, replace
from typing import Any

from responder.domain.consent import decisions
from responder.domain.consent.auto_replies import Heard
from responder.domain.records import Consent, Decision, Entry, EntryKind, Millis, Number
from responder.domain.understanding.classifier import Intent

WHEN = "From before Responder was connected."
PRESENT = ("last_inbound_at", "last_inbound_id", "last_sender", "language", "log_read_after")


@dataclass(frozen=True, slots=True)
class Past:
    """How far the past of one of our numbers has been read: from `until` (ms UTC) back to `back_to`.

    `texts` counts what was seen; `whole` says that there is nothing before.
    """

    until: Millis
    back_to: Millis
    texts: int = 0
    whole: bool = False

    @property
    def written(self) -> str:
        """As it is stored."""
        return f"{self.until} {self.back_to} {self.texts} {int(self.whole)}"


def past_from(written: str) -> Past:
    """What `written` said."""
    until, back_to, texts, whole = map(int, written.split())
    return Past(until, back_to, texts, bool(whole))


def says_something(intent: Intent) -> bool:
    """Whether an old text of this meaning can matter at all."""
    return intent in (Intent.OPT_OUT, Intent.OPT_IN, Intent.REVIEW, Intent.MARKETING_OFF)


def matters(number: Number, intent: Intent, at: Millis, until: Millis) -> bool:
    """Whether an old text says something that nothing later has overtaken. A tie is an opt-out."""
    started = _last_start(number, until)
    if intent is Intent.OPT_IN:
        return at > started
    if number.consent is Consent.OPTED_OUT:
        return intent is Intent.OPT_OUT and bool(number.opt_out_log_at) and at > number.opt_out_log_at
    return at >= started


def on_past(number: Number, heard: Heard, until: Millis) -> Decision | None:
    """What an old text does to a number; None when nothing is left for it to say."""
    if not matters(number, heard.said.intent, heard.inbound.log_at, until):
        return None
    decision = decisions.on_inbound(number, heard)
    entries = tuple(_from_the_past(entry) for entry in decision.entries)
    after = decision.after.changed(_as_before(number, heard.said.intent))
    return replace(decision, after=after, entries=entries, check_log=False)


def _from_the_past(entry: Entry) -> Entry:
    return replace(entry, reason=WHEN) if entry.kind is EntryKind.INBOUND else entry


def _as_before(number: Number, intent: Intent) -> dict[str, Any]:
    """What only the present may change: the conversation, the brake of the desk, the wait for the log."""
    brakes = intent in (Intent.REVIEW, Intent.MARKETING_OFF)
    kept = PRESENT if brakes else (*PRESENT, "marketing", "marketing_off_at")
    return {name: getattr(number, name) for name in kept}


def _last_start(number: Number, until: Millis) -> Millis:
    if number.opt_in_log_at or not number.opted_in_at:
        return number.opt_in_log_at
    return until + 1
