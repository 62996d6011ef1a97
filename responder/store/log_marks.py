"""How far the provider's log has been read, number by number, and what webhooks brought that it must list."""

from collections.abc import Mapping, Sequence
from typing import cast

import redis

from responder.domain.messages import Millis
from responder.ports import WebhookText
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

LOG_REQUEST_LIFE = 600
"""Seconds that a request to read the log is kept."""


class LogMarks:
    """The part of `ports.Store` that is about the provider's log. Every method may raise StoreUnavailable."""

    _redis: "redis.Redis"
    keys: Keys

    def freshness(self, numbers: Sequence[str]) -> Millis:
        """Up to when the inbound logs of all our `numbers` have been read completely; 0 = one never was."""
        return min(self.log_marks(numbers).values(), default=0)

    def log_marks(self, numbers: Sequence[str]) -> Mapping[str, Millis]:
        """Up to when the log of each of our `numbers` has been read completely; 0 = never."""
        with unavailable_on_failure():
            marks = self._redis.hmget(self.keys.fresh, list(numbers))
        return {number: int(mark or 0) for number, mark in zip(numbers, marks, strict=True)}

    def set_fresh(self, number: str, until: Millis) -> None:
        """The log of our `number` has been read completely up to `until`."""
        with unavailable_on_failure():
            self._redis.hset(self.keys.fresh, number, until)

    def far_reads(self) -> Mapping[str, Millis]:
        """When the log of each of our numbers was last read from two days back. No part of a backup."""
        with unavailable_on_failure():
            found = self._redis.hgetall(self.keys.far_reads)
        return {str(number): int(at) for number, at in found.items()}

    def note_far_read(self, number: str, at: Millis) -> None:
        """The log of our `number` was read from two days back, beginning at this time."""
        with unavailable_on_failure():
            self._redis.hset(self.keys.far_reads, number, at)

    def webhook_texts(self, since: Millis, until: Millis) -> Sequence[WebhookText]:
        """What webhooks brought between these times, both included; what is older is forgotten here."""
        pipe, shards = self._redis.pipeline(transaction=False), self.keys.shards()
        for shard in shards:
            pipe.zremrangebyscore(self.keys.webhook_texts(shard), "-inf", f"({since}")
            pipe.zrangebyscore(self.keys.webhook_texts(shard), since, until, withscores=True)
        with unavailable_on_failure():
            found = pipe.execute()[1::2]
        return [_webhook_text(str(member), int(at)) for each in found for member, at in each]

    def request_log_read(self) -> None:
        """Ask for the provider's log to be read at once."""
        with unavailable_on_failure():
            self._redis.set(self.keys.log_request, "1", ex=LOG_REQUEST_LIFE)

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
            self._redis.hset(self.keys.log_notes, name, value)


def _webhook_text(member: str, at: Millis) -> WebhookText:
    event, _, to = member.partition(" ")
    return WebhookText(event, to, at)
