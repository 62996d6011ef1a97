"""Data and scripts of the last release without versions, as its own code wrote them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import redis

from responder.store.core.numbers_outbox import RedisStore
from responder.store.scripts import SCRIPTS

HERE = Path(__file__).parent


def load(client: "redis.Redis") -> None:
    """An otherwise empty server holds these data."""
    client.flushall()
    for each in json.loads((HERE / "data.json").read_text("utf-8")):
        _WRITERS[each["type"]](client, each["key"], each["value"])


def script(name: str) -> str:
    """A script of that release."""
    return "#!lua flags=allow-oom\n" + (HERE / f"{name}.lua").read_text("utf-8")


def scripts() -> dict[str, str]:
    """That release's scripts, each under a name of its own; those that did not change since are today's."""
    kept = {"settle": SCRIPTS["settle"], "rate": SCRIPTS["rate"]}
    changed = {"commit": "commit", "commit_always": "commit", "claim": "claim"}
    found = kept | {name: script(file) for name, file in changed.items()}
    return {f"older {name}": text for name, text in found.items()}


KEYS_KNOWN: Mapping[str, Callable[[list[str]], list[str]]] = {
    "commit": lambda keys: keys[:11] + keys[13:],
    "commit_always": lambda keys: keys[:11] + keys[13:],
    "claim": lambda keys: keys[:6],
}
"""Which of today's keys that release's scripts were given."""

ARGUMENTS_KNOWN: Mapping[str, Callable[[list[str]], list[str]]] = {
    "claim": lambda arguments: arguments[:5] + arguments[6:],
}
"""The same of today's arguments."""


def speaks(store: RedisStore) -> None:
    """From now on it commits, claims and settles by that release's scripts, which must be in SCRIPTS."""
    run = store._scripts.run

    def older(name: str, keys: list[str], arguments: list[str], also_wake: bool = False) -> list[Any]:
        known = KEYS_KNOWN.get(name, list)(keys)
        said = ARGUMENTS_KNOWN.get(name, list)(arguments)
        return run(f"older {name}" if f"older {name}" in SCRIPTS else name, known, said, also_wake)

    store._scripts.run = older  # type: ignore[method-assign]


def _stream(client: Any, key: str, value: Any) -> None:
    for place, said in value:
        client.xadd(key, said, id=place)


_WRITERS: dict[str, Any] = {
    "string": lambda client, key, value: client.set(key, value),
    "hash": lambda client, key, value: client.hset(key, mapping=value),
    "set": lambda client, key, value: client.sadd(key, *value),
    "list": lambda client, key, value: client.rpush(key, *value),
    "zset": lambda client, key, value: client.zadd(key, dict(value)),
    "stream": _stream,
}
