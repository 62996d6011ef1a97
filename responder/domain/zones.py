"""Clocks as data: a zone is a list of offsets, a window is minutes of a day. Pure: no clock is read."""

from bisect import bisect_right
from dataclasses import dataclass

from responder.domain.records import DAY, MINUTE, Millis

EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday; Monday is 0."""

Window = tuple[int, int]
"""Minutes after local midnight: open from the first, closed from the second."""


@dataclass(frozen=True, slots=True)
class Zone:
    """One time zone: from `starts[i]` (ms UTC; the first is 0) its clock is `offsets[i]` ms ahead of UTC."""

    name: str
    starts: tuple[Millis, ...]
    offsets: tuple[int, ...]

    def offset(self, at: Millis) -> int:
        """How far this zone's clock is ahead of UTC at a moment, in ms."""
        return self.offsets[bisect_right(self.starts, at) - 1]

    def local_day(self, at: Millis) -> int:
        """The day on this zone's calendar, counted from 1970-01-01."""
        return (at + self.offset(at)) // DAY

    def moment(self, day: int, minute: int) -> Millis:
        """When this zone's clock shows that minute of that day (TZ-07: by its own offset then)."""
        wall = day * DAY + minute * MINUTE
        return wall - self.offset(wall - self.offset(wall))
