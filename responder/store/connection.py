"""Connections to Redis that fail fast, and the proof that what it acknowledges is on disk (DESIGN §4).

Never redis-py's default client: it repeats a command up to ten times after a timeout.
"""

from enum import StrEnum
from types import TracebackType

import redis
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

from responder.ports import StoreAway, StoreUnavailable
from responder.store.keys import Keys

ANSWER_WITHIN = 0.6
"""Seconds for one command. Load and commit together stay under the webhook's 1.2 s."""


READ_WITHIN = 1.2
"""Seconds that a person's page waits for one reading; the first one that takes longer ends the page."""

WAKE_WITHIN = 0.05
"""Seconds that waking a worker may cost a webhook (DESIGN §3)."""

WORK_WITHIN = 5.0
"""Seconds that a worker gives its queue; it has nobody waiting."""

FAILURES: tuple[type[Exception], ...] = (redis.RedisError, OSError)
"""What a client raises when Redis is away, slow or unwilling."""

PROOF_KEY = "responder:durability-proof"
PROOF_STEP, PROOF_STEPS = 300, 7
"""Milliseconds of one wait, and how many: a server that syncs every second needs a little over one."""

SHARDS = 16
"""Shards of a new installation; an existing one keeps the count it was made with."""


SYNC_WITHIN = 1_000
"""Milliseconds that a commit waits for the disk under WAITAOF; such a server syncs once a second."""


Pool = redis.ConnectionPool

_NO_NOTICES = MaintNotificationsConfig(enabled=False)
"""On them redis-py waits longer than it was told to, and they come between the replies of `Lines`."""


class Durability(StrEnum):
    """How an acknowledged write is known to be on disk."""

    ALWAYS = "appendfsync always"
    WAITAOF = "WAITAOF"
    ACCEPT_LOSS = "accept-loss"


class NotDurable(ValueError):
    """The server cannot prove that it keeps what it acknowledges, and `strict` was asked for."""


def connect(url: str, threads: int, within: float = ANSWER_WITHIN) -> "redis.Redis":
    """A client for `threads` threads, sharing a pool; `within` s for a command, none is ever repeated."""
    return redis.Redis.from_url(
        url,
        protocol=3,
        decode_responses=True,
        encoding_errors="surrogatepass",
        socket_connect_timeout=0.25,
        socket_timeout=within,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
        max_connections=threads + 8,
        client_name="responder",
        maint_notifications_config=_NO_NOTICES,
    )


def connect_queue(url: str, within: float) -> "redis.Redis":
    """A client of RQ's own, because RQ changes its worker's time-outs; `within` seconds for a command."""
    return redis.Redis.from_url(
        url, socket_connect_timeout=within, socket_timeout=within, retry=Retry(NoBackoff(), 0)
    )


def shard_count(client: "redis.Redis", business_id: str) -> int:
    """The count that this installation's data was written with, fixed at its first start.

    Raises StoreUnavailable.
    """
    key = Keys(business_id, SHARDS).shard_count_key
    try:
        client.set(key, SHARDS, nx=True)
        return int(client.get(key) or SHARDS)
    except FAILURES as error:
        raise StoreUnavailable(type(error).__name__) from None


def prove_durability(client: "redis.Redis", wanted: str) -> Durability:
    """How this server keeps I2. Raises NotDurable with one sentence when `strict` cannot be kept."""
    if wanted == "accept-loss":
        return Durability.ACCEPT_LOSS
    if _config(client, "appendonly") == "yes" and _config(client, "appendfsync") == "always":
        return Durability.ALWAYS
    if is_on_disk(client):
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


def is_on_disk(client: "redis.Redis", steps: int = PROOF_STEPS) -> bool:
    """Whether all that was written until now is synced soon, within so many steps of 300 ms.

    Without a write of its own WAITAOF has nothing to wait for.
    """
    with client.client() as one_connection:  # type: ignore[no-untyped-call]
        one_connection.set(PROOF_KEY, "1", ex=60)
        try:
            return any(one_connection.waitaof(1, 0, PROOF_STEP)[0] >= 1 for _ in range(steps))
        except redis.ResponseError:  # no append-only file, or a server older than WAITAOF
            return False


class _UnavailableOnFailure:
    """A class, because a generator's context manager costs a webhook more than the decision it guards."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, redis.TimeoutError):
            raise StoreAway(type(error).__name__) from None
        if isinstance(error, redis.ConnectionError):
            raise StoreUnavailable(type(error).__name__) from None
        if isinstance(error, redis.ResponseError):
            # The first word is Redis's code (OOM, MISCONF, LOADING …); the rest can hold data (I8).
            raise StoreUnavailable(str(error).split(" ", 1)[0]) from None


_UNAVAILABLE = _UnavailableOnFailure()


def unavailable_on_failure() -> _UnavailableOnFailure:
    """Redis away, slow or unwilling becomes StoreUnavailable, without a word of what it held (I8)."""
    return _UNAVAILABLE
