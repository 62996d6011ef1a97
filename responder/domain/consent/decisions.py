"""What an event does to a number: state, event and time in, a `Decision` out. Pure.

Every way that consent can change is one function here, but for recorded facts (`basis`).
"""

from dataclasses import replace

from responder.domain.consent import marketing_opt_out, transitions
from responder.domain.consent.auto_replies import Heard, Inbound, answer, counted
from responder.domain.consent.event_order import latest_start, meant
from responder.domain.consent.transitions import ConsentEvent
from responder.domain.inbox.work_queues import held_for_review
from responder.domain.records import (
    MINUTE,
    Changes,
    Consent,
    Decision,
    Entry,
    EntryKind,
    Message,
    Millis,
    Number,
)
from responder.domain.understanding.classifier import Intent

YOUNG_OPT_OUT: Millis = 10 * MINUTE
"""A START that lifts an opt-out younger than this has the log read at once (DESIGN §5)."""


def on_inbound(number: Number, heard: Heard) -> Decision:
    """What a customer's text does: consent, timeline, at most one answer (I3, I4)."""
    said = meant(number, heard.inbound, heard.said)
    if said is not heard.said:
        heard = replace(heard, said=said)
    if not heard.inbound.can_reply:
        return _on_stranger(number, heard)
    after = number.changed(_listened(number, heard) | _consent_after(number, heard))
    reply, suppressed = answer(number, after, heard)
    entries = [_inbound_entry(heard), *_consent_entries(number, after, heard)]
    entries += [suppressed] if suppressed else []
    if reply:
        after = counted(after, reply, heard.now)
        entries.append(message_entry(reply))
    return Decision(
        before=number,
        after=after,
        event_kind="inbound",
        event_id=heard.inbound.provider_id,
        entries=tuple(entries),
        messages=(reply,) if reply else (),
        check_log=bool(after.log_read_after) and after.log_read_after != number.log_read_after,
        webhook_to=heard.inbound.webhook_to,
    )


def on_unsubscribe(
    number: Number, channel: str, actor: str, reason: str, event_id: str, now: Millis
) -> Decision:
    """An opt-out by desk, API or import: needs no proof from the customer (US-06)."""
    after = _changed(number, _opted_out(number, channel, now, log_at=0))
    entry = _consent_entry(number, after, now, channel, actor, reason)
    return Decision(number, after, channel, event_id, (replace(entry, event=event_id, intent="OPT_OUT"),))


def on_message(number: Number, message: Message) -> Decision:
    """A message that a person wrote is put into the outbox; whether it may go is the gate's decision.

    One of many is no answer to anything that the customer asked, and changes no conversation's sender.
    """
    if message.bulk:
        after = _changed(number, {"reminded": ""})
        return Decision(number, after, "bulk", "", (message_entry(message),), (message,))
    reminded = message.id if message.about else ""
    changes = {"last_sender": message.sender, "written_at": message.created_at, "reminded": reminded}
    return Decision(number, _changed(number, changes), "desk", "", (message_entry(message),), (message,))


def on_provider_block(number: Number, message: Message, now: Millis) -> Decision:
    """The provider says that it blocks this sender for this number (21610; 30004 on toll-free), DESIGN §6."""
    since_start = message.claimed_at > number.opted_in_at
    elsewhere = number.opt_in_sender not in ("", message.sender)
    if since_start and not elsewhere:
        return _block_everything(number, message, now)
    blocked = tuple(sorted({*number.blocked_senders, message.sender}))
    after = replace(number, version=number.version + 1, blocked_senders=blocked)
    note = Entry(now, EntryKind.NOTE, sender=message.sender, reason="The provider blocks this sender.")
    return Decision(number, after, "provider", f"block:{message.id}", (note,))


