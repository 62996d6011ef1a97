"""Twilio's webhook signatures, written from their description and not with Twilio's library.

Accepted limits: form and query-string requests only (no JSON body hash).
"""

import base64
import hashlib
import hmac
from urllib.parse import urlsplit, urlunsplit

Pairs = list[tuple[str, str]]

SHA1 = "HMAC_SHA1"
SHA256 = "HMAC_SHA256"
DIGESTS = {SHA1: hashlib.sha1, SHA256: hashlib.sha256}


def signed_url(url: str) -> str:
    """The URL as it is signed: no user and password, no fragment, the port kept."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, parts.query, ""))


def signature(url: str, params: Pairs, key: str, algorithm: str = SHA1) -> str:
    """Base64 HMAC over the URL and every distinct name and value, sorted by name and then value."""
    text = signed_url(url) + "".join(name + value for name, value in sorted(set(params)))
    digest = hmac.new(key.encode(), text.encode(), DIGESTS[algorithm]).digest()
    return base64.b64encode(digest).decode()


def spoiled(good: str) -> str:
    """A signature that has the right form and is wrong."""
    return base64.b64encode(hashlib.sha1(good.encode()).digest()).decode()
