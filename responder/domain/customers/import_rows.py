"""A list of customers as spreadsheets write it: which column is what, and each row as it is understood. Pure.

An empty cell says nothing. A cell that cannot be kept makes its row refused with one sentence, but for an
opt-out, which stands whatever else is wrong with the row. No column can opt anybody in: what claims consent
is not read (US-17, US-18), a basis needs its kind, date and evidence (US-16, CA-13).
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from responder.domain.consent.basis import KINDS
from responder.domain.customers.csv_text import FORMULA, BadSheet, number_in
from responder.domain.customers.customer import LONGEST_NAME, BadCustomer, clean_name, clean_notes, fold
from responder.domain.dates import BadDate, day_from
from responder.domain.law.locations import clean_postal_code
from responder.domain.phone import BadNumber

NAMES: Mapping[str, str] = {
    "id": "id",
    **dict.fromkeys(("name", "full name", "customer", "client", "nom", "nom complet", "nombre"), "name"),
    **dict.fromkeys(("first name", "prenom", "given name"), "first_name"),
    **dict.fromkeys(("last name", "nom de famille", "family name", "surname"), "last_name"),
    **dict.fromkeys(
        ("phone", "phones", "phone number", "mobile", "mobile phone", "cell", "cell phone", "telephone"),
        "phone",
    ),
    **dict.fromkeys(("cellulaire", "numero", "numero de telephone", "telefono", "number", "tel"), "phone"),
    **dict.fromkeys(("language", "lang", "langue", "idioma"), "language"),
    **dict.fromkeys(("postal code", "zip", "zip code", "postcode", "code postal"), "postal_code"),
    **dict.fromkeys(("time zone", "timezone", "fuseau horaire"), "time_zone"),
    **dict.fromkeys(("notes", "note", "comments", "remarques"), "notes"),
    "basis": "basis",
    "basis date": "basis_date",
    "evidence": "evidence",
    "medium": "medium",
    **dict.fromkeys(
        ("opted out", "opt out", "optout", "unsubscribed", "desabonne", "desabonnement", "do not text"),
        "opted_out",
    ),
}
"""What a column may be called, without accents, case, `_` and `-`."""

SEVERAL = frozenset({"phone"})
"""Columns of which a list may have more than one."""

CLAIMS = re.compile(r"consent|opt.?in|subscri|permission|status|express|implied|agreed", re.IGNORECASE)
LANGUAGES: Mapping[str, str] = {
    **dict.fromkeys(("en", "english", "anglais", "ingles", "eng", "en-ca", "en-us"), "en"),
    **dict.fromkeys(("fr", "french", "francais", "frances", "fre", "fra", "fr-ca"), "fr"),
    **dict.fromkeys(("es", "spanish", "espagnol", "espanol", "spa"), "es"),
}
NOT_OUT = frozenset({"", "no", "n", "false", "0", "non", "faux", "-", "none"})
"""What says that nobody opted out. Anything else in that column is taken as an opt-out: silence is safe."""

_BETWEEN = re.compile(r"[;|,\n]")
_AS_FLOAT = re.compile(r"(\+?\d{10,15})\.0")


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a list is ("" = not read), and the names of those that are not."""

    fields: tuple[str, ...]
    claims: tuple[str, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is understood. `line` is the line of the file on which it begins; `wrong` refuses it.

    `opts_out` are numbers in E.164. `basis_day` counts from 1970-01-01; a basis has a kind or is none.
    """

    line: int
    id: str = ""
    name: str = ""
    numbers: tuple[str, ...] = ()
    language: str = ""
    postal_code: str = ""
    time_zone: str = ""
    notes: str = ""
    basis: str = ""
    basis_day: int = 0
    evidence: str = ""
    medium: str = ""
    opts_out: tuple[str, ...] = ()
    wrong: str = ""


@dataclass(slots=True)
class Sheet:
    """A list whose first line was read: its columns, and its rows in order."""

    columns: Columns
    rows: Iterator[Row]


class _Wrong(ValueError):
    """A cell that cannot be kept; one sentence."""


def sheet(lines: Iterable[str], known_zone: Callable[[str], bool]) -> Sheet:
    """The list in these lines, read as its rows are asked for. Raises BadSheet for a useless first line."""
    walk = iter(lines)
    skipped, header = _header(walk)
    delimiter = max(",;\t", key=header.count)
    try:
        found = columns(next(csv.reader([header], delimiter=delimiter), []))
    except csv.Error:  # one cell of 128 kB, for example
        raise BadSheet("The first line must name the columns, one of them `name` or `phone`.") from None
    return Sheet(found, _rows(walk, delimiter, skipped, found, known_zone))


def columns(names: Iterable[str]) -> Columns:
    """What the columns of these names are. Raises BadSheet."""
    shown = [name.strip() for name in names]
    fields = [NAMES.get(_plain(name), "") for name in shown]
    twice = [each for each in fields if each and each not in SEVERAL and fields.count(each) > 1]
    if twice:
        raise BadSheet(f"Two columns say the {twice[0].replace('_', ' ')} of a customer.")
    if not {"name", "last_name", "phone"} & set(fields):
        raise BadSheet("The first line must name the columns, one of them `name` or `phone`.")
    unread = [name for name, meant in zip(shown, fields, strict=True) if name and not meant]
    claims = tuple(name for name in unread if CLAIMS.search(name))
    return Columns(tuple(fields), claims, tuple(name for name in unread if name not in claims))


def row_of(values: Mapping[str, str], known_zone: Callable[[str], bool]) -> Row:
    """One customer by the names of the columns (`NAMES`), judged as a row of a list is."""
    return _row(1, list(values.values()), Columns(tuple(values), (), ()), known_zone)


def neutral(cell: str) -> str:
    """The cell as no spreadsheet runs it, so that `as_written` gives it back."""
    return f"'{cell}" if cell.startswith((*FORMULA, "'")) else cell


def as_written(cell: str) -> str:
    """A cell without blanks around it, and without an apostrophe that only stops a formula."""
    bare = cell.strip(" \u00a0")
    guarded = bare.startswith("'") and bare[1:].startswith((*FORMULA, "'"))
    return (bare[1:] if guarded else bare).strip()


def _plain(name: str) -> str:
    return fold(name.strip().strip('"').replace("_", " ").replace("-", " "))


def _header(walk: Iterator[str]) -> tuple[int, str]:
    """The number of lines up to the first one that says something, and that line."""
    for count, line in enumerate(walk, start=1):
        bare = line.removeprefix("\ufeff").strip("\r\n")
        if bare.strip(" ,;\t") and not bare.casefold().startswith("sep="):
            return count, bare
    raise BadSheet("The list is empty.")


def _rows(
    walk: Iterator[str], delimiter: str, skipped: int, found: Columns, known_zone: Callable[[str], bool]
) -> Iterator[Row]:
    reader = csv.reader(walk, delimiter=delimiter, strict=True)
    while True:
        line = skipped + reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            last = skipped + reader.line_num
            lines = f"line {line} was" if last <= line else f"lines {line} to {last} were"
            wrong = f"A quotation mark stands where none may be, or is never closed: {lines} not read."
            yield Row(line, wrong=wrong)
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _row(line, cells, found, known_zone)


@dataclass(slots=True)
class _Cells:
    """The cells of a row by what they are."""

    of: dict[str, list[str]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The first that says something."""
        return next(iter(self.of.get(name, ())), "")


def _row(line: int, cells: list[str], found: Columns, known_zone: Callable[[str], bool]) -> Row:
    read = _Cells()
    for name, cell in zip(found.fields, map(as_written, cells), strict=False):
        if name and cell:
            read.of.setdefault(name, []).append(cell)
    numbers, wrong_number = _numbers(read.of.get("phone", []))
    opts_out = _opts_out(read.one("opted_out"), numbers)
    shown = " ".join(_name(read).split())[:LONGEST_NAME]  # so that people find a refused row
    row = Row(line, read.one("id")[:40], shown, numbers, opts_out=opts_out)
    if len(cells) > len(found.fields) and any(cell.strip() for cell in cells[len(found.fields) :]):
        return replace(row, wrong="The row has more cells than the first line has columns.")
    if wrong_number:
        return replace(row, wrong=wrong_number)
    try:
        return replace(row, **_details(read, known_zone))
    except (BadCustomer, _Wrong) as error:
        return replace(row, wrong=str(error))


def _numbers(cells: list[str]) -> tuple[tuple[str, ...], str]:
    """The numbers that can be read, and a sentence about the first that cannot."""
    found: dict[str, None] = {}
    wrong = ""
    for part in (part.strip() for cell in cells for part in _BETWEEN.split(cell)):
        try:
            if part:
                found[number_in(_AS_FLOAT.sub(r"\1", as_written(part)))] = None
        except BadNumber as error:
            wrong = wrong or str(error)
    return tuple(found), wrong


def _opts_out(cell: str, numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Whom the column `opted_out` names: these numbers, or with any other word but a no all of the row."""
    if fold(cell) in NOT_OUT:
        return ()
    named, wrong = _numbers([cell])
    return named if named and not wrong else numbers


def _details(read: _Cells, known_zone: Callable[[str], bool]) -> dict[str, Any]:
    name = _name(read)
    zone = read.one("time_zone")
    if zone and not known_zone(zone):
        raise _Wrong("That is not a time zone such as America/Toronto (TZ-03).")
    language = LANGUAGES.get(fold(read.one("language")), "")
    if read.one("language") and not language:
        raise _Wrong("The language must be en, fr or es.")
    return {
        "name": clean_name(name) if name else "",
        "language": language,
        "postal_code": clean_postal_code(read.one("postal_code")),
        "time_zone": zone,
        "notes": clean_notes(read.one("notes")),
        **_basis(read),
    }


def _name(read: _Cells) -> str:
    return read.one("name") or " ".join(filter(None, (read.one("first_name"), read.one("last_name"))))


def _basis(read: _Cells) -> dict[str, Any]:
    kind = read.one("basis").casefold()
    if not kind:
        return {}
    if kind not in KINDS:
        raise _Wrong(f"The basis must be one of {', '.join(KINDS)} (CA-01).")
    try:
        day = day_from(read.one("basis_date"))
    except BadDate:
        raise _Wrong("The basis needs its date, such as 2026-11-22 (CA-13).") from None
    if not read.one("evidence"):
        raise _Wrong("The basis needs its evidence: what proves it (CA-13, US-16).")
    told = {"evidence": read.one("evidence"), "medium": read.one("medium").casefold()}
    return {"basis": kind, "basis_day": day, **told}
