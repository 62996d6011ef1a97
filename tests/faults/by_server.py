"""Faults of Redis that is there and answers: its memory, its settings, and what somebody wrote into it."""

import time
from collections.abc import Callable
from typing import Any

import redis

from responder.store.connection import SHARDS
from responder.store.keys import Keys
from tests.faults.chaos import PATIENCE, Chaos
from tests.faults.town import NOBODY
from tests.product.harness import BUSINESS

NEWER = "a-word-of-a-newer-release"
KEYS = Keys(BUSINESS, SHARDS)


def full_memory(chaos: Chaos) -> None:
    """Every ordinary write is refused for some seconds."""
    _setting(chaos, "maxmemory", "1", "0")


def evicting(chaos: Chaos) -> None:
    """Somebody lets Redis forget what it likes; there is room, so that it forgets nothing."""
    _setting(chaos, "maxmemory-policy", "allkeys-lru", "noeviction")


def _setting(chaos: Chaos, name: str, wrong: str, right: str) -> None:
    """Wrong for some seconds. One at a time: a full server that evicts would forget who opted out."""
    with chaos.holding(chaos.memory):
        server = chaos.alive("valkey")
        with chaos.product.redis(socket_timeout=2) as client:
            client.config_set(name, wrong)
        try:
            chaos.over.wait(chaos.rng.uniform(1.5, 4.0))
        finally:
            _surely(chaos, lambda client: client.config_set(name, right), server)


def _surely(chaos: Chaos, mend: "Callable[[redis.Redis], Any]", server: int = 0) -> None:
    """Mend it, as soon as that server answers; one that was started anew since has its own settings back."""
    deadline = time.monotonic() + 2 * PATIENCE
    while server in (0, chaos.product.pid("valkey")):
        try:
            with chaos.product.redis(socket_timeout=2) as client:
                mend(client)
        except (redis.RedisError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


# -- records that cannot be read


def poisoned_record(chaos: Chaos) -> None:
    """Something under one customer's keys is not what this release can read; later it is as it was.

    Mended once more at the end: a backup may bring it back.
    """
    with chaos.product.redis(socket_timeout=2, decode_responses=True) as client:
        mend = chaos.rng.choice(POISONS)(client, chaos.rng.choice(NOBODY))
    chaos.mends.append(lambda: _surely(chaos, mend))
    try:
        chaos.over.wait(chaos.rng.uniform(3.0, 8.0))
    finally:
        _surely(chaos, mend)


Mend = Callable[["redis.Redis"], Any]


def _message(client: "redis.Redis", number: str) -> Mend:
    """A message that is due, in a word that nobody knows."""
    shard = KEYS.shard(number)
    message_id = f"{shard}{'0' * 14}{number[-8:]}"
    client.hset(KEYS.message(message_id), mapping={"id": message_id, "number": number, "state": NEWER})
    for lane in ("answer", "rest"):
        client.zadd(KEYS.due(shard, lane), {message_id: 0})

    def mend(later: "redis.Redis") -> None:
        for key in (KEYS.due(shard, "answer"), KEYS.due(shard, "rest"), KEYS.claims(shard)):
            later.zrem(key, message_id)
        later.delete(KEYS.message(message_id))

    return mend


def _another_kind(client: "redis.Redis", number: str) -> Mend:
    """A message that is due to a number whose record is a key of another kind."""
    mend_message = _message(client, number)
    client.set(KEYS.number(number), NEWER)

    def mend(later: "redis.Redis") -> None:
        mend_message(later)
        later.delete(KEYS.number(number))

    return mend


def _timeline(client: "redis.Redis", number: str) -> Mend:
    """A newest customer whose history is no JSON."""
    shard = KEYS.shard(number)
    client.hset(KEYS.number(number), mapping={"number": number, "version": 1})
    client.rpush(KEYS.timeline(number), "{")
    client.zadd(KEYS.recent(shard), {number: 2**41})

    def mend(later: "redis.Redis") -> None:
        later.zrem(KEYS.recent(shard), number)
        later.delete(KEYS.timeline(number), KEYS.number(number))

    return mend


def _own_record(client: "redis.Redis", number: str) -> Mend:
    """Somebody who texts: a field of the record holds a word that nobody knows."""
    number = next((each for each in _some(client)), number)
    key, name = KEYS.number(number), "help_times"
    before = client.hget(key, name)
    client.hset(key, name, NEWER)

    def mend(later: "redis.Redis") -> None:
        if later.hget(key, name) in (NEWER, NEWER.encode()):
            later.hset(key, name, before) if before else later.hdel(key, name)

    return mend


def _some(client: "redis.Redis") -> list[str]:
    shards = (client.zrevrange(KEYS.recent(shard), 0, 0) for shard in KEYS.shards())
    return [number for found in shards for number in found if number not in NOBODY]


POISONS = (_message, _another_kind, _timeline, _own_record)
