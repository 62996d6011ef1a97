"""The parts of time that are kept: the clock that all processes share, and the one of this process."""

from typing import Protocol

from responder.domain.records import Millis


class SharedTime(Protocol):
    """What all processes of an installation can ask for the time."""

    def read(self) -> Millis:
        """Milliseconds since 1970 UTC. Raises StoreUnavailable."""
        ...


class OwnClock(Protocol):
    """The clock of this process, as `flows.operations.timekeeping` corrects it."""

    def now(self) -> Millis:
        """Milliseconds since 1970 UTC."""
        ...

    def ticks(self) -> Millis:
        """Milliseconds that have passed, on a clock that nobody can set."""
        ...

    def follow(self, ahead: Millis) -> None:
        """From now on `now` is so much later (ms; negative: earlier)."""
        ...
