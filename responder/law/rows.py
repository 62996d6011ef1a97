"""The rows of `consent.toml` and `standing.toml` in `responder/law/rules/`, read and checked at start.

A row that makes no sense stops the start: a consent that is silently not asked for is worse.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from responder.domain.law.consent_rows import EXPRESS, ConsentRow
from responder.domain.law.standing_rows import StandingRow
from responder.domain.records import MessageClass
from responder.lib.validators import ConfigError

EPOCH = date(1970, 1, 1)
NO_END = 1 << 30

NEEDED = frozenset({"rule", "source", "verified", "from", "scope"})
"""Keys of every row; beside them it may have `until`."""


def read_consents(path: Path) -> tuple[ConsentRow, ...]:
    """Where marketing needs express consent. Raises ConfigError with one sentence: file, row and key."""
    rows = _rows(path, "consents", NEEDED, {"until", "profile"})
    return tuple(_consent(where, row) for where, row in rows)


def read_standing(path: Path) -> tuple[StandingRow, ...]:
    """Rules with nothing to compare. Raises ConfigError with one sentence that names file, row and key."""
    rows = _rows(path, "standing", NEEDED | {"says"}, {"until", "classes"})
    return tuple(_standing(where, row) for where, row in rows)


Row = Mapping[str, Any]


def _rows(path: Path, table: str, needed: frozenset[str], possible: set[str]) -> Iterator[tuple[str, Row]]:
    """Each row that has its keys, and how a sentence names it. Raises ConfigError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be used: {error}.") from error
    for index, row in enumerate(document.get(table, ()), 1):
        where = f"{path.name}, row {index} ({row.get('rule', 'without a rule')})"
        wrong = (set(row) - needed - possible) | (needed - set(row))
        if wrong:
            raise ConfigError(f"{where}: the key {sorted(wrong)[0]!r} is unknown or missing.")
        yield where, row


def _consent(where: str, row: Row) -> ConsentRow:
    if row.get("profile", EXPRESS) != EXPRESS:
        raise ConfigError(f"{where}: profile must be {EXPRESS} or left out, not {row['profile']!r}.")
    profile, classes = row.get("profile", ""), frozenset({MessageClass.MARKETING})
    return ConsentRow(**_dated(where, row), classes=classes, profile=profile)


def _standing(where: str, row: Row) -> StandingRow:
    unknown = [name for name in row.get("classes", ()) if name not in list(MessageClass)]
    if unknown:
        raise ConfigError(f"{where}: classes must be of {', '.join(MessageClass)}, not {unknown[0]!r}.")
    classes = frozenset(MessageClass(name) for name in row.get("classes", ()))
    return StandingRow(**_dated(where, row), classes=classes, says=row["says"])


def _dated(where: str, row: Row) -> dict[str, Any]:
    """What both kinds have. Raises ConfigError."""
    for key in ("from", "until"):
        if not isinstance(row.get(key, EPOCH), date):
            raise ConfigError(f"{where}: {key} must be a date such as 2026-01-01, not {row[key]!r}.")
    return {
        "rule": row["rule"],
        "source": row["source"],
        "verified": row["verified"],
        "starts": (row["from"] - EPOCH).days,
        "ends": (row["until"] - EPOCH).days if "until" in row else NO_END,
        "scope": frozenset(row["scope"]),
    }
