"""The log from before we were connected, read once and whole for each of our numbers (I2).

Whoever texted STOP to a number before Responder answered it has opted out all the same. Pages come newest
first; how far back they went is noted after each, so that a reading that ends early goes on from there.
Limit: a text that Twilio dates nowhere is seen only by a reading that began at the newest page.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from responder.domain.consent.auto_replies import Heard, Inbound
from responder.domain.consent.backfill import Past, on_past, past_from, says_something
from responder.domain.phone import channel_address
from responder.domain.records import HOUR, Decision, Millis, Number
from responder.flows.commit import commit
from responder.ports import Deps, LoggedText

BEFORE: Millis = 48 * HOUR
"""What is younger than this when we are connected is read and answered as any other text."""

Tell = Callable[[str, Past], None]
"""Told (our number, how far) after each page."""


def quiet(number: str, past: Past) -> None:
    """For whoever does not want to be told."""


def read_past(deps: Deps, number: str, tell: Tell = quiet) -> Past:
    """Read what is left of the past of one of our numbers. Raises LogUnavailable, StoreUnavailable."""
    past = past_of(deps, number)
    if past.whole:
        return past
    for page in deps.provider.inbound_past(number, past.back_to):
        for row in page:
            _learn(deps, row, past.until)
        reached = min((row.sent_at for row in page if row.sent_at), default=past.back_to)
        past = _noted(deps, number, replace(past, back_to=reached, texts=past.texts + len(page)))
        tell(number, past)
    return _noted(deps, number, replace(past, whole=True))


def past_of(deps: Deps, number: str) -> Past:
    """How far the past of one of our numbers has been read; it ends two days before we are connected."""
    written = deps.store.log_notes().get(_note(number))
    if written:
        return past_from(written)
    until = deps.clock.now() - BEFORE
    return _noted(deps, number, Past(until, until))


def unread(deps: Deps, numbers: Sequence[str]) -> dict[str, Past]:
    """Our numbers whose past has not been read to its beginning, with how far it has."""
    notes = deps.store.log_notes()
    found = {number: past_from(notes.get(_note(number), "0 0 0 0")) for number in numbers}
    return {number: past for number, past in found.items() if not past.whole}


def _noted(deps: Deps, number: str, past: Past) -> Past:
    deps.store.note_log(_note(number), past.written)
    return past


def _note(number: str) -> str:
    return f"past:{number}"


class _NothingNew(Exception):
    """What is known of the number has overtaken this text."""


def _learn(deps: Deps, row: LoggedText, until: Millis) -> None:
    """Let an old text count, if it says something about consent. What it says of us is not answered."""
    said = deps.classifier.classify(row.body)
    if not says_something(said.intent):
        return
    address = channel_address(row.from_)
    inbound = Inbound(
        provider_id=row.provider_id,
        number=address.key,
        can_reply=address.can_reply,
        sender=deps.business.sender(row.service) or deps.business.sender(row.sender_number),
        body=row.body,
        media=row.media,
        channel=address.channel,
        from_log=True,
        log_at=row.created_at or row.sent_at,
        past=True,
        clock_behind=deps.provider.behind(),
    )

    def decided(found: Number, now: Millis) -> Decision:
        decision = on_past(found, Heard(inbound, said, deps.business, now, ""), until)
        if decision is None:
            raise _NothingNew
        return decision

    with suppress(_NothingNew):
        commit(deps, address.key, decided)
