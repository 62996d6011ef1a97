"""Who asked for help lately, and what they were answered: read from the newest conversations.

Bounded, not complete: it looks at the last 150 conversations and the last 40 entries of each. An index kept
in the commit can take its place behind the same method.
"""

import json
from dataclasses import dataclass
from typing import Any

import redis

from responder.domain.messages import Message, Millis
from responder.store import records
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys
from responder.store.newest import newest

CONVERSATIONS, ENTRIES = 150, 40


@dataclass(frozen=True, slots=True)
class HelpItem:
    """One question: the number, the words, when, what was answered or why not, what was written since."""

    number: str
    asked: dict[str, Any]
    answer: Message | None
    why_not: str
    since: tuple[dict[str, Any], ...]
    answered_by_person: bool

    @property
    def at(self) -> Millis:
        """When the customer asked."""
        return int(self.asked["at"])


class HelpInbox:
    """The help inbox of one installation."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys

    def newest(self) -> list[HelpItem]:
        """One item for each number that asked, its last question, newest first."""
        with unavailable_on_failure():
            shards = [self._keys.recent(shard) for shard in self._keys.shards()]
            numbers = [number for number, _ in newest(self._redis, shards, 0, CONVERSATIONS)]
            pipe = self._redis.pipeline(transaction=False)
            for number in numbers:
                pipe.lrange(self._keys.timeline(number), -ENTRIES, -1)
            pages = pipe.execute()
            found = [
                self._item(number, [json.loads(line) for line in lines])
                for number, lines in zip(numbers, pages, strict=True)
                if any('"HELP"' in line for line in lines)
            ]
        return sorted((item for item in found if item), key=lambda item: item.at, reverse=True)

    def of_number(self, number: str) -> HelpItem | None:
        """The item of one number."""
        with unavailable_on_failure():
            lines = self._redis.lrange(self._keys.timeline(number), -ENTRIES, -1)
            return self._item(number, [json.loads(line) for line in lines])

    def _item(self, number: str, entries: list[dict[str, Any]]) -> HelpItem | None:
        asked = [i for i, e in enumerate(entries) if e["kind"] == "inbound" and e.get("intent") == "HELP"]
        if not asked:
            return None
        question, after = entries[asked[-1]], entries[asked[-1] + 1 :]
        texts = [each for each in after if each["kind"] == "message"]
        answer = self._answer([each["message"] for each in texts], question["event"])
        capped = [each["reason"] for each in after if each["kind"] == "suppressed"]
        return HelpItem(
            number=number,
            asked=question,
            answer=answer,
            why_not="" if answer else next(iter(capped), ""),
            since=tuple(each for each in after if each["kind"] == "inbound"),
            answered_by_person=any(each.get("actor") != "Responder" for each in texts),
        )

    def _answer(self, ids: list[str], event: str) -> Message | None:
        pipe = self._redis.pipeline(transaction=False)
        for message_id in ids:
            pipe.hgetall(self._keys.message(message_id))
        messages = [records.message_from(stored) for stored in pipe.execute() if stored]
        return next((message for message in messages if message.in_reply_to == event), None)
