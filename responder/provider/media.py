"""A text's attachments from Twilio: listed, then fetched, within limits of size, time and place.

Addresses are built here from the text's id; none is taken from a webhook. Credentials go to the API's own
host alone. It answers with a redirect to a signed address, which is followed only on that host, or over TLS
to where Twilio keeps media: nowhere else, or a text could make this server ask its neighbours (SSRF).
"""

import json
import re
import time
from collections.abc import Sequence
from contextlib import closing
from urllib.parse import SplitResult, urljoin, urlsplit

from urllib3 import BaseHTTPResponse, Timeout, make_headers
from urllib3.exceptions import HTTPError

from responder.ports.media import Medium, NoPicture, PictureUnavailable
from responder.provider.account import Account
from responder.provider.connection import pool_for

LARGEST = 5 * 1024 * 1024
"""Bytes; Twilio takes no larger pictures itself."""

CONNECT, SECONDS = 5.0, 20.0
"""For a connection, and for one attachment with all its redirects."""

REDIRECTS = 3
CHUNK = 64 * 1024
LONGEST_ADDRESS = 2_000
"""Characters of an address that is followed."""

LISTED_AT_MOST = 256 * 1024

_TEXT = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
_MEDIUM = re.compile(r"ME[0-9a-f]{32}")
_API_VERSION = "2010-04-01"
_KEPT_AT = re.compile(r"(?:[a-z0-9-]+\.)*twiliocdn\.com")
_BUCKETS = ("s3-external-1.amazonaws.com", "s3.amazonaws.com")
_BUCKET = "/media.twiliocdn.com/"


class TwilioMedia:
    """Implements `ports.media.MediaSource` for one account."""

    def __init__(self, account: Account, api_url: str) -> None:
        self._base = f"{api_url.rstrip('/')}/{_API_VERSION}/Accounts/{account.sid}/Messages/"
        self._home = _origin(urlsplit(api_url))
        self._headers = make_headers(basic_auth=f"{account.user}:{account.password}")

    def media_of(self, text_id: str) -> Sequence[Medium]:
        """What is attached to a text. Raises PictureUnavailable, NoPicture."""
        if not _TEXT.fullmatch(text_id):
            raise NoPicture("gone")
        answer = self._got(f"{self._base}{text_id}/Media.json", LISTED_AT_MOST)
        try:
            listed = json.loads(answer)["media_list"]
            return [Medium(str(each["sid"]), str(each["content_type"]).lower()) for each in listed]
        except (ValueError, LookupError, TypeError):
            raise PictureUnavailable("unreadable") from None

    def fetch(self, text_id: str, medium_id: str) -> bytes:
        """One attachment. Raises PictureUnavailable, NoPicture."""
        if not _TEXT.fullmatch(text_id) or not _MEDIUM.fullmatch(medium_id):
            raise NoPicture("gone")
        return self._got(f"{self._base}{text_id}/Media/{medium_id}", LARGEST)

    def _got(self, url: str, at_most: int) -> bytes:
        """What is at this address, after redirects that may be followed."""
        until = time.monotonic() + SECONDS
        for _ in range(REDIRECTS + 1):
            self._may_ask(url)
            try:
                found = self._asked(url, at_most, until)
            except HTTPError as error:
                raise PictureUnavailable(type(error).__name__) from None
            if isinstance(found, bytes):
                return found
            url = _joined(url, found)
        raise NoPicture("elsewhere")

    def _asked(self, url: str, at_most: int, until: float) -> bytes | str:
        """The body, or the address to which it is moved."""
        parts, left = urlsplit(url), max(0.1, until - time.monotonic())
        pool = pool_for(parts, size=1, idle=0.0)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        timeout = Timeout(connect=min(left, CONNECT), total=left)
        headers = self._headers_for(url)
        try:
            answer = pool.urlopen(
                "GET",
                target,
                headers=headers,
                retries=False,
                redirect=False,
                preload_content=False,
                timeout=timeout,
            )
            with closing(answer):
                moved = answer.status in (301, 302, 303, 307, 308)
                return answer.headers.get("Location", "") if moved else _body(answer, at_most)
        finally:
            pool.close()

    def _may_ask(self, url: str) -> None:
        parts = _split(url)
        host = parts.hostname or ""
        twilios = parts.scheme == "https" and parts.port in (None, 443) and not parts.username
        in_bucket = host in _BUCKETS and parts.path.startswith(_BUCKET) and "/.." not in parts.path
        if _origin(parts) == self._home and not parts.username:
            return
        if not (twilios and (_KEPT_AT.fullmatch(host) or in_bucket)):
            raise NoPicture("elsewhere")

    def _headers_for(self, url: str) -> dict[str, str]:
        return dict(self._headers) if _origin(urlsplit(url)) == self._home else {}


def _body(answer: BaseHTTPResponse, at_most: int) -> bytes:
    """Never more than so many bytes, whatever its declared length says; the pool keeps the deadline."""
    if answer.status in (404, 410):
        raise NoPicture("gone")
    if answer.status != 200:
        raise PictureUnavailable(f"HTTP {answer.status}")
    found = b""
    for chunk in answer.stream(CHUNK, decode_content=False):
        found += chunk
        if len(found) > at_most:
            raise NoPicture("too_large")
    return found


def _joined(url: str, moved_to: str) -> str:
    if len(moved_to) > LONGEST_ADDRESS:
        raise NoPicture("elsewhere")
    try:
        return urljoin(url, moved_to)
    except ValueError:
        raise NoPicture("elsewhere") from None


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_ADDRESS:
        raise NoPicture("elsewhere")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise NoPicture("elsewhere") from None
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    default = 443 if parts.scheme == "https" else 80
    return parts.scheme, (parts.hostname or "").lower(), parts.port or default