def on_last_word(number: Number, stop: Inbound, now: Millis) -> Decision:
    """The provider's log ends with this STOP although a START was committed after it (DESIGN §5)."""
    after = _changed(number, _opted_out(number, "log", now, stop.log_at))
    reason = "In the provider's log this STOP is the last word, or as late as the START."
    entry = _consent_entry(number, after, now, "log", "customer", reason)
    entry = replace(entry, event=stop.provider_id, body=stop.body, intent="OPT_OUT", log_at=stop.log_at)
    # Named after the START that it undoes: another one may come late against the same STOP.
    event = f"order:{stop.provider_id}:{number.opted_in_id}"
    return Decision(number, after, "provider", event, (entry,))


def _block_everything(number: Number, message: Message, now: Millis) -> Decision:
    after = _changed(number, _opted_out(number, "provider_block", now, log_at=0))
    reason = "The provider refuses texts to this number (21610)."
    entry = _consent_entry(number, after, now, "provider_block", "provider", reason)
    entry = replace(entry, message=message.id, sender=message.sender, intent="OPT_OUT")
    return Decision(number, after, "provider", f"block:{message.id}", (entry,))


def message_entry(message: Message) -> Entry:
    """The timeline's item for a message; its state and text are read from the message itself."""
    return Entry(
        at=message.created_at,
        kind=EntryKind.MESSAGE,
        direction="out",
        message=message.id,
        sender=message.sender,
        actor=message.actor,
    )


def _changed(number: Number, changes: Changes) -> Number:
    return number.changed({"version": number.version + 1, **changes})


def _on_stranger(number: Number, heard: Heard) -> Decision:
    """A short code, a name or an address: recorded, never answered, no consent (IN-02, IN-04)."""
    after = replace(number, version=number.version + 1, last_inbound_at=heard.now)
    event, entries = heard.inbound.provider_id, [_inbound_entry(heard)]
    if heard.said.intent is Intent.OPT_OUT and number.consent is not Consent.OPTED_OUT:
        after = after.changed(held_for_review(number, event))
        reason = "An opt-out from a sender that is not a phone number: a person decides."
        entries.append(replace(_review_entry(heard), reason=reason, rule="IN-04"))
    return Decision(number, after, "inbound", event, tuple(entries), webhook_to=heard.inbound.webhook_to)


def _consent_after(number: Number, heard: Heard) -> Changes:
    inbound, intent = heard.inbound, heard.said.intent
    if intent is Intent.OPT_OUT:
        changes = _opted_out(number, inbound.source, heard.now, inbound.log_at)
        return changes if inbound.logged else changes | {"opted_out_id": inbound.provider_id}
    if intent is Intent.OPT_IN:
        return _opted_in(number, inbound, heard.now)
    if intent is Intent.REVIEW and number.consent is not Consent.OPTED_OUT:
        return held_for_review(number, inbound.provider_id)
    if intent is Intent.MARKETING_OFF:
        return marketing_opt_out.switched_off(number, heard.now)
    return {}


def _opted_out(number: Number, source: str, now: Millis, log_at: Millis) -> Changes:
    """What an opt-out changes. A repeated one keeps the first one's date and its permit."""
    if transitions.after(ConsentEvent.OPT_OUT, number.consent) is number.consent:
        return _opted_out_again(number, now, log_at) | {"last_opt_out_at": _later_than_help(number, now)}
    episode = number.episode + 1
    return {
        "consent": Consent.OPTED_OUT,
        "since": now,
        "source": source,
        "episode": episode,
        "opt_out_episode": episode,
        "opted_out_at": now,
        "last_opt_out_at": now,
        "opted_out_id": "",
        "opt_out_log_at": log_at,
        "log_read_after": 0,
        "open_reviews": (),
    }


def _later_than_help(number: Number, now: Millis) -> Millis:
    """Now; or later where our clock went back: what was committed before a repeated STOP is older."""
    return max(now, number.last_opt_out_at + 1, *number.help_times)


def _opted_out_again(number: Number, now: Millis, log_at: Millis) -> Changes:
    """How late a START must be from now on. An opt-out that only our clock dates stays one of those (§5).

    A STOP from the log needs no date of its own beside it: whoever reads the START there reads the STOP too.
    """
    if not log_at:
        return {"opted_out_at": now, "opted_out_id": "", "opt_out_log_at": 0}
    return {"opt_out_log_at": max(number.opt_out_log_at, log_at)} if number.opt_out_log_at else {}


