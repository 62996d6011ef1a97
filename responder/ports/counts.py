"""What the overview needs from the store: what happened, by the hour and by the day (UTC)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from responder.domain.records import Millis
from responder.domain.reports.counts import Counts, Four


@dataclass(frozen=True, slots=True)
class Sums:
    """Hours that are added up from `since` to before `until`; `days` are the whole rows that they change.

    Hours and days are counted since 1970 UTC.
    """

    since: int
    until: int
    hours: Mapping[int, Four]
    days: Mapping[int, Counts]


class HourCounts(Protocol):
    """Counts of all shards. Every method may raise StoreUnavailable."""

    def fresh(self, hours: Sequence[int]) -> Mapping[int, Counts]:
        """As the shards count them; hours in which nothing happened are left out."""
        ...

    def hours(self, hours: Sequence[int]) -> Mapping[int, Four]:
        """As they were added up; those that were not, or had nothing, are left out."""
        ...

    def days(self, days: Sequence[int]) -> Mapping[int, Counts]:
        """Everything of days, as far as they were added up."""
        ...

    def until(self) -> int:
        """The first hour that is not added up; 0 = nothing ever was."""
        ...

    def keep(self, sums: Sums, expected: int) -> bool:
        """Write sums, all or nothing; False where `until` is not as expected: another relay was faster."""
        ...

    def forget(self, hours: Sequence[int], after: Millis) -> None:
        """The shards' own counts of these hours may go, so many ms from now."""
        ...
