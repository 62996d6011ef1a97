"""Where a sender's reply mode and what arrives from the provider disagree (DESIGN §6, PR-03).

An `OptOutType` on a sender in `app` mode: Twilio answers as well, and customers get two answers. A 21610 that
nobody asked for: Twilio blocks a number whose STOP we were never given. Noted with its time, for `doctor`; a
note that cannot be written is no reason to refuse a text.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from responder.domain.business import ReplyMode, Sender
from responder.domain.consent.auto_replies import Inbound
from responder.domain.records import DAY, Millis
from responder.ports import Deps, StoreUnavailable

MARKED, BLOCKED = "marked", "blocked"
REMEMBERED: Millis = 7 * DAY
"""How long `doctor` speaks of it."""

SAID = {
    MARKED: "{sender} is `app` in the business file, but Twilio answers keywords there (OptOutType)",
    BLOCKED: "Twilio blocks a number for {sender} (21610) whose STOP never came: look at its webhook",
}


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What disagrees, at which sender (its id), and when that was seen last (ms)."""

    what: str
    sender: str
    at: Millis


def marked_in_app_mode(inbound: Inbound) -> bool:
    """Whether Twilio marked a text to a sender on which it is to do nothing."""
    return bool(inbound.opt_out_type and inbound.sender and inbound.sender.replies is ReplyMode.APP)


def note(deps: Deps, what: str, sender: Sender | None) -> None:
    """Keep that it was seen now. Raises nothing."""
    if sender:
        with suppress(StoreUnavailable):
            deps.store.note_log(f"{what}:{sender.id}", str(deps.clock.now()))


def lately(deps: Deps) -> Sequence[Mismatch]:
    """What disagreed in the last days. Raises StoreUnavailable."""
    notes, since = deps.store.log_notes(), deps.clock.now() - REMEMBERED
    found = [
        Mismatch(what, sender.id, int(notes.get(f"{what}:{sender.id}", 0)))
        for sender in deps.business.senders
        for what in (MARKED, BLOCKED)
    ]
    return [each for each in found if each.at > since]
