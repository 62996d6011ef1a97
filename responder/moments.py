"""How a moment is written for machines: one spelling for the command line, the API and the evidence."""

from datetime import UTC, datetime

from responder.domain.messages import Millis


def iso(at: Millis) -> str | None:
    """ISO 8601 in UTC with milliseconds, `2026-11-22T14:00:00.000Z`; None for never."""
    return utc(at) if at else None


def read(text: str) -> Millis:
    """The moment that ISO 8601 with a zone names, ms UTC. Raises ValueError."""
    return int(datetime.fromisoformat(text).timestamp() * 1_000)


def utc(at: Millis) -> str:
    """The same, for a moment that there certainly was."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
