"""The commit script: all or nothing, once, and OPTED_OUT has one way out (I3, I4, I6)."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from responder.domain.proof import ledger
from responder.domain.records import Consent
from responder.ports import Committed, StoreUnavailable
from responder.store.connection import Durability, NotDurable, connect, prove_durability
from responder.store.core.numbers_outbox import RedisStore
from responder.store.keys import Keys
from tests.conftest import PATIENT
from tests.people import ALICE, BOB, CAROL
from tests.store.conftest import NOW, a_message, changed, consent_entry

DOORS = ["inbound", "desk", "api", "import", "provider", "system", "merge", "restore", "migration", ""]


def test_a_commit_is_applied_and_read_again(store):
    number = store.load(ALICE)
    wanted = {"consent": Consent.EXPRESS, "help_times": (1, 2), "source": "text"}
    done = store.commit(changed(number, "inbound", "SM1", **wanted))

    assert done.outcome is Committed.APPLIED
    found = store.load(ALICE)
    assert {name: getattr(found, name) for name in wanted} == wanted
    assert found.version == 1


def test_an_event_that_was_acted_on_is_a_duplicate_and_changes_nothing(store, queries):
    store.commit(changed(store.load(ALICE), "inbound", "SM1", consent_entry("SM1")))
    again = store.commit(changed(store.load(ALICE), "inbound", "SM1", consent_entry("SM1")))

    assert again.outcome is Committed.DUPLICATE
    assert len(queries.timeline(ALICE)) == 1
    assert queries.duplicates(ALICE) == 1


def test_a_decision_made_on_an_older_version_conflicts(store):
    old = store.load(ALICE)
    store.commit(changed(old, "inbound", "SM1"))

    assert store.commit(changed(old, "inbound", "SM2")).outcome is Committed.CONFLICT


def test_twenty_commits_of_one_event_at_once_are_one(store, queries):
    for round_ in range(5):
        event, ready, number = f"SM{round_}", Barrier(20), store.load(BOB)

        def commit(_: int, event=event, ready=ready, number=number) -> Committed:
            ready.wait()
            return store.commit(changed(number, "inbound", event, consent_entry(event))).outcome

        with ThreadPoolExecutor(20) as pool:
            outcomes = list(pool.map(commit, range(20)))
        assert outcomes.count(Committed.APPLIED) == 1
        assert outcomes.count(Committed.DUPLICATE) == 19
    assert len(queries.timeline(BOB)) == 5


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("wanted", [Consent.UNKNOWN, Consent.IMPLIED, Consent.EXPRESS])
def test_no_door_leaves_opted_out_without_the_customers_start(store, opted_out, door, wanted):
    number = opted_out(BOB)
    done = store.commit(changed(number, door, "SMnew", consent_entry("SMnew", "OPT_OUT"), consent=wanted))

    assert done.outcome is Committed.FORBIDDEN
    assert store.load(BOB).consent is Consent.OPTED_OUT


@pytest.mark.parametrize("door", [door for door in DOORS if door != "inbound"])
def test_a_start_through_any_other_door_than_a_text_is_forbidden(store, opted_out, door):
    number = opted_out(BOB)
    entry = consent_entry("SMnew", "OPT_IN")

    done = store.commit(changed(number, door, "SMnew", entry, consent=Consent.EXPRESS))
    assert done.outcome is Committed.FORBIDDEN


@pytest.mark.parametrize(
    ("event", "entry_event"),
    [("", ""), ("SMnew", "SMother"), ("SMnew", "")],
    ids=["no provider id", "an entry for another text", "an entry for no text"],
)
def test_a_text_without_its_own_opt_in_entry_does_not_leave_opted_out(store, opted_out, event, entry_event):
    number = opted_out(BOB)
    entry = consent_entry(entry_event, "OPT_IN")

    done = store.commit(changed(number, "inbound", event, entry, consent=Consent.EXPRESS))
    assert done.outcome is Committed.FORBIDDEN


def test_a_start_with_a_provider_id_seen_before_does_not_leave_opted_out(store, opted_out):
    number = opted_out(BOB)
    entry = consent_entry("SMstop", "OPT_IN")

    done = store.commit(changed(number, "inbound", "SMstop", entry, consent=Consent.EXPRESS))
    assert done.outcome is Committed.DUPLICATE
    assert store.load(BOB).consent is Consent.OPTED_OUT


def test_the_customers_own_new_start_leaves_opted_out(store, queries, opted_out):
    number = opted_out(BOB)
    entry = consent_entry("SMstart", "OPT_IN")
    done = store.commit(changed(number, "inbound", "SMstart", entry, consent=Consent.EXPRESS))

    assert done.outcome is Committed.APPLIED
    assert store.load(BOB).consent is Consent.EXPRESS
    assert queries.opted_out([BOB]) == frozenset()


def test_a_number_whose_record_was_lost_is_still_opted_out(store, client, opted_out):
    opted_out(BOB)
    client.delete(store.keys.number(BOB))

    done = store.commit(changed(store.load(BOB), "desk", "", consent=Consent.EXPRESS))
    assert done.outcome is Committed.FORBIDDEN


def test_the_opted_out_set_says_what_the_numbers_say(store, queries, opted_out):
    opted_out(BOB)
    opted_out(CAROL)

    assert queries.opted_out([ALICE, BOB, CAROL]) == {BOB, CAROL}


def test_the_ledger_is_a_chain_from_the_first_entry_to_the_head(store, queries):
    for index in range(5):
        number = store.load(ALICE)
        store.commit(changed(number, "inbound", f"SM{index}", consent_entry(f"SM{index}")))

    head = ""
    for entry in queries.timeline(ALICE):
        head = ledger.link(head, entry)
        assert entry["link"] == head
    assert store.load(ALICE).chain_head == head


def test_a_message_is_in_the_outbox_in_the_same_step(store):
    message = a_message(store.new_message_id(ALICE), ALICE)
    decision = changed(store.load(ALICE), "desk", "")
    done = store.commit(replace(decision, messages=(message,)))

    assert done.must_wake
    (work,) = store.due("rest", NOW, 10)
    assert work.message == message
    assert store.due("answer", NOW, 10) == []


def test_a_full_memory_refuses_what_grows_and_never_a_stop(store, client):
    number, desk = store.load(BOB), store.load(CAROL)
    client.config_set("maxmemory", "1mb")
    try:
        with pytest.raises(StoreUnavailable, match="OOM"):
            store.commit(changed(desk, "desk", "", consent=Consent.EXPRESS))
        stop = changed(number, "inbound", "SM1", consent_entry("SM1"), consent=Consent.OPTED_OUT)
        done = store.commit(stop)
    finally:
        client.config_set("maxmemory", "0")

    assert done.outcome is Committed.APPLIED
    assert store.load(BOB).consent is Consent.OPTED_OUT


def test_scripts_that_the_server_forgot_are_loaded_again(store, client):
    store.commit(changed(store.load(ALICE), "inbound", "SM1"))
    client.script_flush()

    assert store.commit(changed(store.load(ALICE), "inbound", "SM2")).outcome is Committed.APPLIED


def test_raw_words_of_any_kind_are_kept(store, queries):
    words = "stop\ud800\x00 🙏 «arrêt»"
    entry = replace(consent_entry("SM1"), body=words)
    store.commit(changed(store.load(ALICE), "inbound", "SM1", entry))

    assert queries.timeline(ALICE)[0]["body"] == words
    json.dumps(queries.timeline(ALICE))


@pytest.mark.parametrize(
    ("setting", "value"), [("appendonly", "no"), ("appendfsync", "no")], ids=["no log", "synced at leisure"]
)
def test_strict_is_refused_by_a_server_that_does_not_sync(client, restored, setting, value):
    client.config_set(setting, value)

    with pytest.raises(NotDurable, match="appendfsync always"):
        prove_durability(client, "strict")
    assert prove_durability(client, "accept-loss") is Durability.ACCEPT_LOSS


def test_a_server_that_syncs_always_is_taken_at_its_word(client):
    assert prove_durability(client, "strict") is Durability.ALWAYS


def test_where_the_server_syncs_every_second_a_commit_waits_for_it(redis_url, client, restored):
    client.flushall()
    client.config_set("appendfsync", "everysec")
    assert prove_durability(client, "strict") is Durability.WAITAOF
    waiting = RedisStore(connect(redis_url, 2, PATIENT), Keys("garage", 16), Durability.WAITAOF, PATIENT)

    for event in ("SM1", "SM1"):  # the second is a duplicate, and waits for the first one's sync as well
        waiting.commit(changed(waiting.load(ALICE), "inbound", event, consent_entry(event)))
        assert client.info("persistence")["aof_pending_bio_fsync"] == 0
    assert client.waitaof(1, 0, 0)[0] == 1


def test_a_commit_that_the_disk_does_not_confirm_is_a_failure_and_not_an_answer(redis_url, client, restored):
    client.flushall()
    client.config_set("appendfsync", "no")
    waiting = RedisStore(connect(redis_url, 2, PATIENT), Keys("garage", 16), Durability.WAITAOF, PATIENT)

    with pytest.raises(StoreUnavailable):
        waiting.commit(changed(waiting.load(ALICE), "inbound", "SM1", consent_entry("SM1")))


@pytest.fixture
def restored(client):
    """The server's settings are put back."""
    yield
    client.config_set("appendonly", "yes")
    client.config_set("appendfsync", "always")
