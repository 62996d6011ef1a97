"""Conversation ids: a number, encrypted so that the same number has the same id and no URL shows it (I8).

Deterministic authenticated encryption after the SIV construction (RFC 5297's idea on HMAC-SHA256): the tag is
a MAC of the number and the seed of the key stream. Another SECRET_KEY makes other ids; nothing stores them.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

_TAG = 10

LONGEST = 400
"""Characters of an id: of the longest number that a text can come from (64 characters, four bytes each) it
has 360, and the key stream ends at 256 blocks."""

REMEMBERED = 4_000
"""Ids that are kept made: a list of fifty conversations is asked for every two seconds."""


class Ids:
    """Numbers to ids and back, with keys made from the installation's secret."""

    def __init__(self, secret: str) -> None:
        self._mac_key = hmac.digest(secret.encode(), b"conversation id: tag", hashlib.sha256)
        self._stream_key = hmac.digest(secret.encode(), b"conversation id: stream", hashlib.sha256)
        self._of = lru_cache(maxsize=REMEMBERED)(self._encrypted)

    def of(self, number: str) -> str:
        """The id of a number."""
        return self._of(number)

    def _encrypted(self, number: str) -> str:
        plain = number.encode("utf-8", "surrogatepass")
        tag = hmac.digest(self._mac_key, plain, hashlib.sha256)[:_TAG]
        return base64.urlsafe_b64encode(tag + self._mixed(tag, plain)).decode().rstrip("=")

    def number(self, conversation_id: str) -> str | None:
        """The number of an id; None for one that we did not make."""
        if len(conversation_id) > LONGEST:
            return None
        try:
            raw = base64.urlsafe_b64decode(conversation_id + "=" * (-len(conversation_id) % 4))
        except ValueError:
            return None
        tag, plain = raw[:_TAG], self._mixed(raw[:_TAG], raw[_TAG:])
        if not hmac.compare_digest(tag, hmac.digest(self._mac_key, plain, hashlib.sha256)[:_TAG]):
            return None
        return plain.decode("utf-8", "surrogatepass")

    def _mixed(self, tag: bytes, text: bytes) -> bytes:
        blocks = -(-len(text) // 32)
        stream = b"".join(
            hmac.digest(self._stream_key, tag + bytes([block]), hashlib.sha256) for block in range(blocks)
        )
        return bytes(a ^ b for a, b in zip(text, stream, strict=False))
