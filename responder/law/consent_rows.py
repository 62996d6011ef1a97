"""The rows of `responder/law/rules/consent.toml`, read and checked at start.

A row that makes no sense stops the start: a consent that is silently not asked for is worse.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from responder.domain.law.consent_rows import EXPRESS, ConsentRow
from responder.domain.records import MessageClass
from responder.lib.validators import ConfigError

EPOCH = date(1970, 1, 1)
NO_END = 1 << 30
NEEDED = {"rule", "source", "verified", "from", "scope"}
POSSIBLE = {"until", "profile"}


def read_consents(path: Path) -> tuple[ConsentRow, ...]:
    """The rows of a file. Raises ConfigError with one sentence that names file, row and key."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be used: {error}.") from error
    return tuple(_row(index, row) for index, row in enumerate(document.get("consents", ()), 1))


def _row(index: int, row: Mapping[str, Any]) -> ConsentRow:
    where = f"consent.toml, row {index} ({row.get('rule', 'without a rule')})"
    wrong = (set(row) - NEEDED - POSSIBLE) | (NEEDED - set(row))
    if wrong:
        raise ConfigError(f"{where}: the key {sorted(wrong)[0]!r} is unknown or missing.")
    if row.get("profile", EXPRESS) != EXPRESS:
        raise ConfigError(f"{where}: profile must be {EXPRESS} or left out, not {row['profile']!r}.")
    for key in ("from", "until"):
        if not isinstance(row.get(key, EPOCH), date):
            raise ConfigError(f"{where}: {key} must be a date such as 2026-01-01, not {row[key]!r}.")
    return ConsentRow(
        rule=row["rule"],
        source=row["source"],
        verified=row["verified"],
        starts=(row["from"] - EPOCH).days,
        ends=(row["until"] - EPOCH).days if "until" in row else NO_END,
        scope=frozenset(row["scope"]),
        classes=frozenset({MessageClass.MARKETING}),
        profile=row.get("profile", ""),
    )
