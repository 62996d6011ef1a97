"""The one place where a failure that nobody foresaw is caught: its item is set aside, all else goes on.

A fault in one item (words that a template cannot take, a record that is not whole) must not keep reminders,
pictures or the reading of the log from all others, and a relay that starts again meets it again. It is logged
with its trace, told by `doctor` and the metrics, and tried again ever more rarely; a relay that starts tries
everything once. A whole duty, and what stands in the provider's log, is tried at every turn: a STOP may wait
behind it. What Redis does not answer is no item's fault and goes through.
"""

from collections.abc import Callable

from responder.domain.records import HOUR, MINUTE, Millis
from responder.lib.log import get_logger, mask
from responder.ports import AnotherKind, Clock, LogUnavailable, StoreUnavailable
from responder.ports.quarantine import AsideBook, Guard, SetAside

log = get_logger(__name__)

FIRST_PAUSE: Millis = 1 * MINUTE
LONGEST_PAUSE: Millis = 1 * HOUR

EVERY_TURN = frozenset({"provider log"})
"""Duties whose items are never paused (I2)."""

NOBODYS_FAULT = (StoreUnavailable, LogUnavailable)
"""Redis or the provider does not answer: the whole duty waits, and no item is at fault."""

ADVICE = "the trace says where it fails; it is tried again by itself: upgrade, or report it"


class Aside:
    """What this process has set aside."""

    def __init__(self, book: AsideBook, clock: Clock) -> None:
        self._book, self._clock = book, clock
        self._waiting: dict[str, SetAside] = {}

    def guard(self, duty: str) -> Guard:
        """Runs the items of one duty."""

        def run(item: str, act: Callable[[], object]) -> bool:
            name = f"{duty} {item}".strip()
            waits = self._waiting.get(name)
            if waits and self._clock.now() < waits.again_at:
                return False
            try:
                act()
            except Exception as error:
                if isinstance(error, NOBODYS_FAULT) and not isinstance(error, AnotherKind):
                    raise
                log.exception("item_set_aside", item=mask(name), why=type(error).__name__, do=ADVICE)
                paused = bool(item) and duty not in EVERY_TURN
                self._set_aside(name, _pause(waits) if paused else 0, waits, type(error).__name__)
                return False
            if waits:
                del self._waiting[name]
                self._told_no_more(waits.item)
            return True

        return run

    def _told_no_more(self, item: str) -> None:
        """Unless another item is still waiting under the same name: masked, many numbers look alike."""
        if all(each.item != item for each in self._waiting.values()):
            self._book.drop(item)

    def _set_aside(self, name: str, pause: Millis, before: SetAside | None, why: str) -> None:
        now = self._clock.now()
        found = SetAside(mask(name), why, before.since if before else now, now + pause)
        self._waiting[name] = found
        self._book.keep(found)


def _pause(before: SetAside | None) -> Millis:
    """Ever longer: twice as long as it has been failing."""
    if before is None:
        return FIRST_PAUSE
    return max(FIRST_PAUSE, min(2 * (before.again_at - before.since), LONGEST_PAUSE))
