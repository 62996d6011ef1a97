"""Who asked for help, from the index that the commit keeps (`queue:support`), and what was answered since.

The queue holds what waits. Who answers writes a text like any other, so that the commit knows nothing of the
inbox: a reader who finds an item answered moves it to the second list. The id of an erased text is dropped.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import redis

from responder.domain.inbox.help_items import Answer, HelpItem, Question, items
from responder.domain.inbox.work_queues import QueueName
from responder.domain.records import Message, Millis
from responder.store import records
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys, shard_of
from responder.store.newest_first import newest
from responder.store.unreadable import UnreadableRecords, each_reply, lines_of

WAITING = QueueName.SUPPORT.value
ANSWERED = "support_answered"

AT_ONCE = 60
"""Questions read in one go; answered ones among them are moved away, and the next are read."""

PASSES = 30
"""How often at most in one request: 1,800 questions, answered since or of a few who ask on and on."""

ANSWERS_AMONG = 200
"""Newest entries of a number among which an answer is looked for; older questions count as open."""

READ_WHOLE = 2_000
"""Entries that are read of the one number whose item is opened."""

AUTOMATIC = "Responder"


class RedisHelpInbox:
    """Implements `ports.help.HelpInbox`."""

    def __init__(self, client: "redis.Redis", keys: Keys, at_once: int = AT_ONCE) -> None:
        self._redis = client
        self._keys = keys
        self._at_once = at_once
        self._unreadable = UnreadableRecords(client, keys)

    def open(self, count: int) -> Sequence[HelpItem]:
        """What nobody answered, the longest waiting first; one who asks a hundred times hides no other."""
        waiting: dict[str, list[Question]] = {}
        start = 0
        with unavailable_on_failure():
            for _ in range(PASSES):
                ids = self._oldest(start, self._at_once)
                left = self._still_open(ids)
                for question in left:
                    waiting.setdefault(question.number, []).append(question)
                start += len(left)  # the others are in the queue no more
                if len(ids) < self._at_once or len(waiting) >= count:
                    break
        found = (item for asked in waiting.values() for item in items(asked, ()))
        return sorted(found, key=lambda item: (item.at, item.first.id))[:count]

    def answered(self, count: int) -> Sequence[HelpItem]:
        """What was answered, the newest question first."""
        with unavailable_on_failure():
            keys = [self._keys.queue(shard, ANSWERED) for shard in self._keys.shards()]
            ids = [item_id for item_id, _ in newest(self._redis, keys, 0, count)]
            found = self._items(ids, ANSWERS_AMONG)
        return sorted(found, key=lambda item: item.at, reverse=True)

    def find(self, question_id: str) -> HelpItem | None:
        """The item that a question belongs to, with all that belongs to it."""
        with unavailable_on_failure():
            (question,) = self._questions([question_id]) or (None,)
            if question is None:
                return None
            asked = dict.fromkeys([*self._asked(question.number), question_id])
            together = self._items(list(asked), READ_WHOLE)
        return next((item for item in together if question_id in {each.id for each in item.questions}), None)

    def newest_of(self, number: str) -> HelpItem | None:
        """The last item of a number."""
        with unavailable_on_failure():
            found = self._items(self._asked(number), READ_WHOLE)
        return found[-1] if found else None

    def end(self, item: HelpItem, by: str, now: Millis) -> None:
        """A person said that it is answered, by telephone for example."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for each in item.questions:
                pipe.hset(self._item(each.id), mapping={"done_at": now, "done_by": by})
            pipe.execute()
            self._move(item.questions, WAITING, ANSWERED)

    def reopen(self, item: HelpItem) -> None:
        """It was not answered after all."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for each in item.questions:
                pipe.hdel(self._item(each.id), "done_at", "done_by")
            pipe.execute()
            self._move(item.questions, ANSWERED, WAITING)

    # -- reading

    def _oldest(self, start: int, count: int) -> list[str]:
        pipe = self._redis.pipeline(transaction=False)
        for shard in self._keys.shards():
            pipe.zrange(self._keys.queue(shard, WAITING), 0, start + count - 1, withscores=True)
        rows = [(float(at), str(item_id)) for found in pipe.execute() for item_id, at in found]
        return [item_id for _, item_id in sorted(rows)[start : start + count]]

    def _still_open(self, ids: Sequence[str]) -> list[Question]:
        """Those of the questions that nobody answered; the others are moved away."""
        found = self._items(ids, ANSWERS_AMONG)
        self._move([each for item in found if item.answered_at for each in item.questions], WAITING, ANSWERED)
        return [each for item in found if not item.answered_at for each in item.questions]

    def _asked(self, number: str) -> list[str]:
        """The ids of a number's questions, as its timeline names them."""
        lines = self._redis.lrange(self._keys.timeline(number), -READ_WHOLE, -1)
        entries = (records.entry_from(str(line)) for line in lines if '"HELP"' in line or '"mark"' in line)
        events = [each["event"] for each in entries if each["kind"] == "inbound" and each.get("event")]
        return [self._keys.item_id(number, event) for event in dict.fromkeys(events)]

    def _items(self, ids: Sequence[str], among: int) -> list[HelpItem]:
        by_number: dict[str, list[Question]] = {}
        for question in self._questions(ids):
            by_number.setdefault(question.number, []).append(question)
        answers = self._answers(by_number, among)
        return [item for number, asked in by_number.items() for item in items(asked, answers.get(number, ()))]

    def _questions(self, ids: Sequence[str]) -> list[Question]:
        pipe = self._redis.pipeline(transaction=False)
        known = [item_id for item_id in ids if shard_of(item_id) in self._keys.shards()]
        for item_id in known:
            pipe.hgetall(self._item(item_id))
        found = list(zip(known, pipe.execute(), strict=True))
        self._forget(item_id for item_id, stored in found if not stored)
        return [_question(item_id, stored) for item_id, stored in found if stored]

    def _answers(self, asked: dict[str, list[Question]], among: int) -> dict[str, list[Answer]]:
        """What people wrote to these numbers since; only those are read to whom somebody wrote at all."""
        pipe = self._redis.pipeline(transaction=False)
        for number in asked:
            pipe.hget(self._keys.number(number), "written_at")
        written = [int(at) if str(at).isdecimal() else 0 for at in each_reply(pipe)]
        late = [
            number
            for (number, questions), at in zip(asked.items(), written, strict=True)
            if at > min(each.at for each in questions)
        ]
        for number in late:
            pipe.lrange(self._keys.timeline(number), -among, -1)
        pages = map(lines_of, each_reply(pipe))
        return dict(zip(late, self._written([[*map(_written_id, page)] for page in pages]), strict=True))

    def _written(self, pages: Sequence[Sequence[str]]) -> list[list[Answer]]:
        pipe = self._redis.pipeline(transaction=False)
        for message_id in (each for page in pages for each in page if each):
            pipe.hgetall(self._keys.message(message_id))
        ids = [each for page in pages for each in page if each]
        found = zip(ids, each_reply(pipe), strict=True)
        messages = self._unreadable.read_each("message", found, records.message_from)
        known = {name: _answer(each) for name, each in messages.items()}
        return [[known[each] for each in page if each in known] for page in pages]

    # -- writing

    def _move(self, questions: Iterable[Question], source: str, target: str) -> None:
        pipe = self._redis.pipeline(transaction=False)
        for each in questions:
            shard = shard_of(each.id)
            pipe.zadd(self._keys.queue(shard, target), {each.id: each.at})
            pipe.zrem(self._keys.queue(shard, source), each.id)
        pipe.execute()

    def _forget(self, ids: Iterable[str]) -> None:
        pipe = self._redis.pipeline(transaction=False)
        for item_id in ids:
            for name in (WAITING, ANSWERED):
                pipe.zrem(self._keys.queue(shard_of(item_id), name), item_id)
        pipe.execute()

    def _item(self, item_id: str) -> str:
        return self._keys.item(WAITING, item_id)


def _question(item_id: str, stored: dict[str, str]) -> Question:
    return Question(
        id=item_id,
        number=stored["number"],
        event=stored["event"],
        at=int(stored["at"]),
        body=stored["body"],
        mark=stored.get("mark", "help"),
        done_at=int(stored.get("done_at") or 0),
        done_by=stored.get("done_by", ""),
    )


def _answer(message: Message) -> Answer:
    kind, many = message.message_class, bool(message.bulk)
    return Answer(message.created_at, message.actor, kind, message.state, many)


def _written_id(line: str) -> str:
    """The id of the message that a timeline's line names, if a person wrote it; else ""."""
    entry: dict[str, Any] = records.entry_from(line) if '"message"' in line else {}
    return str(entry["message"]) if _by_a_person(entry) else ""


def _by_a_person(entry: dict[str, Any]) -> bool:
    return entry.get("kind") == "message" and entry.get("actor") not in ("", AUTOMATIC)
