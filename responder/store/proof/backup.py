"""Everything of one installation as plain lines, and back: by type, so that any Redis or Valkey can take it.

Numbers are read in one step each, so a chain and its record fit together while commits go on; the opted-out
sets are read last. What has a life of its own (sessions, wakes, rates), the outbox's waiting lists and the
changes for the journal are not part of a backup.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import redis

from responder.domain.proof.backup import Header, brought_back, stale
from responder.domain.records import MessageState, Millis
from responder.ports import StoreUnavailable
from responder.store.connection import Durability, is_on_disk, unavailable_on_failure
from responder.store.keys import Keys, shard_of
from responder.store.scripts import text_of
from responder.store.unreadable import WRONG_TYPE, each_reply, fields_of, lines_of

PAGE = 500
SYNC_STEPS = 20
"""Of 300 ms each: how long a restore waits for a server that syncs once a second, and is busy."""

OF_A_NUMBER = ("number", "timeline", "events", "unknown")
LEFT_OUT = frozenset(
    {"claims", "unresolved", "changes", "recent", "opted_out", "due", "wake", "log_request", "rate", "proof"}
    | {"bulk_todo", "listed", "untexted", "no_mobile", "far_reads", "webhook_texts"}
    | {"marketing_off", "silent_before", "unfinished"}
    | {"gaps", "listening", "farewell", "heartbeats", "installation", "unreadable"}
)
"""First words of keys that are no part of a backup, or have lines of their own. Of a message to many what was
still to go is left out: whom it reached after the backup nobody would know, so it goes to nobody more. The
lists of customers (the last three) are written anew from what was restored."""

STAYS = frozenset(
    {"opted_out", "marketing_off", "silent_before", "changes", "proof", "shards", "stopped", "unfinished"}
    | {"installation", "gaps"}
)
"""What stays when all else makes room for a restore: who is silent, what the journal has still to copy and by
what it knows this Redis, that nothing may leave, and past what the log must be read."""

NOT_RESTORED = frozenset({"sending"})
"""Fields of a number that speak of the outbox."""

Line = dict[str, Any]


class Archive:
    """Implements `ports.proof.Archive`."""

    def __init__(
        self,
        client: "redis.Redis",
        keys: Keys,
        durability: Durability = Durability.ALWAYS,
        replicas: int = 0,
    ) -> None:
        """`durability`, `replicas`: how the server keeps what it acknowledges."""
        self._durability, self._replicas = durability, replicas
        self._redis = client
        self.keys = keys
        self._prefix = f"r:{{{keys.business}:"
        self._put: Mapping[str, Callable[[Line, Header, Millis], None]] = {
            "number": self._put_number,
            "message": self._put_message,
            "key": self._put_key,
            "fresh": self._put_fresh,
            "opted_out": partial(self._put_silent, keys.opted_out, "opted_out"),
            "marketing_off": partial(self._put_silent, keys.marketing_off, "marketing_off"),
        }

    def header(self, now: Millis) -> Header:
        """The first line of a backup begun now."""
        return Header(self.keys.business, self.keys.shard_count, now)

    def is_empty(self) -> bool:
        """Whether no number is known here."""
        pipe = self._redis.pipeline(transaction=False)
        for shard in self.keys.shards():
            pipe.zcard(self.keys.recent(shard))
            pipe.scard(self.keys.opted_out(shard))
            pipe.scard(self.keys.marketing_off(shard))
            pipe.llen(self.keys.erased(shard))
        with unavailable_on_failure():
            return not any(pipe.execute())

    def lines(self) -> Iterator[Line]:
        """Every line of a backup but the first and the last. Raises StoreUnavailable."""
        with unavailable_on_failure():
            for key in self._redis.scan_iter(match=f"{self._prefix}*", count=PAGE):
                yield from self._lines_of(str(key))
            yield {"kind": "fresh", "value": self._redis.hgetall(self.keys.fresh)}
            for kind, key_of in self._silent().items():
                for page in _pages(self._members(key_of)):
                    yield {"kind": kind, "numbers": page}

    def put(self, line: Line, header: Header, now: Millis) -> None:
        """Write one line back. Raises StoreUnavailable."""
        with unavailable_on_failure():
            self._put[line["kind"]](line, header, now)

    def have_on_disk(self) -> None:
        """Wait until all that was put is on disk. Raises StoreUnavailable where the server denies it."""
        if self._durability not in (Durability.WAITAOF, Durability.REPLICATED):
            return  # each write was synced before its answer, or nobody asked for that
        with unavailable_on_failure():
            synced = is_on_disk(self._redis, SYNC_STEPS, self._replicas)
        if not synced:
            raise StoreUnavailable("the disk did not confirm")

    def clear(self) -> None:
        """Take away everything but what `STAYS`."""
        with unavailable_on_failure():
            for key in self._redis.scan_iter(match=f"{self._prefix}*", count=PAGE):
                word = self._words(str(key))[0]
                if word not in STAYS:
                    self._redis.delete(key)

    def remember_silent(self, kind: str, since: Mapping[str, Millis]) -> None:
        """Keep, until `forget_silent`, who was in a set (`opted_out`, …), and since when (ms)."""
        with unavailable_on_failure():
            self._redis.hset(self._before(kind), mapping={**since})  # type: ignore[dict-item]

    def remembered(self, kind: str) -> dict[str, Millis]:
        """What was kept of this set."""
        with unavailable_on_failure():
            found = self._redis.hscan_iter(self._before(kind), count=PAGE)
            return {str(number): int(at) for number, at in found}

    def forget_silent(self) -> None:
        """Nothing of that is needed any more."""
        with unavailable_on_failure():
            self._redis.delete(*map(self._before, self._silent()))

    def active_at(self, number: str) -> Millis:
        """When something last happened with a number, or a customer got it (ms UTC); -1 = it is not known."""
        shard = self.keys.shard(number)
        pipe = self._redis.pipeline(transaction=False)
        pipe.zscore(self.keys.recent(shard), number)
        pipe.zscore(self.keys.listed(shard), number)
        with unavailable_on_failure():
            found = pipe.execute()
        return max(-1 if at is None else int(at) for at in found)

    def drop_bulks(self) -> None:
        """Forget whom messages to many were still to reach: it may have reached them since."""
        with unavailable_on_failure():
            for key in self._redis.scan_iter(match=f"{self._prefix}*}}:bulk_todo:*", count=PAGE):
                self._redis.delete(key)

    def _silent(self) -> Mapping[str, Callable[[str], str]]:
        return {"opted_out": self.keys.opted_out, "marketing_off": self.keys.marketing_off}

    def _before(self, kind: str) -> str:
        return self.keys.shared(f"silent_before:{kind}")

    def _members(self, key_of: Callable[[str], str]) -> list[str]:
        found = (self._redis.sscan_iter(key_of(shard), count=PAGE) for shard in self.keys.shards())
        return [str(number) for members in found for number in members]

    def _words(self, key: str) -> list[str]:
        """`number:+1415…` of a key, split at the first colon."""
        return key.removeprefix(self._prefix).partition("}:")[2].split(":", 1)

    def _lines_of(self, key: str) -> Iterator[Line]:
        word, *rest = self._words(key)
        if word in LEFT_OUT or key in (self.keys.fresh, self.keys.shard_count_key):
            return
        if word in OF_A_NUMBER:
            yield from self._number(word, rest[0])
        elif word == "message":
            yield from self._message(key, rest[0])
        elif self._redis.ttl(key) == -1:
            yield from self._key(key, key)

    def _message(self, key: str, message_id: str) -> Iterator[Line]:
        try:
            fields = self._redis.hgetall(key)
        except redis.ResponseError as error:
            if not str(error).startswith(WRONG_TYPE):
                raise
            yield from self._key(key, key)
        else:
            yield {"kind": "message", "id": message_id, "fields": fields}

    def _number(self, word: str, number: str) -> Iterator[Line]:
        """A number once: at its record, or at what stands alone without a record."""
        if word != "number" and self._redis.exists(self.keys.number(number)):
            return
        pipe = self._redis.pipeline(transaction=True)
        pipe.hgetall(self.keys.number(number))
        pipe.lrange(self.keys.timeline(number), 0, -1)
        pipe.smembers(self.keys.events(number))
        pipe.zscore(self.keys.recent(self.keys.shard(number)), number)
        pipe.sismember(self.keys.opted_out(self.keys.shard(number)), number)
        record, timeline, events, recent, opted_out = each_reply(pipe)
        yield from self._others(number, {"number": record, "timeline": timeline, "events": events})
        yield {
            "kind": "number",
            "number": number,
            "record": {name: value for name, value in fields_of(record).items() if name not in NOT_RESTORED},
            "timeline": lines_of(timeline),
            "events": [] if isinstance(events, Exception) else sorted(events),
            "recent": "" if recent is None else str(int(recent)),
            "opted_out": bool(opted_out),
        }

    def _others(self, number: str, replies: Mapping[str, Any]) -> Iterator[Line]:
        """Keys of another kind than ours, as if they had been moved aside already (`other_kinds.py`)."""
        for kind in (kind for kind, reply in replies.items() if isinstance(reply, Exception)):
            place = self.keys.aside(kind, number)
            if not self._redis.exists(place):
                yield from self._key(self.keys.of_person(kind, number), place)

    def _key(self, key: str, name: str) -> Iterator[Line]:
        """What a key holds; restored, it has this name."""
        kind = str(self._redis.type(key))
        readers: Mapping[str, Callable[[], list[Any]]] = {
            "string": lambda: [[self._redis.get(key)]],
            "hash": lambda: _pages(list(self._redis.hgetall(key).items())),
            "set": lambda: _pages(sorted(self._redis.smembers(key))),
            "list": lambda: _pages(self._redis.lrange(key, 0, -1)),
            "zset": lambda: _pages(self._redis.zrange(key, 0, -1, withscores=True)),
            "stream": lambda: _pages(list(self._redis.xrange(key) or [])),
        }
        for page in readers[kind]() if kind in readers else []:
            yield {"kind": "key", "key": name, "type": kind, "value": page}

    def _put_number(self, line: Line, header: Header, now: Millis) -> None:
        number = line["number"]
        shard = self.keys.shard(number)
        keys = [
            *(self.keys.number(number), self.keys.timeline(number), self.keys.events(number)),
            *(self.keys.recent(shard), self.keys.opted_out(shard), self.keys.changes(shard)),
            self.keys.marketing_off(shard),
        ]
        fields = [part for pair in line["record"].items() for part in pair]
        lists = (fields, line["timeline"], line["events"])
        counted = [part for values in lists for part in (str(len(values)), *values)]
        opted_out = "1" if line["opted_out"] else ""
        arguments = [number, line["recent"], opted_out, str(now), *counted]
        self._redis.eval(text_of("restore"), len(keys), *keys, *arguments)

    def _put_message(self, line: Line, header: Header, now: Millis) -> None:
        fields = brought_back(line["fields"], now)
        self._redis.hset(self.keys.message(line["id"]), mapping={**fields})  # type: ignore[dict-item]
        if fields.get("state") == MessageState.UNKNOWN:  # its outcome is still to be found out
            self._redis.zadd(self.keys.unresolved(shard_of(line["id"])), {line["id"]: now})

    def _put_fresh(self, line: Line, header: Header, now: Millis) -> None:
        self._redis.delete(self.keys.fresh)
        for number, mark in line["value"].items():
            self._redis.hset(self.keys.fresh, number, stale(int(mark), header, now))

    def _put_silent(
        self, key_of: Callable[[str], str], what: str, line: Line, header: Header, now: Millis
    ) -> None:
        for number in line["numbers"]:
            shard = self.keys.shard(number)
            if self._redis.sadd(key_of(shard), number):
                change = {"what": what, "number": number, "at": str(now)}
                self._redis.xadd(self.keys.changes(shard), change)  # type: ignore[arg-type]

    def _put_key(self, line: Line, header: Header, now: Millis) -> None:
        """Into what is there: a later page of a key adds to the one before."""
        key, value = line["key"], line["value"]
        writers: Mapping[str, Callable[[], object]] = {
            "string": lambda: self._redis.set(key, value[0]),
            "hash": lambda: self._redis.hset(key, mapping=dict(value)),
            "set": lambda: self._redis.sadd(key, *value),
            "list": lambda: self._redis.rpush(key, *value),
            "zset": lambda: self._redis.zadd(key, dict(value)),
            "stream": lambda: self._append(key, value),
        }
        writers[line["type"]]()

    def _append(self, stream: str, entries: list[Any]) -> None:
        """Each at its place, once, or at the end of a stream that is already longer."""
        for place, said in entries:
            try:
                self._redis.xadd(stream, said, id=place)
            except redis.ResponseError:
                if (place, said) not in map(tuple, self._redis.xrange(stream, place, place) or []):
                    self._redis.xadd(stream, said)


def _pages(values: list[Any]) -> list[list[Any]]:
    return [values[start : start + PAGE] for start in range(0, len(values), PAGE)]
