"""Uploaded lists in Redis, for an hour: people's data that nobody confirmed does not stay.

Nor does that of somebody who is erased meanwhile: their rows are emptied, and bring nobody when the list is
carried out.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial

import redis
from redis.client import Pipeline

from responder.domain.customers.import_plan import What
from responder.domain.customers.import_rows import Row
from responder.ports.uploads import Looked, Upload
from responder.store.account_keys import AccountKeys
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

LIFE = 3_600
HELD = 30
"""Seconds after which a list that somebody carries out is free again, should that process have died."""

PAGE = 500

ERASED = "Somebody who was erased."
"""Why an emptied row is refused."""


class RedisUploads:
    """Implements `ports.uploads.Uploads`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self._waiting = AccountKeys(keys).uploads

    def add(self, upload: Upload, looked: Sequence[Looked]) -> Upload:
        """Keep a list under an id of its own, which nobody can guess."""
        fresh = replace(upload, id=secrets.token_hex(12))
        pipe = self._redis.pipeline(transaction=False)
        key = self._keys.upload_rows(fresh.id)
        pipe.sadd(self._waiting, fresh.id)  # first: an erasure must find what is there
        pipe.expire(self._waiting, LIFE)
        for start in range(0, len(looked), PAGE):
            pipe.rpush(key, *(json.dumps(asdict(each)) for each in looked[start : start + PAGE]))
        pipe.expire(key, LIFE)
        with unavailable_on_failure():
            pipe.execute()
        self.save(fresh)
        return fresh

    def get(self, upload_id: str) -> Upload | None:
        """One list, or None."""
        with unavailable_on_failure():
            stored = self._redis.get(self._keys.upload(upload_id))
        if not stored:
            return None
        plain = json.loads(str(stored))
        return Upload(**{**plain, "claims": tuple(plain["claims"]), "unread": tuple(plain["unread"])})

    def save(self, upload: Upload) -> None:
        """What became of it so far; its hour begins anew."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            pipe.set(self._keys.upload(upload.id), json.dumps(asdict(upload)), ex=LIFE)
            pipe.sadd(self._waiting, upload.id)
            pipe.expire(self._waiting, LIFE)
            pipe.expire(self._keys.upload_rows(upload.id), LIFE)
            pipe.execute()

    def rows(self, upload_id: str, start: int, count: int) -> list[Looked]:
        """So many rows from a place on."""
        with unavailable_on_failure():
            found = self._redis.lrange(self._keys.upload_rows(upload_id), start, start + count - 1)
        return [_looked(json.loads(line)) for line in found]

    def replace(self, upload_id: str, looked: Sequence[Looked]) -> None:
        """Keep these rows instead."""
        key = self._keys.upload_rows(upload_id)
        pipe = self._redis.pipeline(transaction=True)
        pipe.delete(key)
        for each in looked:
            pipe.rpush(key, json.dumps(asdict(each)))
        pipe.expire(key, LIFE)
        with unavailable_on_failure():
            pipe.execute()

    def hold(self, upload_id: str) -> bool:
        """Whether the caller alone may carry it out now."""
        with unavailable_on_failure():
            return bool(self._redis.set(self._keys.upload_busy(upload_id), "1", nx=True, ex=HELD))

    def release(self, upload_id: str) -> None:
        """Somebody else may."""
        with unavailable_on_failure():
            self._redis.delete(self._keys.upload_busy(upload_id))

    def forget(self, upload_id: str) -> None:
        """Nothing of it stays."""
        with unavailable_on_failure():
            self._redis.delete(self._keys.upload(upload_id), self._keys.upload_rows(upload_id))
            self._redis.srem(self._waiting, upload_id)

    def without(self, number: str) -> None:
        """No list that waits holds anything of who has this number."""
        with unavailable_on_failure():
            for upload_id in self._redis.smembers(self._waiting):
                key = self._keys.upload_rows(str(upload_id))
                self._redis.transaction(partial(_emptied, key=key, number=number), key)


def _emptied(pipe: Pipeline, key: str, number: str) -> None:
    """The rows that name a number, emptied; once more from the start if the list was changed meanwhile."""
    rows = [json.loads(str(line)) for line in pipe.lrange(key, 0, -1)]
    pipe.multi()
    for place, each in enumerate(rows):
        if number in (*each["row"]["numbers"], *each["row"]["opts_out"]):
            empty = Looked(Row(each["row"]["line"], wrong=ERASED), What.REFUSED, why=ERASED)
            pipe.lset(key, place, json.dumps(asdict(empty)))


def _looked(plain: dict[str, object]) -> Looked:
    row = plain.pop("row")
    assert isinstance(row, dict)  # as asdict wrote it
    lists = {name: tuple(row[name]) for name in ("numbers", "opts_out")}
    return Looked(**{**plain, "row": Row(**{**row, **lists}), "what": What(str(plain["what"]))})  # type: ignore[arg-type]
