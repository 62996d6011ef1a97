"""The newest items of all shards: each shard keeps its own newest-first set, and the heads are merged."""

from collections.abc import Sequence
from heapq import nlargest

import redis

DEEPEST = 5_000
"""How far back a list goes page by page; who looks for more searches."""


def newest(client: "redis.Redis", keys: Sequence[str], start: int, count: int) -> list[tuple[str, float]]:
    """(member, score) of the sorted sets together, highest score first, from `start` on."""
    depth = min(start + count, DEEPEST)
    pipe = client.pipeline(transaction=False)
    for key in keys:
        pipe.zrevrange(key, 0, depth - 1, withscores=True)
    found = [(str(member), float(score)) for page in pipe.execute() for member, score in page]
    return nlargest(depth, found, key=lambda pair: (pair[1], pair[0]))[start:]
