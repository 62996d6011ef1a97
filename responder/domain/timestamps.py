"""How a moment is written for machines: one spelling for the command line, the API and the evidence."""

from datetime import UTC, datetime

from responder.domain.records import Millis

LAST_YEAR = 2999
"""Later moments are nobody's: in the year 10000 a page that shows one could not be made."""


def iso(at: Millis) -> str | None:
    """ISO 8601 in UTC with milliseconds, `2026-11-22T14:00:00.000Z`; None for never."""
    return utc(at) if at else None


def read(text: str) -> Millis:
    """The moment that ISO 8601 with a zone names, ms UTC. Raises ValueError, also after LAST_YEAR."""
    moment = datetime.fromisoformat(text)
    if moment.year > LAST_YEAR:
        raise ValueError("The year is after the last one.")
    return int(moment.timestamp() * 1_000)


def utc(at: Millis) -> str:
    """The same, for a moment that there certainly was."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
