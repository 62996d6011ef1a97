"""What the overview needs from the store: what happened, by the hour."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from responder.domain.counts import Counts
from responder.domain.messages import Millis


class HourCounts(Protocol):
    """Counts of all shards by the hour (hours since 1970 UTC). Every method may raise StoreUnavailable."""

    def fresh(self, hours: Sequence[int]) -> Mapping[int, Counts]:
        """As the shards count them; hours in which nothing happened are left out."""
        ...

    def summed(self, hours: Sequence[int]) -> Mapping[int, Counts]:
        """As they were added up; those that were not, or had nothing, are left out."""
        ...

    def until(self) -> int:
        """The first hour that is not added up for good; 0 = nothing ever was."""
        ...

    def keep(self, hours: Mapping[int, Counts], until: int) -> None:
        """Write added-up hours, each over what was there, and up to where they stand for good."""
        ...

    def forget(self, hours: Sequence[int], after: Millis) -> None:
        """The shards' own counts of these hours may go, so many ms from now."""
        ...
