"""Erasing a person: everything goes, silence stays, and the ledger still verifies (DESIGN §4, I3)."""

import json
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace

import pytest

from responder.adapters.proof.signing import Signer
from responder.commands import proof
from responder.domain.consent.basis import Fact
from responder.domain.proof.checkpoint import Checkpoint, signed_bytes, state, to_json
from responder.domain.proof.verify import audit
from responder.domain.records import DAY, HOUR, MINUTE, Consent, Marketing
from responder.flows.inbound import basis
from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import compose
from responder.flows.proof import ledger
from responder.flows.proof.erase import Erased, forget
from responder.lib import private_files
from responder.store.proof.erasure import Eraser
from responder.store.proof.ledger import Ledgers
from responder.store.proof.opt_out_changes import Changes
from tests.people import ALICE, BOB, DANA

WORDS = ["my wife is in hospital", "STOP bothering"]


@pytest.fixture
def erase(world, client, store) -> Callable[[str], Erased]:
    return lambda number: forget(Eraser(client, store.keys), world.clock, number, DANA, "asked by letter")


def everything(client) -> str:
    """All that Redis holds, as text."""
    read = {
        "string": client.get,
        "hash": client.hgetall,
        "set": client.smembers,
        "list": lambda key: client.lrange(key, 0, -1),
        "zset": lambda key: client.zrange(key, 0, -1, withscores=True),
        "stream": lambda key: [],  # changes wait there for the journal, a week at most
    }
    return "\n".join(f"{key} {read[client.type(key)](key)}" for key in client.scan_iter())


def talks(world, number: str, *texts: str) -> None:
    world.log_is_fresh()
    for text in texts:
        world.texts(number, text)
        world.clock.advance(MINUTE)
    world.drains()


def exported(client, store) -> list[str]:
    return list(ledger.export(Ledgers(client, store.keys), lambda done, everything: None))


def test_of_somebody_who_had_not_opted_out_nothing_is_left_but_links(world, erase, client, store):
    talks(world, ALICE, "START", WORDS[0], "HELP")
    compose.send(world.deps, compose.Draft(ALICE, "Get well soon.", "service", DANA))
    done = erase(ALICE)
    assert (done.links, done.messages, done.still_opted_out) == (1, 3, False)
    left = everything(client)
    assert ALICE not in left and WORDS[0] not in left and "Get well" not in left
    assert len(exported(client, store)) == 2 and audit(exported(client, store)).faults == ()
    assert store.load(ALICE).version == 0


def test_who_had_opted_out_stays_silent_and_nothing_else_is_known(world, erase, client, store, queries):
    talks(world, BOB, WORDS[0], "STOP", WORDS[1])
    done = erase(BOB)
    assert done.still_opted_out
    left = everything(client)
    assert WORDS[0] not in left and WORDS[1] not in left and '"STOP"' not in left
    assert store.load(BOB).consent is Consent.OPTED_OUT and queries.opted_out([BOB]) == {BOB}
    assert [entry["kind"] for entry in queries.timeline(BOB)] == ["erasure"]
    with pytest.raises(compose.Refusal):
        compose.send(world.deps, compose.Draft(BOB, "Hello again.", "service", DANA))


def test_a_later_start_brings_them_back(world, erase, store, queries):
    for number in (ALICE, BOB):
        talks(world, number, "STOP" if number == BOB else "START")
        erase(number)
        world.texts(number, "START")
        assert store.load(number).consent is Consent.EXPRESS
    assert queries.opted_out([ALICE, BOB]) == frozenset()


def test_the_ledger_verifies_against_a_checkpoint_made_before_the_erasure(world, erase, client, store):
    talks(world, ALICE, "START", "STOP", "START")
    talks(world, BOB, "STOP")
    now = world.clock.now() + HOUR
    before = state("garage", Ledgers(client, store.keys).heads(), now, now)
    world.clock.advance(2 * HOUR)
    erase(ALICE)
    erase(BOB)
    world.texts(BOB, "START")
    found = audit(exported(client, store), before)
    assert (found.faults, found.erased) == ((), 4)
    assert sum(head.length for head in Ledgers(client, store.keys).heads()) == found.entries


