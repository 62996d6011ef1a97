"""Values: compared by their fields, usable as keys, and written sparsely because their defaults are empty."""

from dataclasses import MISSING, fields, replace

import pytest

from responder.domain.records import Entry, EntryKind, Message, MessageState, Number
from responder.store.records import entry_dict
from tests.people import ALICE, BOB


def test_two_values_with_the_same_fields_are_one_key() -> None:
    assert {Number(ALICE), Number(ALICE), Number(BOB)} == {Number(ALICE), Number(BOB)}


def test_a_changed_copy_leaves_the_original_alone() -> None:
    before = Number(ALICE)
    after = before.changed({"version": 1})
    assert (before.version, after) == (0, replace(before, version=1))


@pytest.mark.parametrize("record", [Message, Entry])
def test_a_field_that_is_not_written_reads_as_empty(record: type) -> None:
    """The store leaves empty values out, so nothing but emptiness may be a default."""
    defaults = {each.name: each.default for each in fields(record) if each.default is not MISSING}
    assert [name for name, value in defaults.items() if value and value != MessageState.QUEUED] == []


def test_an_entry_at_the_beginning_of_time_keeps_its_time() -> None:
    assert entry_dict(Entry(0, EntryKind.NOTE)) == {"at": 0, "kind": "note"}
