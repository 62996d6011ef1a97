"""Lists as spreadsheet programs save them, as lines of text: their encodings told apart, a workbook refused.

UTF-8 with or without a mark, UTF-16 (Excel's "Unicode text"), else Windows-1252, which reads anything. Line
ends stay as they are; inside quotation marks they belong to a cell.
"""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from responder.domain.customers.csv_text import BadSheet

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
CHUNK = 1 << 20


@contextmanager
def opened(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a file. Raises BadSheet for what is no text, OSError."""
    with path.open("rb") as file:
        encoding = _encoding(file)
        file.seek(0)
        yield io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")


def lines_of(content: bytes) -> list[str]:
    """The lines of an upload. Raises BadSheet for what is no text."""
    encoding = _encoding(io.BytesIO(content))
    return list(io.StringIO(content.decode(encoding, "replace"), newline=""))


def _encoding(file: IO[bytes]) -> str:
    head = file.read(CHUNK)
    if head.startswith(_WORKBOOKS):
        raise BadSheet("That is a workbook: save it as CSV first (File, Save as, CSV UTF-8).")
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    if marked:
        return marked
    if b"\0" in head[:4096]:
        return _unmarked_utf_16(head)
    return "utf-8" if _is_utf_8(file, head) else "cp1252"


def _unmarked_utf_16(head: bytes) -> str:
    """UTF-16 without its mark has a zero byte in nearly every character of a Western list."""
    sample = head[:4096]
    for name, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros.count(0) > len(zeros) * 0.7:
            return name
    raise BadSheet("That is no list: it holds bytes that are no text.")


def _is_utf_8(file: IO[bytes], head: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while head:
            decoder.decode(head)
            head = file.read(CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
