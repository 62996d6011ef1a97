"""A START that was acted on before and comes again, after a later STOP: it opts nobody in (I3, I4). Pure."""

from responder.domain.consent.auto_replies import Inbound
from responder.domain.records import Consent, Decision, Entry, EntryKind, Millis, Number

REASON = "A START that was acted on before came again: it opts nobody in a second time."


def on_repeated_start(number: Number, start: Inbound, now: Millis) -> Decision:
    """The attempt stands in the timeline, once however often it comes; nothing else changes."""
    entry = Entry(now, EntryKind.NOTE, channel=start.source, body=start.body, reason=REASON, rule="I3")
    told = (entry,) if number.consent is Consent.OPTED_OUT else ()
    return Decision(number, number, "replay", f"replay:{start.provider_id}" if told else "", told)
