"""Where processes say that they live."""

from collections.abc import Sequence
from typing import Protocol

from responder.domain.operations.heartbeats import Heartbeat, ProcessKind


class Heartbeats(Protocol):
    """The processes of one installation, by the clock of the store's server.

    Every method may raise StoreUnavailable.
    """

    def beat(self, kind: ProcessKind, name: str) -> None:
        """This process lives now."""
        ...

    def end(self, kind: ProcessKind, name: str) -> None:
        """This process ends as it was asked to."""
        ...

    def all(self) -> Sequence[Heartbeat]:
        """Every process that was seen within the last minutes."""
        ...
