"""Whether a webhook was signed by Twilio: the first check of every request (TWILIO.md §1.5).

Two schemes: HMAC-SHA1 with the account's auth token (either of two while it is changed), and SharedKeys,
where a header names the key and the algorithm. The URL that is checked is the configured one with the
constant route; nothing is rebuilt from the request but its raw query string.

Refuses: an empty token (anyone could sign), credentials or a fragment in the signed URL (Twilio drops
both), a key or an algorithm that it does not know, a JSON body whose hash was not signed.
Limit: a signature proves the sender, not that the request is new; repeats are found by the message id.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from itertools import chain
from urllib.parse import SplitResult, unquote, urlsplit

MAX_FIELDS = 300
"""Fields in one form. Twilio sends about 20, with ten pictures and WhatsApp's extras under 80."""

Pairs = Sequence[tuple[str, str]]

_ALGORITHMS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
_DEFAULT_PORTS = {"https": 443, "http": 80}
_BODY_HASH = re.compile(r"(?:^|&)bodySHA256=([0-9A-Fa-f]{64})(?:&|$)")


class BadForm(ValueError):
    """The form holds more fields than any webhook of Twilio's."""


def parse_form(body: bytes) -> list[tuple[str, str]]:
    """The decoded pairs of a form body or of a raw query string, in order, blank values kept.

    Bytes that are no UTF-8 become U+FFFD, as in every web framework. Raises BadForm over MAX_FIELDS.
    """
    if body.count(b"&") >= MAX_FIELDS:
        raise BadForm("The form has too many fields.")
    # The plus of phone numbers is decoded for all at once: most fields have nothing else to decode,
    # and asking first is cheaper than decoding.
    text = body.decode("utf-8", "replace").replace("+", " ").replace("%2B", "+")
    parts = [part.partition("=") for part in text.split("&") if part]
    return [
        (unquote(name) if "%" in name else name, unquote(value) if "%" in value else value)
        for name, _, value in parts
    ]


class Verifier:
    """Checks webhooks against one account's secrets. Thread-safe; no method raises on what came in."""

    def __init__(
        self, auth_token: str | list[str], shared_keys: Mapping[str, str], public_url: str
    ) -> None:
        """A list of tokens while it is changed; `shared_keys` is {key id: secret}.

        Raises ValueError on an empty secret or an unusable URL.
        """
        tokens = [auth_token] if isinstance(auth_token, str) else auth_token or [""]
        self._tokens = tuple(_keyed(token, "sha1") for token in tokens)
        self._shared = {
            (key, name): _keyed(secret, digest)
            for key, secret in shared_keys.items()
            for name, digest in _ALGORITHMS.items()
        }
        self._bases = _bases(public_url)

    def valid(
        self,
        route: str,
        query: str,
        pairs: Pairs | None,
        body: bytes,
        signature: str | None,
        settings: str | None,
    ) -> bool:
        """Whether the request was signed with a secret of ours, over our URL and everything it carries.

        `query` is raw; `pairs` are those of a form body, None for GET and for JSON. `signature` is
        X-Twilio-Signature, `settings` X-Twilio-Webhooks-Signature-Settings.
        """
        keys = self._keys(settings)
        if not keys or not signature or (pairs is None and not _hashed(query, body)):
            return False
        try:
            given = signature.encode("ascii")
            tail = (route + (query and "?" + query) + _joined(pairs or ())).encode("utf-8")
        except UnicodeEncodeError:  # lone surrogates, or a signature that is no Base64
            return False
        for keyed in keys:
            for base in self._bases:
                if hmac.compare_digest(_sign(keyed, base + tail), given):
                    return True
        return False

    def _keys(self, settings: str | None) -> tuple[hmac.HMAC, ...]:
        """The secrets to check with. A header that is not understood is never taken for none."""
        if not settings:
            return self._tokens
        named = _settings(settings)
        found = self._shared.get((named.get("key", ""), named.get("algorithm", "")))
        return (found,) if found else ()


def _settings(header: str) -> dict[str, str]:
    """`key=…,algorithm=…` as a dict; empty when a name comes twice, so that no second reading exists."""
    parts = [part.partition("=") for part in header.split(",")]
    named = {name.strip(): value.strip() for name, _, value in parts}
    return named if len(named) == len(parts) else {}


def _keyed(secret: str, digest: str) -> hmac.HMAC:
    if not secret:
        raise ValueError("A webhook secret is empty: anyone could sign requests.")
    return hmac.new(secret.encode("utf-8"), digestmod=digest)


def _sign(keyed: hmac.HMAC, message: bytes) -> bytes:
    mac = keyed.copy()  # copying a prepared key is cheaper than preparing it for every request
    mac.update(message)
    return base64.b64encode(mac.digest())


def _joined(pairs: Pairs) -> str:
    """Names in order, with each one's distinct values in order, as one string without delimiters."""
    return "".join(chain.from_iterable(sorted(set(pairs))))


def _hashed(query: str, body: bytes) -> bool:
    """Whether the signed query covers a body that is no form: by its hash, or because there is none."""
    found = _BODY_HASH.search(query)
    if found is None:
        return not body
    return hmac.compare_digest(hashlib.sha256(body).hexdigest(), found[1].lower())


def _bases(public_url: str) -> tuple[bytes, bytes]:
    """The public URL without and with its port: Twilio is not consistent about which one it signs."""
    url = urlsplit(public_url)
    if url.scheme not in _DEFAULT_PORTS or not url.hostname:
        raise ValueError("The public URL must begin with https:// or http:// and name a host.")
    host, port = _host(url), _port(url)
    path = url.path.rstrip("/")
    return f"{url.scheme}://{host}{path}".encode(), f"{url.scheme}://{host}:{port}{path}".encode()


def _host(url: SplitResult) -> str:
    """The host as it is written, its letters' case and IPv6 brackets kept, without user and port."""
    host = url.netloc.rpartition("@")[2]
    return host[: host.rindex("]") + 1] if host.startswith("[") else host.partition(":")[0]


def _port(url: SplitResult) -> int:
    try:
        return url.port or _DEFAULT_PORTS[url.scheme]
    except ValueError:
        raise ValueError("The port of the public URL must be a number from 1 to 65535.") from None
