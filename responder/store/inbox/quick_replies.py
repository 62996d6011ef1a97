"""Quick replies in Redis: one hash, small enough to be read whole for each page."""

import json
import secrets
from collections.abc import Sequence
from typing import cast

import redis

from responder.domain.inbox.quick_replies import QuickReply
from responder.ports.desk import Changed
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys


class RedisQuickReplies:
    """Implements `ports.quick_replies.QuickReplies`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._key = keys.quick_replies

    def new_id(self) -> str:
        """A fresh opaque id."""
        return secrets.token_hex(6)

    def get(self, reply_id: str) -> QuickReply | None:
        """One of them, or None."""
        with unavailable_on_failure():
            stored = cast("str | None", self._redis.hget(self._key, reply_id))
        return _reply_from(reply_id, stored) if stored else None

    def everything(self) -> Sequence[QuickReply]:
        """All of them, by title."""
        with unavailable_on_failure():
            stored = cast(dict[str, str], self._redis.hgetall(self._key))
        found = [_reply_from(reply_id, each) for reply_id, each in stored.items()]
        return sorted(found, key=lambda reply: (reply.title.casefold(), reply.id))

    def save(self, reply: QuickReply) -> QuickReply:
        """Write it if its version is still the stored one. Raises Changed."""
        fresh = QuickReply(reply.id, reply.title, reply.texts, reply.version + 1)
        plain = {"title": fresh.title, "texts": dict(fresh.texts), "version": fresh.version}
        with unavailable_on_failure(), self._redis.pipeline(transaction=True) as pipe:
            try:
                pipe.watch(self._key)  # type: ignore[no-untyped-call]
                stored = cast("str | None", pipe.hget(self._key, reply.id))
                if (json.loads(stored)["version"] if stored else 0) != reply.version:
                    raise Changed(reply.id)
                pipe.multi()
                pipe.hset(self._key, reply.id, json.dumps(plain))
                pipe.execute()
            except redis.WatchError:
                raise Changed(reply.id) from None
        return fresh

    def remove(self, reply_id: str) -> bool:
        """Whether it was there."""
        with unavailable_on_failure():
            return bool(self._redis.hdel(self._key, reply_id))


def _reply_from(reply_id: str, stored: str) -> QuickReply:
    plain = json.loads(stored)
    return QuickReply(reply_id, plain["title"], tuple(plain["texts"].items()), plain["version"])
