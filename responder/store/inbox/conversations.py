"""Conversations for people: the newest-first list, one thread, and what the desk did with them.

The list answers from the per-shard `recent` sets that every commit keeps; a page is four round trips,
however many numbers there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import redis

from responder.domain.records import Message, Millis, Number
from responder.store import records
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys
from responder.store.newest_first import newest
from responder.store.other_kinds import OtherKinds
from responder.store.unreadable import UnreadableRecords, each_reply, fields_of, lines_of, number_of

THREAD_LENGTH = 300
"""Entries of a thread that a page shows; the rest is in the profile's export."""


@dataclass(frozen=True, slots=True)
class DeskState:
    """What staff did with a conversation. `assignee` is a staff id."""

    read_at: Millis = 0
    closed_at: Millis = 0
    assignee: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation of the list: its number, its last entry, the desk's state, when something happened."""

    number: Number
    last: dict[str, Any]
    state: DeskState
    at: Millis

    @property
    def unread(self) -> bool:
        """Whether the customer texted since somebody looked."""
        return self.number.last_inbound_at > self.state.read_at

    @property
    def closed(self) -> bool:
        """Whether it was closed and nothing came since."""
        return self.state.closed_at > 0 and self.number.last_inbound_at <= self.state.closed_at


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation: the number, its last entries, oldest first, and the messages that they name."""

    number: Number
    entries: list[dict[str, Any]]
    messages: dict[str, Message]
    state: DeskState
    length: int


class Conversations:
    """Reads and the desk's marks. Implements `ports.desk.Desk`. Nothing here changes consent."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self._unreadable = UnreadableRecords(client, keys)
        self._other_kinds = OtherKinds(client, keys)

    def newest(self, start: int, count: int) -> list[Row]:
        """Conversations by last activity, newest first."""
        with unavailable_on_failure():
            found = newest(self._redis, [self._keys.recent(s) for s in self._keys.shards()], start, count)
        return self.rows([(number, int(at)) for number, at in found])

    def closed(self, count: int) -> list[Row]:
        """Conversations that are closed, the last closed first."""
        return [
            row for row in self._of_index([*map(self._keys.closed, self._keys.shards())], count) if row.closed
        ]

    def assigned(self, staff_id: str, count: int) -> list[Row]:
        """Open conversations of a staff member, the last assigned first."""
        keys = [self._keys.assigned(shard, staff_id) for shard in self._keys.shards()]
        rows = self._of_index(keys, count)
        return [row for row in rows if row.state.assignee == staff_id and not row.closed]

    def unread(self, among: int) -> int:
        """How many of the newest conversations wait for somebody."""
        with unavailable_on_failure():
            found = newest(self._redis, [self._keys.recent(s) for s in self._keys.shards()], 0, among)
            pipe = self._redis.pipeline(transaction=False)
            for number, _ in found:
                pipe.hget(self._keys.number(number), "last_inbound_at")
                pipe.hmget(self._keys.conversation(number), ["read_at", "closed_at"])
            replies = each_reply(pipe)
        seen = (max(map(_time, lines_of(marks)), default=0) for marks in replies[1::2])
        return sum(_time(wrote) > at for wrote, at in zip(replies[::2], seen, strict=True))

    def states(self, numbers: Sequence[str]) -> list[DeskState]:
        """What the desk did with each of these numbers' conversations."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for number in numbers:
                pipe.hgetall(self._keys.conversation(number))
            return [_state(fields_of(marks)) for marks in each_reply(pipe)]

    def _of_index(self, keys: Sequence[str], count: int) -> list[Row]:
        with unavailable_on_failure():
            found = newest(self._redis, keys, 0, count)
        rows = self.rows([(number, 0) for number, _ in found])
        return [replace(row, at=int(row.last.get("at", 0))) for row in rows]

    def rows(self, numbers: Sequence[tuple[str, Millis]]) -> list[Row]:
        """The list's rows for these numbers and times, in their order."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for number, _ in numbers:
                pipe.hgetall(self._keys.number(number))
                pipe.lrange(self._keys.timeline(number), -1, -1)
                pipe.hgetall(self._keys.conversation(number))
            replies = each_reply(pipe)
            ends = [lines_of(page) for page in replies[1::3]]
            lasts = self._worded([records.entry_from(line) for page in ends for line in page[:1]])
        waiting = iter(lasts)
        return [
            Row(
                number=number_of(number, replies[3 * index]),
                last=next(waiting) if ends[index] else {},
                state=_state(fields_of(replies[3 * index + 2])),
                at=at,
            )
            for index, (number, at) in enumerate(numbers)
        ]

    def thread(self, number: str) -> Thread:
        """One conversation as it is now."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            pipe.hgetall(self._keys.number(number))
            pipe.lrange(self._keys.timeline(number), -THREAD_LENGTH, -1)
            pipe.llen(self._keys.timeline(number))
            pipe.hgetall(self._keys.conversation(number))
            stored, lines, length, marks = each_reply(pipe)
            entries = [records.entry_from(line) for line in lines_of(lines)]
            messages = self._messages([e["message"] for e in entries if e.get("message")])
        state = _state(fields_of(marks))
        return Thread(number_of(number, stored), entries, messages, state, length if entries else 0)

    def numbers(self, numbers: Sequence[str]) -> dict[str, Number]:
        """The records of these numbers."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for number in numbers:
                pipe.hgetall(self._keys.number(number))
            return {
                number: number_of(number, stored)
                for number, stored in zip(numbers, each_reply(pipe), strict=True)
            }

    def last_words(self, numbers: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The last text from each of these numbers, where there is one among the newest entries."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for number in numbers:
                pipe.lrange(self._keys.timeline(number), -50, -1)
            pages = each_reply(pipe)
        newest_first = (map(records.entry_from, reversed(lines_of(lines))) for lines in pages)
        last = (next((e for e in entries if e["kind"] == "inbound"), None) for entries in newest_first)
        return {number: entry for number, entry in zip(numbers, last, strict=True) if entry}

    def mark_read(self, number: str, now: Millis) -> None:
        """Somebody looked at it."""
        self._mark(number, "read_at", str(now))

    def close(self, number: str, now: Millis) -> None:
        """Nothing is left to do until the customer texts again."""
        self._mark(number, "closed_at", str(now))
        with unavailable_on_failure():
            self._redis.zadd(self._keys.closed(self._keys.shard(number)), {number: now})

    def reopen(self, number: str) -> None:
        """Something is left to do."""
        self._mark(number, "closed_at", "0")
        with unavailable_on_failure():
            self._redis.zrem(self._keys.closed(self._keys.shard(number)), number)

    def assign(self, number: str, staff_id: str, now: Millis) -> None:
        """Give it to a colleague ("" = nobody)."""
        (before,) = self.states([number])
        shard = self._keys.shard(number)
        self._mark(number, "assignee", staff_id)
        with unavailable_on_failure():
            if before.assignee:
                self._redis.zrem(self._keys.assigned(shard, before.assignee), number)
            if staff_id:
                self._redis.zadd(self._keys.assigned(shard, staff_id), {number: now})

    def _mark(self, number: str, name: str, value: str) -> None:
        self._other_kinds.retried(number, partial(self._marked, number, name, value))

    def _marked(self, number: str, name: str, value: str) -> None:
        with unavailable_on_failure():
            self._redis.hset(self._keys.conversation(number), name, value)

    def _messages(self, ids: Sequence[str]) -> dict[str, Message]:
        pipe = self._redis.pipeline(transaction=False)
        for message_id in ids:
            pipe.hgetall(self._keys.message(message_id))
        found = zip(ids, each_reply(pipe), strict=True)
        return self._unreadable.read_each("message", found, records.message_from)

    def _worded(self, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Entries of messages with the words and the state of the message."""
        messages = self._messages([entry["message"] for entry in entries if entry.get("message")])
        return [_with_words(entry, messages.get(entry.get("message", ""))) for entry in entries]


def _with_words(entry: dict[str, Any], message: Message | None) -> dict[str, Any]:
    if message is None:
        return entry
    words = {"body": message.final_text or message.body, "purpose": message.purpose.value}
    return {**entry, "state": message.state.value, **words}


def _state(marks: Mapping[str, str]) -> DeskState:
    return DeskState(_time(marks.get("read_at")), _time(marks.get("closed_at")), marks.get("assignee") or "")


def _time(stored: object) -> Millis:
    """A time as stored; 0 for none, and for one that cannot be read."""
    return int(stored) if isinstance(stored, str) and stored.isdecimal() else 0
