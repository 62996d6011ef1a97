"""What happened is added up by the hour, and read as days, opt-out rates and STOP-to-silence times.

Commits and settlements count for themselves (store/campaigns/counts.py); here the relay adds finished hours
up, and a page or a bulk message reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from responder.domain.campaigns.opt_out_rate import WINDOW_DAYS, Rate, rates_by
from responder.domain.records import DAY, HOUR, Millis
from responder.domain.reports.counts import (
    Counts,
    Day,
    Silence,
    Totals,
    added,
    days_of,
    four,
    hour_of,
    silence,
    totals,
)
from responder.domain.reports.failures import Failures, failures_of
from responder.ports.counts import HourCounts, Sums

FINISHED_AFTER: Millis = 2 * HOUR
"""An hour is added up for good only so long after it ended: a paused process may have a count to write."""

KEPT_FOR: Millis = 7 * DAY
"""How long the shards' own counts stay after they were added up, in case anybody doubts a sum."""

FIRST_LOOK = 48
MOST_FRESH = 72
"""Hours read from the shards at most: at the first sum, and by a page while no relay runs."""

AT_ONCE = 24
HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days as a reader's calendar has them. `missing` counts hours that nobody added up and nobody read."""

    days: list[Day]
    missing: int


@dataclass(frozen=True, slots=True)
class Story:
    """What happened in the last days, all together."""

    sums: Totals
    silence: Silence

    @property
    def by_sender(self) -> Mapping[str, Rate]:
        """Opt-out rates by sender id, the highest first."""
        return rates_by(0, self.sums.sent, self.sums.opted_out)

    @property
    def by_template(self) -> Mapping[str, Rate]:
        """Opt-out rates by template, or class where somebody wrote the words; the highest first."""
        return rates_by(1, self.sums.sent, self.sums.opted_out)


def add_up(counts: HourCounts, now: Millis) -> int:
    """Add up the hours that are finished; returns how many. Two who do it at once add nothing twice.

    Raises StoreUnavailable.
    """
    finished, known = hour_of(now - FINISHED_AFTER), counts.until()
    first = start = known or finished - FIRST_LOOK
    while start < finished:
        sums = _sums(counts, start, min(start + AT_ONCE, finished))
        if not counts.keep(sums, known):
            break
        counts.forget(range(start, sums.until), KEPT_FOR)
        start = known = sums.until
    return max(0, start - first)


def _sums(counts: HourCounts, start: int, until: int) -> Sums:
    hours = counts.fresh(range(start, until))
    days = sorted({hour // HOURS_A_DAY for hour in hours})
    before = counts.days(days)
    whole = {
        day: added(
            [before.get(day, {}), *(found for hour, found in hours.items() if hour // HOURS_A_DAY == day)]
        )
        for day in days
    }
    return Sums(start, until, {hour: four(found) for hour, found in hours.items()}, whole)


def calendar(counts: HourCounts, now: Millis, days: int, zone: str) -> Calendar:
    """The last `days` days of a zone's calendar, today among them. Raises StoreUnavailable."""
    clock = ZoneInfo(zone)
    today = datetime.fromtimestamp(now / 1_000, clock).date()
    dates = [today - timedelta(days=back) for back in reversed(range(days))]
    starts = [hour_of(int(datetime.combine(on, time.min, clock).timestamp() * 1_000)) for on in dates]
    last, until = hour_of(now), counts.until()
    summed = range(starts[0], max(starts[0], min(until, last + 1)))
    fresh = range(max(starts[0], until, last + 1 - MOST_FRESH), last + 1)
    missing = fresh.start - max(starts[0], until) if until else 0
    found = {**counts.hours(summed), **{hour: four(each) for hour, each in counts.fresh(fresh).items()}}
    return Calendar(days_of(found, starts, _day_number(dates[0])), missing)


def _day_number(on: date) -> int:
    return on.toordinal() - date(1970, 1, 1).toordinal()


def last_30_days(counts: HourCounts, now: Millis) -> Story:
    """What the alarm line is about (CA-26), by days of UTC; a bulk message may ask before it goes on."""
    return story(counts, now, hour_of(now) // HOURS_A_DAY - WINDOW_DAYS + 1)


def story(counts: HourCounts, now: Millis, first: int) -> Story:
    """What happened since the day `first` (from 1970-01-01, UTC). Raises StoreUnavailable."""
    last, until = hour_of(now), counts.until()
    fresh = range(max(first * HOURS_A_DAY, until, last + 1 - MOST_FRESH), last + 1)
    found: list[Counts] = list(counts.days(range(first, last // HOURS_A_DAY + 1)).values())
    found += counts.fresh(fresh).values()
    return Story(totals(found), silence(found))


def failures_lately(counts: HourCounts, now: Millis) -> list[Failures]:
    """Each sender's failures in this hour and the one before, the highest share first.

    Raises StoreUnavailable.
    """
    last = hour_of(now)
    return failures_of(counts.fresh([last - 1, last]).values())
