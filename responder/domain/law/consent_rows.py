"""Where an implied consent is not enough for marketing: dated rows, read by `responder/law/rows.py`.

Pure. Without a row that binds, an implied consent within its clock is a basis (DESIGN §7.3).
"""

from dataclasses import dataclass

from responder.domain.law.quiet_hours import Place, Row

IMPLIED, EXPRESS = "implied", "express"
CHOICES = (IMPLIED, EXPRESS)
"""What a business may say of its texts to the United States: the default, and the stricter reading."""


@dataclass(frozen=True, slots=True)
class ConsentRow(Row):
    """Marketing to those it covers needs express consent; only for who chose `profile`, where it has one."""

    profile: str


def for_choice(rows: tuple[ConsentRow, ...], choice: str) -> tuple[ConsentRow, ...]:
    """The rows that a business with this choice is under."""
    return tuple(row for row in rows if row.profile in ("", choice))


def binding(rows: tuple[Row, ...], place: Place, day: int) -> Row | None:
    """The row that asks for express consent of somebody at this place on a day; a state's comes first."""
    found = [row for row in rows if row.holds(day) and row.covers(place.regions)]
    return max(found, key=lambda row: any("-" in scope for scope in row.scope), default=None)
