"""What is kept for ever: nothing of an opt-out has a time to live (US-25, US-29)."""

from tests.people import BOB, texts
from tests.store.conftest import NOW


def test_an_opt_out_has_no_time_to_live(store, client):
    """US-25, US-29."""
    store.commit(texts(store.load(BOB), "STOP", NOW))
    keys = [store.keys.number(BOB), store.keys.timeline(BOB), store.keys.events(BOB)]
    keys.append(store.keys.opted_out(store.keys.shard(BOB)))

    assert {key: client.ttl(key) for key in keys} == dict.fromkeys(keys, -1)
