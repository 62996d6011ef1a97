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
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from urllib3 import BaseHTTPResponse, Timeout
from urllib3.exceptions import HTTPError

from responder.ports import LastLook
from responder.provider.connection import NotSent, claimed_text, pool_for
from responder.provider.errors import code_number

__all__ = ["DEFAULT_LIMITS", "Limits", "NotSent", "Refused", "TwilioHttp", "Unanswered"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: `total` for a request, `connect` at most until there is a connection, `idle` for reuse.

    `connect` is short because a claimed text must not leave late (DESIGN I1): a STOP may come meanwhile. A
    last look makes it shorter: what the claim took already is gone.
    """

    total: float = 10.0
    connect: float = 1.0
    idle: float = 20.0


DEFAULT_LIMITS = Limits()

class Unanswered(Exception):
    """The request may have been read, and no whole answer to it came back."""


class Refused(Exception):
    """An answer outside 2xx. `code` is Twilio's, or the HTTP status where the answer names none."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"HTTP {status} ({code})")
        self.status = status
        self.code = code


class TwilioHttp(HttpClient):  # type: ignore[misc]
    """The SDK's HttpClient over one urllib3 pool. Thread-safe. Logs nothing and remembers no request."""

    def __init__(self, api_url: str, pool_size: int, limits: Limits = DEFAULT_LIMITS) -> None:
        """`pool_size` is the number of threads. Raises ValueError if the URL's port is no port."""
        # urllib3 logs the address with its query, in which the numbers stand (I8).
        logging.getLogger("urllib3").setLevel(logging.ERROR)
        super().__init__(logging.getLogger(__name__), is_async=False)
        self._pool = pool_for(urlsplit(api_url), pool_size, limits.idle)
        self._limits = limits
        self._read = Timeout(connect=limits.total, total=limits.total)

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
        timeout = self._until_first_byte(claimed_text()) if body else self._read
        try:
            return self._pool.urlopen(
                method, target, body, headers, retries=False, redirect=False, timeout=timeout
            )
        except NotSent:
            raise
        except HTTPError:
            raise Unanswered from None


    def _until_first_byte(self, look: LastLook | None) -> Timeout:
        """To connect there is what the claim leaves, and no more. Raises NotSent when nothing is left."""
        left = min(self._limits.connect, look.left()) if look else self._limits.connect
        if left <= 0:
            raise NotSent("TooLate")
        return Timeout(connect=left, total=self._limits.total)


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
