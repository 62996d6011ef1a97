"""Read the provider's inbound log, receive what our webhook missed, and move freshness (DESIGN §3 LOG, §5).

A text that never reached us cannot be seen from inside; the log can show it. Freshness is a mark for each of
our numbers, and moves only when the log was read from that mark on to its end, lists what it must, and
everything in it is committed. The near reading goes first, and again between the pages of a long one: what
happened just now waits for no history.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from responder.domain.consent.backfill import Past
from responder.domain.phone import mask
from responder.domain.records import DAY, HOUR, SECOND, Millis
from responder.domain.sending.gate import LISTED_WITHIN
from responder.flows.inbound.account_log import Between, believe, brought, must_list, nothing, read_account
from responder.flows.inbound.backfill import BEFORE, Tell, past_of, quiet, read_past
from responder.flows.inbound.repair import Known, repair_all
from responder.flows.inbound.webhook_coverage import deaf_senders, why_deaf
from responder.flows.operations.timekeeping import trust_clock
from responder.lib.log import get_logger
from responder.ports import Deps, FarRead, LogUnavailable
from responder.ports.quarantine import Guard, straight

log = get_logger(__name__)

OVERLAP: Millis = 1 * HOUR
"""How far behind the mark the log is read again (DESIGN §3)."""

FAR: Millis = BEFORE
"""How far back the log is read at first and once a day, because texts can be listed late (DESIGN §3)."""

NEAR_EVERY: Millis = 45 * SECOND
"""How long a reading of history goes on before the near one is repeated."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass over the log found."""

    texts: int
    missed: int
    fresh_until: Millis


def reconcile(
    deps: Deps, since: Millis | None = None, tell: Tell = quiet, guard: Guard = straight
) -> Reading:
    """Read the log of all our numbers and repair. Raises LogUnavailable, StoreUnavailable.

    `since` (ms UTC) overrides where reading starts. A reading that starts later than a number's mark repairs
    what it sees and leaves that mark where it is. Of a number that was never read whole the past is read as
    well; `tell` hears how far that is. A customer whose texts cannot be taken (`guard`) keeps nobody else's
    out, and freshness where it is: one of them may be a STOP.
    """
    if deaf := deaf_senders(deps):
        raise LogUnavailable(why_deaf(deaf))
    reader = _Reader(deps, guard)
    if since is None:
        reader.near()
        reader.far(tell)
    else:
        reader.anew(since)
    return Reading(reader.texts, reader.missed, deps.store.freshness(deps.business.numbers))


class _Reader:
    """One pass: what it has read so far, and when it last read the near part."""

    def __init__(self, deps: Deps, guard: Guard) -> None:
        self._deps, self._guard = deps, guard
        self._near_at: Millis = 0
        self._seen: set[str] = set()
        self.missed = 0

    @property
    def texts(self) -> int:
        """How many texts were seen, each once."""
        return len(self._seen)

    def near(self) -> None:
        """From the marks on; of a number whose past is still being read, from where its far reading ended."""
        store = self._deps.store
        self._near_at = now = self._deps.clock.now()
        marks, read, gaps = self._marks(), store.far_reads(), store.gaps()
        lately = [number for number, mark in marks.items() if mark > now - FAR]
        begun = {
            number: read[number]
            for number in marks
            if number not in lately and number in read and read[number].at > now - FAR
        }
        if not (lately or begun):
            return
        oldest = min([marks[number] for number in lately] + [each.at for each in begun.values()])
        started = self._take(oldest - OVERLAP, oldest - LISTED_WITHIN)
        self._mark(lately, started)
        for number, each in begun.items():
            store.note_far_read(number, FarRead(started, each.since))
        store.gaps_read(gaps)

    def far(self, tell: Tell) -> None:
        """Two days back, once a day; a number without a mark from where its past ends, and its past.

        A past that cannot be read to its beginning is gone on with next time; the two days are not repeated,
        unless the mark has gone back since, as a restore puts it.
        """
        store, now, marks = self._deps.store, self._deps.clock.now(), self._marks()
        read = dict(store.far_reads())
        if due := [number for number in marks if self._is_due(number, marks[number], read, now)]:
            since = min(self._start(number, marks[number], now) for number in due)
            started = self._take(since, now - OVERLAP, self._again)
            for number in due:
                read[number] = FarRead(started, since)
                store.note_far_read(number, read[number])
        late = [number for number in marks if marks[number] <= now - FAR]
        for number in late:
            read_past(self._deps, number, self._telling(tell))
            if read[number].since <= self._start(number, self._marks()[number], now):
                self._mark([number], read[number].at)
        if late:
            self.near()

    def _is_due(self, number: str, mark: Millis, read: Mapping[str, FarRead], now: Millis) -> bool:
        """Whether it was not read today, or not from where what is known of it ends."""
        last = read.get(number, FarRead())
        if now - last.at >= DAY:
            return True
        return mark <= now - FAR and last.since > self._start(number, mark, now)

    def anew(self, since: Millis) -> None:
        """From a moment that somebody names."""
        marks, started = self._marks(), self._take(since, since)
        self._mark([number for number, mark in marks.items() if mark >= since], started)

    def _marks(self) -> dict[str, Millis]:
        return dict(self._deps.store.log_marks(self._deps.business.numbers))

    def _mark(self, numbers: Iterable[str], started: Millis) -> None:
        for number in numbers:
            self._deps.store.set_fresh(number, started)

    def _start(self, number: str, mark: Millis, now: Millis) -> Millis:
        return min(now - FAR, mark - OVERLAP if mark else past_of(self._deps, number).until)

    def _again(self) -> None:
        if self._deps.clock.now() - self._near_at >= NEAR_EVERY:
            self.near()

    def _telling(self, tell: Tell) -> Tell:
        def told(number: str, past: Past) -> None:
            tell(number, past)
            self._again()

        return told

    def _take(self, since: Millis, whole_until: Millis, between: Between = nothing) -> Millis:
        """Read from `since`, receive what was missed, and say when that began. Raises LogUnavailable."""
        deps, started = self._deps, self._deps.clock.now()
        texts = brought(deps, started)
        expected = must_list(deps, texts, since, started)
        rows = read_account(deps, since, whole_until, between)
        listed = {row.provider_id for row in rows}
        self._seen |= listed
        awaited = frozenset(text.id for text in texts) - listed
        self.missed += repair_all(deps, rows, Known(started, awaited), self._guard)
        believe(deps, expected, rows)
        trust_clock(deps)
        return started


def _log_past(number: str, past: Past) -> None:
    log.info("past_read", number=mask(number), texts=past.texts, back_to=past.back_to)


def read_log(deps: Deps, guard: Guard = straight) -> bool:
    """One pass for the relay: what cannot be read leaves freshness where it is, and is False."""
    try:
        found = reconcile(deps, tell=_log_past, guard=guard)
    except LogUnavailable as error:
        log.warning("log_unread", why=str(error))
        return False
    if found.missed:
        log.warning("texts_missed_by_webhook", count=found.missed)
    return True
