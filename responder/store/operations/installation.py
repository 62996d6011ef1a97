"""What a database says of itself: the data's version, whose they are, how far a migration is, who is there.

A set with the ids of the businesses whose data a database holds lets anybody see at once that it is no queue.
"""

from collections.abc import Mapping
from typing import cast

import redis

from responder.domain.operations.installation import SCHEMA, Owner, Stored
from responder.domain.records import Millis
from responder.store.connection import SHARDS, unavailable_on_failure
from responder.store.keys import Keys

HOLDS = "responder:holds"
"""Set: ids of the businesses whose data stand in this database."""

QUEUE_KEYS = ("rq:queues", "rq:workers")
"""What RQ writes before anything else."""

DATA = "r:{*"
LOOKS = 50
"""Pages of 1,000 names in which data of a release without `HOLDS` are looked for: a queue has few names."""


class Installation:
    """The notes of one business in one database. Every method may raise StoreUnavailable."""

    def __init__(self, client: "redis.Redis", business: str) -> None:
        self._redis = client
        self._business = business
        keys = Keys(business, SHARDS)  # neither key depends on the count of shards
        self._key, self._shards = keys.shared("installation"), keys.shard_count_key

    def read(self) -> Stored:
        """What is there. Another business that no release with versions has started is not seen."""
        pipe = self._redis.pipeline(transaction=False)
        pipe.hmget(self._key, "schema", "account", "api")
        pipe.exists(self._shards)
        pipe.smembers(HOLDS)
        pipe.exists(*QUEUE_KEYS)
        with unavailable_on_failure():
            (schema, account, api), data, holds, queue = pipe.execute()
        owner = Owner(account, api) if account and api else None
        others = frozenset(str(each) for each in holds) - {self._business}
        return Stored(schema or "", bool(data), owner, others, bool(queue))

    def claim(self, owner: Owner) -> None:
        """The first start: these data are his, of our version, unless somebody was faster."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=True)
            pipe.sadd(HOLDS, self._business)
            for name, value in (("account", owner.account), ("api", owner.api), ("schema", str(SCHEMA))):
                pipe.hsetnx(self._key, name, value)
            pipe.execute()

    def hand_over(self, owner: Owner) -> None:
        """From now on the data are his."""
        with unavailable_on_failure():
            self._redis.hset(self._key, mapping={"account": owner.account, "api": owner.api})

    def migrated(self, owner: Owner, at: Millis) -> None:
        """The data are of our version now; whose they are stays as it was, where it was known."""
        with unavailable_on_failure():
            steps = [name for name in self._notes() if name.startswith("done ")]
            outdated = [*steps, "swept"]  # what this migration changed is to be gone through once more
            pipe = self._redis.pipeline(transaction=True)
            pipe.sadd(HOLDS, self._business)
            pipe.hsetnx(self._key, "account", owner.account)
            pipe.hsetnx(self._key, "api", owner.api)
            pipe.hset(self._key, mapping={"schema": str(SCHEMA), "migrated_at": str(at)})
            pipe.hdel(self._key, *outdated)
            pipe.execute()

    def done(self, step: str) -> int:
        """How many parts of a migration's step are done."""
        with unavailable_on_failure():
            return int(self._redis.hget(self._key, f"done {step}") or 0)

    def set_done(self, step: str, parts: int) -> None:
        """So many parts of a migration's step are done."""
        with unavailable_on_failure():
            self._redis.hset(self._key, f"done {step}", str(parts))

    def swept(self) -> tuple[Millis, bool]:
        """When the data were migrated (0 = never), and whether they were gone through once more since."""
        notes = self._notes()
        return int(notes.get("migrated_at", 0)), bool(notes.get("swept"))

    def set_swept(self) -> None:
        """The data were gone through once more."""
        with unavailable_on_failure():
            self._redis.hset(self._key, "swept", "1")

    def _notes(self) -> Mapping[str, str]:
        with unavailable_on_failure():
            return cast(Mapping[str, str], self._redis.hgetall(self._key))


def holds_data(queue: "redis.Redis") -> bool:
    """Whether a database that is to be a queue holds a business's data. Raises StoreUnavailable."""
    with unavailable_on_failure():
        if queue.exists(HOLDS):
            return True
        cursor = 0
        for _ in range(LOOKS):
            cursor, found = queue.scan(cursor, match=DATA, count=1_000)
            if found:
                return True
            if not cursor:
                break
    return False
