"""Redis by TLS: an idle connection is looked at, a closed one is replaced, a slow answer is given up."""

import pytest
import redis

from responder.store import fast_connection
from responder.store.connection import Durability, connect
from responder.store.core.numbers_outbox import RedisStore
from responder.store.keys import Keys
from tests.people import BOB
from tests.store.conftest import changed, consent_entry
from tests.tls import TlsRelay


@pytest.fixture
def by_tls(tls_client: "redis.Redis", client: "redis.Redis", monkeypatch: pytest.MonkeyPatch) -> RedisStore:
    """A store by TLS that looks at its connection before each call, as after a pause."""
    client.flushall()
    monkeypatch.setattr(fast_connection, "IDLE", 0)
    return RedisStore(tls_client, Keys("garage", 16), Durability.ALWAYS, within=10)


def test_an_idle_connection_is_used_again(by_tls: RedisStore) -> None:
    by_tls.load(BOB)
    line = by_tls._lines._local.line
    for _ in range(3):
        by_tls.load(BOB)
    assert by_tls._lines._local.line is line


def test_a_stop_is_taken_after_the_server_hung_up(by_tls: RedisStore, relay: TlsRelay) -> None:
    before = by_tls.load(BOB)
    relay.hang_up()
    by_tls.commit(changed(before, "inbound", "SM1", consent_entry("SM1")))
    assert by_tls.known_events(BOB, ["SM1"]) == [True]


def test_an_answer_that_does_not_come_is_given_up_and_never_taken_for_the_next_one(tls_url: str) -> None:
    store = RedisStore(connect(tls_url, 1), Keys("garage", 16), Durability.ALWAYS, within=0.1)
    with pytest.raises(redis.TimeoutError):
        store._lines.call(("BLPOP", store.keys.timeline("nobody"), 5))
    assert store.load(BOB).number == BOB


def test_a_call_that_fails_in_the_middle_leaves_no_connection_behind(
    by_tls: RedisStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails: a connection that was kept would fail every later text of its thread."""
    by_tls.load(BOB)
    line = by_tls._lines._local.line

    def broken() -> bool:
        raise ValueError

    monkeypatch.setattr(line, "gone", broken)
    with pytest.raises(ValueError):
        by_tls.load(BOB)
    assert by_tls.load(BOB).number == BOB
