"""One clock: each process follows that of the store's server, and the provider's says whether that is right.

No text costs a question: the server is asked at start and every half minute. Who reads the provider's log
notes what it found, for the processes that do not, for `doctor` and for the console.
"""

from collections.abc import Mapping
from contextlib import suppress

from responder.domain.operations.clock_check import TOLERATED, Comparison, is_right
from responder.domain.records import SECOND, Millis
from responder.lib.log import get_logger
from responder.ports import Deps, LogUnavailable, StoreUnavailable
from responder.ports.clock import OwnClock, SharedTime

log = get_logger(__name__)

LOOK_EVERY: Millis = 30 * SECOND

TRIES = 3
"""Questions to the server: the fastest answer tells most exactly."""

OFF, OFF_UNTIL, AGREED_AT = "clock_off", "clock_off_until", "clock_agreed_at"
"""Notes: how far off (ms), the last moment of that, and when the provider agreed with the server."""


def ahead(clock: OwnClock, server: SharedTime) -> Millis:
    """How far (ms) the server's clock is ahead of this process's. Raises StoreUnavailable."""
    found = []
    for _ in range(TRIES):
        asked = clock.ticks()
        told = server.read()
        took = clock.ticks() - asked
        found.append((took, told + took // 2 - clock.now()))
    return min(found)[1]


class Timekeeper:
    """Keeps the clock of one process right. `look` is called by one thread at a time."""

    def __init__(self, deps: Deps, clock: OwnClock, server: SharedTime) -> None:
        self._deps, self._clock, self._server = deps, clock, server
        self._looked = clock.ticks()
        self._apart: tuple[Millis, Millis] | None = None

    def when_due(self) -> None:
        """Look, if the last look was half a minute ago. Raises nothing."""
        if self._clock.ticks() - self._looked >= LOOK_EVERY:
            with suppress(StoreUnavailable):
                self.look()

    def look(self) -> None:
        """Compare, follow the server where it is right, and note what the provider says of it.

        Raises StoreUnavailable.
        """
        self._looked = self._clock.ticks()
        server, provider = ahead(self._clock, self._server), self._deps.provider.behind()
        found = Comparison(server, provider or None, self._agreed(server, self._deps.store.log_notes()))
        if found.follows:
            self._clock.follow(server)
            self._apart = None
            if not is_right(server):
                log.warning("clock_set", seconds=server // SECOND)
        if found.provider is None:
            return
        if found.server_is_right:
            self._deps.store.note_log(AGREED_AT, str(self._clock.now()))
        note(self._deps, found.off)

    def _agreed(self, server: Millis, notes: Mapping[str, str]) -> bool:
        """Whether another process saw provider and server agree since our clock is apart from both."""
        if is_right(server):
            return False
        server_now, at = self._clock.now() + server, int(notes.get(AGREED_AT, 0))
        if self._apart is None:
            self._apart = server_now, at
        since, before = self._apart
        return at != before and since <= at <= server_now + TOLERATED


def off_by(deps: Deps) -> Millis:
    """How far our clock is behind the provider's by its last answer (ms); 0 where that is right or unknown.

    What is found is noted. Raises StoreUnavailable.
    """
    behind = deps.provider.behind()
    if is_right(behind):
        return 0
    note(deps, behind)
    return behind


def trust_clock(deps: Deps) -> None:
    """What was just read of the provider's log makes nothing fresh while the clock is wrong (I2).

    Raises LogUnavailable, StoreUnavailable.
    """
    if off := off_by(deps):
        raise LogUnavailable(f"the clock is {abs(off) // SECOND} s off the provider's")


def note(deps: Deps, off: Millis) -> None:
    """Write down how far off the clock is (0 = right), and log each change. Raises StoreUnavailable."""
    before = noted(deps)
    if off:
        until = deps.clock.now() + max(off, 0)
        deps.store.note_log(OFF_UNTIL, str(until))
    if off == before or (before and is_right(off - before)):
        return
    deps.store.note_log(OFF, str(off))
    if off:
        log.error("clock_is_off", seconds=off // SECOND, do="set the clock of Redis's machine (NTP)")
    else:
        log.warning("clock_is_right_again")


def noted(deps: Deps) -> Millis:
    """How far the clock was found to be behind (ms; negative: ahead; 0 = right). Raises StoreUnavailable."""
    return int(deps.store.log_notes().get(OFF, 0))


def off_now(deps: Deps) -> Millis:
    """The same by what the provider just said to us, or else by what another process noted.

    Raises StoreUnavailable.
    """
    return off_by(deps) if deps.provider.behind() else noted(deps)


def doubtful(deps: Deps, moment: Millis) -> bool:
    """Whether the clock may have been wrong at this moment of ours. Raises StoreUnavailable.

    A clock that was ahead wrote moments that lie in the future once it is right: they count too.
    """
    return moment <= int(deps.store.log_notes().get(OFF_UNTIL, 0))


def sentence(off: Millis) -> str:
    """What is wrong, what that endangers and what to do; for `doctor`."""
    how = f"{abs(off) // SECOND} s {'behind' if off > 0 else 'ahead of'} the provider's"
    return (
        f"the clock of Redis's machine is {how}: nothing but prompt answers leaves, and nothing of unknown "
        "outcome is sent again (I2, I7). Set it there: timedatectl set-ntp true"
    )
