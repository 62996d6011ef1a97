"""Who is told of what by mail: addresses, and marks beside what the desk did with a conversation."""

from collections.abc import Mapping, Sequence
from typing import cast

import redis

from responder.domain.inbox.notices import Waiting
from responder.domain.records import Millis
from responder.store.connection import unavailable_on_failure
from responder.store.customers.customers import CustomerStore
from responder.store.inbox.conversations import Conversations
from responder.store.keys import Keys

LOOKED_AT = 200
"""Conversations of one assignee; who has more unread has read none of the mails."""

_SINCE, _MAILED = "waits_since", "mailed_at"


class RedisNotices:
    """Implements `ports.notices.NoticeBook`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self._conversations, self._customers = Conversations(client, keys), CustomerStore(client, keys)

    def addresses(self) -> Mapping[str, str]:
        """Staff id -> the address that they want mail at."""
        with unavailable_on_failure():
            return cast(Mapping[str, str], self._redis.hgetall(self._keys.mail_addresses))

    def set_address(self, staff_id: str, address: str) -> None:
        """ "" = no mail."""
        with unavailable_on_failure():
            if address:
                self._redis.hset(self._keys.mail_addresses, staff_id, address)
            else:
                self._redis.hdel(self._keys.mail_addresses, staff_id)

    def unread(self, staff_id: str) -> list[tuple[str, Millis]]:
        """(number, when its last text came) of what is assigned to them and unread."""
        rows = self._conversations.assigned(staff_id, LOOKED_AT)
        return [(row.number.number, row.number.last_inbound_at) for row in rows if row.unread]

    def waiting(self, staff_id: str, now: Millis) -> Sequence[Waiting]:
        """What is assigned to them and unread, each since it was first seen so; nothing that was mailed."""
        unread = self.unread(staff_id)
        seen = {number: self._seen(number, min(came, now)) for number, came in unread}
        numbers = [number for number, since in seen.items() if since]
        names = self._customers.of_numbers(numbers) if numbers else {}
        words = self._conversations.last_words(numbers) if numbers else {}
        return [
            Waiting(
                number=number,
                name=" & ".join(customer.name for customer in names.get(number, [])),
                body=str(words.get(number, {}).get("body", "")),
                since=seen[number],
            )
            for number in numbers
        ]

    def claim(self, number: str, now: Millis) -> bool:
        """Whether the caller is the one that mails about this stretch of unread texts."""
        key = self._keys.conversation(number)
        with unavailable_on_failure(), self._redis.pipeline(transaction=True) as pipe:
            try:
                pipe.watch(key)  # type: ignore[no-untyped-call]
                read_at, mailed_at = _times(pipe.hmget(key, ["read_at", _MAILED]))
                if mailed_at > read_at:
                    return False
                pipe.multi()
                pipe.hset(key, _MAILED, str(max(now, read_at + 1)))
                pipe.execute()
            except redis.WatchError:
                return False
        return True

    def release(self, number: str) -> None:
        """The mail was not taken: somebody may claim it again."""
        with unavailable_on_failure():
            self._redis.hdel(self._keys.conversation(number), _MAILED)

    def _seen(self, number: str, came: Millis) -> Millis:
        """Since when it is unread; 0 where its assignee was mailed about it."""
        key = self._keys.conversation(number)
        with unavailable_on_failure():
            read_at, mailed_at, since = _times(self._redis.hmget(key, ["read_at", _MAILED, _SINCE]))
            if mailed_at > read_at:
                return 0
            if since > read_at:
                return since
            self._redis.hset(key, _SINCE, str(came))
        return came


def _times(values: object) -> list[Millis]:
    return [int(each or 0) for each in cast("list[str | None]", values)]
