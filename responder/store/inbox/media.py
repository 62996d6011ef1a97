"""What is known of customers' pictures, beside the number's other keys, so that an erasure takes it away."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import cast

import redis

from responder.ports.media import Picture
from responder.ports.tasks import Task
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys, shard_of

KEEP_TRIES = 5


class RedisPictures:
    """Implements `ports.media.PictureBook`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys

    def keep(self, task: Task, pictures: Sequence[Picture]) -> bool:
        """Write them down and end the task, unless that was done before; False if the text was erased."""
        with unavailable_on_failure(), self._redis.pipeline(transaction=True) as pipe:
            for _ in range(KEEP_TRIES):
                try:
                    return self._kept(pipe, task, pictures)
                except redis.WatchError:  # another relay counted a try, or it was erased: look again
                    continue
            return self._is_kept(task)

    def _kept(self, pipe: "redis.client.Pipeline", task: Task, pictures: Sequence[Picture]) -> bool:
        item = self._keys.item(task.queue.value, task.id)
        pipe.watch(item)  # type: ignore[no-untyped-call]
        if not pipe.exists(item):
            return self._is_kept(task)
        pipe.multi()
        known = json.dumps([asdict(picture) for picture in pictures])
        pipe.hset(self._keys.pictures(task.number), task.event, known)
        pipe.zrem(self._keys.queue(shard_of(task.id), task.queue.value), task.id)
        pipe.delete(item)
        pipe.execute()
        return True

    def _is_kept(self, task: Task) -> bool:
        """Whether another relay wrote them down; else the text was erased."""
        return bool(self._redis.hexists(self._keys.pictures(task.number), task.event))

    def of(self, number: str) -> Mapping[str, Sequence[Picture]]:
        """The pictures of a number's texts, by the provider's id of the text."""
        with unavailable_on_failure():
            stored = cast(Mapping[str, str], self._redis.hgetall(self._keys.pictures(number)))
        return {event: [Picture(**each) for each in json.loads(known)] for event, known in stored.items()}
