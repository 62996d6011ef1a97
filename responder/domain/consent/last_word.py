"""What the provider's log settles about a START that came soon after a STOP (DESIGN §5). Pure."""

from dataclasses import replace

from responder.domain.consent.auto_replies import Heard, answer, counted
from responder.domain.consent.decisions import message_entry
from responder.domain.records import Decision, Number


def told(decision: Decision, heard: Heard) -> Decision:
    """The same undoing of a START, with its customer told: we may have answered "you are subscribed".

    `heard` is the STOP. Told like any opt-out: within 300 s of it, and not where the network answers. It
    answers the undoing and neither text, which have their own answers (I4).
    """
    reply, suppressed = answer(decision.before, decision.after, heard)
    if reply:
        reply = replace(reply, in_reply_to=decision.event_id)
        after = counted(decision.after, reply, heard.now)
        entries = (*decision.entries, message_entry(reply))
        return replace(decision, after=after, entries=entries, messages=(reply,))
    return replace(decision, entries=(*decision.entries, suppressed)) if suppressed else decision


def is_listed(number: Number, ids: frozenset[str]) -> bool:
    """Whether a reading that listed these texts can tell the order that the number waits for.

    It must list the START and the STOP that it lifted; one from the desk has no text.
    """
    return {number.opted_in_id, number.opted_out_id} - {""} <= ids


def on_listed(number: Number) -> Decision:
    """The log lists both, and START is the later one: nothing of the number waits for the log any more."""
    after = number.changed({"version": number.version + 1, "log_read_after": 0})
    return Decision(number, after, "log")
