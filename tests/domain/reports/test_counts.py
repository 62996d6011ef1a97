"""Hours into days of a calendar, totals, and the time from STOP to silence."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from responder.domain.dates import day_of
from responder.domain.reports.counts import Day, Silence, added, days_of, hour_of, silence, totals

TORONTO = ZoneInfo("America/Toronto")


def hour(year: int, month: int, day: int, at: int) -> int:
    return hour_of(int(datetime(year, month, day, at, tzinfo=UTC).timestamp() * 1_000))


def starts(year: int, month: int, day: int, count: int) -> list[int]:
    """The hours at which days begin in Toronto, this one the last."""
    last = datetime(year, month, day, tzinfo=TORONTO)
    days = [(last - timedelta(days=back)).replace(hour=0) for back in reversed(range(count))]
    return [hour_of(int(each.timestamp() * 1_000)) for each in days]


def test_an_hour_belongs_to_the_day_of_the_readers_calendar():
    counts = {hour(2026, 11, 23, 4): (1, 0, 0, 0), hour(2026, 11, 23, 5): (10, 2, 3, 4)}
    days = days_of(counts, starts(2026, 11, 23, 2), day_of(2026, 11, 22))
    assert days == [Day(day_of(2026, 11, 22), 1, 0, 0, 0), Day(day_of(2026, 11, 23), 10, 2, 3, 4)]


def test_the_day_on_which_the_clocks_go_back_has_25_hours():
    counts = {hour(2026, 11, 1, 4) + n: (1, 0, 0, 0) for n in range(27)}
    days = days_of(counts, starts(2026, 11, 2, 2), day_of(2026, 11, 1))
    assert [day.texts_in for day in days] == [25, 2]


def test_days_without_anything_are_there_and_older_hours_are_not():
    counts = {hour(2026, 11, 1, 12): (3, 0, 0, 0)}
    days = days_of(counts, starts(2026, 11, 23, 3), day_of(2026, 11, 21))
    assert [day.texts_in for day in days] == [0, 0, 0]


def test_answers_are_texts_out_but_no_rate_counts_them():
    sums = totals([{"in": 2, "out:A|answer": 3, "out:A|service": 4, "out:MG|reminder": 5}])
    assert (sums.texts_in, sums.texts_out) == (2, 12)
    assert dict(sums.sent) == {"A|service": 4, "MG|reminder": 5}


@pytest.mark.parametrize(("door", "counts"), [("inbound", 1), ("desk", 1), ("provider", 1), ("import", 0)])
def test_every_opt_out_is_one_but_an_imported_list_says_nothing_about_our_texts(door, counts):
    sums = totals([{f"opted_out:{door}:A|service": 1, "opted_in:inbound": 2}])
    assert (sums.all_opted_out, sums.opted_out.total(), sums.opted_in) == (1, counts, 2)


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({}, Silence(0, 0, 0, 0)),
        ({"opted_out:inbound:": 3}, Silence(3, 0, 0, 0)),
        ({"opted_out:inbound:": 3, "in_the_air:40": 1}, Silence(3, 1, 0, 40)),
        ({"opted_out:inbound:": 3, "in_the_air:40": 1, "in_the_air:90": 1}, Silence(3, 2, 40, 90)),
        ({"opted_out:desk:": 1, "in_the_air:250": 1}, Silence(1, 1, 250, 250)),
        ({"opted_out:inbound:": 2, "in_the_air:7": 2}, Silence(2, 2, 7, 7)),
        ({"opted_out:inbound:": 4, "in_the_air:7": 2}, Silence(4, 2, 0, 7)),
    ],
)
def test_the_middle_and_the_worst_of_all_opt_outs_nothing_in_the_air_being_0(counts, found):
    assert silence([counts]) == found


def test_shards_are_added():
    assert added([{"in": "2"}, {}, {"in": "3", "out:A|b": "1"}]) == {"in": 5, "out:A|b": 1}
