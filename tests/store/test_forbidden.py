"""The commit script called directly, as somebody would who wants a customer back without asking (I3)."""

import json
from dataclasses import replace

import pytest

from responder.domain.consent.marketing_opt_out import on_marketing_off
from responder.domain.records import Consent, EntryKind, Marketing
from responder.store.core.numbers_outbox import RedisStore
from responder.store.scripts import SCRIPTS
from tests.people import BOB, SHORT_CODE, texts
from tests.store.conftest import NOW, changed, consent_entry

NEW = "SMnew"
START = {"kind": "consent", "intent": "OPT_IN", "event": NEW}


def compact(entry: dict[str, object]) -> str:
    """As the store writes entries."""
    return json.dumps(entry, separators=(",", ":"))


def forge(store: RedisStore, client, kind="inbound", event=NEW, entries=(), fields=("consent", "EXPRESS")):
    """One call of the script by hand, with BOB's present version."""
    shard = store.keys.shard(BOB)
    keys = [*store.keys.of_commit(BOB), store.keys.counted(shard, NOW), store.keys.untexted(shard)]
    keys += [store.keys.webhook_texts(shard), store.keys.marketing_off(shard)]
    version = client.hget(keys[0], "version") or "0"
    arguments = [version, kind, event, NOW, BOB, len(fields), *fields, len(entries), *entries, 0]
    return client.eval(SCRIPTS["commit"], len(keys), *keys, *arguments)


def is_out(store: RedisStore, client) -> bool:
    """By the record and by the set."""
    in_set = client.sismember(store.keys.opted_out(store.keys.shard(BOB)), BOB)
    assert bool(in_set) is (store.load(BOB).consent is Consent.OPTED_OUT)
    return bool(in_set)


FORGERIES = {
    "no entry": {},
    "the desk": {"kind": "desk", "entries": [compact(START)]},
    "the API": {"kind": "api", "entries": [compact(START)]},
    "an import": {"kind": "import", "entries": [compact(START)]},
    "the provider": {"kind": "provider", "entries": [compact(START)]},
    "the system": {"kind": "system", "entries": [compact(START)]},
    "a door of no name": {"kind": "", "entries": [compact(START)]},
    "the door in capitals": {"kind": "INBOUND", "entries": [compact(START)]},
    "no provider id": {"event": "", "entries": [compact(START | {"event": ""})]},
    "an entry for another text": {"entries": [compact(START | {"event": "SMother"})]},
    "an entry for a longer id": {"entries": [compact(START | {"event": NEW + "1"})]},
    "an entry of another kind": {"entries": [compact(START | {"kind": "note"})]},
    "an opt-out": {"entries": [compact(START | {"intent": "OPT_OUT"})]},
    "half in one entry and half in another": {
        "entries": [compact(START | {"intent": ""}), compact(START | {"kind": "note"})]
    },
    "the entry as a customer's words": {
        "entries": [compact({"kind": "inbound", "event": NEW, "body": compact(START)})]
    },
    "the entry as a customer's half-escaped words": {
        "entries": [
            compact({"kind": "inbound", "event": NEW, "body": '\\","kind":"consent","intent":"OPT_IN'})
        ]
    },
    "consent given twice": {"fields": ("consent", "OPTED_OUT", "consent", "EXPRESS")},
    "consent emptied": {"fields": ("consent", "")},
    "a consent of no name": {"fields": ("consent", "opted_out")},
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_consent_is_refused_and_changes_nothing(store, client, opted_out, forgery):
    before = opted_out(BOB)

    assert forge(store, client, **forgery) == "forbidden"
    assert store.load(BOB) == before
    assert is_out(store, client)


@pytest.mark.parametrize("wanted", [each for each in Consent if each is not Consent.OPTED_OUT])
def test_the_customers_own_start_is_let_through(store, client, opted_out, wanted):
    opted_out(BOB)

    assert forge(store, client, entries=[compact(START)], fields=("consent", wanted.value)) == "applied"
    assert not is_out(store, client)


def test_a_start_seen_before_brings_nobody_back(store, client, opted_out):
    opted_out(BOB)
    forge(store, client, fields=(), entries=[compact(START)])

    assert forge(store, client, entries=[compact(START)]) == "duplicate"
    assert is_out(store, client)


def test_other_changes_of_an_opted_out_number_are_no_way_back(store, client, opted_out):
    opted_out(BOB)

    assert forge(store, client, kind="desk", fields=("marketing", "ok", "language", "fr")) == "applied"
    assert is_out(store, client)


@pytest.mark.parametrize("words", ["START", "START \ud83d", "«UNSTOP»\x00", 'START "'])
def test_a_real_start_comes_back_whatever_stands_around_it(store, client, opted_out, words):
    number = opted_out(BOB)
    decision = texts(number, words, at=NOW + 1, sid=NEW)
    store.commit(decision)

    assert decision.after.consent is Consent.EXPRESS
    assert not is_out(store, client)


def test_an_entry_from_a_stranger_is_no_start(store, client, opted_out):
    number = opted_out(BOB)
    store.commit(texts(number, "START", sid=NEW, can_reply=False, sender=SHORT_CODE))

    assert is_out(store, client)


def test_an_opt_in_entry_that_is_no_consent_entry_is_not_enough(store, client, opted_out):
    number = opted_out(BOB)
    entry = replace(consent_entry(NEW, "OPT_IN"), kind=EntryKind.INBOUND)
    done = store.commit(changed(number, "inbound", NEW, entry, consent=Consent.EXPRESS))

    assert done.outcome == "forbidden"
    assert is_out(store, client)


def no_marketing(store: RedisStore, client) -> bool:
    """By the record and by the set."""
    in_set = client.sismember(store.keys.marketing_off(store.keys.shard(BOB)), BOB)
    assert bool(in_set) is (store.load(BOB).marketing is Marketing.OFF)
    return bool(in_set)


@pytest.fixture
def switched_off(store):
    """BOB, whose marketing was switched off at the desk."""
    store.commit(on_marketing_off(store.load(BOB), "desk", "Dana", "asked", "", NOW))


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
@pytest.mark.parametrize("value", ["ok", "", "OFF"])
def test_marketing_that_is_off_is_left_by_a_start_alone(store, client, switched_off, forgery, value):
    forged = {name: given for name, given in forgery.items() if name != "fields"}
    assert forge(store, client, **forged, fields=("marketing", value)) == "forbidden"
    assert no_marketing(store, client)


def test_the_customers_own_start_switches_marketing_on(store, client, switched_off):
    store.commit(texts(store.load(BOB), "START", at=NOW + 1, sid=NEW))
    assert not no_marketing(store, client)
    assert store.load(BOB).marketing is Marketing.OK


def test_a_text_that_holds_marketing_loosens_nothing_where_the_record_was_lost(store, client, switched_off):
    """A webhook must not fail for it: the text may be an opt-out."""
    client.delete(store.keys.number(BOB))
    assert forge(store, client, fields=("marketing", "held")) == "applied"
    assert no_marketing(store, client)
