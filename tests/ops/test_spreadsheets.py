"""Lists in every encoding that spreadsheet programs save; a workbook is refused with what to do."""

from pathlib import Path

import pytest

from responder.adapters import csv_files
from responder.domain.customers.csv_text import BadSheet

TEXT = 'Nom;Téléphone;Notes\r\nZoé Lévesque;514-555-0137;"a\r\nb"\r\n'
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman-no-accents"]


def encoded(encoding: str) -> bytes:
    if encoding == "mac-roman-no-accents":
        return TEXT.replace("é", "e").replace("\r\n", "\r").encode("ascii")
    return TEXT.encode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_list_is_read_whatever_program_saved_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(encoded(encoding))
    with csv_files.opened(path) as lines:
        from_file = "".join(lines)
    assert from_file == "".join(csv_files.lines_of(path.read_bytes()))
    assert from_file.removeprefix("\ufeff").replace("é", "e").replace("\r\n", "\r") == (
        TEXT.replace("é", "e").replace("\r\n", "\r")
    )
    assert encoding.startswith("mac") or "Zoé Lévesque" in from_file


def test_an_accent_that_only_windows_knows_far_into_the_file_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"name,phone\n" + b"Bob,4185550112\n" * 100_000 + "Zoé,5145550137\n".encode("cp1252"))
    with csv_files.opened(path) as lines:
        assert list(lines)[-1] == "Zoé,5145550137\n"


@pytest.mark.parametrize("content", [b"PK\x03\x04....", b"\xd0\xcf\x11\xe0....", b"\x00\x01\x02\x03" * 50])
def test_what_is_no_text_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(BadSheet):
        csv_files.lines_of(content)
