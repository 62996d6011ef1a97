"""Backup and restore: whatever is lost with Redis, no opt-out is (DESIGN §4, I2, I3, I7)."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from responder.adapters.proof.journal import FileJournal, read_changes
from responder.domain.consent import decisions
from responder.domain.proof.backup import BadBackup
from responder.domain.proof.verify import audit
from responder.domain.records import HOUR, MINUTE, Consent, MessageState
from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Refusal
from responder.flows.proof import backup, journal, ledger
from responder.flows.proof.erase import forget
from responder.ports.proof import Keeping
from responder.store.keys import Keys
from responder.store.proof.backup import Archive
from responder.store.proof.erasure import Eraser
from responder.store.proof.ledger import Ledgers
from responder.store.proof.opt_out_changes import Changes, Notes
from tests.people import ALICE, BOB, CAROL, DANA

Lines = list[dict[str, Any]]


def quiet(done: int, everything: int) -> None:
    """No progress."""


@dataclass
class House:
    """The installation with its journal, its backups and its disasters."""

    world: Any
    client: Any
    keys: Keys
    path: Path

    def __post_init__(self) -> None:
        self.archive = Archive(self.client, self.keys)
        self.changes = Changes(self.client, self.keys)
        self.eraser = Eraser(self.client, self.keys)
        self.keeping = Keeping(
            business="garage",
            clock=self.world.clock,
            chains=Ledgers(self.client, self.keys),
            changes=self.changes,
            notes=Notes(self.client, self.keys),
            signer=None,
            offsite=None,
            journal=FileJournal(self.path),
        )

    def journals(self) -> None:
        journal.tail(self.keeping)

    def backs_up(self) -> Lines:
        lines = list(backup.backup(self.archive, self.world.deps, quiet))
        return json.loads(json.dumps(lines))

    def loses_everything(self) -> None:
        self.client.flushall()

    @property
    def stores(self) -> backup.Stores:
        return backup.Stores(self.archive, self.changes, self.eraser, notes=self.keeping.notes)

    def restores(self, lines: Lines, told: bool = True) -> backup.Restored:
        backup.checked(lines, self.archive)
        stores = self.stores
        changes = list(read_changes(self.path)) if told and self.path.exists() else []
        return backup.restore(self.world.deps, stores, lines, [changes], quiet)

    def forgets(self, number: str) -> None:
        forget(self.eraser, self.world.clock, number, DANA, "asked")

    def consent(self, number: str) -> Consent:
        return self.world.deps.store.load(number).consent


@pytest.fixture
def house(world, client, store, tmp_path) -> House:
    made = House(world, client, store.keys, tmp_path / "optouts.journal")
    made.journals()
    return made


def everything(client) -> dict[str, Any]:
    """All that a backup promises to bring back, by key."""
    read: dict[str, Callable[[str], Any]] = {
        "string": client.get,
        "hash": client.hgetall,
        "set": client.smembers,
        "list": lambda key: client.lrange(key, 0, -1),
        "zset": lambda key: client.zrange(key, 0, -1, withscores=True),
        "stream": client.xrange,
    }
    transient = (":changes", ":proof", ":fresh", ":due:", ":claims", ":wake", ":rate:", "}:log_request")
    transient += ("}:far_reads", "}:webhook_texts")
    keys = [key for key in client.scan_iter() if not any(word in key for word in transient)]
    return {key: read[client.type(key)](key) for key in keys}


def a_day(world) -> None:
    """ALICE consents and is written to, BOB opts out, CAROL asks for help."""
    world.log_is_fresh()
    world.texts(ALICE, "START")
    world.texts(BOB, "STOP \ud83d")
    world.texts(CAROL, "HELP")
    compose.send(world.deps, compose.Draft(ALICE, "Your car is ready.", "service", DANA))
    for _ in range(5):  # at the sender's rate
        world.drains()
        world.clock.advance(10_000)


def test_everything_comes_back_as_it_was_with_a_newer_version(world, house, client):
    a_day(world)
    client.hset("r:{garage:meta}:staff", "1", '{"name":"Dana"}')
    client.xadd("r:{garage:meta}:audit", {"staff": "1"}, id="5-1")
    client.zadd("r:{garage:01}:customers", {"01a": 7})
    client.set("r:{garage:01}:names", "Zoé")
    before, lines = everything(client), house.backs_up()
    house.loses_everything()
    house.restores(lines, told=False)
    after = everything(client)
    for number in (ALICE, BOB, CAROL):
        key = house.keys.number(number)
        assert int(after[key].pop("version")) == int(before[key].pop("version")) + 1
        before[key].pop("sending", None)
    for here in ("shards", "log_notes"):  # of the Redis that it was restored into
        after.pop(f"r:{{garage:meta}}:{here}", None)
    assert after == before


def test_the_chain_goes_on_after_a_restore(world, house):
    a_day(world)
    lines = house.backs_up()
    house.loses_everything()
    house.restores(lines)
    world.texts(ALICE, "STOP")
    world.texts(BOB, "START")
    exported = list(ledger.export(house.keeping.chains, quiet))
    assert audit(exported).faults == () and len(exported) == 4


OPT_OUTS = {
    "a text": lambda world, number: world.texts(number, "STOP"),
    "the desk": lambda world, number: compose.unsubscribe(world.deps, number, "desk", DANA, "asked"),
    "the API": lambda world, number: compose.unsubscribe(world.deps, number, "api", "key 1", "asked"),
}


@pytest.mark.parametrize("door", OPT_OUTS)
@pytest.mark.parametrize("number", [ALICE, "+15145550138"])
def test_an_opt_out_after_the_backup_is_kept_by_the_journal(world, house, door, number, queries):
    a_day(world)
    lines = house.backs_up()
    OPT_OUTS[door](world, number)
    house.journals()
    house.loses_everything()
    done = house.restores(lines)
    assert done.opt_outs_kept == 1
    assert house.consent(number) is Consent.OPTED_OUT and queries.opted_out([number]) == {number}
    assert queries.timeline(number)[-1]["channel"] == "restore"


def test_without_the_journal_it_would_be_lost(world, house):
    """What the two tests around this one prove something against."""
    a_day(world)
    lines = house.backs_up()
    world.texts(ALICE, "STOP")
    house.loses_everything()
    house.restores(lines, told=False)
    assert house.consent(ALICE) is Consent.EXPRESS


def test_an_opt_out_that_is_in_redis_is_kept_when_an_older_backup_replaces_the_rest(world, house, queries):
    a_day(world)
    lines = house.backs_up()
    world.texts(ALICE, "STOP")
    world.texts("+15145550138", "STOP")
    backup.clear(world.deps, house.stores)
    house.restores(lines, told=False)
    for number in (ALICE, BOB, "+15145550138"):
        assert house.consent(number) is Consent.OPTED_OUT and queries.opted_out([number]) == {number}


def test_who_came_back_before_the_disaster_is_not_opted_out_by_the_journal(world, house):
    lines = house.backs_up()
    world.texts(ALICE, "STOP")
    world.texts(ALICE, "START")
    house.journals()
    house.loses_everything()
    house.restores(lines)
    assert house.consent(ALICE) is not Consent.OPTED_OUT


def test_a_restore_takes_nobody_out_of_the_opted_out_set(world, house, queries):
    """BOB came back after the backup: the backup says opted out, and only he may say otherwise (I3)."""
    a_day(world)
    lines = house.backs_up()
    world.texts(BOB, "START")
    house.journals()
    house.loses_everything()
    house.restores(lines)
    assert house.consent(BOB) is Consent.OPTED_OUT and queries.opted_out([BOB]) == {BOB}
    world.texts(BOB, "START")
    assert house.consent(BOB) is Consent.EXPRESS


def test_nothing_leaves_before_the_log_was_read_from_the_backups_time(world, house):
    a_day(world)
    lines = house.backs_up()
    sent = len(world.provider.sent)
    stopped_at = world.clock.now() + MINUTE
    house.loses_everything()
    house.restores(lines)
    compose.send(world.deps, compose.Draft(ALICE, "Hello.", "service", DANA))
    world.drains()
    assert len(world.provider.sent) == sent
    world.clock.advance(72 * HOUR)
    world.logged(ALICE, "STOP", stopped_at)
    assert reconcile(world.deps).missed == 1
    world.drains()
    assert house.consent(ALICE) is Consent.OPTED_OUT
    assert [text for text in world.provider.texts_to(ALICE) if "Hello." in text] == []


def test_what_waited_in_the_outbox_is_not_sent_again(world, house):
    world.texts(ALICE, "START")
    message, _ = compose.send(world.deps, compose.Draft(ALICE, "Your car is ready.", "service", DANA))
    lines = house.backs_up()
    world.log_is_fresh()
    world.drains()
    sent = len(world.provider.texts_to(ALICE))
    house.loses_everything()
    house.restores(lines)
    world.log_is_fresh()
    world.drains()
    assert len(world.provider.texts_to(ALICE)) == sent
    stored = world.deps.store.message(message.id)
    assert stored.state is MessageState.DROPPED and "backup" in stored.reason


def test_a_text_that_was_acted_on_before_the_backup_is_still_known(world, house):
    world.texts(ALICE, "START", sid="SMknown")
    lines = house.backs_up()
    house.loses_everything()
    house.restores(lines)
    assert world.texts(ALICE, "START", sid="SMknown") is None


def test_somebody_who_was_erased_after_the_backup_is_erased_again(world, house, client):
    a_day(world)
    lines = house.backs_up()
    world.clock.advance(MINUTE)
    house.forgets(ALICE)
    house.forgets(BOB)
    house.journals()
    house.loses_everything()
    assert house.restores(lines).erased_again == 2
    assert house.consent(BOB) is Consent.OPTED_OUT
    assert not any(ALICE in key for key in client.scan_iter())
    assert audit(list(ledger.export(house.keeping.chains, quiet))).faults == ()


def test_numbers_here_are_not_replaced_unasked(world, house):
    world.texts(ALICE, "hello")
    with pytest.raises(Refusal, match="--replace"):
        backup.must_be_empty(house.archive, replace=False)
    backup.must_be_empty(house.archive, replace=True)
    house.loses_everything()
    backup.must_be_empty(house.archive, replace=False)


def test_sending_stays_off_when_a_restore_breaks_off(world, house):
    a_day(world)
    lines = house.backs_up()
    house.loses_everything()
    with pytest.raises(KeyError):
        house.archive.put({"kind": "nonsense"}, None, 0)
    broken = [lines[0], {"kind": "nonsense"}, *lines[1:]]
    stores = backup.Stores(house.archive, house.changes, house.eraser)
    with pytest.raises(KeyError):
        backup.restore(world.deps, stores, broken, [], quiet)
    assert "all" in world.deps.store.stopped_senders()


@pytest.mark.parametrize("stopped", [True, False])
def test_sending_is_on_again_after_a_restore_unless_it_was_off(world, house, stopped):
    if stopped:
        world.deps.store.stop_sender("all", "holidays")
    lines = house.backs_up()
    house.loses_everything()
    house.restores(lines)
    assert ("all" in world.deps.store.stopped_senders()) is stopped


def test_what_an_admin_switched_off_before_a_restore_stays_off(world, house):
    lines = house.backs_up()
    house.loses_everything()
    world.deps.store.stop_sender("all", "we moved servers", "Dana")
    house.restores(lines)
    assert [switch.why for switch in world.deps.store.stop_switches()] == ["we moved servers"]


DAMAGE = {
    "nothing": lambda lines: [],
    "another file": lambda lines: [{"at": 1}],
    "its end cut off": lambda lines: lines[:-1],
    "a line taken out": lambda lines: [lines[0], *lines[2:]],
    "another business": lambda lines: [lines[0] | {"business": "bakery"}, *lines[1:]],
    "other shards": lambda lines: [lines[0] | {"shards": 4}, *lines[1:]],
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_backup_is_refused_before_anything_is_touched(world, house, how):
    a_day(world)
    lines = DAMAGE[how](house.backs_up())
    with pytest.raises(BadBackup):
        house.restores(lines)
    assert house.consent(ALICE) is Consent.EXPRESS


def test_a_text_while_a_number_is_restored_keeps_its_opt_out(world, house, monkeypatch):
    """The product runs on the empty Redis: BOB's STOP is committed just before his number is put back."""
    world.texts(BOB, "START")
    lines = house.backs_up()
    house.loses_everything()
    real = house.archive.put

    def put(line, header, now):
        if line["kind"] == "number":
            world.texts(BOB, "STOP")
        real(line, header, now)

    monkeypatch.setattr(house.archive, "put", put)
    house.restores(lines, told=False)
    assert house.consent(BOB) is Consent.OPTED_OUT


def test_a_decision_made_before_the_restore_conflicts(world, house, store):
    world.texts(BOB, "hello")
    lines, old = house.backs_up(), store.load(BOB)
    house.restores(lines, told=False)
    decision = decisions.on_unsubscribe(old, "desk", DANA, "asked", "", world.clock.now())
    assert store.commit(replace(decision, event_id="")).outcome == "conflict"
