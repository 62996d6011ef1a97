"""What happened, by the hour: counted by each shard in the commit itself, added up by the relay.

A shard counts in one hash an hour (`Keys.counted`): a webhook pays for one more command inside a script that
runs anyway. The relay adds finished hours of all shards up into one hash (`Keys.hours`); doing it again gives
the same, so it may die at any point. A page reads the sums, and the shards for the hours since.
"""

import json
from collections.abc import Mapping, Sequence

import redis

from responder.domain.counts import Counts, added
from responder.domain.messages import HOUR, Millis
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

UNTIL = "until"
HOURS_AT_ONCE = 24


class RedisHourCounts:
    """Implements `ports.counts.HourCounts`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys

    def fresh(self, hours: Sequence[int]) -> Mapping[int, Counts]:
        """As the shards count them."""
        found: dict[int, Counts] = {}
        for start in range(0, len(hours), HOURS_AT_ONCE):
            some = hours[start : start + HOURS_AT_ONCE]
            pipe = self._redis.pipeline(transaction=False)
            for hour in some:
                for shard in self._keys.shards():
                    pipe.hgetall(self._keys.counted(shard, hour * HOUR))
            with unavailable_on_failure():
                replies = pipe.execute()
            each = self._keys.shard_count
            for place, hour in enumerate(some):
                found[hour] = added(replies[place * each : (place + 1) * each])
        return {hour: counts for hour, counts in found.items() if counts}

    def summed(self, hours: Sequence[int]) -> Mapping[int, Counts]:
        """As they were added up."""
        if not hours:
            return {}
        with unavailable_on_failure():
            stored = self._redis.hmget(self._keys.hours, list(map(str, hours)))
        return {hour: json.loads(row) for hour, row in zip(hours, stored, strict=True) if row}

    def until(self) -> int:
        """The first hour that is not added up for good."""
        with unavailable_on_failure():
            return int(self._redis.hget(self._keys.hours, UNTIL) or 0)

    def keep(self, hours: Mapping[int, Counts], until: int) -> None:
        """Write added-up hours and how far they go, in one step."""
        rows: list[str | int] = [UNTIL, until]
        for hour, counts in hours.items():
            rows += (hour, json.dumps(counts, separators=(",", ":")))
        with unavailable_on_failure():
            self._redis.hset(self._keys.hours, items=rows)

    def forget(self, hours: Sequence[int], after: Millis) -> None:
        """The shards' own counts of these hours may go."""
        pipe = self._redis.pipeline(transaction=False)
        for hour in hours:
            for shard in self._keys.shards():
                pipe.pexpire(self._keys.counted(shard, hour * HOUR), after, nx=True)
        with unavailable_on_failure():
            pipe.execute()
