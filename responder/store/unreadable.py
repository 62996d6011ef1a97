"""Records that this version cannot read: left out, noted for `doctor`, and nothing else fails for them.

A release that is rolled back finds words there that it does not know. Such a record is not changed: the newer
release can read it again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import redis
from redis.client import Pipeline

from responder.domain.phone import mask
from responder.domain.records import HOUR, Millis, Number
from responder.ports.quarantine import SetAside
from responder.store import records
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys
from responder.store.quarantine import UNREADABLE, RedisAside
from responder.store.records import Unreadable

T = TypeVar("T")

NOTED_AGAIN: Millis = HOUR // 2
"""A page asks every two seconds: what is noted is noted again only so much later."""

WRONG_TYPE = "WRONGTYPE"
"""What Redis says of a key that another version keeps as something else."""


def each_reply(pipe: Pipeline) -> list[Any]:
    """The replies of a pipeline; that of a key of another kind is an exception in the list, others raise."""
    replies: list[Any] = pipe.execute(raise_on_error=False)
    for reply in replies:
        if isinstance(reply, Exception) and not str(reply).startswith(WRONG_TYPE):
            raise reply
    return replies


class UnreadableRecords:
    """Reads records one by one. Every method may raise StoreUnavailable."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._book = RedisAside(client, keys, UNREADABLE)

    def read_each(
        self, kind: str, found: Iterable[tuple[str, Any]], read: Callable[[Any], T]
    ) -> dict[str, T]:
        """What can be read, by id, of what was found; nothing that is not there. The others are noted."""
        known: dict[str, T] = {}
        for name, stored in found:
            try:
                if stored:
                    known[name] = read(readable(stored))
            except Unreadable as error:
                self.note(f"{kind} {name}", str(error))
        return known

    def note_number(self, number: str, fields: Sequence[str]) -> None:
        """Some fields of a number's record cannot be read."""
        self.note(f"number {mask(number)}", ", ".join(fields))

    def note(self, item: str, why: str) -> None:
        """This one cannot be read. `item` must hold no whole number (I8)."""
        with unavailable_on_failure():
            seconds, micros = self._redis.time()
        now = int(seconds) * 1_000 + int(micros) // 1_000
        before = self._book.find(item)
        if before is None or before.again_at - now < NOTED_AGAIN:
            self._book.keep(SetAside(item, why, before.since if before else now, now + HOUR))


def readable(stored: Any) -> Any:
    """A reply, unless its key is of another kind. Raises Unreadable."""
    if isinstance(stored, Exception):
        raise Unreadable("key of another kind")
    return stored


def number_of(number: str, stored: Any) -> Number:
    """The number as stored; one whose key is of another kind is as unreadable as can be."""
    if isinstance(stored, Exception):
        return Number(number, unreadable=("record",))
    return records.number_from(number, stored)


def lines_of(stored: Any) -> list[str]:
    """The lines of a list; none where its key is of another kind."""
    return stored if isinstance(stored, list) else []


def fields_of(stored: Any) -> Mapping[str, str]:
    """The fields of a hash; none where its key is of another kind."""
    return stored if isinstance(stored, Mapping) else {}
