"""Which of our processes live: each says so every few seconds, and who is silent for long counts as dead."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from responder.domain.records import MINUTE, SECOND, Millis

BEAT_EVERY = 5.0
"""Seconds between two heartbeats of one process."""

ALIVE_FOR: Millis = 15 * SECOND
"""How long a process counts as alive after its last heartbeat: two may be lost."""

REMEMBERED_FOR: Millis = 10 * MINUTE
"""How long it is known when a process that is silent was last seen."""


class ProcessKind(StrEnum):
    """The three processes of the product, by what `bin/responder` starts them."""

    WEB = "web"
    WORKER = "worker"
    RELAY = "relay"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """One process: `name` is its host and process id, `age` how long ago it was last seen (ms)."""

    kind: ProcessKind
    name: str
    age: Millis

    @property
    def alive(self) -> bool:
        """Whether it was seen lately."""
        return self.age <= ALIVE_FOR


def of_kind(kind: ProcessKind, seen: Sequence[Heartbeat]) -> list[Heartbeat]:
    """The processes of one kind, the one that was seen last first."""
    return sorted((each for each in seen if each.kind is kind), key=lambda each: (each.age, each.name))


def living(kind: ProcessKind, seen: Sequence[Heartbeat]) -> list[Heartbeat]:
    """Those of them that live."""
    return [each for each in of_kind(kind, seen) if each.alive]
