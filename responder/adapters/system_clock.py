"""The clock of a process: it counts on what nobody can set, from a moment that the store's server told.

The machine's own time of day is where it starts, until that server is asked (`flows.operations.timekeeping`);
nothing else in the product reads it. So a machine whose clock is set while everything runs changes nothing,
and two whose clocks differ agree.
"""

import time

from responder.domain.records import Millis

_TICKING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Counts a machine's sleep too, where the system has that (Linux)."""


class SystemClock:
    """Implements `ports.Clock` and `ports.clock.OwnClock`. Thread-safe: what changes is one number."""

    def __init__(self) -> None:
        self._offset = time_of_day() - self.ticks()

    def now(self) -> Millis:
        """Milliseconds since 1970 UTC."""
        return self.ticks() + self._offset

    def ticks(self) -> Millis:
        """Milliseconds that have passed: only differences mean anything."""
        return time.clock_gettime_ns(_TICKING) // 1_000_000

    def follow(self, ahead: Millis) -> None:
        """From now on `now` is so much later (ms; negative: earlier)."""
        self._offset += ahead


def time_of_day() -> Millis:
    """What this machine takes for the time, right or wrong: milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000
