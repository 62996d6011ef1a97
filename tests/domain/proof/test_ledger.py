"""The hash chain: the same entry gives the same link, and any edit another (I6)."""

import hashlib
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from responder.domain.proof.ledger import GENESIS, canonical, link

ENTRY: dict[str, Any] = {
    "at": 1_795_000_000_000,
    "kind": "consent",
    "event": "SM" + "0" * 31 + "1",
    "body": "Arrêt !",
    "before": "UNKNOWN",
    "after": "OPTED_OUT",
    "ledger": True,
}
VALUES = st.one_of(st.text(max_size=20), st.integers(), st.booleans())
ENTRIES = st.dictionaries(st.sampled_from([*ENTRY, "reason", "actor"]), VALUES, min_size=1)
LINKS = st.text("0123456789abcdef", min_size=64, max_size=64)


def test_the_canonical_form_is_sorted_compact_and_not_escaped() -> None:
    assert canonical({"b": "Arrêt 🛑", "a": 1, "c": True}) == '{"a":1,"b":"Arrêt 🛑","c":true}'


def test_a_link_is_the_sha_256_of_the_one_before_and_the_entry() -> None:
    expected = hashlib.sha256(f"{GENESIS}\n{canonical(ENTRY)}".encode()).hexdigest()

    assert link(GENESIS, ENTRY) == expected


def test_a_numbers_first_entry_follows_the_genesis() -> None:
    assert link("", ENTRY) == link(GENESIS, ENTRY)


@given(LINKS, ENTRIES)
def test_the_order_of_an_entrys_fields_is_no_matter(previous: str, entry: dict[str, Any]) -> None:
    turned = dict(reversed(entry.items()))

    assert link(previous, entry) == link(previous, turned)


@given(LINKS, ENTRIES, st.data())
def test_another_value_in_any_field_is_another_link(
    previous: str, entry: dict[str, Any], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(entry)))
    value = data.draw(VALUES)
    assume((type(value), value) != (type(entry[name]), entry[name]))

    assert link(previous, entry | {name: value}) != link(previous, entry)


@pytest.mark.parametrize("name", ENTRY)
def test_a_field_that_was_taken_out_is_another_link(name: str) -> None:
    rest = {key: value for key, value in ENTRY.items() if key != name}

    assert link(GENESIS, rest) != link(GENESIS, ENTRY)


@given(LINKS, LINKS)
def test_another_link_before_is_another_link(previous: str, other: str) -> None:
    assume(previous != other)

    assert link(previous, ENTRY) != link(other, ENTRY)


@given(LINKS, st.lists(ENTRIES, min_size=2, max_size=5, unique_by=canonical), st.data())
def test_entries_that_changed_places_break_the_chain(
    previous: str, entries: list[dict[str, Any]], data: st.DataObject
) -> None:
    moved = data.draw(st.permutations(entries))
    assume(moved != entries)

    assert head(previous, moved) != head(previous, entries)


def head(previous: str, entries: list[dict[str, Any]]) -> str:
    """The last link of a chain."""
    for entry in entries:
        previous = link(previous, entry)
    return previous


@given(ENTRIES, LINKS)
def test_an_entry_that_holds_its_own_link_has_the_same_link(entry: dict[str, Any], own: str) -> None:
    assert canonical(entry | {"link": own}) == canonical(entry)
    assert link(GENESIS, entry | {"link": own}) == link(GENESIS, entry)


@given(st.text(st.characters(categories=["Cs", "L", "So"]), max_size=30))
def test_half_a_character_raises_nothing(body: str) -> None:
    made = link(GENESIS, ENTRY | {"body": body})

    assert len(made) == 64
    assert set(made) <= set("0123456789abcdef")


def test_one_half_of_a_character_is_not_another() -> None:
    assert link(GENESIS, ENTRY | {"body": "\ud800"}) != link(GENESIS, ENTRY | {"body": "\udbff"})


def test_half_a_character_is_not_the_words_that_escape_it() -> None:
    assert link(GENESIS, ENTRY | {"body": "\ud800"}) != link(GENESIS, ENTRY | {"body": "\\ud800"})
