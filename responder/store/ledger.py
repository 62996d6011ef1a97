"""Reads of the ledger as a whole: every chain's entries for an export, every chain's head for a checkpoint.

Shard by shard in pages, so that memory is bounded and commits go on between two pages. Each number is read
in one step: its chain is whole in itself, and what is committed meanwhile is in the result or is newer.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import redis

from responder.domain.proof.checkpoint import Head
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

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
            return [linked(lines) for lines in pipe.execute()]

    def _heads(self, numbers: Sequence[str]) -> list[Head]:
        pipe = self._redis.pipeline(transaction=False)
        for number in numbers:
            pipe.hmget(self.keys.number(number), _HEAD_FIELDS)
        with unavailable_on_failure():
            found = list(zip(numbers, pipe.execute(), strict=True))
        known = [Head(first, int(length), last) for _, (first, length, last) in found if first]
        uncounted = [number for number, (first, _, last) in found if last and not first]
        return known + [head_of(chain) for chain in self._timelines(uncounted) if chain]

    def _archived(self, shard: str) -> list[list[dict[str, Any]]]:
        with unavailable_on_failure():
            return [json.loads(chain) for chain in self._redis.lrange(self.keys.erased(shard), 0, -1)]


def linked(lines: Sequence[str]) -> list[dict[str, Any]]:
    """The entries among a timeline's lines that carry a link."""
    return [
        entry for entry in map(json.loads, (line for line in lines if '"link":"' in line)) if "link" in entry
    ]


def head_of(chain: Sequence[dict[str, Any]]) -> Head:
    """The head of a chain of at least one entry."""
    return Head(chain[0]["link"], len(chain), chain[-1]["link"])


def _pages(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), PAGE):
        yield numbers[start : start + PAGE]
