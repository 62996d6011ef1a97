"""Writes that are taken even when memory is full (DESIGN §4), and how full it is.

What ends a consent, stops sending, brings the provider's log up to date or lets a confirmation leave must not
wait until somebody frees memory. What grows waits before that (domain/sending/gate.py).
"""

import time
from collections.abc import Mapping
from typing import Any

import redis

from responder.domain.consent.transitions import tightens
from responder.domain.operations.redis_server import Memory
from responder.domain.records import Decision
from responder.store.connection import unavailable_on_failure

TAKEN = "#!lua flags=allow-oom\n"
"""The first line of a script that runs although memory is full."""

LOOK_EVERY = 2.0
"""Seconds for which a look at the server's memory is good."""

_WRITES = (
    TAKEN
    + """
local at, replies = 1, {}
while at <= #ARGV do
  local command = {}
  for i = 1, tonumber(ARGV[at]) do command[i] = ARGV[at + i] end
  replies[#replies + 1] = redis.call(unpack(command))
  at = at + #command + 1
end
return replies
"""
)

Write = tuple[str | int, ...]


class Always:
    """Runs small writes as one script. Their replies are the server's own, not redis-py's."""

    def __init__(self, client: "redis.Redis") -> None:
        self._script = client.register_script(_WRITES)

    def __call__(self, *write: str | int) -> Any:
        """One write: command, key, arguments. Its reply."""
        return self.all(write)[0]

    def all(self, *writes: Write) -> list[Any]:
        """Several, all or none. Their replies."""
        arguments = [str(part) for write in writes for part in (len(write), *write)]
        return list(self._script(keys=[str(write[1]) for write in writes], args=arguments))


def pairs(fields: Mapping[str, object]) -> list[str]:
    """A hash's fields as the arguments of HSET."""
    return [str(part) for pair in fields.items() for part in pair]


def is_always_taken(decision: Decision) -> bool:
    """Whether a commit is taken when memory is full: a customer's own text, and what tightens a consent."""
    return decision.event_kind == "inbound" or tightens(decision.before, decision.after)


class MemoryGauge:
    """The part of `ports.Store` that says how full the server is."""

    _redis: "redis.Redis"
    _seen: tuple[float, Memory] | None = None

    def memory(self) -> Memory:
        """How much is used, and the limit. Raises StoreUnavailable."""
        with unavailable_on_failure():
            said = self._redis.info("memory")
        return Memory(int(said["used_memory"]), int(said.get("maxmemory", 0)))

    def is_nearly_full(self) -> bool:
        """Whether what grows must wait; looked at every two seconds. Raises StoreUnavailable."""
        now = time.monotonic()
        if self._seen is None or now - self._seen[0] >= LOOK_EVERY:
            self._seen = now, self.memory()
        return self._seen[1].is_nearly_full
