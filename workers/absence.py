"""Whether workers are missing: then the relay hands over by itself, and no confirmation gets too old."""

from responder.domain.operations.heartbeats import ALIVE_FOR, ProcessKind, living
from responder.domain.records import Millis
from responder.ports import Clock
from responder.ports.heartbeats import Heartbeats


class Absence:
    """Looks at the workers' heartbeats, again and again."""

    def __init__(self, heartbeats: Heartbeats, clock: Clock) -> None:
        self._heartbeats, self._clock = heartbeats, clock
        self._since: Millis | None = None

    def __call__(self) -> bool:
        """Whether none was alive at any look of the last 15 s. Raises StoreUnavailable."""
        if living(ProcessKind.WORKER, self._heartbeats.all()):
            self._since = None
            return False
        now = self._clock.ticks()
        self._since = now if self._since is None else self._since
        return now - self._since >= ALIVE_FOR
