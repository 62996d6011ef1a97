"""One connection a thread for the hot path: several commands in one round trip, nothing repeated.

redis-py's pool and pipelines cost more here than the commands themselves (half of a webhook's CPU), so it
only makes the connection (address, password, protocol, TLS); hiredis packs and reads. A connection that
the server closed meanwhile is noticed before anything is sent on it, and replaced; one that fails in the
middle is dropped and the failure is raised: half a reply must never be taken for the next one's.
"""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Sequence
from typing import Any

import hiredis
import redis

Command = tuple[str | int, ...]

IDLE = 0.25
"""Seconds after which a connection is looked at before it is used: no server restarts faster."""

READ_SIZE = 65_536


class Lines:
    """Connections with a client's settings, one for each thread that calls; closed with the thread."""

    def __init__(self, client: "redis.Redis", answer_within: float) -> None:
        self._pool = client.connection_pool
        self._within = answer_within
        self._local = threading.local()

    def call(self, *commands: Command) -> list[Any]:
        """The replies, in order; an error reply is an exception in the list and not raised.

        Raises redis.ConnectionError and redis.TimeoutError: then nobody knows what was done.
        """
        try:
            return self._line().call(commands)
        except BaseException:
            self._drop()
            raise

    def _line(self) -> "Line":
        line: Line | None = getattr(self._local, "line", None)
        if line is not None and not line.gone():
            return line
        self._drop()
        self._local.line = line = Line(self._pool, self._within)
        return line

    def _drop(self) -> None:
        line: Line | None = getattr(self._local, "line", None)
        self._local.line = None
        if line is not None:
            line.close()


class Line:
    """One connection, spoken to by one thread."""

    def __init__(self, pool: "redis.ConnectionPool", answer_within: float) -> None:
        # Outside the pool: it is this thread's alone, and the pool's limit is for the other calls.
        self._connection = pool.connection_class(**pool.connection_kwargs)
        self._connection.connect()
        self._socket: socket.socket = self._connection._sock
        self._hung_up = _tls_hung_up if isinstance(self._socket, ssl.SSLSocket) else _hung_up
        self._within = answer_within
        _limit(self._socket, answer_within)
        self._reader = hiredis.Reader(encoding="utf-8", errors="surrogatepass")
        self._used = time.monotonic()

    def call(self, commands: Sequence[Command]) -> list[Any]:
        """Send all commands, read all replies."""
        try:
            self._socket.sendall(_packed(commands))
            replies = [self._reply() for _ in commands]
        except (BlockingIOError, TimeoutError):  # the kernel's time limit, and Python's own under TLS
            raise redis.TimeoutError("no answer in time") from None
        except OSError as error:
            raise redis.ConnectionError(type(error).__name__) from None
        self._used = time.monotonic()
        return replies

    def gone(self) -> bool:
        """Whether an idle connection has something to read: the server's goodbye, or a stray reply."""
        if time.monotonic() - self._used < IDLE:
            return False
        return self._hung_up(self._socket, self._within)

    def close(self) -> None:
        """Hang up."""
        self._connection.disconnect()

    def _reply(self) -> Any:
        reply = self._reader.gets()
        while reply is False:
            data = self._socket.recv(READ_SIZE)
            if not data:
                raise redis.ConnectionError("the server hung up")
            self._reader.feed(data)
            reply = self._reader.gets()
        return _error(reply) if isinstance(reply, hiredis.ReplyError) else reply


def _hung_up(sock: socket.socket, _: float) -> bool:
    try:
        sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _tls_hung_up(sock: socket.socket, within: float) -> bool:
    """TLS cannot peek, and a readable socket says nothing: session tickets come unasked. So it is read.

    A byte that comes is a stray one, and ends the connection like a goodbye.
    """
    sock.settimeout(0)
    try:
        sock.recv(1)
    except ssl.SSLWantReadError:
        sock.settimeout(within)
        return False
    except OSError:
        return True
    return True


def _limit(sock: socket.socket, seconds: float) -> None:
    """A time limit kept by the kernel: Python's own costs a second system call for each of ours.

    Under TLS it is Python's: there a read that the kernel ends is begun again, for ever.
    """
    if isinstance(sock, ssl.SSLSocket):
        sock.settimeout(seconds)
        return
    sock.settimeout(None)
    limit = struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)


def _error(reply: Exception) -> redis.ResponseError:
    """The server's error as redis-py's; a script that it no longer knows has a type of its own."""
    text = str(reply)
    return redis.exceptions.NoScriptError(text) if text.startswith("NOSCRIPT") else redis.ResponseError(text)


def _packed(commands: Sequence[Command]) -> bytes:
    try:
        return b"".join([_pack(command) for command in commands])
    except UnicodeEncodeError:  # lone surrogates from outside: kept as they came
        return b"".join([_pack(tuple(map(_encoded, command))) for command in commands])


def _pack(command: tuple[Any, ...]) -> bytes:
    packed: bytes = hiredis.pack_command(command)
    return packed


def _encoded(part: str | int) -> bytes:
    return str(part).encode("utf-8", "surrogatepass")
