"""Whether a database may be used as it is: asked at every start, and mended by `bin/responder migrate`.

It is asked before anything else is read there: a number's record of a newer version may not be understood.
"""

from urllib.parse import urlsplit

from responder.adapters.system_clock import SystemClock
from responder.domain.operations.installation import (
    QUEUE_HOLDS_DATA,
    SCHEMA,
    Owner,
    why_migrate,
    why_not_start,
)
from responder.domain.operations.redis_server import Demand
from responder.flows.operations import migrate as flow
from responder.flows.operations.migrate import Migrating, Progress, silently
from responder.flows.operations.timekeeping import set_at_start
from responder.ports import StoreUnavailable, StoreUnfit
from responder.settings.environment import Settings, load_business
from responder.settings.version import version
from responder.store.connection import WORK_WITHIN, connect, connect_queue, proven, shard_count
from responder.store.core.numbers_outbox import RedisStore
from responder.store.keys import Keys
from responder.store.operations.installation import Installation, holds_data
from responder.store.operations.migrations import Migrations
from responder.store.operations.server_time import Client, ServerTime

THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts of a simulator: its port may be another one at each start."""

QUEUE_WITHIN = 0.5
"""Seconds in which the queue's database must say that it holds nothing else."""


def checked_keys(settings: Settings, business: str, demand: Demand, within: float) -> Keys:
    """The same over a connection of its own: a database that is refused keeps no trace of this."""
    client = connect(settings.redis_url.value, 1, within, demand)
    try:
        return keys_of(client, settings, business)
    finally:
        client.close()


def keys_of(client: Client, settings: Settings, business: str) -> Keys:
    """The keys of a database that may be used: ours, and of today's version.

    At its first start it is noted whose it is. Raises StoreUnfit with one sentence, StoreUnavailable.
    """
    notes, ours = Installation(client, business), owner_of(settings)
    found = notes.read()
    _refuse(why_not_start(found, ours, business, version()))
    if found.is_older:
        raise StoreUnfit(why_migrate(found))
    _refuse_queue(settings.queue_redis_url.value)
    if found.owner is None:
        notes.claim(ours)
        _refuse(why_not_start(notes.read(), ours, business, version()))
    return Keys(business, shard_count(client, business))


def migrate(settings: Settings, progress: Progress = silently, adopting: bool = False) -> dict[str, int]:
    """Bring the data to today's version; by step, how much was changed: empty where they were.

    `adopting`: they belong to the account of the settings from now on. Raises StoreUnfit, NotDurable,
    StoreUnavailable.
    """
    business, url = load_business(settings.business_file).id, settings.redis_url.value
    wanted = Demand(settings.durability.value, settings.durability_replicas)
    demand, durability = proven(url, WORK_WITHIN, wanted)
    client = connect(url, 1, WORK_WITHIN, demand)
    try:
        notes, ours = Installation(client, business), owner_of(settings)
        found = notes.read()
        if found.is_new and not adopting:
            keys_of(client, settings, business)
            return {}
        _refuse(why_not_start(found, found.owner or ours if adopting else ours, business, version()))
        keys = Keys(business, shard_count(client, business))
        store = RedisStore(client, keys, durability, WORK_WITHIN, wanted.replicas)
        work = migrating(client, store)
        if adopting:
            flow.adopt(work, ours)
        return flow.migrate(work, ours, progress) if found.is_older else {}
    finally:
        client.close()


def migrating(client: Client, store: RedisStore) -> Migrating:
    """What a migration of this store works on. Raises StoreUnavailable."""
    clock = SystemClock()
    set_at_start(clock, ServerTime(client), store.log_notes())
    notes = Installation(client, store.keys.business)
    return Migrating(notes, Migrations(client, store.keys, store.durability, store.replicas), store, clock)


def owner_of(settings: Settings) -> Owner:
    """Whose data these settings speak of."""
    parts = urlsplit(settings.twilio_api_url)
    host = (parts.hostname or "").lower()
    place = "this machine" if host in THIS_MACHINE else host + (f":{parts.port}" if parts.port else "")
    return Owner(settings.twilio_account_sid, place)


def release() -> str:
    """What this is, for people: the program's version and that of the data it writes."""
    return f"Responder {version()}, data of version {SCHEMA}"


def _refuse(why: str) -> None:
    if why:
        raise StoreUnfit(why)


def _refuse_queue(url: str) -> None:
    """A queue that does not answer is no reason to take no texts: nobody empties it meanwhile."""
    queue = connect_queue(url, QUEUE_WITHIN)
    try:
        held = holds_data(queue)
    except StoreUnavailable:
        held = False
    finally:
        queue.close()
    _refuse(QUEUE_HOLDS_DATA if held else "")
