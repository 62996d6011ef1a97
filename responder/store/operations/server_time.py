"""The time of the store's server: the one clock that all processes of an installation can read."""

import redis

from responder.domain.records import Millis
from responder.store.connection import unavailable_on_failure

Client = redis.Redis
"""What a store's parts are made with, for those who do not know Redis."""


class ServerTime:
    """Implements `ports.clock.SharedTime`."""

    def __init__(self, client: "redis.Redis") -> None:
        self._redis = client

    def read(self) -> Millis:
        """Milliseconds since 1970 UTC by the server's clock. Raises StoreUnavailable."""
        with unavailable_on_failure():
            seconds, microseconds = self._redis.time()
        return int(seconds) * 1_000 + int(microseconds) // 1_000
