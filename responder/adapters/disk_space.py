"""The folders that must not run full, and the room that is left in them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from responder.settings.environment import Settings

LEAST_FREE = 500_000_000
"""Bytes: with less Redis or the journal may soon be unable to write."""

LEAST_FILES = 1_000

ON_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Place:
    """What is kept in a folder; the bytes and the files that fit in; whether the folder is there at all."""

    what: str
    folder: Path
    free: int
    files: int
    exists: bool = True

    @property
    def is_short(self) -> bool:
        """Whether somebody must make room."""
        return self.exists and (self.free < LEAST_FREE or self.files < LEAST_FILES)


def places(settings: Settings, server_folder: str) -> list[Place]:
    """The journal's, the pictures' and, where it is on this machine, that of Redis; "" = it does not say."""
    folders = {
        "redis": Path(server_folder) if server_folder and _is_here(settings.redis_url.value) else None,
        "journal": settings.optout_journal.parent if settings.optout_journal else None,
        "pictures": _made_later(settings.pictures_folder),
    }
    looked = [_place(what, folder) for what, folder in folders.items() if folder]
    return [each for each in looked if each.exists or each.what != "redis"]  # its machine may be a container


def short(found: Sequence[Place]) -> list[Place]:
    """Those that somebody must look after."""
    return [each for each in found if each.is_short or not each.exists]


def _made_later(folder: Path | None) -> Path | None:
    """The folder, or until the first picture makes it the one that it will be in."""
    return folder.parent if folder and not folder.exists() else folder


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "unix" or parts.hostname in ON_THIS_MACHINE


def _place(what: str, folder: Path) -> Place:
    try:
        told = os.statvfs(folder)
    except OSError:
        return Place(what, folder, 0, 0, exists=False)
    free = told.f_bavail * told.f_frsize if told.f_blocks else LEAST_FREE  # some have no limit,
    files = told.f_favail if told.f_files else LEAST_FILES  # and some count no files
    return Place(what, folder, free, files)
