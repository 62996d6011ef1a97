"""One clock: each process follows that of the store's server, and the provider's says whether that is right.

No text costs a question: the server is asked at start and every half minute. Who reads the provider's log
notes what it found, for the processes that do not, for `doctor` and for the console. While a process goes by
another time than the server's it notes that too, for those that start: whoever followed the server then would
date an opt-out, or make an answer due, by another clock than the rest.
"""

from collections.abc import Mapping
from contextlib import suppress

from responder.domain.operations.clock_check import Comparison, Offset, is_right, offset_from
from responder.domain.records import SECOND, Millis
from responder.lib.log import get_logger
from responder.ports import Deps, LogUnavailable, StoreUnavailable
from responder.ports.clock import OwnClock, SharedTime

log = get_logger(__name__)

LOOK_EVERY: Millis = 30 * SECOND

TRIES = 3
"""Questions to the server: the fastest answer tells most exactly."""

OFF, OFF_UNTIL = "clock_off", "clock_off_until"
"""Notes: how far off the clock is that all go by (ms), and the last moment of that."""

SERVER_OFF = "server_clock_off"
"""The note of how far off the server's clock is (ms), which nobody need follow."""

OFFSET = "clock_offset"
"""The note of how far ahead of the server's clock somebody goes (`domain.operations.clock_check`)."""


def ahead(clock: OwnClock, server: SharedTime) -> Millis:
    """How far (ms) the server's clock is ahead of this process's. Raises StoreUnavailable."""
    found = []
    for _ in range(TRIES):
        asked = clock.ticks()
        told = server.read()
        took = clock.ticks() - asked
        found.append((took, told + took // 2 - clock.now()))
    return min(found)[1]


def set_at_start(clock: OwnClock, server: SharedTime, notes: Mapping[str, str]) -> None:
    """Set a clock by the server's, or by what runs already and does not follow it.

    `notes`: those of the store about the log. Raises StoreUnavailable.
    """
    told, others = ahead(clock, server), offset_from(notes.get(OFFSET, ""))
    clock.follow(told + (others.ahead if others.counts(clock.now() + told) else 0))


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
        """Compare, follow who is right, and note what we go by and what the provider says of the server.

        Raises StoreUnavailable.
        """
        self._looked = self._clock.ticks()
        server, provider = ahead(self._clock, self._server), self._deps.provider.clock_off()
        server_now = self._clock.now() + server
        others = offset_from(self._deps.store.log_notes().get(OFFSET, ""))
        found = Comparison(server, provider, self._from(others, server, server_now))
        self._follow(found)
        if provider is not None:
            note(self._deps, found.off)
            _note_change(self._deps, SERVER_OFF, found.server_off, "server_clock_is_off")
        if provider is not None or not (is_right(found.ahead) or _is_known(others, server_now)):
            mine = Offset(server_now, found.ahead, provider is not None)
            self._deps.store.note_log(OFFSET, mine.written)

    def _follow(self, found: Comparison) -> None:
        self._clock.follow(found.correction)
        if not is_right(found.correction):
            log.warning("clock_set", seconds=found.correction // SECOND)

    def _from(self, others: Offset, server: Millis, server_now: Millis) -> Millis | None:
        """How far ahead of the server somebody goes who knows; None where nobody does.

        A large step is made only at a word that was given since we are apart: what was said of the server
        before somebody set its clock is true no more.
        """
        known = _is_known(others, server_now)
        if is_right(server + (others.ahead if known else 0)):
            self._apart = None
            return others.ahead if known else None
        if self._apart is None:
            self._apart = server_now, others.at
        since, before = self._apart
        return others.ahead if known and others.at != before and since <= others.at else None


def _is_known(others: Offset, server_now: Millis) -> bool:
    return others.by_provider and others.counts(server_now)


def off_by(deps: Deps) -> Millis:
    """How far our clock is behind the provider's by its last answer (ms); 0 where that is right or unknown.

    What is found is noted. Raises StoreUnavailable.
    """
    off = deps.provider.clock_off() or 0
    if is_right(off):
        return 0
    note(deps, off)
    return off


def trust_clock(deps: Deps) -> None:
    """What was just read of the provider's log makes nothing fresh while the clock is wrong (I2).

    Raises LogUnavailable, StoreUnavailable.
    """
    if off := off_by(deps):
        raise LogUnavailable(f"the clock is {abs(off) // SECOND} s off the provider's")


def note(deps: Deps, off: Millis) -> None:
    """Write down how far off the clock is (0 = right), and log each change. Raises StoreUnavailable."""
    if off:
        until = deps.clock.now() + max(off, 0)
        deps.store.note_log(OFF_UNTIL, str(until))
    _note_change(deps, OFF, off, "clock_is_off")


def _note_change(deps: Deps, name: str, off: Millis, event: str) -> None:
    before = int(deps.store.log_notes().get(name, 0))
    if off == before or (before and is_right(off - before)):
        return
    deps.store.note_log(name, str(off))
    if off:
        log.error(event, seconds=off // SECOND, do="set the clock of Redis's machine (NTP)")
    else:
        log.warning(event.replace("_is_off", "_is_right_again"))


def noted(deps: Deps) -> Millis:
    """How far the clock was found to be behind (ms; negative: ahead; 0 = right). Raises StoreUnavailable."""
    return int(deps.store.log_notes().get(OFF, 0))


def server_noted(deps: Deps) -> Millis:
    """How far the server's clock was found to be behind; nobody goes by it then. Raises StoreUnavailable."""
    return int(deps.store.log_notes().get(SERVER_OFF, 0))


def off_now(deps: Deps) -> Millis:
    """The same by what the provider just said to us, or else by what another process noted.

    Raises StoreUnavailable.
    """
    return noted(deps) if deps.provider.clock_off() is None else off_by(deps)


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


def server_sentence(off: Millis) -> str:
    """The same of a server's clock that is wrong while ours is right."""
    how = f"{abs(off) // SECOND} s {'behind' if off > 0 else 'ahead of'} the provider's"
    return (
        f"the clock of Redis's machine is {how}: what runs does not follow it, but what starts while nothing "
        "else runs would, and wait for it (I2, I4, I7). Set it there: timedatectl set-ntp true"
    )
