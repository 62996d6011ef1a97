"""The pair that a storm fails over: what was confirmed is on the other server, the rest may be lost."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from responder.domain.operations.redis_server import REPLICATED, Demand
from responder.domain.records import Consent
from responder.ports import StoreUnavailable
from responder.store import scripts
from responder.store.connection import Durability, connect, proven
from responder.store.core.numbers_outbox import RedisStore
from responder.store.keys import Keys
from tests.conftest import PATIENT
from tests.faults.pair import Pair
from tests.people import ALICE, BOB
from tests.store.conftest import changed, consent_entry


@pytest.fixture
def pair() -> Iterator[Pair]:
    with TemporaryDirectory(prefix="pair-") as folder:
        made = Pair(Path(folder))
        try:
            yield made
        finally:
            made.stop()


@pytest.fixture
def store(pair: Pair) -> RedisStore:
    demand, durability = proven(pair.url, PATIENT, Demand(REPLICATED, 1))
    client = connect(pair.url, 2, PATIENT, demand)
    return RedisStore(client, Keys("garage", 16), durability, PATIENT, demand.replicas)


def opts_out(store: RedisStore, number: str) -> None:
    entry = consent_entry(f"SM{number}")
    store.commit(
        changed(store.load(number), "inbound", f"SM{number}", entry, consent=Consent.OPTED_OUT, episode=1)
    )


def test_what_was_confirmed_is_there_after_a_failover(pair: Pair, store: RedisStore) -> None:
    opts_out(store, BOB)
    pair.fail_over(0.0)

    assert store.load(BOB).consent is Consent.OPTED_OUT
    opts_out(store, ALICE)  # the new replica follows: it has this on its disk


def test_what_a_primary_takes_that_is_cut_off_is_confirmed_to_nobody(
    pair: Pair, store: RedisStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scripts, "SYNC_WITHIN", 50)
    hasty = RedisStore(store._redis, Keys("garage", 16), Durability.REPLICATED, PATIENT, 1)
    pair.replica.kill()
    with pytest.raises(StoreUnavailable):
        opts_out(hasty, BOB)
