"""The time zones that a number's area lies in, by its digits alone; pure tables of `phonenumbers`."""

import phonenumbers
from phonenumbers import timezone

UNKNOWN = "Etc/Unknown"

AREA = 4
"""An area code lies in at most so many zones; a number with more (toll-free) has no place."""


def zones_of(number: str) -> tuple[str, ...]:
    """IANA names of the zones of a key, `America/Toronto`; empty where the digits do not tell (toll-free)."""
    if not number.startswith("+"):
        return ()
    try:
        found = timezone.time_zones_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(name for name in found if name != UNKNOWN) if len(found) <= AREA else ()
