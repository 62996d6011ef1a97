"""Reads of the review queue, and of old texts for a second reading. Writes go through the commit alone."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import redis

from responder.domain.inbox.work_queues import QueueName
from responder.domain.records import Millis
from responder.ports.review import Review
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys, shard_of
from responder.store.records import Unreadable
from responder.store.unreadable import UnreadableRecords


class RedisReviews:
    """Implements `ports.review`: `Reviews`, `Archive` and `Lately`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self.keys = keys
        self._unreadable = UnreadableRecords(client, keys)

    def open_reviews(self, limit: int) -> Sequence[Review]:
        """Those that wait, oldest first, at most `limit`."""
        waiting: list[tuple[str, float]] = []
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for shard in self.keys.shards():
                key = self.keys.queue(shard, QueueName.REVIEWS.value)
                pipe.zrange(key, 0, limit - 1, withscores=True)
            for rows in pipe.execute():
                waiting += [(str(item_id), float(at)) for item_id, at in rows]
            ids = [item_id for item_id, _ in sorted(waiting, key=lambda row: (row[1], row[0]))[:limit]]
            for item_id in ids:
                pipe.hgetall(self._item(item_id))
            found = pipe.execute()
        items = [(item_id, (item_id, stored)) for item_id, stored in zip(ids, found, strict=True) if stored]
        return list(self._unreadable.read_each("review", items, _review_of).values())

    def count(self) -> int:
        """How many wait."""
        pipe = self._redis.pipeline(transaction=False)
        for shard in self.keys.shards():
            pipe.zcard(self.keys.queue(shard, QueueName.REVIEWS.value))
        with unavailable_on_failure():
            return sum(pipe.execute())

    def review(self, review_id: str) -> Review | None:
        """One review, decided or not."""
        if shard_of(review_id) not in self.keys.shards():
            return None
        with unavailable_on_failure():
            stored: Any = self._redis.hgetall(self._item(review_id))
        return _review(review_id, stored) if stored else None

    def numbers(self) -> Iterator[str]:
        """Every number that anything was committed for, each at least once."""
        for shard in self.keys.shards():
            cursor = -1
            while cursor != 0:
                with unavailable_on_failure():
                    cursor, rows = self._redis.zscan(self.keys.recent(shard), max(cursor, 0), count=500)
                yield from (str(number) for number, _ in rows)

    def entries(self, number: str) -> list[dict[str, Any]]:
        """The number's timeline as it was written, oldest first."""
        with unavailable_on_failure():
            lines = self._redis.lrange(self.keys.timeline(number), 0, -1)
        return [json.loads(line) for line in lines]

    def active(self, since: Millis, limit: int) -> list[tuple[str, Millis]]:
        """Numbers that something happened with since then, and when; at most `limit`, the oldest first."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for shard in self.keys.shards():
                pipe.zrangebyscore(self.keys.recent(shard), since, "+inf", 0, limit, withscores=True)
            found = [(float(at), str(number)) for page in pipe.execute() for number, at in page]
        return [(number, int(at)) for at, number in sorted(found)[:limit]]

    def last_entries(self, number: str, count: int) -> list[dict[str, Any]]:
        """The end of a number's timeline, oldest first."""
        with unavailable_on_failure():
            return [json.loads(line) for line in self._redis.lrange(self.keys.timeline(number), -count, -1)]

    def _item(self, item_id: str) -> str:
        return self.keys.item(QueueName.REVIEWS.value, item_id)


def _review_of(item: tuple[str, dict[str, str]]) -> Review:
    """One of many. Raises Unreadable."""
    try:
        return _review(*item)
    except (ValueError, LookupError) as error:
        raise Unreadable(type(error).__name__) from None


def _review(review_id: str, stored: dict[str, str]) -> Review:
    return Review(
        id=review_id,
        number=stored["number"],
        event=stored["event"],
        at=int(stored["at"]),
        body=stored["body"],
        rule=stored.get("rule", ""),
        state=stored["state"],
        by=stored.get("by", ""),
        why=stored.get("why", ""),
        decided_at=int(stored.get("decided_at", 0)),
        sent_at=int(stored.get("sent_at", 0)),
    )
