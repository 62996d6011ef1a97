"""How far the provider's log has been read, number by number; what it must list; and when texts may be lost.

A gap is a moment until which texts may not have reached us: a web server started or stopped, a text was
answered 503. Gaps are counted, and a reading tells how many it knew of when it began: so no clock decides
whether it began after the last one. A server that was started anew may have lost what was acknowledged last:
that is a gap too (`server_change`), and a reading that began before it closes none.
"""

from collections.abc import Mapping, Sequence
from typing import cast

import redis

from responder.domain.records import MINUTE, SECOND, Millis
from responder.ports import FarRead, Gap, Gaps, WebhookText
from responder.store.always import TAKEN, Always, pairs
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

LOG_REQUEST_LIFE = 600
"""Seconds that a request to read the log is kept."""

LISTENS_FOR: Millis = 2 * SECOND
"""How long a web server counts as listening after it last said so."""

FAREWELL_LIFE: Millis = 1 * MINUTE
"""How long a server that stopped cannot say that it listens."""

_LISTENS = (
    TAKEN
    + """
if redis.call('GET', KEYS[1]) == ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1
"""
)


_GAPS_READ = (
    TAKEN
    + """
local now = redis.call('HMGET', KEYS[1], 'noted', 'read', 'server')
local count = tonumber(ARGV[1])
if (now[3] or '') ~= ARGV[2] or count > tonumber(now[1] or '0') then return 0 end
if count > tonumber(now[2] or '0') then redis.call('HSET', KEYS[1], 'read', ARGV[1]) end
return 1
"""
)
"""Never back to fewer, as a slower reader would have it, and nothing that another server, or an earlier life
of the key, has counted."""


