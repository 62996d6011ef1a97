"""What happened is added up by the hour, and read as days, opt-out rates and STOP-to-silence times.

Commits and settlements count for themselves (store/counts.py); here the relay adds finished hours up, and a
page or a bulk message reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from responder.domain.counts import (
    Counts,
    Day,
    Silence,
    Totals,
    days_of,
    hour_of,
    silence,
    totals,
)
from responder.domain.messages import DAY, HOUR, Millis
from responder.domain.rates import WINDOW_DAYS, Rate, rates_by
from responder.ports.counts import HourCounts

FINISHED_AFTER: Millis = 2 * HOUR
"""An hour is added up for good only so long after it ended: a paused process may have a count to write."""

KEPT_FOR: Millis = 7 * DAY
"""How long the shards' own counts stay after they were added up, in case anybody doubts a sum."""

FIRST_LOOK = 48
MOST_FRESH = 72
"""Hours read from the shards at most: at the first sum, and by a page while no relay runs."""

AT_ONCE = 24


@dataclass(frozen=True, slots=True)
class Story:
    """What happened in the last days. `missing` counts hours that nobody has added up and nobody read."""

    days: list[Day]
    sums: Totals
    silence: Silence
    missing: int

    @property
    def by_sender(self) -> Mapping[str, Rate]:
        """Opt-out rates by sender id, the highest first."""
        return rates_by(0, self.sums.sent, self.sums.opted_out)

    @property
    def by_template(self) -> Mapping[str, Rate]:
        """Opt-out rates by template, or class where somebody wrote the words; the highest first."""
        return rates_by(1, self.sums.sent, self.sums.opted_out)


def add_up(counts: HourCounts, now: Millis) -> int:
    """Add up the hours that are finished; returns how many. Doing it twice changes nothing.

    Raises StoreUnavailable.
    """
    finished = hour_of(now - FINISHED_AFTER)
    first = counts.until() or finished - FIRST_LOOK
    for start in range(first, finished, AT_ONCE):
        hours = range(start, min(start + AT_ONCE, finished))
        counts.keep(counts.fresh(hours), hours.stop)
        counts.forget(hours, KEPT_FOR)
    return max(0, finished - first)


def story(counts: HourCounts, now: Millis, days: int, zone: str) -> Story:
    """The last `days` days of a zone's calendar, today among them. Raises StoreUnavailable."""
    clock = ZoneInfo(zone)
    today = datetime.fromtimestamp(now / 1_000, clock).date()
    midnight = datetime.combine(today - timedelta(days=days - 1), time.min, clock)
    first, last = hour_of(int(midnight.timestamp() * 1_000)), hour_of(now)
    hours, missing = _hours(counts, first, last)

    def day_of_hour(hour: int) -> int:
        return _day_number(datetime.fromtimestamp(hour * HOUR / 1_000, clock))

    found = list(hours.values())
    shown = days_of(hours, day_of_hour, _day_number(today), days)
    return Story(shown, totals(found), silence(found), missing)


def _day_number(on: date) -> int:
    return on.toordinal() - date(1970, 1, 1).toordinal()


def last_30_days(counts: HourCounts, now: Millis) -> Story:
    """What the alarm line is about (CA-26), and what a bulk message may ask before it goes on."""
    return story(counts, now, WINDOW_DAYS, "UTC")


def _hours(counts: HourCounts, first: int, last: int) -> tuple[Mapping[int, Counts], int]:
    until = counts.until()
    summed = range(first, max(first, min(until, last + 1)))
    fresh = range(max(first, until, last + 1 - MOST_FRESH), last + 1)
    missing = (fresh.start - max(first, until)) if until else 0
    return {**counts.summed(summed), **counts.fresh(fresh)}, missing
