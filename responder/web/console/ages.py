"""How long something waits, as a list says it: 3 min, 2 hr, 4 days."""

from datetime import timedelta

from babel.dates import format_timedelta
from flask_babel import get_locale

from responder.domain.messages import MINUTE, Millis


def age(waited: Millis) -> str:
    """A time in ms, rounded to one unit; a minute at least."""
    shown = timedelta(milliseconds=max(waited, MINUTE))
    return str(format_timedelta(shown, format="short", locale=get_locale()))
