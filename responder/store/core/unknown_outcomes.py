"""The index of messages whose outcome nobody knows, and what is noted about them until somebody does."""

from collections.abc import Sequence

import redis

from responder.domain.records import Message, MessageState, Millis
from responder.store import records
from responder.store.always import TAKEN
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys, shard_of
from responder.store.scripts import text_of
from responder.store.unreadable import UnreadableRecords, each_reply


class UnresolvedMessages:
    """Implements `ports_unknown.Unresolved`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self.keys = keys
        self._unreadable = UnreadableRecords(client, keys)

    def before(self, since: Millis, limit: int) -> Sequence[Message]:
        """At most about `limit` of those that became unknown until then, the oldest of each shard first."""
        each = max(1, limit // self.keys.shard_count)
        pipe = self._redis.pipeline(transaction=False)
        for shard in self.keys.shards():
            pipe.zrangebyscore(self.keys.unresolved(shard), "-inf", since, start=0, num=each)
        with unavailable_on_failure():
            ids = [str(message_id) for found in pipe.execute() for message_id in found]
        messages = self._messages(ids)
        unknown = [message for message in messages if message.state is MessageState.UNKNOWN]
        known = {message.id for message in messages} - {message.id for message in unknown}
        self._forget(known | self._gone(set(ids) - {message.id for message in messages}))
        return unknown

    def _gone(self, ids: set[str]) -> set[str]:
        """Those of which nothing is left; one that cannot be read stays, for a release that can."""
        asked = sorted(ids)
        pipe = self._redis.pipeline(transaction=False)
        for message_id in asked:
            pipe.exists(self.keys.message(message_id))
        with unavailable_on_failure():
            return {each for each, there in zip(asked, pipe.execute(), strict=True) if not there}

    def messages_of(self, number: str) -> Sequence[Message]:
        """Every message that a number's timeline names, in its order."""
        with unavailable_on_failure():
            lines = self._redis.lrange(self.keys.timeline(number), 0, -1)
        entries = [records.entry_from(str(line)) for line in lines if '"message"' in line]
        return self._messages([entry["message"] for entry in entries if entry["kind"] == "message"])

    def noted_absent(self, message: Message, at: Millis) -> bool:
        """The log lacked it at this time; False if its outcome became known meanwhile."""
        return self._mark(message, "absent_at", str(at))

    def asked(self, message: Message, at: Millis) -> bool:
        """A person is to decide since then; False if its outcome became known meanwhile."""
        return self._mark(message, "asked_at", str(at))

    def given_back(self, message: Message) -> bool:
        """It goes back to the outbox, once; False if its outcome became known meanwhile."""
        return self._mark(message, "again", "1")

    def left(self, message: Message, reason: str) -> None:
        """It stays unknown for this reason, and nobody looks at it again."""
        if self._mark(message, "reason", reason):
            self._forget({message.id})

    def _mark(self, message: Message, name: str, value: str) -> bool:
        with unavailable_on_failure():
            key = self.keys.message(message.id)
            return bool(self._redis.eval(TAKEN + text_of("mark"), 1, key, name, value))

    def _forget(self, ids: set[str]) -> None:
        """Erased messages, and those that came from a backup in another state."""
        pipe = self._redis.pipeline(transaction=False)
        for message_id in ids:
            pipe.zrem(self.keys.unresolved(shard_of(message_id)), message_id)
        with unavailable_on_failure():
            pipe.execute()

    def _messages(self, ids: Sequence[str]) -> list[Message]:
        pipe = self._redis.pipeline(transaction=False)
        for message_id in ids:
            pipe.hgetall(self.keys.message(message_id))
        with unavailable_on_failure():
            found = zip(ids, each_reply(pipe), strict=True)
            return list(self._unreadable.read_each("message", found, records.message_from).values())