@pytest.mark.parametrize("number", [ALICE, BOB])
def test_what_the_provider_delivers_again_does_not_come_back(world, erase, client, number, store):
    world.texts(number, "STOP" if number == BOB else "START", sid="SMold1")
    world.texts(number, WORDS[0], sid="SMold2")
    at = world.clock.now()
    world.clock.advance(MINUTE)
    erase(number)
    assert world.texts(number, "START", sid="SMold1") is None
    assert world.texts(number, WORDS[0], sid="SMold2") is None
    world.logged(number, WORDS[0], at, sid="SMold2")
    assert reconcile(world.deps).missed == 0
    assert WORDS[0] not in everything(client)
    assert (store.load(number).consent is Consent.OPTED_OUT) is (number == BOB)


def test_an_older_start_that_only_the_log_knows_does_not_lift_the_opt_out(world, erase, store):
    world.texts(BOB, "STOP")
    at = world.clock.now() + MINUTE
    world.clock.advance(HOUR + 1)
    erase(BOB)
    world.logged(BOB, "START", at)
    reconcile(world.deps)
    assert store.load(BOB).consent is Consent.OPTED_OUT


def test_a_message_in_the_air_is_waited_for(world, erase, client, store):
    world.texts(BOB, "STOP")
    client.hset(store.keys.number(BOB), "sending", "00x")
    with pytest.raises(compose.Refusal, match="handed over"):
        erase(BOB)
    assert len(store.load(BOB).chain_head) == 64


def test_a_queued_message_is_gone_and_is_not_sent(world, erase):
    world.log_is_fresh()
    compose.send(world.deps, compose.Draft(ALICE, "Your car is ready.", "service", DANA))
    erase(ALICE)
    assert world.drains() == 0 and world.provider.texts_to(ALICE) == []


class Interrupted(Eraser):
    """Something happens once between reading and erasing."""

    tries = 0

    def happens(self) -> None:
        """What it is."""

    def erase(self, remains):
        self.tries += 1
        if self.tries == 1:
            self.happens()
        return super().erase(remains)


