"""Alarms about senders whose customers opt out too often (CA-26), and who sold over which last (CA-08)."""

import redis

from responder.domain.records import DAY, Millis
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys


class RedisOptOutAlarms:
    """Implements `ports.campaigns.OptOutAlarms`; `counts.py` adds the rates up by the hour."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys

    def sold_over(self) -> dict[str, int]:
        """Senders that marketing went out over, and the last day (from 1970-01-01, UTC) on which it did."""
        last: dict[str, int] = {}
        for fields in self._days().values():
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
        for shard, fields in self._days().items():
            old = [field for field in fields if int(field.partition(":")[0]) < before // DAY]
            if old:
                with unavailable_on_failure():
                    self._redis.hdel(self._keys.marketing_by_day(shard), *old)

    def _days(self) -> dict[str, list[str]]:
        """By shard: `<day>:<sender id> marketing`."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for shard in self._keys.shards():
                pipe.hkeys(self._keys.marketing_by_day(shard))
            found = pipe.execute()
        return {shard: list(map(str, each)) for shard, each in zip(self._keys.shards(), found, strict=True)}
