"""What is left when a person is erased on request: pure.

Left are the links of the ledger without a word and without the number, closed by an entry that says how
many they are, so that the chain still verifies (`domain.proof.verify`); and, where the number had opted out
of all texts or of marketing, the number in that set with a record that says nothing else: it must stay silent
(I3, US-09). The installation signs the closing entry: nobody else can take a person's proof out (I6).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from responder.domain.consent import marketing_opt_out
from responder.domain.proof import ledger
from responder.domain.proof.verify import ERASURE, REMOVED, SIGNATURE, signed_erasure
from responder.domain.records import Consent, Entry, EntryKind, Marketing, Millis, Number

Sign = Callable[[bytes], str]
"""The installation's signature of these bytes, hexadecimal; "" where it has no key (CHECKPOINT_KEY)."""


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that is stored of a number: `length` counts the timeline's items, `linked` are its links.

    `opted_out` and `no_marketing` say whether it must stay silent: to all texts, to marketing alone.
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
    no_marketing: bool = False


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
    """What stays: the closed chain (empty = there was none); of a silent number its record and entry."""

    found: Found
    archive: Sequence[Mapping[str, Any]]
    record: Number | None
    entry: Entry | None
    now: Millis


def erase(found: Found, request: Request, sign: Sign) -> Remains:
    """What stays of a number after this request."""
    archive = _closed(found.linked, request, sign) if found.linked else []
    if not (found.opted_out or found.no_marketing):
        return Remains(found, archive, None, None, request.now)
    record = _silent(found, request.now)
    return Remains(found, archive, record, _entry(record, request), request.now)


def _closed(
    linked: Sequence[Mapping[str, Any]], request: Request, sign: Sign
) -> list[Mapping[str, Any]]:
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
    if signature := sign(signed_erasure(last, closing)):
        closing[SIGNATURE] = signature
    return [*stubs, {**closing, "link": ledger.link(last, closing)}]


def _silent(found: Found, now: Millis) -> Number:
    """Silent and nothing else, as of now: an older START in the log lifts nothing (DESIGN §5)."""
    number = found.number
    brake = {"marketing": Marketing.OFF, "marketing_off_at": now} if found.no_marketing else {}
    nobody = Number(number=number.number).changed({"version": number.version + 1, **brake})
    if not found.opted_out:
        return nobody.changed({"episode": number.episode})
    return nobody.changed(
        {
            "consent": Consent.OPTED_OUT,
            "since": now,
            "source": "erasure",
            "episode": max(number.episode, 1),
            "opt_out_episode": max(number.opt_out_episode, 1),
            "opted_out_at": now,
        }
    )


def _entry(record: Number, request: Request) -> Entry:
    return Entry(
        at=request.now,
        kind=EntryKind.ERASURE,
        intent="OPT_OUT" if record.consent is Consent.OPTED_OUT else marketing_opt_out.INTENT,
        channel="erasure",
        actor=request.actor,
        reason=request.reason,
        before=record.consent.value,
        after=record.consent.value,
        ledger=True,
    )
