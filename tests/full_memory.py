"""A Redis whose memory is full, or nearly."""

from collections.abc import Iterator
from contextlib import contextmanager

import redis


@contextmanager
def full(client: "redis.Redis") -> Iterator[None]:
    """Every ordinary write is refused."""
    with _limited(client, 1):
        yield


@contextmanager
def nearly_full(client: "redis.Redis") -> Iterator[None]:
    """What is used is 95 % of what may be."""
    with _limited(client, client.info("memory")["used_memory"] * 100 // 95):
        yield


@contextmanager
def _limited(client: "redis.Redis", limit: int) -> Iterator[None]:
    client.config_set("maxmemory", limit)
    try:
        yield
    finally:
        client.config_set("maxmemory", 0)
