"""The journal's disk is full: no STOP is refused for it, the operator is told, nothing is missed later."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from responder.flows.proof import journal
from tests.flows.proof.test_journal import die, last_words, relay
from tests.people import ALICE, BOB, CAROL

__all__ = ["relay"]


LONG = b" " * (1 << 20) + b"\n"
"""What the journal begins with: a line that tells nothing."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "optouts.journal"


@contextmanager
def room(path: Path, octets: int) -> Iterator[None]:
    """No file of this process grows further than this beyond the journal's present size.

    As on a full disk the system writes what fits, and then refuses (EFBIG in place of ENOSPC). The journal is
    longer than what pytest keeps of a test's output, which is a file too.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + octets, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def keeping(relay, path):
    path.write_bytes(LONG)
    found = relay()
    journal.tail(found)
    return found


@pytest.mark.parametrize("fits", [0, 1, 7, 40, 79, 80, 81, 120, 200])
def test_a_stop_is_kept_and_told_once_there_is_room_again(world, keeping, path, fits):
    """Whatever part of the lines was written: two opt-outs and the mark."""
    with room(path, fits):
        world.texts(BOB, "STOP")
        world.texts(CAROL, "STOP")
        journal.tail(keeping)
        journal.tail(keeping)
    assert {number: world.deps.store.load(number).consent.value for number in (BOB, CAROL)} == {
        BOB: "OPTED_OUT",
        CAROL: "OPTED_OUT",
    }
    journal.tail(keeping)

    assert last_words(path) == dict.fromkeys((BOB, CAROL), "opted_out")


@pytest.mark.parametrize("fits", [1, 40, 80])
def test_what_comes_after_half_a_line_is_not_glued_to_it(world, keeping, path, fits):
    """The full disk refuses also the end of the torn line; each later opt-out must be readable."""
    world.texts(BOB, "STOP")
    with room(path, fits):
        for _ in range(3):
            journal.tail(keeping)
    world.texts(ALICE, "STOP")
    journal.tail(keeping)
    world.texts(CAROL, "STOP")
    journal.tail(keeping)

    assert last_words(path) == dict.fromkeys((ALICE, BOB, CAROL), "opted_out")


def test_the_operator_is_told_and_told_when_it_is_over(world, keeping, path):
    with room(path, 10):
        world.texts(BOB, "STOP")
        journal.tail(keeping)
        problem = keeping.notes.read()[journal.PROBLEM]
    assert str(path) in problem
    journal.tail(keeping)
    assert keeping.notes.read()[journal.PROBLEM] == ""


def test_a_relay_that_starts_on_the_full_disk_misses_nothing(world, keeping, path, relay):
    with room(path, 30):
        world.texts(BOB, "STOP")
        journal.tail(keeping)
        die(keeping)
        second = relay()
        journal.tail(second)
    world.texts(CAROL, "STOP")
    journal.tail(second)

    assert last_words(path) == dict.fromkeys((BOB, CAROL), "opted_out")


def test_a_new_file_on_a_full_disk_begins_again_with_everybody(world, keeping, path):
    """After a rotation the whole list is written; what fits of it has no mark, and does not count."""
    for number in (ALICE, BOB, CAROL):
        world.texts(number, "STOP")
    journal.tail(keeping)
    path.rename(path.with_suffix(".1"))
    path.write_bytes(LONG)
    with room(path, 100):
        journal.tail(keeping)
    journal.tail(keeping)

    assert last_words(path) == dict.fromkeys((ALICE, BOB, CAROL), "opted_out")
