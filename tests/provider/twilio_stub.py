"""A Twilio that does as a test says, on a real socket: it answers, hangs, resets, or stops half-way."""

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qsl

from responder.adapters.system_clock import SystemClock
from responder.provider.account import with_token
from responder.provider.http import Limits
from responder.provider.twilio import TwilioProvider

SHARED = Path(__file__).parents[2].parent / "shared"
ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "12345"
FAST = Limits(total=0.5, connect=0.5)
"""Long enough for loopback, short enough to wait for."""


@dataclass(frozen=True)
class Request:
    """What the server was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str]


Behaviour = Callable[[socket.socket, threading.Event], bool]
"""Answers one request on a connection; True keeps the connection open for the next."""


def bytes_of(status: int, body: str, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} Some\r\nContent-Type: application/json\r\nContent-Length: "
    return f"{head}{len(body.encode())}\r\n{more}\r\n{body}".encode()


def answers(status: int, payload: object, more: str = "") -> Behaviour:
    """A whole answer: a str as it is, anything else as JSON."""
    body = payload if isinstance(payload, str) else json.dumps(payload)

    def behave(connection: socket.socket, _: threading.Event) -> bool:
        connection.sendall(bytes_of(status, body, more))
        return True

    return behave


def says(raw: bytes) -> Behaviour:
    """Exactly these bytes, then the end of the connection."""

    def behave(connection: socket.socket, _: threading.Event) -> bool:
        connection.sendall(raw)
        return False

    return behave


def closes(_: socket.socket, __: threading.Event) -> bool:
    return False


def resets(connection: socket.socket, _: threading.Event) -> bool:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def hangs(_: socket.socket, stopped: threading.Event) -> bool:
    stopped.wait()
    return False


def trickles(connection: socket.socket, stopped: threading.Event) -> bool:
    """A header that never ends, a byte at a time: no single read ever takes long."""
    connection.sendall(b"HTTP/1.1 201 Created\r\nX-Slow: ")
    while not stopped.wait(0.01):
        connection.sendall(b"x")
    return False


@dataclass
class Server:
    """Listens on loopback; each connection has its thread. The last behaviour of the script repeats."""

    script: list[Behaviour] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=200)
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def will(self, *script: Behaviour) -> None:
        self.script = list(script)

    def stop(self) -> None:
        self._stopped.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        self._socket.close()
        with self._lock:
            for connection in self._open:
                try:
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)  # not TLS's own: it locks
                except OSError:
                    continue  # it is closed already
        for thread in self._threads[1:]:
            thread.join()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            if self.tls:
                connection = self.tls.wrap_socket(connection, True, do_handshake_on_connect=False)
            with self._lock:
                self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if isinstance(connection, ssl.SSLSocket):
                connection.do_handshake()
            with connection.makefile("rb") as reader:
                while self._take(reader) and self._next()(connection, self._stopped):
                    pass
        except OSError:
            return  # the client has gone, or refuses our certificate
        finally:
            with self._lock:
                self._open.remove(connection)
            connection.close()
            self.closed.set()

    def _take(self, reader: BinaryIO) -> bool:
        line = reader.readline().decode("latin-1")
        if not line.endswith("\r\n") or " HTTP/1.1" not in line:
            return False
        headers = dict(self._headers(reader))
        body = reader.read(int(headers.get("content-length", 0)))
        method, target, _ = line.split(" ")
        path, _, query = target.partition("?")
        pairs = dict(parse_qsl(query, keep_blank_values=True))
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        with self._lock:
            self.requests.append(Request(method, path, pairs, headers, form))
        return True

    def _headers(self, reader: BinaryIO) -> Iterator[tuple[str, str]]:
        while line := reader.readline().decode("latin-1").rstrip("\r\n"):
            name, _, value = line.partition(": ")
            yield name.lower(), value

    def _next(self) -> Behaviour:
        with self._lock:
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]


def provider_at(url: str, limits: Limits = FAST, pool_size: int = 4) -> TwilioProvider:
    account = with_token(ACCOUNT, TOKEN)
    return TwilioProvider(account, url, "https://sms.example.com/", SystemClock(), pool_size, limits)
