"""Reads of the ledger as a whole: every chain's entries for an export, every chain's head for a checkpoint.

Shard by shard in pages, so that memory is bounded and commits go on between two pages. Each number is read
in one step: its chain is whole in itself, and what is committed meanwhile is in the result or is newer.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import redis

from responder.domain.proof.checkpoint import Head
from responder.store import records
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys
from responder.store.unreadable import each_reply, lines_of

PAGE = 200
"""Numbers read in one round trip."""

_HEAD_FIELDS = ("chain_id", "chain_length", "chain_head")


class Ledgers:
    """The chains of one installation."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self.keys = keys

    def numbers(self) -> int:
        """How many numbers there are, for progress."""
        with unavailable_on_failure():
            return sum(int(self._redis.zcard(self.keys.recent(shard))) for shard in self.keys.shards())

    def chains(self) -> Iterator[list[dict[str, Any]]]:
        """Every number's entries with a link, oldest first, and what is left of erased people's.

        A number without such entries gives an empty list. Raises StoreUnavailable.
        """
        for shard in self.keys.shards():
            for page in _pages(self._members(shard)):
                yield from self._timelines(page)
            yield from self._archived(shard)

    def heads(self) -> Iterator[Head]:
        """Every chain's head, each number's as it was at one moment. Raises StoreUnavailable."""
        for shard in self.keys.shards():
            for page in _pages(self._members(shard)):
                yield from self._heads(page)
            for chain in self._archived(shard):
                yield head_of(chain)

    def _members(self, shard: str) -> list[str]:
        with unavailable_on_failure():
            found = {
                str(number) for number, _ in self._redis.zscan_iter(self.keys.recent(shard), count=1_000)
            }
        return sorted(found)

    def _timelines(self, numbers: Sequence[str]) -> list[list[dict[str, Any]]]:
        pipe = self._redis.pipeline(transaction=False)
        for number in numbers:
            pipe.lrange(self.keys.timeline(number), 0, -1)
        with unavailable_on_failure():
            return [linked(lines_of(lines)) for lines in each_reply(pipe)]

    def _heads(self, numbers: Sequence[str]) -> list[Head]:
        pipe = self._redis.pipeline(transaction=False)
        for number in numbers:
            pipe.hmget(self.keys.number(number), _HEAD_FIELDS)
        with unavailable_on_failure():
            replies = each_reply(pipe)
        found = {n: reply for n, reply in zip(numbers, replies, strict=True) if isinstance(reply, list)}
        known = [Head(first, int(length), last) for first, length, last in found.values() if _counts(length)]
        uncounted = [number for number, (_, length, last) in found.items() if last and not _counts(length)]
        return known + [head_of(chain) for chain in self._timelines(uncounted) if chain]

    def _archived(self, shard: str) -> list[list[dict[str, Any]]]:
        with unavailable_on_failure():
            found = self._redis.lrange(self.keys.erased(shard), 0, -1)
        return [chain for chain in map(_chain, map(str, found)) if chain]


def linked(lines: Sequence[str]) -> list[dict[str, Any]]:
    """The entries among a timeline's lines that carry a link; without one that cannot be read."""
    found = (records.entry_from(line) for line in lines if '"link":"' in line)
    return [entry for entry in found if "link" in entry]


def _counts(length: str | None) -> bool:
    return bool(length) and str(length).isdecimal()


def _chain(line: str) -> list[dict[str, Any]]:
    """What is left of an erased person's chain; nothing where it cannot be read, which `verify` then says."""
    try:
        return list(json.loads(line))
    except (ValueError, TypeError):
        return []


def head_of(chain: Sequence[dict[str, Any]]) -> Head:
    """The head of a chain of at least one entry."""
    return Head(chain[0]["link"], len(chain), chain[-1]["link"])


def _pages(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), PAGE):
        yield numbers[start : start + PAGE]
