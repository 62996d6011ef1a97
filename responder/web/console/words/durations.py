"""How long something waits, as a list says it: 3 min, 2 hr, 4 days."""

from datetime import timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_timedelta
from flask_babel import get_locale

from responder.domain.records import MINUTE, Millis


def age(waited: Millis) -> str:
    """A time in ms, rounded to one unit; a minute at least."""
    return _spelled(max(waited, MINUTE) // MINUTE, get_locale())


@lru_cache(maxsize=2_000)
def _spelled(minutes: int, language: Locale) -> str:
    return str(format_timedelta(timedelta(minutes=minutes), format="short", locale=language))
