"""Reads of the outbox: what may go, and what was claimed and never settled.

One record that cannot be read is put off, and keeps no other from leaving.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import redis

from responder.domain.records import HOUR, Message, MessageState, Millis, Number
from responder.domain.sending.delivery import UNKNOWN_HOLD
from responder.ports import Work
from responder.store import records
from responder.store.always import Always
from responder.store.connection import unavailable_on_failure
from responder.store.keys import LANES, Keys, shard_of
from responder.store.other_kinds import OtherKinds
from responder.store.scripts import Scripts
from responder.store.unreadable import UnreadableRecords, each_reply, fields_of, number_of

PUT_OFF: Millis = 1 * HOUR
"""When a message that cannot be read is looked at again: a newer release may run by then."""


class Outbox:
    """The part of `ports.Store` that reads the outbox. Every method may raise StoreUnavailable."""

    _redis: "redis.Redis"
    _always: Always
    _scripts: Scripts
    _unreadable: UnreadableRecords
    _other_kinds: OtherKinds
    keys: Keys

    def due(self, lane: str, now: Millis, limit: int) -> Sequence[Work]:
        """At most about `limit` messages of a lane that may go now, each with its number."""
        each = max(1, limit // self.keys.shard_count)
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for shard in self.keys.shards():
                pipe.zrangebyscore(self.keys.due(shard, lane), "-inf", now, start=0, num=each)
            ids = [message_id for found in pipe.execute() for message_id in found]
            stored = self._stored(ids)
            messages = self._read(stored)
            self._put_off(lane, [each for each in stored if stored[each] and each not in messages], now)
            numbers = self._numbers([message.number for message in messages.values()])
        return [Work(message, *numbers[message.number]) for message in messages.values()]

    def message(self, message_id: str) -> Message | None:
        """One outgoing message, or None; None too where it cannot be read."""
        with unavailable_on_failure():
            return self._read(self._stored([message_id])).get(message_id)

    def overdue_claims(self, now: Millis) -> Sequence[Message]:
        """Messages whose claim is past its deadline. What cannot be read is given up here: it is unknown."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for shard in self.keys.shards():
                pipe.zrangebyscore(self.keys.claims(shard), "-inf", now)
            stored = self._stored([message_id for found in pipe.execute() for message_id in found])
            messages = self._read(stored)
            for message_id in stored.keys() - messages.keys():
                self._give_up(message_id, fields_of(stored[message_id]), now)
        return list(messages.values())

    def anything_due(self, now: Millis) -> bool:
        """Whether any message may go now."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for shard in self.keys.shards():
                for lane in LANES:
                    pipe.zcount(self.keys.due(shard, lane), "-inf", now)
            return any(pipe.execute())

    def _stored(self, ids: Sequence[str]) -> dict[str, Any]:
        pipe = self._redis.pipeline(transaction=False)
        for message_id in ids:
            pipe.hgetall(self.keys.message(message_id))
        return dict(zip(ids, each_reply(pipe), strict=True))

    def _read(self, stored: Mapping[str, Any]) -> dict[str, Message]:
        return self._unreadable.read_each("message", stored.items(), records.message_from)

    def _put_off(self, lane: str, ids: Sequence[str], now: Millis) -> None:
        """Else they stand before all others of their shard, and wake a worker for nothing."""
        for message_id in ids:
            self._always("ZADD", self.keys.due(shard_of(message_id), lane), "XX", now + PUT_OFF, message_id)

    def _give_up(self, message_id: str, stored: Mapping[str, str], now: Millis) -> None:
        """Its number is free again: what else was claimed and never settled is `unknown` too (I7)."""
        shard, number = shard_of(message_id), stored.get("number", "")
        if not number:
            self._redis.zrem(self.keys.claims(shard), message_id)
            return
        keys = [
            *(self.keys.message(message_id), self.keys.number(number), self.keys.claims(shard)),
            *(self.keys.unknown(number), self.keys.due(shard, "rest"), self.keys.unresolved(shard)),
            self.keys.counted(shard, now),
        ]
        state = MessageState.UNKNOWN.value
        came_from = f",{stored.get('state', '')},"
        arguments = [message_id, state, str(now), came_from, "", "0", str(now + UNKNOWN_HOLD), ""]
        self._run(number, "settle", keys, arguments)

    def _run(
        self, number: str, name: str, keys: list[str], arguments: list[str], also_wake: bool = False
    ) -> list[Any]:
        """A script of this number's, once more where a key of another kind had to be moved out of its way."""

        def run() -> list[Any]:
            with unavailable_on_failure():
                return self._scripts.run(name, keys, arguments, also_wake)

        return self._other_kinds.retried(number, run)

    def _numbers(self, numbers: Sequence[str]) -> dict[str, tuple[Number, bool, bool]]:
        """The record of each number, and whether the opted-out set and that of marketing have it."""
        wanted = list(dict.fromkeys(numbers))
        shards: dict[str, list[str]] = {}
        pipe = self._redis.pipeline(transaction=False)
        for number in wanted:
            pipe.hgetall(self.keys.number(number))
            shards.setdefault(self.keys.shard(number), []).append(number)
        for shard, members in shards.items():
            pipe.smismember(self.keys.opted_out(shard), members)
            pipe.smismember(self.keys.marketing_off(shard), members)
        found = each_reply(pipe)
        sets = zip(found[len(wanted) :: 2], found[len(wanted) + 1 :: 2], shards.values(), strict=True)
        silent = {
            number: (bool(opted_out), bool(no_marketing))
            for outs, offs, members in sets
            for number, opted_out, no_marketing in zip(members, outs, offs, strict=True)
        }
        return {
            number: (self._number(number, stored), *silent[number])
            for number, stored in zip(wanted, found, strict=False)
        }

    def _number(self, number: str, stored: Any) -> Number:
        found = number_of(number, stored)
        if found.unreadable:
            self._unreadable.note_number(number, found.unreadable)
        return found
