"""The streams of changes that commits write for the journal, and the notes of who copies them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

import redis

from responder.domain.records import Consent, Marketing, Millis
from responder.ports.proof import Change, Changed, Mark
from responder.store.always import Always, pairs
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys
from responder.store.unreadable import UnreadableRecords, each_reply

PAGE = 1_000
"""Changes of a shard, or opted-out numbers, read in one round trip."""

START = "0-0"


class Changes:
    """Implements `ports.proof.Changes`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self.keys = keys
        self._unreadable = UnreadableRecords(client, keys)

    def after(self, mark: Mark) -> Sequence[Change] | None:
        """The changes after the mark, each shard's in order, at most 1,000 of each shard.

        None when the change that the mark names is not here any more, or never was (another Redis, or a
        restored one): then what came after it may be missing too. Trimming never takes that one away.
        """
        pipe = self._redis.pipeline(transaction=False)
        for shard in self.keys.shards():
            pipe.xrange(self.keys.changes(shard), mark.get(shard, START), "+", count=PAGE + 1)
        with unavailable_on_failure():
            found = dict(zip(self.keys.shards(), pipe.execute(), strict=True))
        new: list[Change] = []
        for shard, entries in found.items():
            last = mark.get(shard, START)
            if last != START and (not entries or entries[0][0] != last):
                return None
            new += self._read(shard, [(entry, said) for entry, said in entries if entry != last])
        return new

    def _read(self, shard: str, entries: Sequence[tuple[str, Mapping[str, str]]]) -> Iterator[Change]:
        """One in a word of a newer release keeps no opt-out from being copied."""
        for place, said in entries:
            try:
                yield _change(shard, place, said)
            except (ValueError, LookupError) as error:
                self._unreadable.note(f"change {place} of shard {shard}", type(error).__name__)

    def newest(self) -> Mark:
        """The mark behind everything that was written until now."""
        pipe = self._redis.pipeline(transaction=False)
        for shard in self.keys.shards():
            pipe.xrevrange(self.keys.changes(shard), "+", "-", count=1)
        with unavailable_on_failure():
            found = zip(self.keys.shards(), pipe.execute(), strict=True)
        return {shard: entries[0][0] if entries else START for shard, entries in found}

    def trim(self, mark: Mark, older_than: Millis) -> None:
        """Forget changes that are in the journal and older than that."""
        pipe = self._redis.pipeline(transaction=False)
        for shard, last in mark.items():
            if int(last.partition("-")[0]) > 0:
                oldest = last if int(last.partition("-")[0]) <= older_than else f"{older_than}-0"
                pipe.xtrim(self.keys.changes(shard), minid=oldest, approximate=False)
        with unavailable_on_failure():
            pipe.execute()

    def opted_out(self) -> Iterator[Sequence[str]]:
        """Everybody who is opted out, in pages; who joins meanwhile may or may not be among them."""
        return self._members(self.keys.opted_out)

    def marketing_off(self) -> Iterator[Sequence[str]]:
        """Everybody whose marketing is switched off, in the same way."""
        return self._members(self.keys.marketing_off)

    def opted_out_at(self, numbers: Sequence[str]) -> Sequence[Millis]:
        """Our time of the opt-out that each record tells; -1 where it tells none that can be read."""
        return self._dated(numbers, "consent", Consent.OPTED_OUT, "opted_out_at")

    def marketing_off_at(self, numbers: Sequence[str]) -> Sequence[Millis]:
        """Our time at which marketing was switched off, as each record tells; -1 where it tells none."""
        return self._dated(numbers, "marketing", Marketing.OFF, "marketing_off_at")

    def _dated(self, numbers: Sequence[str], field: str, value: str, date: str) -> Sequence[Millis]:
        pipe = self._redis.pipeline(transaction=False)
        for number in numbers:
            pipe.hmget(self.keys.number(number), field, date)
        with unavailable_on_failure():
            found = each_reply(pipe)
        return [_date(reply, value) for reply in found]

    def _members(self, key_of: Callable[[str], str]) -> Iterator[Sequence[str]]:
        for shard in self.keys.shards():
            page: list[str] = []
            with unavailable_on_failure():
                for number in self._redis.sscan_iter(key_of(shard), count=PAGE):
                    page.append(str(number))
            for start in range(0, len(page), PAGE):
                yield page[start : start + PAGE]


def _date(reply: Any, value: str) -> Millis:
    """The time that a record tells; -1 where it tells none that can be read."""
    said, at = reply if isinstance(reply, list) else ("", "")
    return int(at or 0) if said == value and (at or "0").isdecimal() else -1


def _change(shard: str, place: str, said: Mapping[str, str]) -> Change:
    return Change(shard, place, said["number"], Changed(said["what"]), int(said["at"]))


class Notes:
    """Implements `ports.proof.Notes`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._always = Always(client)
        self._key = keys.proof

    def read(self) -> Mapping[str, str]:
        """All notes."""
        with unavailable_on_failure():
            return cast(Mapping[str, str], self._redis.hgetall(self._key))

    def write(self, notes: Mapping[str, str]) -> None:
        """Add or replace some."""
        with unavailable_on_failure():
            self._always("HSET", self._key, *pairs(notes))
