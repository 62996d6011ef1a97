"""Marketing alone is switched off, by the customer's words or by staff; STOP is always all (US-09). Pure.

Only the customer's own START switches it on again. Nothing here touches consent: somebody who opted out
stays so, and the entry is kept all the same.
"""

from dataclasses import replace

from responder.domain.consent.auto_replies import Heard, Inbound
from responder.domain.consent.event_order import MARGIN, SKEW
from responder.domain.records import Changes, Consent, Decision, Entry, EntryKind, Marketing, Millis, Number

INTENT = "MARKETING_OFF"
"""What the ledger calls it, as the intent of such a text is called."""

RULE = "US-09"


def switched_off(number: Number, now: Millis) -> Changes:
    """What changes when marketing is switched off; again: a START must be later than this one, too."""
    return {"marketing": Marketing.OFF, "marketing_off_at": now}


def after_start(number: Number, inbound: Inbound) -> Changes:
    """What START makes of the brake: it is lifted. One that the log brings late must be certainly later.

    Whoever had switched marketing off begins a new episode, so that a waiting "marketing is off" is not sent.
    """
    if number.marketing is not Marketing.OFF:
        return {"marketing": Marketing.OK}
    margin = max(SKEW, inbound.clock_behind + MARGIN)
    if inbound.logged and inbound.log_at <= number.marketing_off_at + margin:
        return {}
    return {"marketing": Marketing.OK, "marketing_off_at": 0, "episode": number.episode + 1}


def text_entry(number: Number, heard: Heard) -> Entry:
    """The ledger's entry for a text that switches marketing off, with the raw words."""
    inbound, said = heard.inbound, heard.said
    return replace(
        _entry(number, heard.now, inbound.source, "customer", "", inbound.provider_id),
        body=inbound.body,
        rule=said.rule,
        keyword=said.keyword,
        sender=inbound.sender.id if inbound.sender else "",
        log_at=inbound.log_at,
    )


def on_marketing_off(
    number: Number, channel: str, actor: str, reason: str, event_id: str, now: Millis
) -> Decision:
    """Marketing is switched off by staff, API or a command; nobody there can switch it on."""
    after = number.changed({"version": number.version + 1, **switched_off(number, now)})
    entry = replace(_entry(number, now, channel, actor, reason, event_id), rule=RULE)
    return Decision(number, after, channel, event_id, (entry,))


def is_off(number: Number) -> bool:
    """Whether no marketing reaches the number until its START."""
    return number.marketing is Marketing.OFF or number.consent is Consent.OPTED_OUT


def _entry(number: Number, now: Millis, channel: str, actor: str, reason: str, event: str) -> Entry:
    return Entry(
        at=now,
        kind=EntryKind.CONSENT,
        event=event,
        intent=INTENT,
        channel=channel,
        actor=actor,
        reason=reason,
        before=number.consent.value,
        after=number.consent.value,
        ledger=True,
    )
