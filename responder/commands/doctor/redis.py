"""What `responder doctor` says of Redis: whether it may be used, whether it keeps, how full it is."""

from dataclasses import dataclass

from responder.ports import StoreUnavailable, StoreUnfit
from responder.store.connection import Durability
from responder.wiring.product import App

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    said: str


def unfit(error: Exception) -> Check:
    """A server on which nothing starts."""
    if isinstance(error, StoreUnavailable) and not isinstance(error, StoreUnfit):
        said = f"Redis at REDIS_URL does not answer ({error}): every text gets a 503, and nothing leaves (I2)"
        return Check("server", False, f"{said}; start it, or set REDIS_URL to where it is.")
    return Check("server", False, str(error))


def memory(app: App) -> Check:
    """How full the server is; from 90 % on what grows waits."""
    try:
        found = app.store.memory()
    except StoreUnavailable:
        return Check("memory", False, "Redis does not answer.")
    if not found.limit:
        return Check("memory", True, f"Redis uses {found.used // MEGABYTE:,} MB, without a maxmemory.")
    said = f"Redis uses {found.percent} % of its maxmemory of {found.limit // MEGABYTE:,} MB"
    if found.is_nearly_full:
        cure = "raise maxmemory there (CONFIG SET maxmemory), or move what else it holds"
        return Check("memory", False, f"{said}: staff's texts and messages to many wait (DESIGN 4); {cure}.")
    return Check("memory", True, f"{said}.")


def unreadable(app: App) -> Check:
    """Records that this version cannot read: set aside, and nothing else waits for them."""
    try:
        found = app.unreadable.all(app.deps.clock.now())
    except StoreUnavailable:
        return Check("records", False, "Redis does not answer.")
    if not found:
        return Check("records", True, "none that this version cannot read was met lately.")
    named = "; ".join(f"{each.item} ({each.why})" for each in found[:5])
    said = f"{len(found)} cannot be read by this version and are set aside: {named}. Opt-outs are obeyed"
    cure = "start the newer Responder that wrote them, or report it"
    return Check("records", False, f"{said} (I1); {cure}.")


def durability(app: App) -> Check:
    """How an acknowledged opt-out is kept."""
    found = app.store.durability
    if found is Durability.ACCEPT_LOSS:
        return Check("durability", False, "accept-loss: a power cut can lose a STOP; I2 and I7 do not hold.")
    where = f" and on {app.store.replicas} replica(s)" if app.store.replicas else ""
    said = f"every STOP is on disk{where} before it is answered ({found.value})."
    return Check("durability", True, said + (_fewer(app) if found is Durability.REPLICATED else ""))


def _fewer(app: App) -> str:
    """Where not every replica must have each write: what a failover must be sure of (docs/redis.md)."""
    try:
        there = app.store.connected_replicas()
    except StoreUnavailable:
        return ""
    if there <= app.store.replicas:
        return ""
    return (
        f" The server has {there}: a failover that does not choose the one that is furthest loses STOPs "
        f"(I1, I2, I7); if you cannot be sure of that, set DURABILITY_REPLICAS={there}."
    )
