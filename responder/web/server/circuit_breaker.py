"""While Redis does not answer, texts hear 503 at once, and one at a time finds out whether it does again.

A text that waits for a Redis that hangs keeps its thread for the whole time limit. Forty at once would hear
their 503 one wave of threads after the other, the last ones later than the provider waits.
A refusal of Redis (memory full, a disk that takes nothing) is no outage, for a STOP may still be taken; nor
is a closed connection, which nobody waits for: the next text may find Redis back.
"""

import time
from collections.abc import Callable
from threading import Lock
from types import TracebackType

from responder.ports import StoreAway

TRIED_EVERY = 0.1
"""Seconds from one text that found Redis away to the next one that tries."""

TRIES_LAST = 1.5
"""Seconds after which a text that tries is not waited for any more."""


class Outage:
    """A context manager around what needs Redis. Raises StoreAway at once while Redis is known to be away."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._away = False
        self._next_try = 0.0
        self._lock = Lock()

    def __enter__(self) -> None:
        if not self._away:
            return
        with self._lock:
            now = self._now()
            if now < self._next_try:
                raise StoreAway("away a moment ago")
            self._next_try = now + TRIES_LAST

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and not self._away:
            return
        with self._lock:
            self._away = isinstance(error, StoreAway)
            self._next_try = self._now() + TRIED_EVERY
