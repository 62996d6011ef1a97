"""Whom the audit log's entries about conversations are about: random ids that an erasure makes meaningless.

The log is never changed. An entry names its person by an id of chance, which these two hashes lead to a
number and back; the erasure takes both fields away, and the entry is about nobody any more.
"""

import re
import secrets
from collections.abc import Collection

import redis
from redis.client import Pipeline

from responder.store import records
from responder.store.account_keys import AccountKeys
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys
from responder.store.unreadable import each_reply, lines_of

_SUBJECT = re.compile(r"p(\d\d)[0-9a-f]{16}")
"""An id as it stands in the log; it begins with the shard of its number."""


class AuditSubjects:
    """Numbers by the ids of the audit log, and back. Every method may raise StoreUnavailable."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self._own = AccountKeys(keys)

    def of(self, number: str) -> str:
        """The id of a number, made where it has none; "" for one of whom nothing is known, or no more."""
        shard = self._keys.shard(number)
        with unavailable_on_failure():
            found = self._redis.hget(self._own.audit_subjects(shard), number)
        if found:
            return str(found)
        return self._made(number, shard) if self.known([number]) else ""

    def _made(self, number: str, shard: str) -> str:
        ids, numbers = self._own.audit_subjects(shard), self._own.audit_numbers(shard)

        def make(pipe: Pipeline) -> None:
            subject = str(pipe.hget(ids, number) or f"p{shard}{secrets.token_hex(8)}")
            pipe.multi()
            pipe.hset(ids, number, subject)
            pipe.hset(numbers, subject, number)

        with unavailable_on_failure():
            self._redis.transaction(make, ids)
            return str(self._redis.hget(ids, number) or "")

    def is_one(self, subject: str) -> bool:
        """Whether an entry's subject is such an id."""
        return bool(_SUBJECT.fullmatch(subject))

    def numbers(self, subjects: Collection[str]) -> dict[str, str]:
        """The numbers of those ids whose person was not erased."""
        shards = {each: found[1] for each in subjects if (found := _SUBJECT.fullmatch(each))}
        pipe = self._redis.pipeline(transaction=False)
        for subject, shard in shards.items():
            pipe.hget(self._own.audit_numbers(shard), subject)
        with unavailable_on_failure():
            found_numbers = pipe.execute()
        return {each: str(found) for each, found in zip(shards, found_numbers, strict=True) if found}

    def known(self, numbers: Collection[str]) -> set[str]:
        """Those of the numbers of whom more is known than that they were erased, and stay silent perhaps."""
        pipe = self._redis.pipeline(transaction=False)
        for number in numbers:
            pipe.lrange(self._keys.timeline(number), -1, -1)
            pipe.scard(self._keys.customers_of(number))
        with unavailable_on_failure():
            answers = each_reply(pipe)
        about = zip(numbers, map(lines_of, answers[::2]), answers[1::2], strict=True)
        return {number for number, last, customers in about if customers or (last and not _erasure(last[0]))}

    def forget(self, number: str) -> None:
        """No id leads to this number any more; may be repeated."""
        shard = self._keys.shard(number)
        with unavailable_on_failure():
            subject = self._redis.hget(self._own.audit_subjects(shard), number)
            if subject:
                self._redis.hdel(self._own.audit_numbers(shard), str(subject))
                self._redis.hdel(self._own.audit_subjects(shard), number)


def _erasure(entry: str) -> bool:
    """Whether this is the entry that an erasure leaves of somebody who stays silent."""
    return bool(records.entry_from(entry)["kind"] == "erasure")
