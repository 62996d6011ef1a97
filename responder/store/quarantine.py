"""What was set aside, for `doctor` and the metrics: failures, and records that cannot be read."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import redis

from responder.domain.records import HOUR, Millis
from responder.ports.quarantine import SetAside
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

FORGOTTEN_AFTER: Millis = 2 * HOUR
"""So long after it was to be tried again an item is taken to be gone: erased, or finished by somebody."""

UNREADABLE = "unreadable"
"""The book of records that cannot be read (`unreadable.py`)."""


class RedisAside:
    """Implements `ports.quarantine.AsideBook`."""

    def __init__(self, client: "redis.Redis", keys: Keys, name: str = "set_aside") -> None:
        self._redis = client
        self._key = keys.shared(name)

    def keep(self, found: SetAside) -> None:
        """It failed, again perhaps."""
        with unavailable_on_failure():
            self._redis.hset(self._key, found.item, json.dumps(asdict(found)))

    def find(self, item: str) -> SetAside | None:
        """What is noted of it."""
        with unavailable_on_failure():
            return _noted(str(self._redis.hget(self._key, item) or "null"))

    def drop(self, item: str) -> None:
        """It was done after all."""
        with unavailable_on_failure():
            self._redis.hdel(self._key, item)

    def all(self, now: Millis) -> Sequence[SetAside]:
        """What waits; nothing that nobody has tried again when it was due."""
        with unavailable_on_failure():
            found = [each for each in (_noted(str(line)) for line in self._redis.hvals(self._key)) if each]
            gone = [each for each in found if now - each.again_at > FORGOTTEN_AFTER]
            for each in gone:
                self._redis.hdel(self._key, each.item)
        return sorted((each for each in found if each not in gone), key=lambda each: each.since)


def _noted(line: str) -> SetAside | None:
    """A line; None for one that another version wrote in its own way."""
    try:
        return SetAside(**json.loads(line))
    except (ValueError, TypeError):
        return None