MEANWHILE = {
    "a STOP": lambda world, client, keys: world.texts(ALICE, "STOP"),
    "a note": lambda world, client, keys: client.rpush(keys.timeline(ALICE), '{"kind":"note"}'),
    "a newer version": lambda world, client, keys: client.hincrby(keys.number(ALICE), "version", 1),
    "the set alone": lambda world, client, keys: client.sadd(keys.opted_out(keys.shard(ALICE)), ALICE),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_happens_meanwhile_is_seen_and_the_number_read_again(world, client, store, queries, what):
    world.texts(ALICE, "START")
    eraser = Interrupted(client, store.keys)
    eraser.happens = lambda: MEANWHILE[what](world, client, store.keys)
    done = forget(eraser, world.clock, ALICE, DANA, "asked")
    silent = what in ("a STOP", "the set alone")
    assert eraser.tries == 2 and done.still_opted_out is silent
    assert (store.load(ALICE).consent is Consent.OPTED_OUT) is silent
    assert queries.opted_out([ALICE]) == ({ALICE} if silent else frozenset())


def test_the_journal_is_told_so_that_a_restore_erases_again(world, erase, client, store):
    world.texts(BOB, "STOP")
    erase(BOB)
    changes = Changes(client, store.keys).after({})
    assert [change.what.value for change in changes] == ["opted_out", "erased"]


def test_a_stranger_can_be_erased(erase, client):
    assert erase(ALICE) == Erased(0, 0, 0, False)


def test_the_reason_and_the_actor_stand_in_the_ledger(world, erase, client, store):
    world.texts(ALICE, "START")
    erase(ALICE)
    closing = json.loads(exported(client, store)[-1])
    assert (closing["actor"], closing["reason"], closing["erased"]) == (DANA, "asked by letter", 1)
    assert "number" not in closing


# -- marketing alone stays off


def no_offers(world, number: str) -> None:
    compose.marketing_off(world.deps, number, "desk", DANA, "asked by phone")


def test_who_switched_marketing_off_gets_none_after_an_erasure_and_a_new_basis(
    world, erase, client, store, queries
):
    """The old list is imported again: only their own START switches marketing on (US-09)."""
    talks(world, ALICE, WORDS[0])
    no_offers(world, ALICE)
    done = erase(ALICE)
    assert done.still_no_marketing and not done.still_opted_out
    assert WORDS[0] not in everything(client)
    found = store.load(ALICE)
    assert (found.marketing, found.consent, found.last_inbound_at) == (Marketing.OFF, Consent.UNKNOWN, 0)
    assert client.sismember(store.keys.marketing_off(store.keys.shard(ALICE)), ALICE)
    assert [entry["kind"] for entry in queries.timeline(ALICE)] == ["erasure"]

    fact = Fact("express", world.clock.now() // DAY - 1, DANA, "They ticked the box.", "web")
    basis.record(world.deps, ALICE, fact, "import")
    with pytest.raises(compose.Refusal, match="US-09"):
        compose.send(world.deps, compose.Draft(ALICE, "Winter tyre sale.", "marketing", DANA))

    world.texts(ALICE, "START")
    assert store.load(ALICE).marketing is Marketing.OK


def test_who_opted_out_of_all_keeps_the_marketing_off_beside_it(world, erase, store):
    no_offers(world, BOB)
    world.texts(BOB, "STOP")
    done = erase(BOB)
    assert done.still_opted_out and done.still_no_marketing
    found = store.load(BOB)
    assert (found.consent, found.marketing) == (Consent.OPTED_OUT, Marketing.OFF)


def test_a_switching_off_while_the_person_is_erased_is_seen(world, client, store):
    world.texts(ALICE, "START")
    eraser = Interrupted(client, store.keys)
    shard = store.keys.shard(ALICE)
    eraser.happens = lambda: client.sadd(store.keys.marketing_off(shard), ALICE)
    assert forget(eraser, world.clock, ALICE, DANA, "asked").still_no_marketing
    assert eraser.tries == 2


# -- and the erasure is signed


def verified(path, client, store, key: str, checkpoint: Checkpoint):
    """What `ledger verify` says of an export that is made now."""
    ledger_file, checkpoint_file = path / "ledger.jsonl", path / "checkpoint.json"
    private_files.write_lines(ledger_file, exported(client, store))
    checkpoint_file.write_text(to_json(checkpoint, key))
    named = {"file": str(ledger_file), "checkpoint": str(checkpoint_file), "key": key}
    return proof.ledger(Namespace(action="verify", data=path, **named))


def signed_checkpoint(world, client, store, signer: Signer) -> Checkpoint:
    now = world.clock.now()
    made = state("garage", Ledgers(client, store.keys).heads(), now, now)
    return replace(made, signature=signer.sign(signed_bytes(made.statement)))


@pytest.mark.parametrize("signs", [True, False], ids=["by us", "by who has Redis alone"])
def test_verify_counts_what_was_erased_apart_and_believes_nobody_but_us(
    world, client, store, tmp_path, capsys, signs
):
    signer = Signer("ab" * 32)
    talks(world, ALICE, "START", "STOP", "START")
    talks(world, BOB, "STOP")
    world.clock.advance(HOUR)
    before = signed_checkpoint(world, client, store, signer)
    world.clock.advance(HOUR)
    eraser = Eraser(client, store.keys, signer if signs else Signer("cd" * 32))
    forget(eraser, world.clock, ALICE, DANA, "asked by letter")

    said = verified(tmp_path, client, store, signer.public_key, before)
    if signs:
        assert said.exit_code == 0
        assert "1 of the 4 entries that the checkpoint covers" in said.text
        assert "ask for the letter" in said.text
        assert [each["entries"] for each in said.value["erased_since"]] == [3]
    else:
        assert said.exit_code == 1 and "not signed" in capsys.readouterr().err
