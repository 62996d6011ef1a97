"""What an operator watches, counted in one round trip: how much waits, how long, how far the log is read."""

from typing import Any

import redis

from responder.domain.records import Millis
from responder.ports import Lane, Snapshot, StoreUnavailable
from responder.store.keys import LANES, Keys
from responder.store.operations.server_disk import ServerDisk


class Gauges:
    """Reads of one installation that cost the same however much is stored."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self.disk = ServerDisk(client)

    def snapshot(self, now: Millis) -> Snapshot:
        """Raises StoreUnavailable."""
        try:
            return self._snapshot(now)
        except redis.RedisError as error:
            raise StoreUnavailable(type(error).__name__) from None

    def _snapshot(self, now: Millis) -> Snapshot:
        pipe, shards = self._redis.pipeline(transaction=False), self._keys.shards()
        for shard in shards:
            pipe.zcard(self._keys.claims(shard))
            pipe.scard(self._keys.opted_out(shard))
            pipe.zcard(self._keys.recent(shard))
            for lane in LANES:
                pipe.zcard(self._keys.due(shard, lane))
                pipe.zcount(self._keys.due(shard, lane), "-inf", now)
                pipe.zrange(self._keys.due(shard, lane), 0, 0, withscores=True)
        pipe.hlen(self._keys.stopped)
        pipe.hgetall(self._keys.fresh)
        *replies, stopped, marks = pipe.execute()
        each = len(replies) // len(shards)
        rows = [replies[at : at + each] for at in range(0, len(replies), each)]
        return Snapshot(
            lanes={lane: _lane(rows, 3 + 3 * place, now) for place, lane in enumerate(LANES)},
            handing_over=sum(row[0] for row in rows),
            opted_out=sum(row[1] for row in rows),
            numbers=sum(row[2] for row in rows),
            stopped=stopped,
            read_until={number: int(mark) for number, mark in marks.items()},
        )


def _lane(rows: list[list[Any]], at: int, now: Millis) -> Lane:
    firsts = [int(score) for row in rows for _, score in row[at + 2]]
    due = [first for first in firsts if first <= now]
    return Lane(
        waiting=sum(row[at] for row in rows),
        due=sum(row[at + 1] for row in rows),
        oldest_due_at=min(due, default=None),
    )
