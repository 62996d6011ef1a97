"""A server that answers with an error is a store that is unavailable, and its words are not repeated (I8)."""

import pytest
import redis

from responder.ports import StoreUnavailable
from responder.store.core.numbers_outbox import RedisStore


def test_an_error_of_the_server_is_unavailable_and_says_only_its_code(
    store: RedisStore, client: "redis.Redis"
) -> None:
    client.set(store.keys.gaps, "no record at all")
    with pytest.raises(StoreUnavailable, match="^WRONGTYPE$"):
        store.gap()
