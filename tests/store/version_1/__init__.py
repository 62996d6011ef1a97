"""Data and scripts of the last release without versions, as its own code wrote them."""

import json
from pathlib import Path
from typing import Any

import redis

HERE = Path(__file__).parent


def load(client: "redis.Redis") -> None:
    """An otherwise empty server holds these data."""
    client.flushall()
    for each in json.loads((HERE / "data.json").read_text("utf-8")):
        _WRITERS[each["type"]](client, each["key"], each["value"])


def script(name: str) -> str:
    """A script of that release."""
    return "#!lua flags=allow-oom\n" + (HERE / f"{name}.lua").read_text("utf-8")


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
