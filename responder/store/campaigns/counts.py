"""What happened, by the hour: counted by each shard in the commit itself, added up by the relay.

A shard counts in one hash an hour (`Keys.counted`): a webhook pays for one more command inside a script that
runs anyway. The relay adds finished hours of all shards up into one hash (`Keys.hours`): four numbers an
hour, everything of a day. It writes them with how far they go in one step, so it may die at any point, and be
two. A page reads the sums, and the shards for the hours since.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import redis

from responder.domain.records import HOUR, Millis
from responder.domain.reports.counts import Counts, Four, added
from responder.ports.counts import Sums
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

UNTIL = "until"
HOURS_AT_ONCE = 24

_KEEP = """
if (redis.call('HGET', KEYS[1], 'until') or '0') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
return 1
"""
"""A day's row is its former one and the new hours: it may only be written by who read the former one."""


class RedisHourCounts:
    """Implements `ports.counts.HourCounts`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self._keep = client.register_script(_KEEP)

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

    def hours(self, hours: Sequence[int]) -> Mapping[int, Four]:
        """As they were added up: four numbers an hour."""
        if not hours:
            return {}
        with unavailable_on_failure():
            stored = self._redis.hmget(self._keys.hours, list(map(str, hours)))
        return {hour: _four(str(row)) for hour, row in zip(hours, stored, strict=True) if row}

    def days(self, days: Sequence[int]) -> Mapping[int, Counts]:
        """Everything of days, as far as they were added up."""
        if not days:
            return {}
        with unavailable_on_failure():
            stored = self._redis.hmget(self._keys.hours, [_day(day) for day in days])
        return {day: json.loads(row) for day, row in zip(days, stored, strict=True) if row}

    def until(self) -> int:
        """The first hour that is not added up."""
        with unavailable_on_failure():
            return int(self._redis.hget(self._keys.hours, UNTIL) or 0)

    def keep(self, sums: Sums, expected: int) -> bool:
        """Write sums, all or nothing; False where another relay was faster."""
        rows: list[str] = [UNTIL, str(sums.until)]
        for hour, found in sums.hours.items():
            rows += (str(hour), " ".join(map(str, found)))
        for day, counts in sums.days.items():
            rows += (_day(day), json.dumps(counts, separators=(",", ":")))
        with unavailable_on_failure():
            return bool(self._keep(keys=[self._keys.hours], args=[expected, *rows]))

    def forget(self, hours: Sequence[int], after: Millis) -> None:
        """The shards' own counts of these hours may go."""
        pipe = self._redis.pipeline(transaction=False)
        for hour in hours:
            for shard in self._keys.shards():
                pipe.pexpire(self._keys.counted(shard, hour * HOUR), after, nx=True)
        with unavailable_on_failure():
            pipe.execute()


class ReadOnce:
    """The counts as one page reads them: what its parts ask for twice is read once."""

    def __init__(self, counts: RedisHourCounts) -> None:
        self._counts = counts
        self._until: int | None = None
        self._fresh: dict[int, Counts] = {}

    def until(self) -> int:
        """The first hour that is not added up."""
        if self._until is None:
            self._until = self._counts.until()
        return self._until

    def fresh(self, hours: Sequence[int]) -> Mapping[int, Counts]:
        """As the shards count them."""
        missing = [hour for hour in hours if hour not in self._fresh]
        found = self._counts.fresh(missing) if missing else {}
        self._fresh.update({hour: found.get(hour, {}) for hour in missing})
        return {hour: self._fresh[hour] for hour in hours if self._fresh[hour]}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._counts, name)


def _day(day: int) -> str:
    return f"day:{day}"


def _four(row: str) -> Four:
    texts_in, texts_out, opted_out, opted_in = map(int, row.split())
    return texts_in, texts_out, opted_out, opted_in
