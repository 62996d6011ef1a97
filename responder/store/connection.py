"""Connections to Redis that fail fast, and the proof that what it acknowledges is on disk (DESIGN §4).

Never redis-py's default client: it repeats a command up to ten times after a timeout.
"""

from dataclasses import replace
from enum import StrEnum
from types import TracebackType

import redis
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

from responder.domain.operations.redis_server import ACCEPT_LOSS, REPLICATED, Demand
from responder.ports import AnotherKind, StoreAway, StoreUnavailable, StoreUnfit
from responder.store.keys import Keys
from responder.store.operations.inspection import (
    USER_CURE,
    Meets,
    ServerRefused,
    inspector,
    nobody,
    why_unreachable,
)

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


Client = redis.Redis
Pool = redis.ConnectionPool

_NO_NOTICES = MaintNotificationsConfig(enabled=False)
"""On them redis-py waits longer than it was told to, and they come between the replies of `Lines`."""


class Durability(StrEnum):
    """How an acknowledged write is known to be on disk."""

    ALWAYS = "appendfsync always"
    WAITAOF = "WAITAOF"
    REPLICATED = "WAITAOF with replicas"
    ACCEPT_LOSS = "accept-loss"


class NotDurable(ValueError):
    """The server cannot prove that it keeps what it acknowledges, and `strict` was asked for."""


def connect(
    url: str,
    threads: int,
    within: float = ANSWER_WITHIN,
    demand: Demand | None = None,
    meets: Meets = nobody,
) -> "redis.Redis":
    """A client for `threads` threads, sharing a pool; `within` s for a command, none is ever repeated.

    With a `demand` each new connection is inspected first, and `meets` is told of a server that is fit.
    """
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
        redis_connect_func=inspector(demand, meets) if demand else None,
    )


def connect_queue(url: str, within: float) -> "redis.Redis":
    """A client of RQ's own, because RQ changes its worker's time-outs; `within` seconds for a command."""
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=within,
        socket_timeout=within,
        retry=Retry(NoBackoff(), 0),
        maint_notifications_config=_NO_NOTICES,
    )


def shard_count(client: "redis.Redis", business_id: str) -> int:
    """The count that this installation's data was written with, fixed at its first start.

    Raises StoreUnavailable.
    """
    key = Keys(business_id, SHARDS).shard_count_key
    with unavailable_on_failure():
        client.set(key, SHARDS, nx=True)
        return int(client.get(key) or SHARDS)


def proven(url: str, within: float, demand: Demand) -> tuple[Demand, Durability]:
    """What to demand of every later connection, and how this server keeps I2.

    Raises NotDurable, and StoreUnfit where the server is refused.
    """
    client = connect(url, 1, within, demand)
    try:
        with unavailable_on_failure():
            found = prove_durability(client, demand.durability, demand.replicas)
    finally:
        client.close()
    return replace(demand, syncs_each_write=found is Durability.ALWAYS), found


def prove_durability(client: "redis.Redis", wanted: str, replicas: int = 0) -> Durability:
    """How this server keeps I2. Raises NotDurable with one sentence when what is wanted cannot be kept."""
    if wanted == ACCEPT_LOSS:
        return Durability.ACCEPT_LOSS
    if wanted == REPLICATED:
        return _replicated(client, replicas)
    if _config(client, "appendonly") == "yes" and _config(client, "appendfsync") == "always":
        return Durability.ALWAYS
    if is_on_disk(client):
        return Durability.WAITAOF
    raise NotDurable(
        "DURABILITY=strict needs a server with `appendonly yes` and `appendfsync always`, or one where "
        "WAITAOF works; set that on the server, or accept with DURABILITY=accept-loss that a power cut "
        "can lose a STOP."
    )


def _replicated(client: "redis.Redis", replicas: int) -> Durability:
    if is_on_disk(client, replicas=replicas):
        return Durability.REPLICATED
    raise NotDurable(
        f"DURABILITY=replicated needs each write on the disks of the server and of {replicas} replica(s), "
        "and WAITAOF says that it is not there (I1, I2, I7): type CONFIG SET appendonly yes on each of them, "
        "start the missing ones, or set DURABILITY_REPLICAS to as many as there are."
    )


def _config(client: "redis.Redis", name: str) -> str:
    try:
        found = client.config_get(name)
    except redis.ResponseError:  # managed servers hide CONFIG; WAITAOF is the proof there
        return ""
    return str(found.get(name, "")) if isinstance(found, dict) else ""


def is_on_disk(client: "redis.Redis", steps: int = PROOF_STEPS, replicas: int = 0) -> bool:
    """Whether all that was written until now is synced soon, within so many steps of 300 ms.

    Here, and on so many replicas.

    Without a write of its own WAITAOF has nothing to wait for.
    """
    with client.client() as one_connection:  # type: ignore[no-untyped-call]
        one_connection.set(PROOF_KEY, "1", ex=60)
        try:
            waits = (one_connection.waitaof(1, replicas, PROOF_STEP) for _ in range(steps))
            return any(here >= 1 and there >= replicas for here, there in waits)
        except redis.ResponseError:  # no append-only file, or a server older than WAITAOF
            return False


class _UnavailableOnFailure:
    """A class, because a generator's context manager costs a webhook more than the decision it guards."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, ServerRefused):
            raise StoreUnfit(str(error)) from None
        if isinstance(error, redis.TimeoutError):
            raise StoreAway(type(error).__name__) from None
        if isinstance(error, redis.ConnectionError):
            raise _unreachable(error) from None
        if isinstance(error, redis.exceptions.NoPermissionError):
            raise StoreUnfit(f"Redis does not let this user do what is needed (I2): {USER_CURE}") from None
        if isinstance(error, redis.ResponseError) and "WRONGTYPE" in str(error):  # a script says it late
            raise AnotherKind("WRONGTYPE") from None
        if isinstance(error, redis.ResponseError):
            # The first word is Redis's code (OOM, MISCONF, LOADING …); the rest can hold data (I8).
            raise StoreUnavailable(str(error).split(" ", 1)[0]) from None


def _unreachable(error: Exception) -> StoreUnavailable:
    why = why_unreachable(error)
    return StoreUnfit(why) if why else StoreUnavailable(type(error).__name__)


_UNAVAILABLE = _UnavailableOnFailure()


def unavailable_on_failure() -> _UnavailableOnFailure:
    """Redis away, slow or unwilling becomes StoreUnavailable, without a word of what it held (I8)."""
    return _UNAVAILABLE
