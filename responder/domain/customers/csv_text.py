"""Lists as spreadsheets write and read them (CSV): pure text, nothing of files.

Cells that a spreadsheet would run as a formula are neutralised with an apostrophe, which is taken off again
when such a list is read. A number is never guessed: what holds a letter (`1.4155E+10`) is none.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from responder.domain.phone import BadNumber, parse_number

PHONE = "phone"

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that a spreadsheet may run; the last four are the wide ones of Japanese and Chinese."""

_CLAIMS = re.compile(r"consent|opt.?in|subscri|permission|status|express|implied|agreed", re.IGNORECASE)


class BadSheet(ValueError):
    """A list that cannot be read; one sentence."""


def neutral(cell: str) -> str:
    """The cell as no spreadsheet runs it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_written(cell: str) -> str:
    """A cell without the blanks and the apostrophe around it."""
    stripped = cell.strip()
    return stripped[1:].strip() if stripped.startswith("'") else stripped


def row(cells: Sequence[str]) -> str:
    """One line of a list, with its end."""
    return ",".join(_quoted(neutral(cell)) for cell in cells) + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\r\n') else cell


def rows(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(line of the file, cells by the header's names in small letters). Raises BadSheet.

    Fields are separated by what the header has most of: comma, semicolon or tab.
    """
    walk = iter(lines)
    header = next(walk, "").removeprefix("\ufeff")
    reader = csv.reader(walk, delimiter=max(",;\t", key=header.count), strict=True)
    try:
        names = [name.strip().casefold() for name in next(csv.reader([header], reader.dialect), [])]
    except csv.Error:
        names = []  # one cell of 128 kB, for example
    if names.count(PHONE) != 1:
        raise BadSheet("The first line must name the columns, one of them `phone`.")
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num + 1, dict(zip(names, map(as_written, cells), strict=False))
    except csv.Error:
        raise BadSheet(f"The list is no CSV at line {reader.line_num + 1}.") from None


def columns(header: str) -> tuple[list[str], list[str]]:
    """The columns that are not read: those that claim consent, and the rest."""
    delimiter = max(",;\t", key=header.count)
    names = [name.strip() for name in header.removeprefix("\ufeff").strip().split(delimiter)]
    others = [name.strip('"') for name in names if name.strip('"').casefold() not in (PHONE, "reason")]
    return [name for name in others if _CLAIMS.search(name)], [
        name for name in others if not _CLAIMS.search(name)
    ]


def number_in(cell: str) -> str:
    """The number of a cell in any usual notation, as E.164. Raises BadNumber."""
    if any(character.isalpha() for character in cell):
        raise BadNumber("That is not a phone number.")
    return parse_number(cell)
