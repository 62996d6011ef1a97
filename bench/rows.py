"""Labelled texts: a TSV file with the columns text, label, lang, certainty and source.

No quoting; lines that begin with "# " above the header are remarks (where the rows come from). A file that is
not of this form is refused with the line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from responder.domain.understanding.classifier import Intent

COLUMNS = ["text", "label", "lang", "certainty", "source"]
CERTAINTIES = ("certain", "judgement")


class BadRows(ValueError):
    """A file that cannot be read; the text is one sentence for people."""


@dataclass(frozen=True, slots=True)
class Row:
    """A text with what it means. `certain`: nobody would dispute the label."""

    text: str
    label: Intent
    language: str
    certain: bool
    source: str

    @property
    def origin(self) -> str:
        """The source's first word: UCI, CLINC150, devtest, real …"""
        return self.source.replace(":", " ").replace("(", " ").split()[0]


def read_rows(path: Path) -> list[Row]:
    """Every row of a file. Raises BadRows."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRows(f"{path} cannot be read: {error}.") from error
    return list(_rows(path, lines))


def _rows(path: Path, lines: list[str]) -> Iterator[Row]:
    seen_header = False
    for number, line in enumerate(lines, 1):
        if not line or (line.startswith("# ") and not seen_header):
            continue
        fields = line.rstrip("\r").split("\t")
        if not seen_header:
            seen_header = True
            if fields != COLUMNS:
                raise BadRows(f"{path}, line {number}: the columns must be {', '.join(COLUMNS)}.")
            continue
        yield _row(fields, f"{path}, line {number}")


def _row(fields: list[str], where: str) -> Row:
    if len(fields) != len(COLUMNS) or fields[1] not in list(Intent) or fields[3] not in CERTAINTIES:
        raise BadRows(f"{where}: a text, a label ({', '.join(Intent)}), a language, a certainty, a source.")
    text, label, language, certainty, source = fields
    return Row(text, Intent(label), language, certainty == "certain", source)
