"""Reads all that is stored of a number, and takes it away in one step (lua/erase.lua)."""

import json
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

import redis

from responder.domain.inbox.work_queues import QueueName
from responder.domain.proof.erasure import Found, Gone, Remains
from responder.domain.records import Decision, Marketing, Number
from responder.ports.proof import Signer
from responder.store import records
from responder.store.connection import unavailable_on_failure
from responder.store.customers.erase_customer import Forgetting
from responder.store.keys import Keys, shard_of
from responder.store.other_kinds import KINDS, OtherKinds
from responder.store.proof.ledger import linked
from responder.store.scripts import text_of


class Eraser:
    """Implements `ports.proof.Eraser`."""

    def __init__(self, client: "redis.Redis", keys: Keys, signer: Signer | None = None) -> None:
        """`signer`: who signs an erasure, so that `ledger verify` knows it for one; None = nobody."""
        self._redis = client
        self.keys = keys
        self._signer = signer
        self._forgetting = Forgetting(client, keys)
        self._other_kinds = OtherKinds(client, keys)

    def find(self, number: str) -> Found:
        """All that is stored of a number, read in one step."""
        return self._other_kinds.retried(number, partial(self._found, number))

    def _found(self, number: str) -> Found:
        pipe = self._redis.pipeline(transaction=True)
        pipe.hgetall(self.keys.number(number))
        pipe.lrange(self.keys.timeline(number), 0, -1)
        pipe.sismember(self.keys.opted_out(self.keys.shard(number)), number)
        pipe.hvals(self.keys.pictures(number))
        pipe.sismember(self.keys.marketing_off(self.keys.shard(number)), number)
        with unavailable_on_failure():
            stored, lines, opted_out, pictures, no_marketing = pipe.execute()
        record = records.number_from(number, stored)
        return Found(
            number=record,
            no_marketing=bool(no_marketing) or record.marketing is Marketing.OFF,
            opted_out=bool(opted_out),
            sending=bool(stored.get("sending")),
            length=len(lines),
            linked=linked(lines),
            messages=_messages(lines),
            items=tuple(self.keys.item_id(number, event) for event in _queued(lines)),
            media=_with_media(lines),
            pictures=_pictures(pictures),
        )

    def sign(self, said: bytes) -> str:
        """The installation's signature; "" where it has no key."""
        return self._signer.sign(said) if self._signer else ""

    def people(self, number: str) -> Gone:
        """Take away what the console knows of the people behind a number."""
        return self._forgetting.people(number)

    def rewrite_files(self) -> bool:
        """Have the server write its append-only file anew, without what was erased.

        False where it does not begin: it has none, writes already, or does not let this user.
        """
        try:
            if not self._redis.info("persistence").get("aof_enabled"):
                return False
            self._redis.bgrewriteaof()
        except redis.RedisError:
            return False
        return True

    def erase(self, remains: Remains) -> bool:
        """Take everything else away; False when something changed since it was found."""
        found = remains.found
        number = found.number.number
        shard = self.keys.shard(number)
        keys = [
            *self.keys.of_commit(number),
            self.keys.erased(shard),
            self.keys.unknown(number),
            self.keys.claims(shard),
            self.keys.conversation(number),
            self.keys.pictures(number),
            self.keys.marketing_off(shard),
            *(self.keys.queue(shard, name.value) for name in QueueName),
            *(self.keys.message(message_id) for message_id in found.messages),
            *(self.keys.item(name.value, item) for item in found.items for name in QueueName),
            *(self.keys.aside(kind, number) for kind in KINDS),
        ]
        fields, entry = _record(remains)
        archive = json.dumps(list(remains.archive)) if remains.archive else ""
        arguments = [
            *(str(found.number.version), str(found.length), number),
            *(_silence(found), str(remains.now), archive, str(len(QueueName))),
            *(str(len(fields)), *fields, entry, str(len(found.messages)), *found.messages, *found.items),
        ]
        return self._other_kinds.retried(number, partial(self._erased, keys, arguments))

    def _erased(self, keys: Sequence[str], arguments: Sequence[str]) -> bool:
        with unavailable_on_failure():
            return bool(self._redis.eval(text_of("erase"), len(keys), *keys, *arguments) == "erased")


def _silence(found: Found) -> str:
    """What stays silent, as lua/erase.lua reads it."""
    stays = (("all", found.opted_out), ("marketing", found.no_marketing))
    named = [what for what, silent in stays if silent]
    return f",{','.join(named)}," if named else ""


def _record(remains: Remains) -> tuple[list[str], str]:
    """The record's fields and the entry of its new chain, as a commit would write them."""
    if remains.record is None or remains.entry is None:
        return [], ""
    nobody = Number(remains.record.number)
    (entry,), chain = records.chained(Decision(nobody, remains.record, "erasure", "", (remains.entry,)))
    return [*records.number_changes(nobody, remains.record), *chain], entry


def _messages(lines: Sequence[str]) -> list[str]:
    """The ids of the number's messages."""
    entries = (records.entry_from(line) for line in lines if '"message"' in line)
    found = [str(entry.get("message", "")) for entry in entries]
    return sorted({message_id for message_id in found if len(message_id) > len(shard_of(message_id))})


def _with_media(lines: Sequence[str]) -> list[str]:
    """The ids of the texts that came with pictures."""
    entries = [records.entry_from(line) for line in lines if '"media"' in line]
    return [str(each["event"]) for each in entries if each["kind"] == "inbound" and each.get("media")]


def _pictures(stored: Sequence[str]) -> tuple[str, ...]:
    """The ids of a number's pictures; one whose record cannot be read goes with its text."""
    found: list[str] = []
    for known in stored:
        with suppress(ValueError, TypeError, KeyError):
            found += [each["id"] for each in json.loads(known) if each["id"]]
    return tuple(found)


def _queued(lines: Sequence[str]) -> list[str]:
    """The ids of the texts that may stand in a queue: any that came in."""
    entries = [records.entry_from(line) for line in lines if '"event"' in line]
    return sorted({str(each["event"]) for each in entries if each["kind"] in ("inbound", "review")})
