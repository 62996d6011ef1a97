"""What staff do: write to a customer, unsubscribe one. Nobody here can subscribe anybody (I3)."""

from dataclasses import dataclass, replace
from hashlib import sha256

from responder.domain.business import Sender
from responder.domain.consent import decisions, marketing_opt_out
from responder.domain.law.quiet_hours import Open
from responder.domain.records import (
    BODY_LIMIT,
    HOUR,
    Decision,
    Entry,
    EntryKind,
    Message,
    MessageClass,
    Millis,
    Number,
)
from responder.domain.sending.disclosure import BILINGUAL
from responder.domain.sending.forbidden_prompts import why_not_write
from responder.domain.sending.gate import gate, hours_of
from responder.domain.sending.gate_context import Circumstances
from responder.domain.sending.notice_due import how_often, notice_due
from responder.domain.sending.promotional_words import warning
from responder.domain.sending.segments import segments
from responder.domain.sending.verdicts import Refused
from responder.flows.commit import commit
from responder.flows.outbound.wording import final_text
from responder.ports import Deps

VALID_FOR: dict[MessageClass, Millis] = {
    MessageClass.REPLY: 4 * HOUR,
    MessageClass.SERVICE: 4 * HOUR,
    MessageClass.MARKETING: 4 * HOUR,
}
"""How long after its due time a message is still worth sending (DESIGN §7.6)."""


class Refusal(Exception):
    """A message that will not be sent: a sentence for people, and the rule that speaks."""

    def __init__(self, reason: str, rule: str) -> None:
        super().__init__(f"{reason} ({rule})")
        self.reason = reason
        self.rule = rule


class OtherMessage(Exception):
    """The same wish was used before for another message to this number, whose id it carries."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to send: `to` in E.164, `sender` an id or "" for the usual one.

    `event` names the wish, so that asking again gives the message that is there already; "" = each is new.
    A reminder says what it is `about` (`appointments.about`), and goes before `until` (0 = as long as usual).
    `template` names what the words came from, for the opt-out rates (`domain.campaigns.opt_out_rate`).
    One of many names its `bulk`, and goes until `until` however long that is.
    """

    to: str
    body: str
    message_class: str
    actor: str
    sender: str = ""
    language: str = ""
    event: str = ""
    about: str = ""
    template: str = ""
    until: Millis = 0
    bulk: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The exact text that would go, what it costs as written and as it goes, and a warning or ""."""

    text: str
    notice: bool
    parts_without: int
    parts: int
    encoding: str
    warning: str = ""


def preview(deps: Deps, draft: Draft) -> Preview:
    """What the customer would receive now. Raises Refusal, StoreUnavailable."""
    return _previewed(deps, draft, deps.store.load(draft.to))


def send(deps: Deps, draft: Draft) -> tuple[Message, Preview]:
    """Put a message into the outbox with what it will say. Raises Refusal, StoreUnavailable.

    What is wrong with the words is refused before anything is stored; what the gate refuses for good
    leaves an entry that staff can read.
    """
    named = message_id(deps, draft)
    earlier = deps.store.message(named) if draft.event else None
    if earlier:
        return _same(earlier, draft), _previewed(deps, draft, deps.store.load(draft.to))
    shown = preview(deps, draft)
    decision = commit(deps, draft.to, lambda number, now: _decided(deps, draft, number, now, named))
    if decision is None:  # the same wish came twice at once
        return _same(_carried_out(deps, named), draft), shown
    return decision.messages[0], shown


def _carried_out(deps: Deps, message_id: str) -> Message:
    """The message of a wish that was carried out; a backup may have missed its record. Raises Refusal."""
    found = deps.store.message(message_id)
    if found is None:
        raise Refusal("This was sent before; what became of it is no longer on record.", "I4")
    return found


def unsubscribe(deps: Deps, to: str, channel: str, actor: str, reason: str) -> Decision:
    """Opt a number out at the desk's word; it needs no proof (US-06). Raises StoreUnavailable."""
    decision = commit(
        deps, to, lambda number, now: decisions.on_unsubscribe(number, channel, actor, reason, "", now)
    )
    assert decision is not None  # without an event id a commit has no duplicate
    return decision


def marketing_off(
    deps: Deps, to: str, channel: str, actor: str, reason: str, event: str = ""
) -> Decision | None:
    """Switch marketing alone off; None if this very order was carried out before. Raises StoreUnavailable.

    An order that has a name is the same one until the customer's next START.
    """

    def decided(number: Number, now: Millis) -> Decision:
        named = f"{event}:{number.opted_in_at}" if event else ""
        return marketing_opt_out.on_marketing_off(number, channel, actor, reason, named, now)

    return commit(deps, to, decided)


def _decided(deps: Deps, draft: Draft, number: Number, now: Millis, message_id: str) -> Decision:
    message = _message(deps, draft, number, now, message_id)
    verdict = gate(message, number, circumstances(deps, message.sender, now))
    if isinstance(verdict, Refused):
        _note_refusal(deps, number, _refusal_entry(message, verdict, now))
        raise Refusal(verdict.reason, verdict.rule)
    scheduled = _scheduled(deps, message, number, draft)
    return replace(decisions.on_message(number, scheduled), event_id=draft.event)


def _note_refusal(deps: Deps, number: Number, entry: Entry) -> None:
    """What was not sent stands in the timeline of whom it was for, and of nobody who was erased meanwhile."""
    life = deps.store.life(number.number)
    if deps.store.load(number.number).version == number.version:
        deps.store.append_note(number.number, entry, life or None)


