"""How many webhooks that name our account were refused lately, for `doctor`: one counter, no timeline."""

from dataclasses import dataclass

import redis

from responder.domain.records import DAY, Millis
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

FORGOTTEN_AFTER: Millis = 1 * DAY
"""So long after the last one the alarm is over, although nobody was heard."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """At least so many, the last of them at `last_at` (ms UTC)."""

    count: int
    last_at: Millis


class ForbiddenWebhooks:
    """The counter of all web processes."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._key = keys.forbidden

    def add(self, count: int, now: Millis) -> None:
        """So many more until now. Raises StoreUnavailable."""
        pipe = self._redis.pipeline(transaction=False)
        pipe.hincrby(self._key, "count", count)
        pipe.hset(self._key, "last_at", now)
        pipe.pexpire(self._key, FORGOTTEN_AFTER)
        with unavailable_on_failure():
            pipe.execute()

    def clear(self) -> None:
        """The alarm is over. Raises StoreUnavailable."""
        with unavailable_on_failure():
            self._redis.delete(self._key)

    def read(self) -> Forbidden | None:
        """What was counted, None if nothing lately. Raises StoreUnavailable."""
        with unavailable_on_failure():
            found = self._redis.hgetall(self._key)
        return Forbidden(int(found["count"]), int(found.get("last_at", 0))) if found else None
