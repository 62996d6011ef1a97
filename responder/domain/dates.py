"""Calendar days as numbers: days counted from 1970-01-01, without a clock or a time zone.

The domain may not ask what time it is, so it does not import `datetime`; it needs no more of it than this.
"""

import re
from collections.abc import Container

from responder.domain.zones import EPOCH_WEEKDAY

SATURDAY = 5
DAYS_IN_400_YEARS = 146_097
FROM_MARCH_0000 = 719_468
"""Days from 0000-03-01 to 1970-01-01: years that begin in March have their leap day last."""


def day_of(year: int, month: int, day: int) -> int:
    """The number of a day of the Gregorian calendar."""
    year, month = (year - 1, month + 9) if month < 3 else (year, month - 3)
    era, of_era = divmod(year, 400)
    of_year = (153 * month + 2) // 5 + day - 1
    return era * DAYS_IN_400_YEARS + of_era * 365 + of_era // 4 - of_era // 100 + of_year - FROM_MARCH_0000


def date_of(number: int) -> tuple[int, int, int]:
    """Year, month and day of a day's number."""
    era, of_era = divmod(number + FROM_MARCH_0000, DAYS_IN_400_YEARS)
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    civil = month + 3 if month < 10 else month - 9
    return era * 400 + year + (civil <= 2), civil, day


def months_later(number: int, months: int) -> int:
    """The same day of the month so many months later, or that month's last day if it has no such day."""
    year, month, day = date_of(number)
    years, index = divmod(month - 1 + months, 12)
    following = day_of(year + years + (index == 11), (index + 1) % 12 + 1, 1)
    return min(day_of(year + years, index + 1, 1) + day - 1, following - 1)


def business_days_later(number: int, count: int, holidays: Container[int]) -> int:
    """The day on which so many days have gone by that are neither weekend nor holiday."""
    while count:
        number += 1
        if (number + EPOCH_WEEKDAY) % 7 < SATURDAY and number not in holidays:
            count -= 1
    return number


class BadDate(ValueError):
    """What somebody wrote is no day of the calendar."""


def day_from(text: str) -> int:
    """The day that `2026-11-22` names, whatever time stands behind it. Raises BadDate."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?", text.strip())
    if found is None:
        raise BadDate
    year, month, day = map(int, found.groups())
    if not 1 <= month <= 12 or date_of(day_of(year, month, day)) != (year, month, day):
        raise BadDate
    return day_of(year, month, day)


def iso(number: int) -> str:
    """A day as people write it in records: 2026-11-22."""
    year, month, day = date_of(number)
    return f"{year:04d}-{month:02d}-{day:02d}"