def _opted_in(number: Number, inbound: Inbound, now: Millis) -> Changes:
    """What START changes: notice due again, marketing ok, this sender's block lifted (I5, §6)."""
    sender_id = inbound.sender.id if inbound.sender else ""
    return marketing_opt_out.after_start(number, inbound) | _expressed(number, inbound.source, now) | {
        "open_reviews": (),
        "opted_in_at": now,
        "opted_in_id": latest_start(number, inbound, now),
        "welcome": "",
        "opt_in_log_at": inbound.log_at,
        "opt_in_sender": sender_id,
        "log_read_after": now if _lifts_young_opt_out(number, now) else number.log_read_after,
        "notice_at": 0,
        "notice_sent_id": "",
        "notice_sent_at": 0,
        "blocked_senders": tuple(each for each in number.blocked_senders if each != sender_id),
    }


def _expressed(number: Number, source: str, now: Millis) -> Changes:
    if transitions.after(ConsentEvent.OPT_IN, number.consent) is number.consent:
        return {}
    return {"consent": Consent.EXPRESS, "since": now, "source": source, "episode": number.episode + 1}


def _lifts_young_opt_out(number: Number, now: Millis) -> bool:
    return number.consent is Consent.OPTED_OUT and now - number.opted_out_at < YOUNG_OPT_OUT


def _listened(number: Number, heard: Heard) -> Changes:
    """What every text leaves behind: when, to which sender, and a language if the word tells one."""
    inbound, language = heard.inbound, heard.said.language
    tells = language if language in ("fr", "es") else ""
    return {
        "version": number.version + 1,
        "last_inbound_at": max(number.last_inbound_at, inbound.log_at or heard.now),
        "last_inbound_id": inbound.provider_id,
        "last_sender": inbound.sender.id if inbound.sender else number.last_sender,
        "language": number.language or tells,
    }


def _inbound_entry(heard: Heard) -> Entry:
    inbound, said = heard.inbound, heard.said
    return Entry(
        at=heard.now,
        kind=EntryKind.INBOUND,
        event=inbound.provider_id,
        direction="in",
        body=inbound.body,
        intent=said.intent.value,
        rule=said.rule,
        keyword=said.keyword,
        language=said.language,
        channel=inbound.channel,
        sender=inbound.sender.id if inbound.sender else "",
        log_at=inbound.log_at,
        media=inbound.media,
        reason="Filtered by the provider." if inbound.filtered else "",
        mark=said.mark,
    )


def _consent_entries(before: Number, after: Number, heard: Heard) -> list[Entry]:
    """The ledger's entry for an opt-out or an opt-in, also where it changed nothing (§2)."""
    inbound, said = heard.inbound, heard.said
    if said.intent is Intent.REVIEW:
        return [_review_entry(heard)]
    if said.intent is Intent.MARKETING_OFF:
        return [marketing_opt_out.text_entry(before, heard)]
    if said.intent not in (Intent.OPT_OUT, Intent.OPT_IN):
        return []
    return [
        Entry(
            at=heard.now,
            kind=EntryKind.CONSENT,
            event=inbound.provider_id,
            body=inbound.body,
            intent=said.intent.value,
            rule=said.rule,
            keyword=said.keyword,
            channel=inbound.source,
            actor="customer",
            sender=inbound.sender.id if inbound.sender else "",
            before=before.consent.value,
            after=after.consent.value,
            ledger=True,
            log_at=inbound.log_at,
        )
    ]


def _review_entry(heard: Heard) -> Entry:
    inbound = heard.inbound
    return Entry(heard.now, EntryKind.REVIEW, inbound.provider_id, body=inbound.body, rule=heard.said.rule)


def _consent_entry(
    before: Number, after: Number, now: Millis, channel: str, actor: str, reason: str
) -> Entry:
    return Entry(
        at=now,
        kind=EntryKind.CONSENT,
        channel=channel,
        actor=actor,
        before=before.consent.value,
        after=after.consent.value,
        reason=reason,
        ledger=True,
    )
