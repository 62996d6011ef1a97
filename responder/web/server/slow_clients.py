"""Connections that take too long are closed when too many do: bodies that never end keep no STOP out.

A request holds a thread from its headers on, and the web server waits for its body without an end. Nothing of
this runs in a request: twice a second one thread looks which requests have been running for long already.
Are there more of these than half of the threads, connections are closed until few are left: first those that
owe an answer (more came since the last one was sent), the longest first, then those that were silent longest.
What was closed while it waited for a thread stays until one looks at it: it is not chosen again.
A text whose webhook is answered in some milliseconds is never among them. Silent connections are closed, too,
where the server would soon take no new one.

Linux alone tells this (TCP_INFO, /proc). Elsewhere, and against more connections a second than anybody can
answer, a proxy that takes in whole bodies has to stand before us (docs/decisions/0100).
"""

import os
import socket
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic
from types import FrameType

from responder.lib.log import get_logger
from responder.web.server.metrics import CLOSED
from responder.web.server.threads import BLOCKING_THREADS

log = get_logger(__name__)

EVERY = 0.5
"""Seconds between two looks."""

PATIENCE = 2.0
"""Seconds that a request may run, and a connection may be silent, without being counted. A text that waits
for an `everysec` disk takes one; who takes two hears 503 at best."""

MOST_STUCK = BLOCKING_THREADS // 2
FEW = BLOCKING_THREADS // 4
"""More requests than that run for so long, and connections are closed until so few are left."""

WATCHED_FOR = 10.0
"""Seconds for which it is remembered who owes since when, after too many were stuck."""

MOST_OPEN = 700
"""Connections; the web server takes 1,024 and lets no more in."""

OPEN_FILES = "/proc/self/fd"
_TCP_INFO = struct.Struct("=8x 24I 4Q 6I")
"""The head of Linux's `struct tcp_info`, up to `tcpi_data_segs_out`."""

_LAST_SENT, _LAST_RECEIVED, _RECEIVED, _ANSWERED = 9, 11, 27, 33

_OPEN_STATES = {1, 8}
"""The kernel's ESTABLISHED and CLOSE_WAIT: connections that we have not closed."""

SERVER = "granian/wsgi.py"
"""Where the web server calls us: the outermost frame of a request."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One accepted connection: for how long neither side said anything, and we did not (s; since it was made,
    where we never did), how often we sent, whether it waits for us, and whether we have not closed it yet."""

    descriptor: int
    inode: int
    silent: float
    unanswered: float
    answered: int
    owes: bool
    is_open: bool


class Requests:
    """Looks which requests run where more than `few` do; `server` is the file of their outermost frame."""

    def __init__(self, server: str = SERVER, few: int = MOST_STUCK) -> None:
        self._server, self._few = server, few
        self._running: dict[int, tuple[FrameType, float]] = {}

    def stuck(self, now: float) -> int:
        """How many have been running for so long. Their frames are kept from look to look, so that none is
        taken for another that came after it."""
        before, self._running = self._running, {}
        frames = sys._current_frames()
        for thread, frame in frames.items() if len(frames) > self._few else ():
            request = _outermost(frame)
            if request.f_code.co_filename.endswith(self._server):
                known, since = before.get(thread, (None, now))
                self._running[thread] = request, since if known is request else now
        return sum(now - since >= PATIENCE for _, since in self._running.values())


def _outermost(frame: FrameType) -> FrameType:
    while frame.f_back is not None:
        frame = frame.f_back
    return frame


