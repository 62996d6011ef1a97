"""A restore on every kind of server, broken off and repeated; a backup that is taken while texts come in."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from responder.domain.proof.verify import audit
from responder.domain.records import Consent
from responder.flows.outbound.compose import Refusal
from responder.flows.proof import backup, ledger
from responder.ports import Deps, StoreUnavailable
from responder.store.connection import Durability, connect, prove_durability
from responder.store.core.numbers_outbox import RedisStore
from responder.store.keys import Keys
from responder.store.proof.backup import Archive
from responder.store.proof.erasure import Eraser
from responder.store.proof.opt_out_changes import Changes
from tests.conftest import PATIENT
from tests.flows.proof.test_backup import a_day, everything, house, quiet
from tests.people import ALICE, BOB, CAROL
from tests.valkey import Valkey

__all__ = ["house"]

EVERY_SECOND = {"appendfsync": "everysec"}
SERVERS = {
    "always": {"appendfsync": "always"},
    "every second": EVERY_SECOND,
    "managed, without CONFIG": EVERY_SECOND | {"rename-command": 'CONFIG ""'},
}


@pytest.fixture
def server() -> Iterator[Callable[..., Valkey]]:
    """Starts a server of the test's own, with these settings."""
    folder = Path(tempfile.mkdtemp(prefix="responder-restore-"))
    started: list[Valkey] = []

    def start(settings: dict[str, str]) -> Valkey:
        started.append(Valkey(folder, settings).start())
        return started[-1]

    yield start
    for each in started:
        each.stop()
    shutil.rmtree(folder)


@dataclass
class There:
    """The installation on another server."""

    deps: Deps
    stores: backup.Stores

    def restores(self, lines: list[dict[str, Any]]) -> backup.Restored:
        return backup.restore(self.deps, self.stores, lines, [], quiet)

    def consent(self, number: str) -> Consent:
        return self.deps.store.load(number).consent


def on(valkey: Valkey, world: Any, durability: Durability | None = None) -> There:
    client, keys = connect(valkey.url, 4, within=PATIENT), Keys("garage", 16)
    kept = durability or prove_durability(client, "strict")
    stores = backup.Stores(Archive(client, keys, kept), Changes(client, keys), Eraser(client, keys))
    return There(replace(world.deps, store=RedisStore(client, keys, kept, within=PATIENT)), stores)


@pytest.mark.parametrize("settings", SERVERS.values(), ids=SERVERS)
def test_everybody_comes_back_on_every_server_that_may_be_used(server, world, house, settings):
    a_day(world)
    lines = house.backs_up()
    valkey = server(settings)
    on(valkey, world).restores(lines)
    valkey.kill()

    found = on(server(settings), world)
    assert [found.consent(each) for each in (ALICE, BOB, CAROL)] == [
        Consent.EXPRESS,
        Consent.OPTED_OUT,
        Consent.UNKNOWN,
    ]
    assert "all" not in found.deps.store.stopped_senders()


def test_a_restore_that_the_disk_did_not_confirm_is_not_called_done(server, world, house):
    """The server syncs no more: what was restored is in its memory alone, and sending stays switched off."""
    a_day(world)
    lines = house.backs_up()
    there = on(server({"appendfsync": "no"}), world, Durability.WAITAOF)

    with pytest.raises(StoreUnavailable, match="disk"):
        there.restores(lines)
    assert "all" in there.deps.store.stopped_senders()


class Killed(Exception):
    """In place of the end of the process."""


def cut_off(lines, after):
    """The lines, until the process is killed."""
    for place, line in enumerate(lines):
        if place > after:
            raise Killed
        yield line


def repeated(world, house, lines):
    """What the operator does next: the same command, with --replace where it asks for that."""
    try:
        backup.must_be_empty(house.archive, replace=False)
    except Refusal:
        backup.clear(world.deps, house.stores)
    return house.restores(lines, told=False)


@pytest.fixture
def rich(world, house, client):
    """A house with a key of each kind, and its backup."""
    a_day(world)
    for place in range(1, 6):
        client.xadd("r:{garage:meta}:audit", {"staff": str(place)}, id=f"{place}-1")
    client.zadd("r:{garage:01}:customers", {"01a": 7})
    client.rpush("r:{garage:01}:list", "a", "b", "c")
    return house.backs_up()


def plain(found):
    """Without what a restore counts up, and what differs from one restore to the next."""
    return {
        key: {name: part for name, part in value.items() if name not in ("version", "settled_at")}
        if isinstance(value, dict)
        else value
        for key, value in found.items()
        if not key.endswith((":shards", ":log_request"))
    }


def test_a_restore_that_was_broken_off_anywhere_and_repeated_is_the_same_as_one(world, house, client, rich):
    house.loses_everything()
    house.restores(rich, told=False)
    wanted = plain(everything(client))
    for after in range(len(rich)):
        house.loses_everything()
        stores = backup.Stores(house.archive, house.changes, house.eraser)
        with pytest.raises(Killed):
            backup.restore(world.deps, stores, cut_off([*rich, {}], after), [], quiet)
            raise Killed  # it was whole: killed right after it
        repeated(world, house, rich)
        assert plain(everything(client)) == wanted, f"broken off after line {after}"


def test_nothing_leaves_between_a_restore_that_was_broken_off_and_the_next(world, house, rich):
    house.loses_everything()
    stores = backup.Stores(house.archive, house.changes, house.eraser)
    with pytest.raises(Killed):
        backup.restore(world.deps, stores, cut_off(rich, len(rich) // 2), [], quiet)
    assert "all" in world.deps.store.stopped_senders()
    world.log_is_fresh()
    world.texts(CAROL, "HELP")
    before = len(world.provider.sent)
    world.drains()
    assert len(world.provider.sent) == before


def test_a_backup_that_is_taken_while_texts_come_in_fits_together(world, house):
    """Its chains verify, and whoever had opted out before it began is opted out in it."""
    crowd = [f"+1514555{place:04d}" for place in range(60)]
    for number in crowd[:20]:
        world.texts(number, "STOP")
    with ThreadPoolExecutor(4) as pool:
        texting = [pool.submit(world.texts, number, "STOP", f"SMb{number}") for number in crowd[20:]]
        lines = house.backs_up()
        assert sum(each.result() is not None for each in texting) == 40
    house.journals()
    house.loses_everything()
    house.restores(lines, told=False)
    assert all(house.consent(number) is Consent.OPTED_OUT for number in crowd[:20])
    assert audit(list(ledger.export(house.keeping.chains, quiet))).faults == ()

    house.loses_everything()
    house.restores(lines)
    assert all(house.consent(number) is Consent.OPTED_OUT for number in crowd)


def test_a_journal_whose_last_line_is_torn_is_merged_up_to_it(world, house):
    a_day(world)
    lines = house.backs_up()
    world.texts(ALICE, "STOP")
    world.texts(CAROL, "STOP")
    house.journals()
    told = house.path.read_bytes().splitlines(keepends=True)
    last = json.loads(told[-2])["number"]
    house.path.write_bytes(b"".join(told[:-2]) + told[-2][:-9])
    house.loses_everything()
    house.restores(lines)

    (whole,) = {ALICE, CAROL} - {last}
    assert house.consent(whole) is Consent.OPTED_OUT
