"""A Redis that was started anew, with what it has kept, is met as one that may lack something (I1, I2)."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from responder.domain.operations.redis_server import Demand
from responder.domain.records import Millis
from responder.ports import AnotherKind, Gaps, StoreUnavailable
from responder.store.connection import Durability, connect
from responder.store.core.numbers_outbox import RedisStore
from responder.store.keys import Keys
from responder.store.server_change import WHY, gap_where_it_changed
from tests.conftest import PATIENT
from tests.people import BOB
from tests.store.conftest import NOW
from tests.valkey import Valkey

KEYS = Keys("garage", 16)
US = "+14155550199"
STRICT = Demand("strict", syncs_each_write=True)


@pytest.fixture
def server() -> Iterator[Valkey]:
    """A server of the test's own, which keeps its file."""
    folder = Path(tempfile.mkdtemp(prefix="responder-met-"))
    started = Valkey(folder).start()
    yield started
    started.stop()
    shutil.rmtree(folder)


def joins(server: Valkey, keys: Keys = KEYS) -> RedisStore:
    """A process of the product on that server."""
    client = connect(server.url, 2, PATIENT, STRICT, gap_where_it_changed(keys))
    return RedisStore(client, keys, Durability.ALWAYS, PATIENT)


def reads_log(store: RedisStore, until: Millis = NOW) -> None:
    gaps = store.gaps()
    store.set_fresh(US, until)
    store.gaps_read(gaps)


def starts_anew(server: Valkey) -> None:
    server.stop()
    server.start()


def loses_connections(server: Valkey) -> None:
    """All of them: the server stays as it is."""
    with redis.Redis.from_url(server.url) as other:
        other.client_kill_filter(_type="normal", skipme=True)


def again(act: Callable[[], Millis]) -> Millis:
    """As a process does: what fails because the connection has ended is done again."""
    try:
        return act()
    except StoreUnavailable:
        return act()


def test_a_server_that_was_started_anew_is_not_fresh_until_the_log_was_read(server: Valkey) -> None:
    store = joins(server)
    reads_log(store)
    began = store.gaps()
    assert store.freshness([US]) == NOW
    starts_anew(server)
    assert again(lambda: store.freshness([US])) == 0
    assert (gap := store.gap()) and gap.why == WHY and store.take_log_request()

    store.gaps_read(began)
    assert store.freshness([US]) == 0, "a reading from before it may have committed what is lost"
    reads_log(store)
    assert store.freshness([US]) == NOW


def test_the_first_command_of_a_process_finds_it_so_whoever_it_is(server: Valkey) -> None:
    """A worker that nobody told: its claim is the first thing that the server hears."""
    store = joins(server)
    reads_log(store)
    starts_anew(server)
    worker = joins(server)
    assert worker.gaps() == Gaps(1, worker.gaps().server)
    assert worker.freshness([US]) == 0


def test_a_connection_that_ended_and_a_process_that_joins_are_no_gap(server: Valkey) -> None:
    store = joins(server)
    reads_log(store)
    loses_connections(server)
    assert again(lambda: store.freshness([US])) == joins(server).freshness([US]) == NOW


def test_a_server_that_takes_no_note_of_it_answers_nothing(server: Valkey) -> None:
    """It could be asked to send as soon as it takes writes again."""
    reads_log(joins(server))
    starts_anew(server)
    with redis.Redis.from_url(server.url) as other:
        other.config_set("min-replicas-to-write", "1")
        with pytest.raises(StoreUnavailable):
            joins(server).freshness([US])
        other.config_set("min-replicas-to-write", "0")
    assert joins(server).freshness([US]) == 0


def test_a_note_that_is_damaged_keeps_no_stop_out_and_lets_nothing_else_leave(server: Valkey) -> None:
    with redis.Redis.from_url(server.url) as other:
        other.set(KEYS.gaps, "a key of another kind")
    store = joins(server)
    assert not store.load(BOB).version
    with pytest.raises(AnotherKind):
        store.freshness([US])
