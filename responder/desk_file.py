"""The desk's tables of the business file: appointments and their reminders. All of it may be left out."""

import re
from collections.abc import Mapping
from typing import Any, cast

from responder.checks import ConfigError, one_line, one_of
from responder.domain.appointments import Reminders
from responder.domain.messages import DAY, HOUR, MINUTE, Millis

DESK_TABLES = ("appointments",)
"""What `business_file` knows by name and leaves to this file."""

LANGUAGES = ("en", "fr", "es")
LONGEST_TEXT = 600
MOST_REMINDERS = 5
LONGEST_BEFORE: Millis = 30 * DAY
_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}

Table = Mapping[str, Any]


def reminders_of(document: Table) -> Reminders:
    """When reminders go, and the business's own words. Raises ConfigError with one sentence."""
    table = _table(document, "appointments", ("reminders", "text"))
    return Reminders(_times(table.get("reminders", [])), _texts(table))


def _table(document: Table, name: str, keys: tuple[str, ...]) -> Table:
    found = document.get(name, {})
    if not isinstance(found, dict):
        raise ConfigError(f"[{name}] must be a table.")
    for key in found:
        if key not in keys:
            raise ConfigError(f"[{name}] has the unknown key {key!r}; it may have {', '.join(keys)}.")
    return cast(Table, found)


def _times(given: object) -> tuple[Millis, ...]:
    name = "[appointments] reminders"
    if not isinstance(given, list) or len(given) > MOST_REMINDERS:
        raise ConfigError(f'{name} must be a list of at most {MOST_REMINDERS}, such as ["24h", "2h"].')
    times = [_before(name, each) for each in given]
    if len(set(times)) < len(times):
        raise ConfigError(f"{name} must not name a time twice.")
    return tuple(sorted(times, reverse=True))


def _before(name: str, given: object) -> Millis:
    found = re.fullmatch(r"([1-9][0-9]{0,3})([mhd])", given) if isinstance(given, str) else None
    before = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 5 * MINUTE <= before <= LONGEST_BEFORE:
        raise ConfigError(f"{name} must be times such as 24h, 90m or 2d, from 5m to 30d, not {given!r}.")
    return before


def _texts(table: Table) -> tuple[tuple[str, str], ...]:
    given = table.get("text", {})
    if not isinstance(given, dict):
        raise ConfigError('[appointments] text must be a table such as { en = "…", fr = "…" }.')
    for language in given:
        one_of("[appointments] text", language, LANGUAGES)
    return tuple(
        (language, one_line(f"[appointments] text {language}", str(text), LONGEST_TEXT))
        for language, text in given.items()
    )
