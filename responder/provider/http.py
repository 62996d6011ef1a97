"""HTTP to Twilio, and one question answered exactly: may the request have been read? (I7, TWILIO.md §3)

A slim urllib3 client under twilio-python (a third of the CPU of its own, STACK.md §5). Whatever fails while
a connection is being made is NotSent; whatever fails later is Unanswered, a reset on a reused connection
included. An answer outside 2xx is Refused, here already, so that no exception is built from the
provider's words: they hold numbers (I8).

Refuses: retries, redirects, more than its time limits, requests to any host but its own.
Limits: a name server that hangs is waited for (the request is then not sent); proxies and the SDK's
TWILIO_EDGE and TWILIO_REGION are not read, the base URL says it all.
"""

import base64
import http.client
import io
import json
import logging
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

import certifi
from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from typing_extensions import Buffer
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError

from responder.provider.errors import code_number


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: `total` for a request, `connect` until a text's first byte is written, `idle` for reuse.

    `connect` is short because a claimed text must not leave late (DESIGN I1): a STOP may come meanwhile.
    """

    total: float = 10.0
    connect: float = 1.0
    idle: float = 20.0


DEFAULT_LIMITS = Limits()


class NotSent(ConnectTimeoutError):
    """There was no connection in time: certainly not one byte of the request was written."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Unanswered(Exception):
    """The request may have been read, and no whole answer to it came back."""


class Refused(Exception):
    """An answer outside 2xx. `code` is Twilio's, or the HTTP status where the answer names none."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"HTTP {status} ({code})")
        self.status = status
        self.code = code


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


class _Connection(HTTPConnection):
    """A connection that knows whether it was ever made, and is not used again after a long rest."""

    response_class = _Answer

    def __init__(self, *args: Any, idle: float, **options: Any) -> None:
        super().__init__(*args, **options)
        self._idle = idle
        self._used_at = 0.0

    @property
    def is_connected(self) -> bool:
        """False after a rest: servers and routers forget idle connections without a word."""
        return time.monotonic() - self._used_at < self._idle and super().is_connected

    def connect(self) -> None:
        """Connect, TLS included, within this request's connect limit. Raises NotSent and nothing else."""
        began = time.monotonic()
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


def _tls() -> ssl.SSLContext:
    """One context for all connections: reading the certificates anew for each costs 20 ms."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def pool_for(url: SplitResult, size: int, idle: float) -> HTTPConnectionPool:
    """A pool that never waits: with more threads than `size` it opens connections beside it."""
    host = url.hostname or ""
    if url.scheme == "https":
        context = _tls()
        return _TlsPool(
            host, url.port, maxsize=size, idle=idle, ssl_context=context, cert_reqs="CERT_REQUIRED"
        )
    return _Pool(host, url.port, maxsize=size, idle=idle)


class TwilioHttp(HttpClient):  # type: ignore[misc]
    """The SDK's HttpClient over one urllib3 pool. Thread-safe. Logs nothing and remembers no request."""

    def __init__(self, api_url: str, pool_size: int, limits: Limits = DEFAULT_LIMITS) -> None:
        """`pool_size` is the number of threads. Raises ValueError if the URL's port is no port."""
        # urllib3 logs the address with its query, in which the numbers stand (I8).
        logging.getLogger("urllib3").setLevel(logging.ERROR)
        super().__init__(logging.getLogger(__name__), is_async=False)
        self._pool = pool_for(urlsplit(api_url), pool_size, limits.idle)
        self._read = Timeout(connect=limits.total, total=limits.total)
        self._send = Timeout(connect=limits.connect, total=limits.total)

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Response:
        """One request, tried once. Raises NotSent, Unanswered or Refused.

        UnicodeEncodeError, before anything is sent, for text that UTF-8 cannot hold.
        """
        body = urlencode(data, doseq=True).encode("ascii") if data else None
        answer = self._exchange(method, _target(uri, params), body, _headers(headers, options.get("auth")))
        text = answer.data.decode("utf-8", "replace")
        if not 200 <= answer.status < 300:
            raise Refused(answer.status, _code(text) or answer.status)
        return Response(answer.status, text, answer.headers)

    def _exchange(
        self, method: str, target: str, body: bytes | None, headers: dict[str, str]
    ) -> BaseHTTPResponse:
        timeout = self._send if body else self._read
        try:
            return self._pool.urlopen(
                method, target, body, headers, retries=False, redirect=False, timeout=timeout
            )
        except NotSent:
            raise
        except HTTPError:
            raise Unanswered from None


def _target(uri: str, params: Mapping[str, object] | None) -> str:
    """The path and query of what the SDK asks for; the host is ours alone to choose."""
    url = urlsplit(uri)
    query = "&".join(part for part in (url.query, urlencode(params or {}, doseq=True)) if part)
    return f"{url.path}?{query}" if query else url.path


def _headers(headers: Mapping[str, str] | None, auth: tuple[str, str] | None) -> dict[str, str]:
    given = dict(headers or {})
    if auth:
        given["Authorization"] = "Basic " + base64.b64encode(":".join(auth).encode()).decode("ascii")
    return given


def _code(text: str) -> int:
    """Twilio's error code in an answer; 0 if it is no JSON object with one (a proxy's HTML, say)."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return 0
    return code_number(answer.get("code")) if isinstance(answer, dict) else 0
