"""Hours into days of a calendar, totals, and the time from STOP to silence."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from responder.domain.counts import Silence, added, days_of, hour_of, silence, totals
from responder.domain.dates import day_of

TORONTO = ZoneInfo("America/Toronto")


def in_toronto(of_hour: int) -> int:
    local = datetime.fromtimestamp(of_hour * 3_600, TORONTO)
    return day_of(local.year, local.month, local.day)


def hour(year: int, month: int, day: int, at: int) -> int:
    return hour_of(int(datetime(year, month, day, at, tzinfo=UTC).timestamp() * 1_000))


def test_an_hour_belongs_to_the_day_of_the_readers_calendar():
    counts = {hour(2026, 11, 23, 4): {"in": 1}, hour(2026, 11, 23, 5): {"in": 10}}
    days = days_of(counts, in_toronto, day_of(2026, 11, 23), 2)
    assert [(day.number - day_of(2026, 11, 0), day.texts_in) for day in days] == [(22, 1), (23, 10)]


def test_the_day_on_which_the_clocks_go_back_has_25_hours():
    counts = {hour(2026, 11, 1, 4) + n: {"in": 1} for n in range(30)}
    days = days_of(counts, in_toronto, day_of(2026, 11, 1), 1)
    assert [(day.number - day_of(2026, 11, 0), day.texts_in) for day in days] == [(1, 25)]


def test_days_without_anything_are_there_and_older_hours_are_not():
    counts = {hour(2026, 11, 1, 12): {"in": 3}}
    days = days_of(counts, in_toronto, day_of(2026, 11, 23), 3)
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
