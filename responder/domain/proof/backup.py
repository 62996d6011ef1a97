"""What a backup's lines are, and what of them may come back: pure.

A backup is one header, lines of numbers, messages and other keys, and a last line that counts them. Nothing
that waited in the outbox comes back as waiting: it may have been sent since (I7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from responder.domain.operations.installation import FIRST_SCHEMA, SCHEMA
from responder.domain.records import MessageState, Millis
from responder.domain.sending.gate import FRESHNESS

FORMAT = "responder-backup-1"

BACK_FROM: Mapping[str, tuple[str, str]] = {
    MessageState.QUEUED: (MessageState.DROPPED, "Restored from a backup: it may have been sent since (I7)."),
    MessageState.SENDING: (MessageState.UNKNOWN, "Restored from a backup while it was handed over (I7)."),
}
"""State of a message in a backup -> what it comes back as, and why. Any other state comes back as it was."""


class BadBackup(ValueError):
    """A file that cannot be restored; one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Header:
    """Whose backup it is, with how many shards, when it was begun, and the version of its data."""

    business: str
    shards: int
    at: Millis
    schema: int = SCHEMA

    def plain(self) -> dict[str, Any]:
        """As the first line of the file."""
        whose = {"format": FORMAT, "business": self.business, "shards": self.shards}
        return {**whose, "at": self.at, "schema": self.schema}


def header_of(line: Mapping[str, Any]) -> Header:
    """The header in a first line. Raises BadBackup."""
    if line.get("format") != FORMAT:
        raise BadBackup("The file is not a backup of Responder.")
    schema = int(line.get("schema", FIRST_SCHEMA))
    if schema > SCHEMA:
        raise BadBackup(
            f"The backup's data are of version {schema} and this Responder knows versions up to {SCHEMA}, so "
            "it could misread a consent there (I1, I3): restore it with the newer Responder that made it."
        )
    return Header(str(line["business"]), int(line["shards"]), int(line["at"]), schema)


def brought_back(message: Mapping[str, str], now: Millis) -> dict[str, str]:
    """A message's fields as they are restored."""
    state, reason = BACK_FROM.get(message.get("state", ""), ("", ""))
    if not state:
        return dict(message)
    return {**message, "state": str(state), "reason": reason, "settled_at": str(now)}


def stale(mark: Millis, header: Header, now: Millis) -> Millis:
    """Freshness after a restore: the log must be read from the backup's time before anything leaves (I2)."""
    return min(mark, header.at, now - 2 * FRESHNESS)
