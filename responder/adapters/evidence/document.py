"""One number's consent as a document: plain values for JSON, and the same as a page that prints.

The page makes no request: no script, no picture, no font from elsewhere. Everything that a customer wrote is
escaped by Jinja2. Times are shown in the customer's zone, with what tells it, and in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from responder.adapters.evidence import words
from responder.domain.business import Business
from responder.domain.law.locations import ShownZone
from responder.domain.phone import show
from responder.domain.proof.ledger_lines import written
from responder.domain.proof.verify import audit
from responder.domain.records import Millis, Number
from responder.domain.timestamps import utc

REFUSED = frozenset({"refused", "suppressed"})
"""Kinds of entries that tell of a text that was not written."""

NOT_SENT = frozenset({"refused", "dropped"})
"""States of messages that were written and did not go."""

REACHED = frozenset({"accepted", "sent", "delivered"})


@dataclass(frozen=True, slots=True)
class Source:
    """What the document is made of: the record, its timeline with messages, who we are, and the time.

    `zone` is the customer's (`Law.shown_zone`).
    """

    number: Number
    timeline: Sequence[Mapping[str, Any]]
    business: Business
    now: Millis
    language: str
    zone: ShownZone = ShownZone()


def document(source: Source) -> dict[str, Any]:
    """The evidence as plain values, oldest entry first."""
    number = source.number
    clock = _Clock(source.zone.name or "UTC")
    chain = [entry for entry in source.timeline if "link" in entry]
    messages = [entry for entry in source.timeline if entry["kind"] == "message"]
    return {
        "number": number.number,
        "business": {"name": source.business.legal_name, "address": source.business.address},
        "language": source.language,
        "zone": clock.name,
        "zone_told_by": source.zone.told_by,
        "made": clock.both(source.now),
        "consent": number.consent.value,
        "consent_words": words.STATES[source.language][number.consent.value],
        "since": clock.both(number.since) if number.since else None,
        "entries": [_entry(entry, clock, source.language) for entry in chain],
        "notices": [
            _text(entry, clock)
            for entry in messages
            if entry.get("notice") and entry.get("state") in REACHED
        ],
        "refused": [_text(entry, clock) for entry in source.timeline if _refused_since(entry, number)],
        "chain": _judged(chain),
    }


def page(found: Mapping[str, Any], folder: Path) -> str:
    """The document as one HTML page, from the template in `folder`."""
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    template = environment.get_template("evidence.html")
    text = template.render(found, shown=show(found["number"]), t=words.PAGE[found["language"]])
    return text.encode("utf-8", "replace").decode()  # half a character is no text for a page


class _Clock:
    """Times as people read them, in one zone and in UTC."""

    def __init__(self, zone: str) -> None:
        self.name = zone
        self._zone = ZoneInfo(zone)

    def both(self, at: Millis) -> dict[str, str]:
        moment = datetime.fromtimestamp(at / 1000, UTC)
        return {
            "local": f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M:%S %Z}",
            "utc": utc(at),
        }


def _entry(entry: Mapping[str, Any], clock: _Clock, language: str) -> dict[str, Any]:
    return {
        "at": clock.both(entry["at"]),
        "told": words.told(entry, language),
        "words": entry.get("body", ""),
        "event": entry.get("event", ""),
        "link": entry["link"],
        "raw": dict(entry),
    }


def _text(entry: Mapping[str, Any], clock: _Clock) -> dict[str, Any]:
    return {
        "at": clock.both(entry["at"]),
        "words": entry.get("body", ""),
        "state": entry.get("state") or entry["kind"],
        "reason": entry.get("reason", ""),
        "rule": entry.get("rule", ""),
    }


def _refused_since(entry: Mapping[str, Any], number: Number) -> bool:
    if entry["at"] < number.since:
        return False
    return entry["kind"] in REFUSED or (entry["kind"] == "message" and entry.get("state") in NOT_SENT)


def _judged(chain: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found = audit(written(entry, line) for line, entry in enumerate(chain, start=1))
    why = str(found.faults[0]) if found.faults else ""
    return {"links": len(chain), "whole": not found.faults, "why": why}
