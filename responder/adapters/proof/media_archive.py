"""Pictures and files of customers as one private file beside a backup, and back: a tar that any tool reads.

Its last member counts the others, so a file that was cut off is known before anything is restored. A member
goes back only under a name that the album itself gives.
"""

import io
import os
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

from responder.lib.private_files import replaced

ENDING = ".pictures.tar"
"""What the name of the file adds to the backup's."""

END = "END"
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}/\d{1,2}(?:(?:-small)?\.jpg|\.file\.[a-z0-9]{1,5})")
LARGEST = 64 * 1024 * 1024
"""Bytes of a member; what is kept of an attachment is smaller."""


class BadPictures(ValueError):
    """The file cannot be restored; one sentence that says why."""


def beside(backup: Path) -> Path:
    """The file of pictures that belongs to a backup."""
    return backup.with_name(backup.name + ENDING)


def pack(folder: Path, into: Path) -> int:
    """Write every file of the album; how many. One that is erased meanwhile is not in it. Raises OSError."""
    count = 0
    with replaced(into) as file, tarfile.open(fileobj=file, mode="w|") as tar:
        for path in _files(folder):
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                continue
            _put(tar, path.relative_to(folder).as_posix(), content)
            count += 1
        _put(tar, END, str(count).encode())
    return count


def check(file: Path) -> int:
    """How many pictures are in a file that is whole. Raises BadPictures, OSError."""
    return sum(1 for _ in _members(file))


def unpack(file: Path, folder: Path) -> int:
    """Write the files of a checked file back; how many. What is there already stays. Raises as `check`."""
    count = 0
    for name, content in _members(file):
        path = folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replaced(path) as fresh:
            fresh.write(content)
        count += 1
    return count


def _files(folder: Path) -> Iterator[Path]:
    """Every file of the album, folder by folder."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place) / name
            if _NAME.fullmatch(path.relative_to(folder).as_posix()):
                yield path


def _put(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def _members(file: Path) -> Iterator[tuple[str, bytes]]:
    count, end = 0, b""
    try:
        with tarfile.open(file, "r|") as tar:
            for member in tar:
                if not member.isfile() or member.size > LARGEST:
                    raise BadPictures(f"{file.name} holds what no backup of ours holds.")
                held = tar.extractfile(member)
                content = held.read() if held else b""
                if member.name == END:
                    end = content
                    continue
                if not _NAME.fullmatch(member.name):
                    raise BadPictures(f"{file.name} holds what no backup of ours holds.")
                yield member.name, content
                count += 1
    except (tarfile.TarError, EOFError):
        raise BadPictures(f"{file.name} is cut off or damaged.") from None
    if end != str(count).encode():
        raise BadPictures(f"{file.name} is cut off or damaged: its last member does not count the others.")
