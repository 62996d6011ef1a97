"""The opt-out journal: a file outside Redis that only grows, one JSON object a line, on disk line by line.

A line tells a change (`at`, `number`, `what`, and its place in Redis), or marks how far the lines before it
tell (`mark`). What was written without a mark after it is written again: telling twice does no harm, because
the last word about a number counts. Beside it, in a file of the same name and `.store`, stands which Redis it
was copied from: that outlives a rotation. One process writes (a lock on the file); the file may be renamed or
truncated by log rotation at any time. Mode 0600: it holds numbers.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from responder.lib.private_files import write_lines
from responder.ports.proof import Change, Changed, JournalElsewhere, JournalUnavailable, Mark, StoreState

END = 262_144
"""Bytes at the end of a journal in which its last mark stands, but for one that is being begun."""

_json = json.JSONEncoder(separators=(",", ":")).encode


class FileJournal:
    """Implements `ports.proof.Journal` on one path."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beside = path.with_name(f"{path.name}.store")
        self._descriptor = -1
        self._written = 0
        self._mark: Mark | None = None

    def mark(self) -> Mark | None:
        """How far the file that stands at the path now tells; None when it must begin anew."""
        try:
            if not self._is_in_place():
                self._open()
        except OSError as error:
            raise JournalUnavailable(f"{self._path}: {error.strerror}") from None
        return self._mark

    def read_mark(self) -> Mark | None:
        """How far the file at the path tells, whoever writes it."""
        try:
            return _mark_at_end(self._path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise JournalUnavailable(f"{self._path}: {error.strerror}") from None

    def append(self, changes: Iterable[Change], mark: Mark | None) -> None:
        """Write changes and a mark in one go, and have them on disk."""
        lines = [_line(change) for change in changes]
        if mark is not None:
            lines.append(_json({"mark": dict(mark)}))
        data = "".join(f"{line}\n" for line in lines).encode()
        try:
            self._write(data)
        except OSError as error:
            self._close()  # half a line may stand there: the next reading of the mark sees it as it is
            raise JournalUnavailable(f"{self._path}: {error.strerror}") from None
        self._mark = mark

    def state(self) -> StoreState | None:
        """Which store the journal was copied from, and how far that was; None = nobody wrote that yet."""
        try:
            plain = json.loads(self._beside.read_text("utf-8"))
            return StoreState(str(plain["store_id"]), int(plain["beats"]))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise JournalUnavailable(f"{self._beside}: {error.strerror}") from None
        except (ValueError, KeyError, TypeError):
            raise JournalUnavailable(f"{self._beside}: it is not as it was written; take it away") from None

    def keep_state(self, state: StoreState) -> None:
        """Whole or not at all, for this user only, and on disk."""
        try:
            write_lines(self._beside, [_json({"store_id": state.store_id, "beats": state.beats})])
        except OSError as error:
            raise JournalUnavailable(f"{self._beside}: {error.strerror}") from None

    def changes(self) -> Iterator[Change]:
        """Everything that the journal tells, in its order; nothing where there is none."""
        try:
            yield from read_changes(self._path)
        except FileNotFoundError:
            return
        except OSError as error:
            raise JournalUnavailable(f"{self._path}: {error.strerror}") from None

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._descriptor, data) :]
        os.fsync(self._descriptor)
        self._written = os.fstat(self._descriptor).st_size

    def _is_in_place(self) -> bool:
        """Whether the file that is open is still the one at the path, and nobody cut it."""
        if self._descriptor < 0:
            return False
        try:
            there, ours = self._path.stat(), os.fstat(self._descriptor)
        except FileNotFoundError:
            return False
        return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino) and there.st_size >= self._written

    def _open(self) -> None:
        self._close()
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise JournalElsewhere(f"{self._path}: another process writes it") from None
        self._descriptor = descriptor
        try:
            os.fchmod(descriptor, 0o600)
            self._mark = _last_mark(self._path)
            self._end_torn_line()
            _sync_folder(self._path.parent)
        except OSError:
            self._close()  # a torn line whose end the disk refused is still to be ended: opened again, then
            raise

    def _end_torn_line(self) -> None:
        """What a death left half written stays half a line: the next one must not be glued to it."""
        size = os.fstat(self._descriptor).st_size
        if size and os.pread(self._descriptor, 1, size - 1) != b"\n":
            os.write(self._descriptor, b"\n")
        self._written = os.fstat(self._descriptor).st_size

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor, self._mark = -1, None


def read_changes(path: Path) -> Iterator[Change]:
    """Everything that a journal tells, in its order; a torn line is passed over. Raises OSError."""
    for plain in _objects(path):
        if "number" in plain:
            shard, _, place = str(plain.get("id", "")).partition(":")
            what, at = Changed(plain["what"]), int(plain["at"])
            yield Change(shard, place, str(plain["number"]), what, at)


def _last_mark(path: Path) -> Mark | None:
    marks = [plain["mark"] for plain in _objects(path) if "mark" in plain]
    return marks[-1] if marks else None


def _mark_at_end(path: Path) -> Mark | None:
    """The same, from the end of the file where it stands there: a journal may have grown for years."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - END))
        marks = [plain["mark"] for plain in _read(file.readlines()) if "mark" in plain]
    return marks[-1] if marks else _last_mark(path)


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        yield from _read(file)


def _read(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            plain = json.loads(line)
        except ValueError:
            continue
        if isinstance(plain, dict):
            yield plain


def _line(change: Change) -> str:
    plain = {"at": change.at, "what": change.what.value, "number": change.number}
    return _json({**plain, "id": f"{change.shard}:{change.id}"} if change.id else plain)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
