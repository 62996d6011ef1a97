"""One record written if nobody else wrote it meanwhile, with its indexes, in one transaction of one slot."""

from collections.abc import Callable

import redis
from redis.client import Pipeline

from responder.ports.desk import Changed


def write(
    client: "redis.Redis", key: str, version: int, record: str, indexes: Callable[[Pipeline], None]
) -> None:
    """Store `record` as `version`, which must be the stored one's successor. Raises Changed."""
    with client.pipeline(transaction=True) as pipe:
        try:
            pipe.watch(key)  # type: ignore[no-untyped-call]
            stored = pipe.hget(key, "version")
            if int(str(stored or 0)) != version - 1:
                raise Changed(key.rpartition(":")[2])
            pipe.multi()
            pipe.hset(key, mapping={"version": version, "record": record})
            indexes(pipe)
            pipe.execute()
        except redis.WatchError:
            raise Changed(key.rpartition(":")[2]) from None
