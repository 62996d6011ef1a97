"""Heartbeats of processes: one sorted set, by when each was last seen on the clock of the server.

Written every few seconds by each process, never by a text; taken also when memory is full.
"""

from collections.abc import Sequence

import redis

from responder.domain.operations.heartbeats import REMEMBERED_FOR, Heartbeat, ProcessKind
from responder.store.always import TAKEN
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

# Moments in the future were written before the server's clock was set back: of those nobody knows the age.
_BEAT = (
    TAKEN
    + """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. string.format('%d', now), '+inf')
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""
)

_KINDS = {kind.value: kind for kind in ProcessKind}
"""A release after this one may have others; they are left alone."""


class RedisHeartbeats:
    """Implements `ports.heartbeats.Heartbeats`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._key = keys.shared("heartbeats")
        self._beat = client.register_script(_BEAT)

    def beat(self, kind: ProcessKind, name: str) -> None:
        """This process lives now."""
        with unavailable_on_failure():
            self._beat(keys=[self._key], args=[f"{kind.value} {name}", REMEMBERED_FOR])

    def end(self, kind: ProcessKind, name: str) -> None:
        """This process ends as it was asked to."""
        with unavailable_on_failure():
            self._redis.zrem(self._key, f"{kind.value} {name}")

    def all(self) -> Sequence[Heartbeat]:
        """Every process that was seen within the last minutes."""
        pipe = self._redis.pipeline(transaction=False)
        pipe.zrange(self._key, 0, -1, withscores=True)
        pipe.time()
        with unavailable_on_failure():
            rows, (seconds, micros) = pipe.execute()
        now = int(seconds) * 1_000 + int(micros) // 1_000
        seen = [(*str(member).partition(" "), max(0, now - int(at))) for member, at in rows]
        return [Heartbeat(_KINDS[kind], name, age) for kind, _, name, age in seen if kind in _KINDS]
