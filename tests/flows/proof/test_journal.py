"""The opt-out journal: nothing missed whoever dies, rotation included (DESIGN §4)."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from responder.adapters.proof.journal import FileJournal, read_changes
from responder.flows.outbound import compose
from responder.flows.proof import journal
from responder.ports.proof import Changed, JournalElsewhere, JournalUnavailable, Keeping
from responder.store.proof.ledger import Ledgers
from responder.store.proof.opt_out_changes import Changes, Notes
from tests.people import ALICE, BOB, CAROL


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "optouts.journal"


@pytest.fixture
def relay(client, store, clock, path) -> Callable[[], Keeping]:
    """A relay process that starts: it knows nothing but what is in Redis and in the file."""

    def start() -> Keeping:
        return Keeping(
            business="garage",
            clock=clock,
            chains=Ledgers(client, store.keys),
            changes=Changes(client, store.keys),
            notes=Notes(client, store.keys),
            signer=None,
            offsite=None,
            journal=FileJournal(path),
        )

    return start


def told(path: Path) -> list[tuple[str, str]]:
    """What the journal tells, in its order."""
    return [(change.number, change.what.value) for change in read_changes(path)]


def last_words(path: Path) -> dict[str, str]:
    return dict(told(path))


def test_who_opts_out_and_who_comes_back_is_told_in_the_order_of_the_commits(world, relay, path):
    keeping = relay()
    journal.tail(keeping)
    for words in ("STOP", "STOP", "START", "STOP"):
        world.texts(BOB, words)
    assert journal.tail(keeping) == 3
    assert told(path) == [(BOB, "opted_out"), (BOB, "opted_in"), (BOB, "opted_out")]


def test_whatever_door_an_opt_out_comes_through_it_is_told(world, relay, path):
    keeping = relay()
    journal.tail(keeping)
    from_desk(world, ALICE, "desk")
    from_desk(world, BOB, "import")
    from_desk(world, CAROL, "api")
    journal.tail(keeping)
    assert last_words(path) == dict.fromkeys((ALICE, BOB, CAROL), "opted_out")


def from_desk(world, number: str, channel: str) -> None:
    compose.unsubscribe(world.deps, number, channel, "Dana", "asked")


def test_a_relay_that_died_goes_on_where_the_file_ends_and_tells_nothing_twice(world, relay, path):
    first = relay()
    journal.tail(first)
    world.texts(ALICE, "STOP")
    journal.tail(first)
    die(first)
    world.texts(BOB, "STOP")
    second = relay()
    journal.tail(second)
    assert told(path) == [(ALICE, "opted_out"), (BOB, "opted_out")]


def die(keeping: Keeping) -> None:
    """Its lock goes with the process."""
    keeping.journal._close()


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_death_in_the_middle_of_writing_loses_nothing(world, relay, path, cut):
    first = relay()
    journal.tail(first)
    for number in (ALICE, BOB):
        world.texts(number, "STOP")
    journal.tail(first)
    die(first)
    os.truncate(path, path.stat().st_size - cut)
    second = relay()
    world.texts(CAROL, "STOP")
    journal.tail(second)
    assert last_words(path) == dict.fromkeys((ALICE, BOB, CAROL), "opted_out")


def test_a_new_file_begins_with_everybody_who_is_opted_out(world, relay, path):
    for number, words in ((ALICE, "START"), (BOB, "STOP"), (CAROL, "STOP")):
        world.texts(number, words)
    journal.tail(relay())
    assert last_words(path) == dict.fromkeys((BOB, CAROL), "opted_out")


@pytest.mark.parametrize("how", ["renamed", "truncated", "deleted"])
def test_a_rotation_leaves_a_new_file_that_is_enough_by_itself(world, relay, path, how):
    keeping = relay()
    world.texts(BOB, "STOP")
    journal.tail(keeping)
    if how == "renamed":
        path.rename(path.with_suffix(".1"))
    elif how == "truncated":
        os.truncate(path, 0)
    else:
        path.unlink()
    world.texts(CAROL, "STOP")
    journal.tail(keeping)
    assert last_words(path) == dict.fromkeys((BOB, CAROL), "opted_out")


def test_what_happens_while_a_new_file_begins_comes_after_it(world, relay, path, monkeypatch):
    """BOB comes back between the mark and the reading of the set, CAROL leaves after it."""
    keeping = relay()
    world.texts(BOB, "STOP")
    read = keeping.changes.opted_out

    def slowly():
        pages = list(read())
        world.texts(BOB, "START")
        world.texts(CAROL, "STOP")
        yield from pages

    object.__setattr__(keeping, "changes", Slow(keeping.changes, slowly))
    journal.tail(keeping)
    journal.tail(keeping)
    assert last_words(path) == {BOB: "opted_in", CAROL: "opted_out"}


class Slow:
    """The changes, with a reading of the set that takes its time."""

    def __init__(self, changes, opted_out) -> None:
        self.after, self.newest, self.trim = changes.after, changes.newest, changes.trim
        self.marketing_off, self.marketing_off_at = changes.marketing_off, changes.marketing_off_at
        self.opted_out_at = changes.opted_out_at
        self.opted_out = opted_out


def test_redis_forgets_old_changes_that_are_in_the_file(world, relay, path, client, store, clock):
    keeping = relay()
    journal.tail(keeping)
    for words in ("STOP", "START") * 3:
        world.texts(BOB, words)
    journal.tail(keeping)
    stream = store.keys.changes(store.keys.shard(BOB))
    assert client.xlen(stream) == 6
    clock.at = 10**14  # Redis stamps changes with its own clock
    world.texts(BOB, "STOP")
    journal.tail(keeping)
    assert client.xlen(stream) == 1
    world.texts(BOB, "START")
    assert journal.tail(keeping) == 1


def test_only_this_user_may_read_it(relay, path):
    path.touch(mode=0o644)
    journal.tail(relay())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_one_process_writes_it(relay, path):
    first, second = relay(), relay()
    journal.tail(first)
    with pytest.raises(JournalElsewhere):
        second.journal.mark()
    assert journal.tail(second) == 0
    die(first)
    assert second.journal.mark() is not None


def test_a_journal_that_cannot_be_written_is_a_problem_that_the_doctor_reads(relay, path):
    keeping = relay()
    path.mkdir()
    with pytest.raises(JournalUnavailable):
        keeping.journal.mark()
    journal.tail(keeping)
    assert str(path) in keeping.notes.read()[journal.PROBLEM]
    path.rmdir()
    journal.tail(keeping)
    assert keeping.notes.read()[journal.PROBLEM] == ""


def test_every_line_is_on_disk_before_it_counts(world, relay, path, monkeypatch):
    """The mark is written with the lines, and fsync comes before the next change is asked for."""
    synced: list[int] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (synced.append(descriptor), real(descriptor)))
    keeping = relay()
    journal.tail(keeping)
    before = len(synced)
    world.texts(BOB, "STOP")
    journal.tail(keeping)
    assert len(synced) == before + 1
    lines = path.read_text().splitlines()
    assert json.loads(lines[-2])["what"] == Changed.OPTED_OUT and "mark" in json.loads(lines[-1])
