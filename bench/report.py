"""Figures against their targets, as a table and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, the target it should reach (`>=` or `<=`), and its unit."""

    name: str
    value: float
    relation: str
    target: float
    unit: str

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        return self.value >= self.target if self.relation == ">=" else self.value <= self.target


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns, the first one to the left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
    return "  ".join((first.strip().ljust(widths[0]), *others)).rstrip()


def summary(figures: Sequence[Figure]) -> str:
    """The table of figures, targets, and whether each is met."""
    rows = [("figure", "measured", "target", "")]
    for one in figures:
        target = f"{one.relation} {one.target:g} {one.unit}"
        rows.append((one.name, f"{one.value:,.2f} {one.unit}", target, "met" if one.met else "missed"))
    return table(rows)


def write_json(path: Path, figures: Sequence[Figure]) -> None:
    """The figures for other programs."""
    value = [asdict(one) | {"met": one.met} for one in figures]
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