class LogMarks:
    """The part of `ports.Store` that is about the provider's log. Every method may raise StoreUnavailable."""

    _redis: "redis.Redis"
    _always: Always
    keys: Keys

    def freshness(self, numbers: Sequence[str]) -> Millis:
        """Up to when the inbound logs of all our `numbers` have been read completely.

        0 where one never was, where none was read since the last gap, and while no web server listens.
        """
        pipe = self._redis.pipeline(transaction=False)
        pipe.hmget(self.keys.fresh, list(numbers))
        pipe.hmget(self.keys.gaps, "noted", "read", "watched")
        pipe.exists(self.keys.listening)
        with unavailable_on_failure():
            marks, (noted, read, watched), listening = pipe.execute()
        if (noted or "0") != (read or "0") or (watched and not listening):
            return 0
        return min(map(_mark, marks), default=0)

    def log_marks(self, numbers: Sequence[str]) -> Mapping[str, Millis]:
        """Up to when the log of each of our `numbers` has been read completely; 0 = never."""
        with unavailable_on_failure():
            marks = self._redis.hmget(self.keys.fresh, list(numbers))
        return {number: _mark(mark) for number, mark in zip(numbers, marks, strict=True)}

    def set_fresh(self, number: str, until: Millis) -> None:
        """The log of our `number` has been read completely up to `until`."""
        with unavailable_on_failure():
            self._always("HSET", self.keys.fresh, number, until)

    def far_reads(self) -> Mapping[str, FarRead]:
        """The last reading of each of our numbers from two days back or more. No part of a backup."""
        with unavailable_on_failure():
            found = self._redis.hgetall(self.keys.far_reads)
        return {str(number): _far_read(str(written)) for number, written in found.items()}

    def note_far_read(self, number: str, read: FarRead) -> None:
        """The log of our `number` was read from two days back or more."""
        with unavailable_on_failure():
            self._always("HSET", self.keys.far_reads, number, f"{read.at} {read.since}")

    def webhook_texts(self, since: Millis, until: Millis) -> Sequence[WebhookText]:
        """What webhooks brought between these times, both included; what is older is forgotten here."""
        pipe, shards = self._redis.pipeline(transaction=False), self.keys.shards()
        for shard in shards:
            pipe.zremrangebyscore(self.keys.webhook_texts(shard), "-inf", f"({since}")
            pipe.zrangebyscore(self.keys.webhook_texts(shard), since, until, withscores=True)
        with unavailable_on_failure():
            found = pipe.execute()[1::2]
        return [_webhook_text(str(member), int(at)) for each in found for member, at in each]

    def note_gap(self, why: str, at: Millis) -> None:
        """Texts may not have reached us until now: the log must be read past this moment, and at once."""
        with unavailable_on_failure():
            self._always.all(
                ("HINCRBY", self.keys.gaps, "noted", 1),
                ("HSET", self.keys.gaps, *pairs({"why": why, "at": at})),
                ("SET", self.keys.log_request, "1", "EX", LOG_REQUEST_LIFE),
            )

    def gap(self) -> Gap | None:
        """The last gap, where the log has not been read past it."""
        with unavailable_on_failure():
            found = self._redis.hgetall(self.keys.gaps)
        if found.get("noted", "0") == found.get("read", "0"):
            return None
        return Gap(str(found.get("why", "")), int(found.get("at", 0)))

    def gaps(self) -> Gaps:
        """The gaps until now; a reading asks before it begins."""
        with unavailable_on_failure():
            noted, server = self._redis.hmget(self.keys.gaps, "noted", "server")
        return Gaps(int(noted or 0), str(server or ""))

    def gaps_read(self, gaps: Gaps) -> None:
        """The log was read completely after these gaps."""
        with unavailable_on_failure():
            self._redis.eval(_GAPS_READ, 1, self.keys.gaps, str(gaps.count), gaps.server)

    def listens(self, server: str) -> bool:
        """This web server listens for texts now; False where it has said farewell."""
        keys = (self.keys.farewell, self.keys.listening)
        with unavailable_on_failure():
            self._always("HSETNX", self.keys.gaps, "watched", 1)
            return bool(self._redis.eval(_LISTENS, 2, *keys, server, LISTENS_FOR))

    def stops_listening(self, server: str, at: Millis) -> None:
        """This web server is about to stop listening."""
        with unavailable_on_failure():
            self._always("SET", self.keys.farewell, server, "PX", FAREWELL_LIFE)
            self._redis.delete(self.keys.listening)
        self.note_gap("the web server stopped", at)

    def is_listened(self) -> bool:
        """Whether a web server listens, or none ever said so."""
        with unavailable_on_failure():
            watched = self._redis.hget(self.keys.gaps, "watched")
            return not watched or bool(self._redis.exists(self.keys.listening))

    def request_log_read(self) -> None:
        """Ask for the provider's log to be read at once."""
        with unavailable_on_failure():
            self._always("SET", self.keys.log_request, "1", "EX", LOG_REQUEST_LIFE)

    def take_log_request(self) -> bool:
        """Whether somebody asked for the log since the last call."""
        with unavailable_on_failure():
            return bool(self._redis.delete(self.keys.log_request))

    def log_notes(self) -> Mapping[str, str]:
        """What was noted about reading the provider's log, by name."""
        with unavailable_on_failure():
            return cast(Mapping[str, str], self._redis.hgetall(self.keys.log_notes))

    def note_log(self, name: str, value: str) -> None:
        """Note something about reading the provider's log."""
        with unavailable_on_failure():
            self._always("HSET", self.keys.log_notes, name, value)


def _mark(stored: bytes | str | None) -> Millis:
    """A mark as stored; one that cannot be read says that nothing was read (I2)."""
    return int(stored) if stored and str(stored).isdecimal() else 0


def _far_read(written: str) -> FarRead:
    """One that an older release wrote does not say how far back it went: no further than when it began."""
    at, _, since = written.partition(" ")
    return FarRead(_mark(at), _mark(since or at))


def _webhook_text(member: str, at: Millis) -> WebhookText:
    event, _, to = member.partition(" ")
    return WebhookText(event, to, at)
