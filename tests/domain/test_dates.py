"""Days as numbers, against the standard library's calendar."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from responder.domain.dates import date_of, day_of, iso, months_later

EPOCH = date(1970, 1, 1)


def n(*when: int) -> int:
    return (date(*when) - EPOCH).days


@given(st.dates(date(1600, 1, 1), date(2400, 12, 31)))
def test_days_are_those_of_the_calendar(day: date) -> None:
    number = (day - EPOCH).days

    assert day_of(day.year, day.month, day.day) == number
    assert date_of(number) == (day.year, day.month, day.day)
    assert iso(number) == day.isoformat()


@given(st.dates(date(1900, 1, 1), date(2300, 12, 31)), st.sampled_from([1, 6, 12, 24]))
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    found = EPOCH + timedelta(days=months_later((day - EPOCH).days, months))
    years, index = divmod(day.month - 1 + months, 12)

    assert (found.year, found.month) == (day.year + years, index + 1)
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


def test_the_clocks_of_casl_end_on_the_day_that_is_refused() -> None:
    assert months_later(n(2024, 11, 22), 24) == n(2026, 11, 22)
    assert months_later(n(2026, 8, 31), 6) == n(2027, 2, 28)
    assert months_later(n(2024, 2, 29), 24) == n(2026, 2, 28)
