"""The desk's tables of the business file: reminders, and open hours. All of it may be left out."""

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any, cast

from responder.domain.appointments.appointment import Reminders
from responder.domain.consent.business_hours import Opening
from responder.domain.customers.customer import DEFAULT_ZONE
from responder.domain.inbox.notices import Notices
from responder.domain.records import DAY, HOUR, MINUTE, Millis
from responder.domain.zones import Window, Zone
from responder.law.zone_tables import zone_named
from responder.lib.validators import ConfigError, one_line, one_of

DESK_TABLES = ("appointments", "hours", "notices")
"""What `business_file` knows by name and leaves to this file."""

LANGUAGES = ("en", "fr", "es")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_TEXT = 600
MOST_REMINDERS = 5
LONGEST_BEFORE: Millis = 30 * DAY
_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}

Table = Mapping[str, Any]


def reminders_of(document: Table) -> Reminders:
    """When reminders go, and the business's own words. Raises ConfigError with one sentence."""
    table = _table(document, "appointments", ("reminders", "text"))
    return Reminders(_times(table.get("reminders", [])), _texts(table))


def after_hours_of(document: Table) -> Opening | None:
    """When the business is open; None where nobody is to be answered by itself. Raises ConfigError."""
    table = _table(document, "hours", ("zone", "after_hours_answer", "closed", *DAYS))
    if not table:
        return None
    wanted = table.get("after_hours_answer", False)
    if not isinstance(wanted, bool):
        raise ConfigError("[hours] after_hours_answer must be true or false.")
    opening = Opening(
        _zone(table.get("zone", DEFAULT_ZONE)),
        tuple(_windows(f"[hours] {day}", table.get(day, [])) for day in DAYS),
        frozenset(_closed(table.get("closed", []))),
    )
    if wanted and not any(opening.week):
        raise ConfigError('[hours] must say when the business is open, such as monday = ["08:00-17:00"].')
    return opening if wanted else None


def _zone(name: object) -> Zone:
    found = zone_named(str(name))
    if found is None:
        raise ConfigError(f"[hours] zone: the tzdata package has no zone {name!r} (TZ-05).")
    return found


def notices_of(document: Table) -> Notices:
    """When an assignee is mailed about an unread text, and whether with its words. Raises ConfigError."""
    table, usual = _table(document, "notices", ("after_minutes", "with_body")), Notices()
    minutes, body = table.get("after_minutes", usual.after // MINUTE), table.get("with_body", False)
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 1 <= minutes <= 24 * 60:
        raise ConfigError("[notices] after_minutes must be a whole number from 1 to 1440.")
    if not isinstance(body, bool):
        raise ConfigError("[notices] with_body must be true or false.")
    return Notices(minutes * MINUTE, body)


def _windows(name: str, given: object) -> tuple[Window, ...]:
    if not isinstance(given, list):
        raise ConfigError(f'{name} must be a list such as ["08:00-12:00", "13:00-17:00"].')
    windows = tuple(_window(name, each) for each in given)
    if any(later[0] < earlier[1] for earlier, later in pairwise(windows)):
        raise ConfigError(f"{name} must be in order, without overlaps.")
    return windows


def _window(name: str, given: object) -> Window:
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", str(given))
    opens, closes = (
        (int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])) if found else (0, 0)
    )
    if not opens < closes <= 24 * 60:
        raise ConfigError(f"{name} must be hours such as 08:00-17:00, not {given!r}.")
    return opens, closes


def _closed(given: object) -> list[int]:
    if not isinstance(given, list):
        raise ConfigError('[hours] closed must be a list of days such as ["2026-12-25"].')
    try:
        return [(date.fromisoformat(str(each)) - date(1970, 1, 1)).days for each in given]
    except ValueError:
        raise ConfigError('[hours] closed must be days such as "2026-12-25".') from None


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
