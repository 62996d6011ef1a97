"""What is left when a person is erased on request: pure.

Left are the links of the ledger without a word and without the number, closed by an entry that says how
many they are, so that the chain still verifies (`domain.audit`); and, where the number had opted out, the
number in the opted-out set with a record that says nothing else, because it must stay silent (I3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from responder.domain import ledger
from responder.domain.audit import ERASURE, REMOVED
from responder.domain.messages import Consent, Entry, EntryKind, Millis, Number


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that is stored of a number: `length` counts the timeline's items, `linked` are its links.

    `messages` and `items` (of the queues) are ids, `media` those of texts that came with pictures, `pictures`
    those of pictures and files that are kept.
    """

    number: Number
    opted_out: bool
    sending: bool
    length: int
    linked: Sequence[Mapping[str, Any]]
    messages: Sequence[str]
    items: Sequence[str] = ()
    media: Sequence[str] = ()
    pictures: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """What went from the console: customers with their names and notes, their appointments.

    `kept` are customers who have another number and lost this one alone.
    """

    customers: int = 0
    appointments: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """Who erases, why, and when. Neither text should name the person."""

    actor: str
    reason: str
    now: Millis


@dataclass(frozen=True, slots=True)
class Remains:
    """What stays: the closed chain (empty = there was none); of an opted-out number its record and entry."""

    found: Found
    archive: Sequence[Mapping[str, Any]]
    record: Number | None
    entry: Entry | None
    now: Millis


def erase(found: Found, request: Request) -> Remains:
    """What stays of a number after this request."""
    archive = _closed(found.linked, request) if found.linked else []
    if not found.opted_out:
        return Remains(found, archive, None, None, request.now)
    return Remains(found, archive, _silent(found.number, request.now), _entry(request), request.now)


def _closed(linked: Sequence[Mapping[str, Any]], request: Request) -> list[Mapping[str, Any]]:
    first, last = linked[0]["link"], linked[-1]["link"]
    stubs = [{"chain": first, "kind": REMOVED, "link": entry["link"]} for entry in linked]
    closing = {
        "at": request.now,
        "kind": ERASURE,
        "chain": first,
        "erased": len(stubs),
        "actor": request.actor,
        "reason": request.reason,
    }
    return [*stubs, {**closing, "link": ledger.link(last, closing)}]


def _silent(number: Number, now: Millis) -> Number:
    """Opted out and nothing else, as of now: an older START in the log lifts nothing (DESIGN §5)."""
    episode = max(number.episode, 1)
    return Number(
        number=number.number,
        version=number.version + 1,
        consent=Consent.OPTED_OUT,
        since=now,
        source="erasure",
        episode=episode,
        opt_out_episode=max(number.opt_out_episode, 1),
        opted_out_at=now,
    )


def _entry(request: Request) -> Entry:
    return Entry(
        at=request.now,
        kind=EntryKind.ERASURE,
        intent="OPT_OUT",
        channel="erasure",
        actor=request.actor,
        reason=request.reason,
        before=Consent.OPTED_OUT.value,
        after=Consent.OPTED_OUT.value,
        ledger=True,
    )
