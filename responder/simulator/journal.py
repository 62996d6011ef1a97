"""An append-only file of JSON lines from which the simulator's state is rebuilt after a kill.

Accepted limits: written to the operating system at once but not fsynced (it survives kill -9, not a
power cut); never compacted; a torn last line is dropped.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

FILE_NAME = "simulator.jsonl"


class Journal:
    """Lines of `[kind, value]`; with no directory it forgets everything."""

    def __init__(self, directory: Path | None) -> None:
        self._path = directory / FILE_NAME if directory else None
        self._file: BinaryIO | None = None
        if directory:
            directory.mkdir(parents=True, exist_ok=True)

    def replay(self) -> Iterator[tuple[str, Any]]:
        """Every complete line, oldest first."""
        if self._path is None or not self._path.exists():
            return
        with self._path.open("rb") as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    kind, value = json.loads(line)
                    yield kind, value

    def append(self, kind: str, value: Any) -> None:
        """Add one line; unbuffered, so that a killed process loses nothing it had written."""
        if self._path is None:
            return
        if self._file is None:
            self._file = self._open(self._path)
        self._file.write(json.dumps([kind, value], separators=(",", ":")).encode() + b"\n")

    def clear(self) -> None:
        """Forget everything."""
        if self._path is None:
            return
        if self._file is not None:
            self._file.close()
        self._file = self._path.open("wb", buffering=0)

    @staticmethod
    def _open(path: Path) -> BinaryIO:
        """Append, after cutting off a line that a kill left half written."""
        if path.exists():
            data = path.read_bytes()
            whole = data.rfind(b"\n") + 1
            if whole != len(data):
                with path.open("r+b") as torn:
                    torn.truncate(whole)
        return path.open("ab", buffering=0)
