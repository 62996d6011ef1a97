"""Reads for people: timelines, the opted-out set, lists. Nothing here writes."""

from collections.abc import Sequence
from typing import Any, cast

import redis

from responder.store import records
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys
from responder.store.unreadable import each_reply


class Queries:
    """Read-only views of one installation's data."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self.keys = keys

    def timeline(self, number: str) -> list[dict[str, Any]]:
        """The number's entries, oldest first, as plain values; a message shows its present state and text."""
        with unavailable_on_failure():
            lines = self._redis.lrange(self.keys.timeline(number), 0, -1)
        entries: list[dict[str, Any]] = [records.entry_from(str(line)) for line in lines]
        return [self._with_message(entry) for entry in entries]

    def opted_out(self, numbers: Sequence[str]) -> frozenset[str]:
        """Those of `numbers` that have opted out, read from the sets that the commit keeps."""
        by_shard: dict[str, list[str]] = {}
        for number in numbers:
            by_shard.setdefault(self.keys.shard(number), []).append(number)
        pipe = self._redis.pipeline(transaction=False)
        for shard, members in by_shard.items():
            pipe.smismember(self.keys.opted_out(shard), members)
        found = zip(by_shard.values(), pipe.execute(), strict=True)
        return frozenset(n for members, hits in found for n, hit in zip(members, hits, strict=True) if hit)

    def opt_outs(self, cursor: str, limit: int) -> tuple[list[dict[str, Any]], str]:
        """About `limit` opted-out numbers after a cursor ("" = from the start), and the next ("" = the end).

        A number that opts out or in while the pages are read may be missing or come twice.
        """
        shard, _, inside = (cursor or f"{self.keys.shards()[0]}-0").partition("-")
        position, found = self._redis.sscan(self.keys.opted_out(shard), int(inside), count=limit)
        numbers = sorted(str(number) for number in found)
        pipe = self._redis.pipeline(transaction=False)
        for number in numbers:
            pipe.hmget(self.keys.number(number), "since", "source")
        rows = [
            {"number": number, "since": int(since) if since.isdecimal() else 0, "source": source}
            for number, (since, source) in zip(numbers, map(_pair, each_reply(pipe)), strict=True)
        ]
        return rows, self._next(shard, int(position))

    def _next(self, shard: str, position: int) -> str:
        shards = self.keys.shards()
        following = shards.index(shard) + 1
        if position:
            return f"{shard}-{position}"
        return f"{shards[following]}-0" if following < len(shards) else ""

    def duplicates(self, number: str) -> int:
        """How many redelivered events of this number were recognised."""
        return int(self._redis.hget(self.keys.number(number), "duplicates") or 0)

    def _with_message(self, entry: dict[str, Any]) -> dict[str, Any]:
        if "message" not in entry or entry["kind"] != "message":
            return entry
        stored = cast(dict[str, str], self._redis.hgetall(self.keys.message(entry["message"])))
        if not stored:
            return entry
        try:
            message = records.message_from(stored)
        except records.Unreadable:
            return entry
        return entry | {
            "class": message.message_class.value,
            "purpose": message.purpose.value,
            "state": message.state.value,
            "body": message.final_text or message.body,
            "reason": message.reason,
            "error_code": message.error_code,
            "notice": message.notice,
            "provider_id": message.provider_id,
        }


def _pair(reply: Any) -> tuple[str, str]:
    """Two fields of a record; empty where its key is of another kind."""
    since, source = reply if isinstance(reply, list) else (None, None)
    return str(since or "0"), str(source or "")
