"""The rows of `responder/law/rules/standing.toml`, read and checked at start."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from responder.domain.law.standing_rows import StandingRow
from responder.domain.records import MessageClass
from responder.lib.validators import ConfigError

EPOCH = date(1970, 1, 1)
NO_END = 1 << 30
NEEDED = {"rule", "source", "verified", "from", "scope", "says"}
POSSIBLE = {"until", "classes"}


def read_standing(path: Path) -> tuple[StandingRow, ...]:
    """The rows of a file. Raises ConfigError with one sentence that names file, row and key."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be used: {error}.") from error
    return tuple(_row(index, row) for index, row in enumerate(document.get("standing", ()), 1))


def _row(index: int, row: Mapping[str, Any]) -> StandingRow:
    where = f"standing.toml, row {index} ({row.get('rule', 'without a rule')})"
    wrong = (set(row) - NEEDED - POSSIBLE) | (NEEDED - set(row))
    if wrong:
        raise ConfigError(f"{where}: the key {sorted(wrong)[0]!r} is unknown or missing.")
    for key in ("from", "until"):
        if not isinstance(row.get(key, EPOCH), date):
            raise ConfigError(f"{where}: {key} must be a date such as 2026-01-01, not {row[key]!r}.")
    unknown = [name for name in row.get("classes", ()) if name not in list(MessageClass)]
    if unknown:
        raise ConfigError(f"{where}: classes must be of {', '.join(MessageClass)}, not {unknown[0]!r}.")
    return StandingRow(
        rule=row["rule"],
        source=row["source"],
        verified=row["verified"],
        starts=(row["from"] - EPOCH).days,
        ends=(row["until"] - EPOCH).days if "until" in row else NO_END,
        scope=frozenset(row["scope"]),
        classes=frozenset(MessageClass(name) for name in row.get("classes", ())),
        says=row["says"],
    )
