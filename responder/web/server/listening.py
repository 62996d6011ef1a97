"""What this web process says of itself: that it listens for texts, and when it may have missed one (I2).

A text that comes while nothing listens, or that is answered 503 or 403, may be a STOP that nobody here knows
of. From then on nothing but prompt answers leaves until the provider's log has been read past that moment.
Limits: a server that is killed counts as listening for two seconds more; of 403s, which anybody can cause who
knows the account's id, ever fewer are noted until a webhook is rightly signed.
"""

import os
import socket
import time
from secrets import token_hex
from threading import Event, Lock, Thread
from types import TracebackType

from responder.domain.records import SECOND, Millis
from responder.lib.log import get_logger
from responder.ports import StoreUnavailable
from responder.wiring.product import App

log = get_logger(__name__)

SAYS_EVERY = 0.5
"""Seconds between two times that this process says that it listens."""

PAUSE = 0.05
"""Seconds at least between two turns: of many texts that fail at once, and while Redis takes nothing."""

STALLED_AFTER: Millis = 10 * SECOND
"""Without a word of its own for so long, texts may have been given up at this process."""

REFUSED_EVERY: Millis = 10 * SECOND
REFUSED_AT_MOST: Millis = 120 * SECOND
"""Between two gaps that 403s cause, at first and at most, twice as long each time until a webhook is rightly
signed: whoever forges them must not hold staff's texts back. A token that is really wrong loses nothing: the
log is read every 45 s, and after 120 s without it nothing of staff's leaves (I2)."""


MARK = token_hex(4)
"""Made by the main process, and the same in the workers that it forks. In a container each start has the
host name and the process id of the one before, whose farewell must not be taken for its own."""


def server_name(process: int) -> str:
    """Names the server whose main process this is, and this start of it."""
    return f"{socket.gethostname()}:{process}:{MARK}"


def say_farewell(app: App) -> None:
    """The server whose main process this is stops listening. Never raises: it stops in any case."""
    try:
        app.store.stops_listening(server_name(os.getpid()), app.deps.clock.now())
    except StoreUnavailable as error:
        log.warning("farewell_not_told", why=str(error))


class Listening:
    """A context manager around the taking of a text: what goes wrong in it is a text that may be lost."""

    def __init__(self, app: App) -> None:
        self._store, self._clock = app.store, app.deps.clock
        self._server = server_name(os.getppid())
        self._lock, self._urgent = Lock(), Event()
        self._missed = ""
        self._refused = ""
        self._away = self._over = False
        self._said_at = self._clock.ticks()
        self._refused_at = self._said_at - REFUSED_EVERY
        self._refused_gaps = 0

    def start(self) -> None:
        """Say so, from now on, in a thread of its own. Raises StoreUnavailable."""
        self._store.note_gap("the web server started", self._clock.now())
        self._store.listens(self._server)
        self._said_at = self._clock.ticks()
        self._thread = Thread(target=self._say, name="listening", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Say nothing any more; after `start`."""
        self._over = True
        self._urgent.set()
        self._thread.join()

    def __enter__(self) -> None:
        return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.missed("a text was not taken")

    def missed(self, why: str) -> None:
        """A text may be lost. Never raises, waits for nothing."""
        with self._lock:
            self._missed = why
        self._urgent.set()

    def refused(self) -> None:
        """A webhook that names our account was answered 403. Never raises, waits for nothing."""
        with self._lock:
            self._refused = "a webhook that names our account was answered 403"

    def signed(self) -> None:
        """A webhook was rightly signed: the next 403 is a gap again. Never raises, waits for nothing."""
        if self._refused_gaps:
            with self._lock:
                self._refused_gaps = 0

    def turn(self) -> bool:
        """Tell what is to be told; False where Redis does not take it."""
        self._urgent.clear()
        now = self._clock.ticks()
        if now - self._said_at > STALLED_AFTER:
            self.missed("the web process stood still")
        try:
            self._tell(now)
        except StoreUnavailable as error:
            if not self._away:
                log.warning("listening_not_told", why=str(error))
            self._away = True
            return False
        self._away = False
        return True

    def _tell(self, now: Millis) -> None:
        """The gap first: who hears that we listen must know of it."""
        if why := self._taken(now):
            try:
                self._store.note_gap(why, self._clock.now())
            except StoreUnavailable:
                with self._lock:
                    self._missed = self._missed or why
                raise
        self._store.listens(self._server)
        self._said_at = now

    def _taken(self, now: Millis) -> str:
        with self._lock:
            why, self._missed = self._missed, ""
            if self._refused and now - self._refused_at >= self._refused_wait():
                why, self._refused, self._refused_at = why or self._refused, "", now
                self._refused_gaps += 1
        return why

    def _refused_wait(self) -> Millis:
        return min(REFUSED_EVERY << min(max(0, self._refused_gaps - 1), 4), REFUSED_AT_MOST)

    def _say(self) -> None:
        while not self._over:
            told = self.turn()
            time.sleep(PAUSE)
            if told:
                self._urgent.wait(SAYS_EVERY)
