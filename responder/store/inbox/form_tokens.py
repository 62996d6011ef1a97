"""Forms that were carried out, for a day: the same one again does nothing more and leads to the same page."""

import redis

from responder.store.always import Always
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

LIFE = 86_400
"""Seconds for which a form is known, also one whose process died in the middle: nothing does that one again
by itself."""


class FormTokens:
    """Each form carries a token of its own; the token leads to where its act ended."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._always = Always(client)
        self._keys = keys

    def begin(self, token: str) -> bool:
        """Whether the caller is the first with this form."""
        with unavailable_on_failure():
            return bool(self._always("SET", self._key(token), "", "NX", "EX", LIFE))

    def ended(self, token: str) -> str:
        """Where the act of this form led to; "" while it is carried out, or broke off."""
        with unavailable_on_failure():
            return str(self._redis.get(self._key(token)) or "")

    def end(self, token: str, place: str) -> None:
        """It was carried out, and its page is at `place`."""
        with unavailable_on_failure():
            self._always("SET", self._key(token), place, "EX", LIFE)

    def forget(self, token: str) -> None:
        """It came to nothing: the same form may come again."""
        with unavailable_on_failure():
            self._redis.delete(self._key(token))

    def _key(self, token: str) -> str:
        return self._keys.shared(f"form:{token}")
