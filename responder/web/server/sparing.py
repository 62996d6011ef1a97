"""Log lines that any stranger can cause, at most so many a minute of each kind.

A log has an end (10 MB and one file before it): without a limit, whoever sends bad requests for a minute
pushes out of it what they did before. Kinds come from closed lists of ours, never from a request.
"""

import time
from collections.abc import Callable
from threading import Lock

MINUTE = 60.0


class Sparing:
    """Says of each line whether it may be written. `clock` counts seconds and never goes back."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._a_minute, self._clock = a_minute, clock
        self._lock = Lock()
        self._since: dict[str, float] = {}
        self._written: dict[str, int] = {}
        self._left_out: dict[str, int] = {}

    def left_out(self, kind: str) -> int | None:
        """How many lines of this kind were left out since the last one; None: leave this one out too."""
        with self._lock:
            self._begin(kind)
            if self._written[kind] >= self._a_minute:
                self._left_out[kind] = self._left_out.get(kind, 0) + 1
                return None
            self._written[kind] += 1
            return self._left_out.pop(kind, 0)

    def _begin(self, kind: str) -> None:
        """A new minute, where the last one is over."""
        now = self._clock()
        if kind not in self._since or now - self._since[kind] >= MINUTE:
            self._since[kind], self._written[kind] = now, 0