def circumstances(deps: Deps, sender: str, now: Millis) -> Circumstances:
    """What the gate must know of this moment. Raises StoreUnavailable."""
    fresh, stopped = deps.store.freshness(deps.business.numbers), deps.store.stopped_senders()
    short = deps.store.is_nearly_full()
    return Circumstances(now, deps.business.sender(sender), fresh, stopped, deps.law, memory_short=short)


def written(deps: Deps, draft: Draft, number: Number, now: Millis) -> Message:
    """The message that a draft would become for this number. Raises Refusal, StoreUnavailable."""
    return _message(deps, draft, number, now, message_id(deps, draft))


def _scheduled(deps: Deps, message: Message, number: Number, draft: Draft) -> Message:
    """In quiet hours: due at the next opening, and worth sending for as long as usual from then (TZ-07)."""
    hours = hours_of(message, deps.law, message.due_at, number.places)
    if isinstance(hours, Open):
        return message
    why = f"Waiting for the end of the customer's quiet hours ({hours.rule})."
    valid_until = _worth_until(draft, hours.until + VALID_FOR[message.message_class])
    return replace(message, due_at=hours.until, valid_until=valid_until, reason=why)


def _worth_until(draft: Draft, usual: Millis) -> Millis:
    if draft.bulk:
        return draft.until
    return min(usual, draft.until) if draft.until else usual


def message_id(deps: Deps, draft: Draft) -> str:
    """A new id; for a named wish always the same one, made or not. Raises StoreUnavailable.

    Every id begins with its number's shard.
    """
    fresh = deps.store.new_message_id(draft.to)
    wish = f"{draft.event}\n{draft.to}"  # one wish for two customers is two messages
    return fresh[:2] + sha256(wish.encode()).hexdigest()[:20] if draft.event else fresh


def _same(message: Message, draft: Draft) -> Message:
    if (message.body, message.message_class.value) != (draft.body, draft.message_class):
        raise OtherMessage(message.id)
    return message


def _refusal_entry(message: Message, verdict: Refused, now: Millis) -> Entry:
    """Without the words: they were read by nobody, and whoever wrote them has them."""
    return Entry(
        at=now,
        kind=EntryKind.REFUSED,
        direction="out",
        actor=message.actor,
        sender=message.sender,
        reason=verdict.reason,
        rule=verdict.rule,
    )


def _message(deps: Deps, draft: Draft, number: Number, now: Millis, message_id: str) -> Message:
    message_class = _class_of(draft)
    return Message(
        id=message_id,
        number=draft.to,
        sender=_sender_of(deps, draft, number).id,
        message_class=message_class,
        episode=number.episode,
        created_at=now,
        due_at=now,
        valid_until=_worth_until(draft, now + VALID_FOR[message_class]),
        body=draft.body,
        language=_language(deps, draft, number),
        actor=draft.actor,
        template=draft.template,
        in_reply_to=number.last_inbound_id if message_class is MessageClass.REPLY else "",
        about=draft.about,
        bulk=draft.bulk,
    )


def _previewed(deps: Deps, draft: Draft, number: Number) -> Preview:
    if not draft.body.strip():
        raise Refusal("The message has no text.", "21602")
    if any("\ud800" <= character <= "\udfff" for character in draft.body):
        raise Refusal("The message holds characters that are no text in UTF-8.", "21602")
    if draft.to in deps.business.numbers:
        raise Refusal("That is the business's own number.", "21266")
    if not draft.to.startswith("+"):
        raise Refusal("A short code or a name cannot be texted.", "IN-02")
    if wrong := why_not_write(draft.body, _sender_of(deps, draft, number)):
        raise Refusal(*wrong)
    message = _message(deps, draft, number, deps.clock.now(), "preview")
    often = how_often(deps.law, deps.business.sender(message.sender), number)
    notice = notice_due(message, number, deps.clock.now(), often)
    with_notice = final_text(deps, message, notice=True, told=number.places)
    if len(with_notice) > BODY_LIMIT:
        raise Refusal(f"The message is too long: {len(with_notice)} characters with the notice.", "21617")
    text = with_notice if notice else final_text(deps, message, notice=False, told=number.places)
    counted = segments(text)
    warned = "" if message.message_class is MessageClass.MARKETING else warning(draft.body)
    return Preview(text, notice, segments(draft.body).parts, counted.parts, counted.encoding, warned)


def _class_of(draft: Draft) -> MessageClass:
    allowed = {each.value: each for each in VALID_FOR}
    if draft.message_class not in allowed:
        raise Refusal(f"The class must be one of {', '.join(allowed)}.", "CA-01")
    return allowed[draft.message_class]


def _sender_of(deps: Deps, draft: Draft, number: Number) -> Sender:
    """The sender asked for, else the one that this customer texts with, else the first."""
    wanted = draft.sender or number.last_sender
    sender = deps.business.sender(wanted) if wanted else None
    if sender is None and draft.sender:
        raise Refusal("That sender is not in the business file.", "DESIGN 7.1")
    return sender or deps.business.senders[0]


def _language(deps: Deps, draft: Draft, number: Number) -> str:
    """Theirs, or "" where nobody knows it and the notice must be in both (CA-18)."""
    known = draft.language or number.language
    if known or BILINGUAL & set(deps.law.place(draft.to, number.places).regions):
        return known
    return deps.business.default_language
