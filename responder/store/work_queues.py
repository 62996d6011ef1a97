"""The relay's queues in Redis: filed by the commit, taken from here."""

from collections.abc import Sequence
from heapq import nsmallest

import redis

from responder.domain.inbox.work_queues import QueueName
from responder.domain.records import Millis
from responder.ports.tasks import Task
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys, shard_of


class RedisTasks:
    """Implements `ports.tasks.Tasks`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys

    def waiting(self, queue: QueueName, until: Millis, limit: int) -> Sequence[Task]:
        """Items that may be looked at by then, oldest first."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for shard in self._keys.shards():
                key = self._keys.queue(shard, queue.value)
                pipe.zrangebyscore(key, "-inf", until, 0, limit, withscores=True)
            found = [(float(at), str(each)) for page in pipe.execute() for each, at in page]
            ids = [each for _, each in nsmallest(limit, found)]
            for task_id in ids:
                pipe.hgetall(self._keys.item(queue.value, task_id))
            fields = pipe.execute() if ids else []
        return [Task(each, queue, found) for each, found in zip(ids, fields, strict=True)]

    def done(self, task: Task) -> None:
        """It is forgotten, words and all."""
        with unavailable_on_failure(), self._redis.pipeline(transaction=True) as pipe:
            pipe.zrem(self._keys.queue(shard_of(task.id), task.queue.value), task.id)
            pipe.delete(self._keys.item(task.queue.value, task.id))
            pipe.execute()

    def later(self, task: Task, at: Millis, **notes: str) -> None:
        """Look again then, with these notes; one that is gone meanwhile stays gone."""
        with unavailable_on_failure():
            key = self._keys.queue(shard_of(task.id), task.queue.value)
            if self._redis.zadd(key, {task.id: at}, xx=True, ch=True) and notes:
                self._redis.hset(self._keys.item(task.queue.value, task.id), mapping={**notes})  # type: ignore[dict-item]
