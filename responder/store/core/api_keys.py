"""Where the keys of the HTTP API are kept: hashes alone, and how often a network address guessed wrong."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import redis

from responder.domain.records import Millis
from responder.ports.api_keys import ApiKey, WrongKeys
from responder.store.always import Always
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

FAILURES_LIFE = 60
"""Seconds after its first wrong key until an address may guess again."""


class RedisApiKeys:
    """Implements `ports.ApiKeys`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._always = Always(client)
        self.keys = keys

    def add(self, key: ApiKey) -> None:
        """Keep a key, or its new state."""
        with unavailable_on_failure():
            self._redis.hset(self.keys.api_keys, key.id, json.dumps(asdict(key)))

    def find(self, key_id: str) -> ApiKey | None:
        """One key, revoked or not."""
        with unavailable_on_failure():
            stored = self._redis.hget(self.keys.api_keys, key_id)
        return ApiKey(**json.loads(stored)) if stored else None

    def all(self) -> Sequence[ApiKey]:
        """Every key with its last use, oldest first."""
        with unavailable_on_failure():
            stored = self._redis.hvals(self.keys.api_keys)
            used = self._redis.hgetall(self.keys.api_keys_used)
        found = [json.loads(each) for each in stored]
        keys = [ApiKey(**{**each, "used_at": int(used.get(each["id"], 0))}) for each in found]
        return sorted(keys, key=lambda key: (key.made_at, key.id))

    def used(self, key_id: str, now: Millis) -> None:
        """The key was just used."""
        with unavailable_on_failure():
            self._always("HSET", self.keys.api_keys_used, key_id, now)

    def failed(self, address: str) -> WrongKeys:
        """Count one more wrong key from the address, and say how many there were lately."""
        counters = [self.keys.failed_keys(address), self.keys.failed_keys("")]
        pipe = self._redis.pipeline(transaction=True)
        for counter in counters:
            pipe.incr(counter)
            pipe.expire(counter, FAILURES_LIFE, nx=True)
        with unavailable_on_failure():
            of_address, _, of_all, _ = pipe.execute()
        return WrongKeys(int(of_address), int(of_all))
