"""Makes one webhook call as Twilio's proxy does: signed, with time limits, retries and the 64 kB limit.

Accepted limits: Basic but not Digest authentication, no cookies, no caching; each call opens a new
connection, as the captured `Connection: close` suggests.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.util import SKIP_HEADER, Timeout, make_headers

from responder.simulator.model import now_ms
from responder.simulator.webhook import signing
from responder.simulator.webhook.overrides import CONNECT, READ, RESET, Target
from responder.simulator.webhook.signing import Pairs

MAX_BODY = 64 * 1024
MAX_REDIRECTS = 10
CONNECT_ERRORS = (ConnectTimeoutError, NameResolutionError, NewConnectionError, SSLError)


@dataclass(frozen=True, slots=True)
class Signer:
    """How a request is signed; `broken` makes the signature wrong on purpose."""

    key: str
    shared_key_id: str = ""
    broken: bool = False

    def headers(self, url: str, params: Pairs) -> dict[str, str]:
        """The signature header, and the settings header where a shared key is used."""
        algorithm = signing.SHA256 if self.shared_key_id else signing.SHA1
        good = signing.signature(url, params, self.key, algorithm)
        headers = {"X-Twilio-Signature": signing.spoiled(good) if self.broken else good}
        if self.shared_key_id:
            settings = f"key={self.shared_key_id},algorithm={algorithm}"
            headers["X-Twilio-Webhooks-Signature-Settings"] = settings
        return headers


@dataclass(frozen=True, slots=True)
class Call:
    """One webhook to deliver."""

    target: Target
    method: str
    params: Pairs
    signer: Signer
    token: str


@dataclass(slots=True)
class Attempt:
    """What one try came to. `failure` is empty when the answer was a 2xx."""

    started_at: int
    ms: int = 0
    status: int | None = None
    failure: str = ""
    error: str | None = None
    content_type: str = ""
    body: bytes = b""
    too_large: bool = False

    @property
    def ok(self) -> bool:
        """Whether the other side answered with a 2xx."""
        return self.status is not None and not self.failure


Watcher = Callable[[Attempt], None]


class Caller:
    """Delivers calls over HTTP."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(num_pools=64, maxsize=64, retries=False)

    def deliver(self, call: Call, watch: Watcher) -> list[Attempt]:
        """Try until it succeeds, the policy forbids another try, or the total time is over."""
        deadline = time.monotonic() + call.target.total / 1000
        attempts: list[Attempt] = []
        while len(attempts) <= call.target.retries:
            left = deadline - time.monotonic()
            if left <= 0:
                break
            attempt = self._try(call, left)
            watch(attempt)
            attempts.append(attempt)
            if attempt.ok or not call.target.retries_on(attempt.failure):
                break
        return attempts

    def _try(self, call: Call, left: float) -> Attempt:
        attempt = Attempt(now_ms())
        clock = time.monotonic()
        try:
            self._exchange(call, attempt, clock + left)
        except CONNECT_ERRORS as error:
            attempt.failure, attempt.error = CONNECT, type(error).__name__
        except ReadTimeoutError as error:
            attempt.failure, attempt.error = READ, type(error).__name__
        except HTTPError as error:
            attempt.failure, attempt.error = RESET, type(error).__name__
        attempt.ms = round((time.monotonic() - clock) * 1000)
        return attempt

    def _exchange(self, call: Call, attempt: Attempt, deadline: float) -> None:
        response = self._request(call, call.method, call.target.url, deadline, call.params)
        for _ in range(MAX_REDIRECTS):
            location = response.headers.get("Location")
            if response.status not in (301, 302, 303) or not location:
                break
            response.close()
            # A redirect is followed with GET; what was posted is lost.
            url = urljoin(call.target.url, location)
            response = self._request(call, "GET", url, deadline, [])
        self._read(response, attempt, deadline)

    def _request(
        self, call: Call, method: str, url: str, deadline: float, params: Pairs
    ) -> urllib3.BaseHTTPResponse:
        response = self._send(call, method, url, deadline, params, {})
        asks = response.headers.get("WWW-Authenticate", "").lower().startswith("basic")
        if response.status != 401 or not call.target.user or not asks:
            return response
        response.close()
        login = make_headers(basic_auth=f"{call.target.user}:{call.target.password}")
        return self._send(call, method, url, deadline, params, login)

    def _send(
        self, call: Call, method: str, url: str, deadline: float, params: Pairs, extra: dict[str, str]
    ) -> urllib3.BaseHTTPResponse:
        get = method == "GET"
        if get and params:
            url += ("&" if "?" in url else "?") + urlencode(params)
        headers = _headers(call, get) | call.signer.headers(url, [] if get else params) | extra
        limits = _limits(call, max(deadline - time.monotonic(), 0.01))
        body = None if get else urlencode(params)
        return self._pool.request(
            method, url, body=body, headers=headers, timeout=limits,
            redirect=False, retries=False, preload_content=False, decode_content=True,
        )  # fmt: skip

    def _read(self, response: urllib3.BaseHTTPResponse, attempt: Attempt, deadline: float) -> None:
        attempt.status = response.status
        attempt.content_type = response.headers.get("Content-Type", "")
        body = bytearray()
        for chunk in response.stream(8192):
            body += chunk
            if len(body) > MAX_BODY or time.monotonic() > deadline:
                break
        response.close()
        attempt.too_large = len(body) > MAX_BODY
        attempt.body = bytes(body[:MAX_BODY])
        attempt.failure = _status_failure(response.status)
        attempt.error = f"HTTP {response.status}" if attempt.failure else None


def _limits(call: Call, left: float) -> Timeout:
    connect, read = call.target.connect / 1000, call.target.read / 1000
    return Timeout(connect=min(connect, left), read=min(read, left))


def _headers(call: Call, get: bool) -> dict[str, str]:
    headers = {} if get else {"Content-Type": "application/x-www-form-urlencoded"}
    return headers | {
        "Accept": "*/*",
        "User-Agent": "TwilioProxy/1.1",
        "X-Home-Region": "us1",
        "I-Twilio-Idempotency-Token": call.token,
        "Accept-Encoding": SKIP_HEADER,
        "Connection": "close",
    }


def _status_failure(status: int) -> str:
    if 200 <= status < 300:
        return ""
    return "5xx" if status >= 500 else "4xx"
