"""Files that hold people's data: for this user only, whole or not at all, on disk when the call returns."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """A new file, mode 0600, that takes the place of `path` when all was written. Raises OSError."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:  # Ctrl-C too: half a file must not stay behind
        fresh.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write lines in UTF-8, each with its end; how many. Raises OSError."""
    count = 0
    with replaced(path) as file:
        for line in lines:
            file.write(line.encode("utf-8") + b"\n")
            count += 1
    return count


def read_lines(path: Path) -> Iterator[str]:
    """The lines without their ends; what is no UTF-8 is shown as escapes and so equals nothing valid.

    A last line without an end is given too. Raises OSError.
    """
    with path.open("rb") as file:
        for line in file:
            yield line.removesuffix(b"\n").decode("utf-8", "backslashreplace")


def _sync_folder(folder: Path) -> None:
    """A name is on disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
