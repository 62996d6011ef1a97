"""The newest items of all shards: each shard keeps its own newest-first set, and the heads are merged."""

from collections.abc import Iterable, Sequence
from heapq import nlargest

import redis

Place = tuple[float, str]
"""Where a member stands: its score, and itself."""

DEEPEST = 5_000
"""How far back a list goes page by page; who looks for more searches."""


def newest(client: "redis.Redis", keys: Sequence[str], start: int, count: int) -> list[tuple[str, float]]:
    """(member, score) of the sorted sets together, highest score first, from `start` on.

    Members lie evenly over the shards, so a little more than each one's share is read; where that was not
    enough to be certain of the order, all of it is.
    """
    depth = min(start + count, DEEPEST)
    share = min(depth, 2 * depth // len(keys) + 8)
    found, certain_down_to = _heads(client, keys, share)
    best = nlargest(depth, found, key=_order)
    if share < depth and (len(best) < depth or _order(best[-1]) < certain_down_to):
        best = nlargest(depth, _heads(client, keys, depth)[0], key=_order)
    return best[start:]


def following(client: "redis.Redis", keys: Sequence[str], after: Place | None, count: int) -> list[Place]:
    """The places of the sorted sets together behind a place, or from the first on, highest score first.

    However far back it is, the same is read: what has the score of the place, and `count` of each set.
    """
    if after is None:
        return [(score, member) for member, score in newest(client, keys, 0, count)]
    pipe, score = client.pipeline(transaction=False), f"{after[0]:.0f}"
    for key in keys:
        pipe.zrevrangebyscore(key, score, score, withscores=True)
        pipe.zrevrangebyscore(key, f"({score}", "-inf", 0, count, withscores=True)
    return in_order(pipe.execute(), after, count)


def in_order(pages: Iterable[Iterable[tuple[str, float]]], after: Place | None, count: int) -> list[Place]:
    """The highest `count` of (member, score) on these pages behind a place."""
    places = ((float(score), str(member)) for page in pages for member, score in page)
    return nlargest(count, (place for place in places if after is None or place < after))


def _order(pair: tuple[str, float]) -> tuple[float, str]:
    return pair[1], pair[0]


def _heads(client: "redis.Redis", keys: Sequence[str], depth: int) -> tuple[list[tuple[str, float]], Place]:
    """The newest `depth` of each set; and the place behind which a set may have more than was read.

    A place and not a score: of many with one score a set may have more before those of another one.
    """
    pipe = client.pipeline(transaction=False)
    for key in keys:
        pipe.zrevrange(key, 0, depth - 1, withscores=True)
    pages = pipe.execute()
    cut_at = [(float(page[-1][1]), str(page[-1][0])) for page in pages if len(page) == depth]
    return [(str(m), float(score)) for page in pages for m, score in page], max(cut_at, default=(0.0, ""))
