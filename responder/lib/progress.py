"""How far long work has come, on stderr: a line that is rewritten on a terminal, one a minute elsewhere."""

import sys
import time


class Progress:
    """Call it as often as you like with (done, all)."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._every = 0.2 if sys.stderr.isatty() else 60.0
        self._shown_at = time.monotonic()
        self._shown = False

    def __call__(self, done: int, everything: int) -> None:
        """Shown when it is time again."""
        now = time.monotonic()
        if now - self._shown_at < self._every:
            return
        self._shown_at, self._shown = now, True
        start = "\r" if sys.stderr.isatty() else ""
        end = "" if sys.stderr.isatty() else "\n"
        print(f"{start}{self._what}: {done:,} of {everything:,}", end=end, file=sys.stderr, flush=True)

    def end(self) -> None:
        """The line is over."""
        if self._shown and sys.stderr.isatty():
            print(file=sys.stderr)
