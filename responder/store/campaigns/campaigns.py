"""Messages to many in Redis: records with versions, who is still to be reached, and what became of each.

All keys of them lie in one slot, so that a record changes together with its list of recipients and with the
mark that holds its messages back. Recipients are customers' ids; no number is kept here.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, cast

import redis
from redis.client import Pipeline

from responder.domain.campaigns.campaign import HOLDS, Bulk, BulkState, Counts, Tally
from responder.domain.records import MessageClass, MessageState, Millis
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys
from responder.store.optimistic_write import write
from responder.store.scripts import text_of

STAGED_FOR = 3_600
"""Seconds for which a list of recipients waits to be taken over."""

COUNTED_AS: dict[str, str] = {
    MessageState.QUEUED.value: "waiting",
    MessageState.SENDING.value: "waiting",
    MessageState.UNKNOWN.value: "unknown",
    MessageState.ACCEPTED.value: "sent",
    MessageState.SENT.value: "sent",
    MessageState.DELIVERED.value: "delivered",
    MessageState.UNDELIVERED.value: "failed",
    MessageState.FAILED.value: "failed",
    MessageState.REFUSED.value: "refused",
    MessageState.DROPPED.value: "dropped",
    "skipped": "skipped",
}
"""What a message's state is counted as; `skipped`: no message was made."""


