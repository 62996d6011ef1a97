"""A text that was answered with 503: no half of it is done, and whoever brings it back, it counts once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis

from responder.domain.records import Consent
from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import deliver
from responder.ports import StoreUnavailable
from responder.store.connection import Durability
from responder.store.core.numbers_outbox import RedisStore
from responder.store.keys import Keys
from responder.store.scripts import WAKE_LIFE
from responder.testing.failpoints import FailpointHit, armed
from tests.conftest import PATIENT
from tests.flows import conftest
from tests.flows.conftest import World
from tests.people import BOB
from tests.store import conftest as by_store

world = conftest.world
relay, tls_url, tls_client = by_store.relay, by_store.tls_url, by_store.tls_client
WAKE = Keys("garage", 16).wake


@pytest.fixture(params=["socket", "tls"])
def store(request: pytest.FixtureRequest, client: "redis.Redis") -> RedisStore:
    """The store, empty: by a socket, and by TLS as the user of docs/redis.md."""
    client.flushall()
    used = client if request.param == "socket" else request.getfixturevalue("tls_client")
    return RedisStore(used, Keys("garage", 16), Durability.ALWAYS, within=PATIENT)


@pytest.fixture
def failing(world: World) -> Iterator[World]:
    """The same world, whose next commit is applied and never heard of again: what a stalled disk does."""
    yield replace(world, deps=armed(world.deps, "after-commit:raise", ""))


def test_a_commit_that_nobody_heard_of_is_whole_and_its_repetition_changes_nothing(
    world: World, failing: World
) -> None:
    with pytest.raises(FailpointHit):
        failing.texts(BOB, "STOP", sid="SM1")
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert world.texts(BOB, "STOP", sid="SM1") is None
    world.drains()
    world.drains()
    assert len(world.provider.texts_to(BOB)) == 1


def test_its_answer_needs_nobody_but_the_relay_and_waits_for_one_wakes_life(
    client, world: World, failing: World
) -> None:
    with pytest.raises(FailpointHit):
        failing.texts(BOB, "HELP")
    assert world.jobs.wakes == 0, "the wake was asked for in the commit, and nobody was told"
    deliver.relay(world.deps)
    assert world.jobs.wakes == 0, "the relay believes that somebody was"
    assert 0 < client.pttl(WAKE) <= WAKE_LIFE * 1_000
    client.delete(WAKE)  # its life is over
    deliver.relay(world.deps)
    assert world.jobs.wakes == 1
    world.drains()
    assert len(world.provider.texts_to(BOB)) == 1


def test_a_text_that_was_refused_and_never_repeated_is_found_in_the_log(world: World) -> None:
    class Away:
        """A store that takes nothing."""

        def __getattr__(self, name: str) -> object:
            if name == "commit":
                raise StoreUnavailable("TimeoutError")
            return getattr(world.deps.store, name)

    refusing = replace(world, deps=replace(world.deps, store=Away()))  # type: ignore[arg-type]
    row = world.logged(BOB, "STOP", world.clock.now())
    with pytest.raises(StoreUnavailable):
        refusing.texts(BOB, "STOP", sid=row.provider_id)
    assert world.deps.store.load(BOB).version == 0
    assert reconcile(world.deps).missed == 1
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    world.drains()
    assert len(world.provider.texts_to(BOB)) == 1
