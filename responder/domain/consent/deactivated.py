"""A number was given up by its owner, as lists of deactivated and reassigned numbers say (US-27). Pure.

Whoever has it next agreed to nothing: consent and its basis end, and what the former owner told us is no
longer theirs. An opt-out stays: silence is safe, and the next owner may text START.
"""

from responder.domain.consent import transitions
from responder.domain.consent.transitions import ConsentEvent
from responder.domain.records import Changes, Consent, Decision, Entry, EntryKind, Millis, Number

CHANNEL = "import"
RULE = "US-27"

FORGOTTEN: Changes = {
    "basis": "",
    "anchor": 0,
    "language": "",
    "last_inbound_at": 0,
    "last_inbound_id": "",
    "last_sender": "",
    "notice_at": 0,
    "notice_sent_id": "",
    "notice_sent_at": 0,
    "dnc_checked": 0,
    "dnc_listed": False,
}
"""What was the former owner's: their language, their question, the notice that they read (I5)."""


def on_deactivated(number: Number, actor: str, source: str, event_id: str, now: Millis) -> Decision:
    """The number has another owner, or none. The ledger says who told us."""
    after = transitions.after(ConsentEvent.DEACTIVATED, number.consent)
    changes: Changes = {"version": number.version + 1, **FORGOTTEN}
    if after is not number.consent:
        changes |= {"consent": after, "since": now, "source": "deactivated", "episode": number.episode + 1}
    entry = Entry(
        at=now,
        kind=EntryKind.CONSENT,
        event=event_id,
        intent="DEACTIVATED",
        rule=RULE,
        channel=CHANNEL,
        actor=actor,
        reason=f"The number was deactivated or reassigned. From {source}.",
        before=number.consent.value,
        after=after.value,
        ledger=True,
    )
    return Decision(number, number.changed(changes), CHANNEL, event_id, (entry,))


def may_matter(number: Number) -> bool:
    """Whether there is anything that a new owner could inherit."""
    known = number.last_inbound_at or number.notice_at or number.notice_sent_at or number.language
    return number.consent in (Consent.IMPLIED, Consent.EXPRESS) or bool(known)
