"""Opt-outs by sender in Redis: texts counted by the claim, opt-outs by whoever reads the changes (CA-26)."""

from typing import cast

import redis

from responder.domain.messages import DAY, Millis
from responder.ports.bulk import Rate
from responder.ports.proof import Mark
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys


class RedisOptOutRates:
    """Implements `ports.bulk.OptOutRates`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys

    def mark(self) -> Mark:
        """How far the changes have been counted."""
        with unavailable_on_failure():
            return cast(Mark, self._redis.hgetall(self._keys.opt_out_mark))

    def counted(self, mark: Mark) -> None:
        """They have been counted up to there."""
        with unavailable_on_failure():
            if mark:
                self._redis.hset(self._keys.opt_out_mark, mapping={**mark})  # type: ignore[dict-item]

    def add(self, sender: str, place: str, at: Millis) -> None:
        """One opt-out, named by its place among the changes; a set counts it once."""
        with unavailable_on_failure():
            self._redis.zadd(self._keys.opt_outs_of(sender), {place: at})

    def rate(self, sender: str, since: Millis) -> Rate:
        """What this sender has had since then; messages by whole days (UTC)."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            pipe.zcount(self._keys.opt_outs_of(sender), since, "+inf")
            pipe.hget(self._keys.opt_out_alarms, sender)
            for shard in self._keys.shards():
                pipe.hgetall(self._keys.sent_by_day(shard))
            opt_outs, alarm, *days = pipe.execute()
        messages = sum(
            int(count)
            for found in days
            for field, count in found.items()
            if field.partition(":")[2] == sender and int(field.partition(":")[0]) >= since // DAY
        )
        over, _, rule = str(alarm or "0").partition(" ")
        return Rate(sender, messages, opt_outs, int(over), rule)

    def sold_over(self) -> dict[str, int]:
        """Senders that marketing went out over, and the last day (from 1970-01-01, UTC) on which it did."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for shard in self._keys.shards():
                pipe.hkeys(self._keys.sent_by_day(shard))
            fields = [str(field) for found in pipe.execute() for field in found]
        last: dict[str, int] = {}
        for field in fields:
            day, _, name = field.partition(":")
            sender, sold, _ = name.partition(" marketing")
            if sold:
                last[sender] = max(last.get(sender, 0), int(day))
        return last

    def alarm(self, sender: str, rule: str, at: Millis) -> bool:
        """The rate is over a rule's line ("" = over none); whether this is new."""
        with unavailable_on_failure():
            if rule:
                return bool(self._redis.hsetnx(self._keys.opt_out_alarms, sender, f"{at} {rule}"))
            return bool(self._redis.hdel(self._keys.opt_out_alarms, sender))

    def trim(self, before: Millis) -> None:
        """Forget what is older."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for shard in self._keys.shards():
                pipe.hkeys(self._keys.sent_by_day(shard))
            for shard, fields in zip(self._keys.shards(), pipe.execute(), strict=True):
                old = [field for field in fields if int(field.partition(":")[0]) < before // DAY]
                if old:
                    self._redis.hdel(self._keys.sent_by_day(shard), *old)
