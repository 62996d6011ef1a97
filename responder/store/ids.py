"""Unguessable ids, read from the system in bulk.

Each read lets go of the interpreter's lock, and under load a thread that lets go waits for all others
before it goes on: one read for every text is dearer than the randomness.
"""

import os
import secrets

DIGITS = 20
"""Hexadecimal digits in an id: 80 bits."""

BULK = 256
"""Ids made in one read."""


class Ids:
    """A stock of ids for the threads of one process; a forked child starts with an empty one."""

    def __init__(self) -> None:
        self._stock: list[str] = []
        os.register_at_fork(after_in_child=self._stock.clear)

    def new(self) -> str:
        """An id that nobody had before."""
        try:
            return self._stock.pop()
        except IndexError:
            return self._refill()

    def _refill(self) -> str:
        digits = secrets.token_hex(BULK * DIGITS // 2)
        first, *others = [digits[at : at + DIGITS] for at in range(0, len(digits), DIGITS)]
        self._stock += others
        return first
