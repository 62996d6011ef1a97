"""Connections to Twilio: made in time or not at all, and nothing arrives later that was given up (I1, I7).

A request leaves in one piece, after a last look at whether it still may. What nobody acknowledged is thrown
away by the kernel when a connection is closed, also when this process is killed: a path that was dead for
half a minute would deliver the text then, after a STOP perhaps.
"""

import http.client
import io
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult

import certifi
from typing_extensions import Buffer
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError

from responder.ports import LastLook

TEXT_UNACKNOWLEDGED = 1_000
"""Milliseconds after which the kernel gives up on bytes of a text that the other side did not acknowledge.

Without it a path that was dead for half a minute delivers the text then, after a STOP perhaps.
"""

READ_UNACKNOWLEDGED = 10_000
"""The same for all other requests: reading may be slow."""

ABORT_ON_CLOSE = (socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
"""Closing throws away what is not acknowledged yet, instead of delivering it in the background."""

_USER_TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", 0)
"""Linux alone has it; elsewhere only closing bounds what is on its way (10 s)."""


class NotSent(ConnectTimeoutError):
    """There was no connection in time: certainly not one byte of the request was written."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Deadline(io.RawIOBase):
    """Reads a socket until one moment: its own timeout starts anew with every byte that trickles in."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase) -> None:
        self._sock = sock
        self._raw = raw
        self._until = time.monotonic() + (sock.gettimeout() or 0.0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int | None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer whose status line, headers and body must all have come by one moment."""

    def __init__(self, sock: socket.socket, debuglevel: int = 0, method: str | None = None) -> None:
        super().__init__(sock, debuglevel, method)
        self.fp = io.BufferedReader(_Deadline(sock, self.fp.detach()))


class _Asked(threading.local):
    """The last look of the text that this thread hands over; None for every other request."""

    look: LastLook | None = None


_ASKED = _Asked()


@contextmanager
def last_look(look: LastLook) -> Iterator[None]:
    """What this thread sends inside is a claimed text: it leaves only while `look` allows it."""
    _ASKED.look = look
    try:
        yield
    finally:
        _ASKED.look = None


def claimed_text() -> LastLook | None:
    """The last look of what this thread sends now; None where that is no claimed text."""
    return _ASKED.look


class _Connection(HTTPConnection):
    """A connection that knows whether it was ever made, and is not used again after a long rest."""

    response_class = _Answer

    def __init__(self, *args: Any, idle: float, **options: Any) -> None:
        super().__init__(*args, **options)
        self._idle = idle
        self._used_at = 0.0
        self._waits_for_look: list[Any] | None = None
        self._unacknowledged = 0

    def request(self, *args: Any, **options: Any) -> None:
        """Write a whole request at once, after the last look. Raises NotSent: then not a byte was written."""
        if self.sock is None:
            self.connect()
        look, parts = _ASKED.look, list[Any]()
        self._give_up_after(TEXT_UNACKNOWLEDGED if look else READ_UNACKNOWLEDGED)
        self._waits_for_look = parts
        super().request(*args, **options)
        self._waits_for_look = None
        if look and (look.left() <= 0 or not look.allows()):
            raise NotSent("TooLate")
        self.send(b"".join(parts))

    def send(self, data: Any) -> None:
        """Write, or keep for the one piece that a request leaves in."""
        if self._waits_for_look is None:
            super().send(data)
        else:
            self._waits_for_look.append(data)

    def _give_up_after(self, milliseconds: int) -> None:
        if _USER_TIMEOUT and milliseconds != self._unacknowledged:
            self.sock.setsockopt(socket.IPPROTO_TCP, _USER_TIMEOUT, milliseconds)
            self._unacknowledged = milliseconds

    @property
    def is_connected(self) -> bool:
        """False after a rest: servers and routers forget idle connections without a word."""
        return time.monotonic() - self._used_at < self._idle and super().is_connected

    def connect(self) -> None:
        """Connect, TLS included, within this request's connect limit. Raises NotSent and nothing else."""
        began, self._unacknowledged = time.monotonic(), 0
        failed = ""
        try:
            super().connect()
        except (OSError, HTTPError, ValueError) as error:  # ValueError: a host name that cannot be one
            failed = type(error).__name__
        self._used_at = time.monotonic()
        if not failed and self._used_at - began <= float(self.timeout or 0):
            return
        self.close()
        raise NotSent(failed or "ConnectTimeout")

    def getresponse(self) -> Any:
        response = super().getresponse()
        self._used_at = time.monotonic()
        return response


class _TlsConnection(_Connection, HTTPSConnection):
    """The same over TLS; `connect` covers the handshake."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection

    def _new_conn(self) -> Any:
        """One context for all, and none where nothing is sent: reading certificates takes 20 ms."""
        if "ssl_context" not in self.conn_kw:
            self.conn_kw["ssl_context"] = _tls()
        return super()._new_conn()


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def pool_for(url: SplitResult, size: int, idle: float) -> HTTPConnectionPool:
    """A pool that never waits: with more threads than `size` it opens connections beside it."""
    host = url.hostname or ""
    options: dict[str, Any] = {"idle": idle, "socket_options": _socket_options()}
    if url.scheme == "https":
        options["cert_reqs"] = "CERT_REQUIRED"
        return _TlsPool(host, url.port, maxsize=size, **options)
    return _Pool(host, url.port, maxsize=size, **options)


def _socket_options() -> list[Any]:
    return [*HTTPConnection.default_socket_options, ABORT_ON_CLOSE]
