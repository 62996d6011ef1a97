"""What the desk's word does to a number: an opt-out with who, how and why, and its one confirmation. Pure.

It builds on `decide.on_unsubscribe`; nothing here can lead out of OPTED_OUT (I3).
"""

from dataclasses import dataclass, replace

from responder.domain.business import Business, Sender
from responder.domain.consent import decisions
from responder.domain.consent.auto_replies import Heard, Inbound, answer, counted
from responder.domain.records import Consent, Decision, Message, Millis, Number
from responder.domain.understanding.classifier import Intent, Understood

ASKED = ("in person", "by phone", "by e-mail", "other")
"""How a customer may have asked for it, as the ledger says it."""


@dataclass(frozen=True, slots=True)
class DeskOptOut:
    """One order to opt a number out. `event_id` makes a form that is sent twice one order.

    `confirm`: the customer gets the opt-out confirmation, if this order is what opts them out.
    """

    channel: str
    actor: str
    reason: str = ""
    how: str = ""
    staff: str = ""
    event_id: str = ""
    confirm: bool = False


def on_desk_opt_out(
    number: Number, order: DeskOptOut, business: Business, now: Millis, message_id: str
) -> Decision:
    """The opt-out, in the ledger with who, how and why; the confirmation at most once (I4)."""
    decision = decisions.on_unsubscribe(number, order.channel, order.actor, order.reason, order.event_id, now)
    (entry,) = decision.entries
    decision = replace(decision, entries=(replace(entry, how=order.how, staff=order.staff),))
    if not order.confirm or number.consent is Consent.OPTED_OUT or not number.number.startswith("+"):
        return decision
    return _confirmed(decision, business, now, message_id)


def usual_sender(number: Number, business: Business) -> Sender:
    """The sender that this number texts with, else the first."""
    known = business.sender(number.last_sender) if number.last_sender else None
    return known or business.senders[0]


def _confirmed(decision: Decision, business: Business, now: Millis, message_id: str) -> Decision:
    """The same words, caps and 300 s as after a texted STOP."""
    number = decision.before
    asked = Inbound("", number.number, True, usual_sender(number, business), "")
    heard = Heard(asked, Understood(Intent.OPT_OUT, "desk"), business, now, message_id)
    reply, suppressed = answer(number, decision.after, heard)
    if suppressed:
        return replace(decision, entries=(*decision.entries, suppressed))
    return _with_reply(decision, reply, now) if reply else decision


def _with_reply(decision: Decision, reply: Message, now: Millis) -> Decision:
    return replace(
        decision,
        after=counted(decision.after, reply, now),
        entries=(*decision.entries, decisions.message_entry(reply)),
        messages=(reply,),
    )
