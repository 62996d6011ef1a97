"""Connections to Redis that fail fast, and the proof that what it acknowledges is on disk (DESIGN §4).

Never redis-py's default client: it repeats a command up to ten times after a timeout.
"""

from enum import StrEnum

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

ANSWER_WITHIN = 0.6
"""Seconds for one command. Load and commit together stay under the webhook's 1.2 s."""


class Durability(StrEnum):
    """How an acknowledged write is known to be on disk."""

    ALWAYS = "appendfsync always"
    WAITAOF = "WAITAOF"
    ACCEPT_LOSS = "accept-loss"


class NotDurable(ValueError):
    """The server cannot prove that it keeps what it acknowledges, and `strict` was asked for."""


def connect(url: str, threads: int) -> "redis.Redis":
    """A client for `threads` threads, sharing a pool; commands are never repeated by it."""
    return redis.Redis.from_url(
        url,
        protocol=3,
        decode_responses=True,
        encoding_errors="surrogatepass",
        socket_connect_timeout=0.25,
        socket_timeout=ANSWER_WITHIN,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
        max_connections=threads + 8,
        client_name="responder",
    )


def prove_durability(client: "redis.Redis", wanted: str) -> Durability:
    """How this server keeps I2. Raises NotDurable with one sentence when `strict` cannot be kept."""
    if wanted == "accept-loss":
        return Durability.ACCEPT_LOSS
    if _config(client, "appendonly") == "yes" and _config(client, "appendfsync") == "always":
        return Durability.ALWAYS
    if _waitaof_works(client):
        return Durability.WAITAOF
    raise NotDurable(
        "DURABILITY=strict needs a server with `appendonly yes` and `appendfsync always`, or one where "
        "WAITAOF works; set that on the server, or accept with DURABILITY=accept-loss that a power cut "
        "can lose a STOP."
    )


def _config(client: "redis.Redis", name: str) -> str:
    try:
        found = client.config_get(name)
    except redis.ResponseError:  # managed servers hide CONFIG; WAITAOF is the proof there
        return ""
    return str(found.get(name, "")) if isinstance(found, dict) else ""


def _waitaof_works(client: "redis.Redis") -> bool:
    try:
        synced = client.waitaof(1, 0, 500)
    except redis.ResponseError:
        return False
    return bool(synced and synced[0] >= 1)