class RedisBulks:
    """Implements `ports.campaigns.Bulks`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self._seen = client.register_script(text_of("bulk_seen"))

    def new_id(self) -> str:
        """A fresh opaque id."""
        return secrets.token_hex(8)

    def get(self, bulk_id: str) -> Bulk | None:
        """One, or None."""
        found = self._many([bulk_id])
        return found[0] if found else None

    def all(self, limit: int) -> Sequence[Bulk]:
        """The newest, newest first."""
        with unavailable_on_failure():
            ids = self._redis.zrange(self._keys.bulks, 0, limit - 1, desc=True)
        return self._many([str(each) for each in ids])

    def save(self, bulk: Bulk, recipients: str = "") -> Bulk:
        """Write it if its version is still the stored one. Raises Changed."""
        fresh = replace(bulk, version=bulk.version + 1)
        record = json.dumps(asdict(fresh), ensure_ascii=False)

        def along(pipe: Pipeline) -> None:
            pipe.zadd(self._keys.bulks, {bulk.id: bulk.created_at})
            if fresh.state not in (BulkState.DRAFT, BulkState.CHECKED):
                pipe.sadd(self._keys.bulks_watched, bulk.id)
            if fresh.state in HOLDS:
                pipe.hset(self._keys.bulks_held, bulk.id, HOLDS[fresh.state])
            else:
                pipe.hdel(self._keys.bulks_held, bulk.id)
            if recipients:
                self._take_over(pipe, bulk.id, recipients)

        with unavailable_on_failure():
            write(self._redis, self._keys.bulk(bulk.id), fresh.version, record, along)
        return fresh

    def watched(self) -> Sequence[Bulk]:
        """Those that need somebody's eye."""
        with unavailable_on_failure():
            ids = sorted(str(each) for each in self._redis.smembers(self._keys.bulks_watched))
        return self._many(ids)

    def forget(self, bulk_id: str) -> None:
        """It needs no eye any more: every message of it has come to its end."""
        with unavailable_on_failure():
            self._redis.srem(self._keys.bulks_watched, bulk_id)

    def progress(self, bulk_id: str) -> tuple[int, int]:
        """How many customers the count has looked at, and of how many; both 0 = it does not run."""
        with unavailable_on_failure():
            done, _, of = str(self._redis.get(self._of("progress", bulk_id)) or "0/0").partition("/")
        return int(done), int(of)

    def keep_progress(self, bulk_id: str, done: int, of: int) -> None:
        """Tell whoever waits for the count; it is forgotten by itself."""
        with unavailable_on_failure():
            self._redis.set(self._of("progress", bulk_id), f"{done}/{of}", ex=STAGED_FOR)

    def listed(self, bulk_id: str) -> frozenset[str]:
        """The customers that its author listed."""
        with unavailable_on_failure():
            return frozenset(str(each) for each in self._redis.smembers(self._of("listed", bulk_id)))

    def list_customers(self, bulk_id: str, ids: Sequence[str]) -> None:
        """These are the customers of the list, instead of those before."""
        with unavailable_on_failure(), self._redis.pipeline(transaction=True) as pipe:
            pipe.delete(self._of("listed", bulk_id))
            if ids:
                pipe.sadd(self._of("listed", bulk_id), *ids)
            pipe.execute()

    def stage(self, bulk_id: str, token: str, ids: Sequence[str]) -> None:
        """Add recipients to a list that `save` may take over."""
        if not ids:
            return
        key = self._staged(bulk_id, token)
        with unavailable_on_failure(), self._redis.pipeline(transaction=True) as pipe:
            pipe.zadd(key, dict.fromkeys(ids, 0))
            pipe.expire(key, STAGED_FOR)
            pipe.execute()

    def due(self, bulk_id: str, now: Millis, limit: int) -> Sequence[str]:
        """Recipients who may be looked at now."""
        with unavailable_on_failure():
            found = self._redis.zrangebyscore(self._of("todo", bulk_id), "-inf", now, 0, limit)
        return [str(each) for each in found]

    def later(self, bulk_id: str, customer_id: str, at: Millis) -> None:
        """Look at this recipient again then."""
        with unavailable_on_failure():
            self._redis.zadd(self._of("todo", bulk_id), {customer_id: at}, xx=True)

    def promise(self, bulk_id: str, customer_id: str, message_id: str) -> str:
        """The message that this recipient gets: whoever says it first."""
        key = self._of("promised", bulk_id)
        with unavailable_on_failure(), self._redis.pipeline(transaction=True) as pipe:
            pipe.hsetnx(key, customer_id, message_id)
            pipe.hget(key, customer_id)
            return str(pipe.execute()[1])

    def promised(self, bulk_id: str, customer_id: str) -> str:
        """The message that this recipient was promised; "" = none yet."""
        with unavailable_on_failure():
            return str(self._redis.hget(self._of("promised", bulk_id), customer_id) or "")

    def made(self, bulk_id: str, customer_id: str, message_id: str, state: str, look_at: Millis) -> None:
        """This recipient is done with."""
        self.seen(bulk_id, {message_id or f"{customer_id} skipped": (state, look_at)})
        with unavailable_on_failure():
            self._redis.zrem(self._of("todo", bulk_id), customer_id)

    def open_messages(self, bulk_id: str, now: Millis, limit: int) -> Sequence[str]:
        """Messages whose end is not known and that are to be looked at now."""
        with unavailable_on_failure():
            found = self._redis.zrangebyscore(self._of("open", bulk_id), "-inf", now, 0, limit)
        return [str(each) for each in found]

    def seen(self, bulk_id: str, states: Mapping[str, tuple[str, Millis]]) -> None:
        """Messages' states as they are now, and when to look again (lua/bulk_seen.lua)."""
        if not states:
            return
        keys = [self._of(what, bulk_id) for what in ("states", "counts", "open")]
        arguments = [
            part for id_, (state, look) in states.items() for part in (id_, COUNTED_AS[state], str(look))
        ]
        with unavailable_on_failure():
            self._seen(keys=keys, args=arguments)

    def counts(self, bulk_id: str) -> Counts:
        """What became of its messages."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            pipe.hgetall(self._of("counts", bulk_id))
            pipe.zcard(self._of("todo", bulk_id))
            found, to_make = pipe.execute()
        plain = cast(Mapping[str, str], found)
        counted = {name: int(plain.get(name, 0)) for name in set(COUNTED_AS.values())}
        return Counts(**counted, to_make=to_make)

    def _many(self, ids: Sequence[str]) -> list[Bulk]:
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for bulk_id in ids:
                pipe.hget(self._keys.bulk(bulk_id), "record")
            return [_bulk_from(str(stored)) for stored in pipe.execute() if stored]

    def _take_over(self, pipe: Pipeline, bulk_id: str, token: str) -> None:
        """The staged list becomes the list of recipients; one that nobody is on does not exist in Redis."""
        staged, own = self._staged(bulk_id, token), self._of("todo", bulk_id)
        pipe.zunionstore(own, [staged])
        pipe.delete(staged)

    def _staged(self, bulk_id: str, token: str) -> str:
        return self._of("todo", f"{bulk_id}:{token}")

    def _of(self, what: str, bulk_id: str) -> str:
        return self._keys.of_bulk(what, bulk_id)


def _bulk_from(stored: str) -> Bulk:
    plain: dict[str, Any] = json.loads(stored)
    known = {name: value for name, value in plain.items() if name in Bulk.__slots__}
    tallies = tuple(Tally(**each) for each in known.pop("tallies", ()))
    known |= {"state": BulkState(known["state"]), "message_class": MessageClass(known["message_class"])}
    return Bulk(**known, tallies=tallies)