class Connections:
    """Looks after the connections that this process has accepted; `stuck` says how many requests are."""

    def __init__(self, stuck: Callable[[float], int], most_open: int = MOST_OPEN) -> None:
        self._stuck, self._most_open = stuck, most_open
        self._debts: dict[tuple[int, int], float] = {}
        self._told = False
        self._watched_until = -WATCHED_FOR

    def look(self, now: float) -> int:
        """One look, at `now` (s, monotonic); how many connections were closed."""
        stuck = self._stuck(now)
        self._watched_until = now + WATCHED_FOR if stuck > MOST_STUCK else self._watched_until
        if now >= self._watched_until and len(os.listdir(OPEN_FILES)) <= self._most_open:
            self._debts, self._told = {}, False
            return 0
        found = list(_accepted(OPEN_FILES))
        closed = sum(_close(each) for each in self._to_close(found, stuck, now))
        CLOSED.inc(closed)
        if closed and not self._told:
            log.warning("slow_connections_closed", count=closed, do="let a proxy take in whole bodies")
        self._told = bool(closed)
        return closed

    def _to_close(self, found: Sequence[Connection], stuck: int, now: float) -> list[Connection]:
        """Those that have owed an answer longest, then those that were silent longest."""
        before, still_open = self._debts, [each for each in found if each.is_open]
        self._debts = {
            (each.inode, each.answered): before.get((each.inode, each.answered), now)
            for each in still_open
            if each.owes
        }
        owing = [each for each in still_open if each.owes and self._owed(each, now) >= PATIENCE]
        silent = [each for each in still_open if not each.owes and each.silent >= PATIENCE]
        # A text that waits for a thread came last: at the first look it owes as long as all others.
        owing.sort(key=lambda each: (-self._owed(each, now), -each.unanswered))
        silent.sort(key=lambda each: -each.silent)
        chosen: list[Connection] = []
        if stuck > MOST_STUCK and before:  # the youngest debts are of those who wait for a thread
            chosen = owing[: max(0, min(stuck, len(owing)) - FEW)] if len(owing) > FEW else silent[:stuck]
        spare = silent[: max(0, len(found) - self._most_open)]
        return list({each.inode: each for each in [*chosen, *spare]}.values())

    def _owed(self, connection: Connection, now: float) -> float:
        return now - self._debts[connection.inode, connection.answered]


def _accepted(open_files: str) -> Iterator[Connection]:
    """Every connection to a port that this process listens at."""
    found, ports = [], set()
    for descriptor in _sockets(open_files):
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, os.dup(descriptor)) as copy:
                if copy.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    ports.add(copy.getsockname()[1])
                else:
                    found.append((copy.getsockname()[1], _told_of(copy, descriptor)))
        except (OSError, struct.error, IndexError):
            continue  # closed meanwhile, no TCP, or an older kernel
    yield from (each for port, each in found if port in ports)


def _told_of(connection: socket.socket, descriptor: int) -> Connection:
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO.size)
    info = _TCP_INFO.unpack(told)
    sent, received = info[_LAST_SENT], info[_LAST_RECEIVED]
    owes = info[_RECEIVED] > 0 and (info[_ANSWERED] == 0 or received < sent)
    inode = os.fstat(connection.fileno()).st_ino
    return Connection(
        descriptor,
        inode,
        min(sent, received) / 1_000,
        sent / 1_000,
        info[_ANSWERED],
        owes,
        told[0] in _OPEN_STATES,
    )


def _sockets(open_files: str) -> Iterator[int]:
    for name in os.listdir(open_files):
        try:
            if os.readlink(f"{open_files}/{name}").startswith("socket:"):
                yield int(name)
        except OSError:
            continue


def _close(connection: Connection) -> int:
    """Shut the connection down if it is still the one that was looked at; the server then lets go of it."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, os.dup(connection.descriptor)) as copy:
            if os.fstat(copy.fileno()).st_ino != connection.inode:
                return 0
            copy.shutdown(socket.SHUT_RDWR)
    except OSError:
        return 0
    return 1


def keep_open(stopping: Event | None = None) -> Thread | None:
    """Look after this process's connections from now on; None where the system does not tell of them."""
    if not hasattr(socket, "TCP_INFO") or not os.path.isdir(OPEN_FILES):
        return None
    ended, connections = stopping or Event(), Connections(Requests().stuck)

    def watch() -> None:
        while not ended.wait(EVERY):
            connections.look(monotonic())

    thread = Thread(target=watch, name="connections", daemon=True)
    thread.start()
    return thread
