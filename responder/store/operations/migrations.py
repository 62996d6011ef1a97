"""The steps that bring data of version 1 to version 2, shard by shard; each may be repeated and broken off.

Version 1 is what releases without versions wrote. It lacks the set of those who get no marketing, which
claims and restores ask, and perhaps the lists of customers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import redis

from responder.domain.records import Millis
from responder.ports import StoreUnavailable
from responder.store.always import TAKEN
from responder.store.connection import Durability, is_on_disk, unavailable_on_failure
from responder.store.customers.customers import CustomerStore
from responder.store.keys import Keys

PAGE = 1_000
SYNC_STEPS = 20
"""Of 300 ms each: how long a migration waits for a server that syncs once a second, and is busy."""

# KEYS: number, marketing_off, changes;  ARGV: the number, now (ms). The set, and what the journal copies.
_SILENCE = (
    TAKEN
    + """
if redis.call('HGET', KEYS[1], 'marketing') ~= 'off' then return 0 end
if redis.call('SADD', KEYS[2], ARGV[1]) == 0 then return 0 end
redis.call('XADD', KEYS[3], '*', 'what', 'marketing_off', 'number', ARGV[1], 'at', ARGV[2])
return 1
"""
)


@dataclass(frozen=True, slots=True)
class Step:
    """Implements `ports.installation.MigrationStep`."""

    name: str
    act: Callable[[str, Millis], int]


class Migrations:
    """Implements `ports.installation.MigrationSteps`."""

    def __init__(
        self, client: "redis.Redis", keys: Keys, durability: Durability = Durability.ALWAYS, replicas: int = 0
    ) -> None:
        """`durability`, `replicas`: how the server keeps what it acknowledges."""
        self._redis = client
        self.keys = keys
        self._durability, self._replicas = durability, replicas
        self._customers = CustomerStore(client, keys)
        self._silence = client.register_script(_SILENCE)

    def shards(self) -> Sequence[str]:
        """The parts of every step."""
        return self.keys.shards()

    def steps(self) -> tuple[Step, ...]:
        """In their order."""
        return self.repeated(), Step("the lists of customers", self._lists)

    def repeated(self) -> Step:
        """What older processes write without the set while both versions run."""
        return Step("those who get no marketing", self._fill_marketing_off)

    def have_on_disk(self) -> None:
        """Wait for the disk where the server does not sync each write."""
        if self._durability not in (Durability.WAITAOF, Durability.REPLICATED):
            return
        with unavailable_on_failure():
            synced = is_on_disk(self._redis, SYNC_STEPS, self._replicas)
        if not synced:
            raise StoreUnavailable("the disk did not confirm")

    def forget_marks(self) -> None:
        """No log of ours was read."""
        with unavailable_on_failure():
            self._redis.delete(self.keys.fresh, self.keys.far_reads)

    def _lists(self, shard: str, now: Millis) -> int:
        return self._customers.rebuild_shard(shard)

    def _fill_marketing_off(self, shard: str, now: Millis) -> int:
        """Whoever's record says that marketing is off stands in the set too, and in the journal."""
        with unavailable_on_failure():
            return sum(self._silenced(shard, page, now) for page in self._numbers(shard))

    def _silenced(self, shard: str, numbers: list[str], now: Millis) -> int:
        pipe = self._redis.pipeline(transaction=False)
        for number in numbers:
            pipe.hget(self.keys.number(number), "marketing")
        off = [number for number, found in zip(numbers, pipe.execute(), strict=True) if found == "off"]
        added = 0
        for number in off:
            named = [self.keys.number(number), self.keys.marketing_off(shard), self.keys.changes(shard)]
            added += int(self._silence(keys=named, args=[number, now]))
        return added

    def _numbers(self, shard: str) -> Iterator[list[str]]:
        """By their records, which everybody has; no list of numbers is sure to be whole."""
        start = self.keys.numbers_of(shard)
        page: list[str] = []
        for key in self._redis.scan_iter(match=f"{start}*", count=PAGE, _type="HASH"):
            page.append(str(key).removeprefix(start))
            if len(page) == PAGE:
                yield page
                page = []
        yield page
