"""A ledger that somebody tampered with: which line is wrong, and what only a checkpoint shows (I6)."""

import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from responder.domain.proof.erasure import Found, Request, erase
from responder.domain.proof.ledger import link
from responder.domain.proof.ledger_lines import spelled, written
from responder.domain.proof.verify import MOST_FAULTS, audit
from responder.domain.records import Number
from tests.domain.proof.ledgers import chain, checkpoint, erased, exported
from tests.people import ALICE, BOB, CAROL, NOON

ALICES = chain(ALICE, "START", "STOP", "START")
BOBS = chain(BOB, "STOP", "Arrêt 🛑", "STOP", "START")
CAROLS = chain(CAROL, "ARRET")
LEDGER = (ALICES, BOBS, CAROLS)
LINES = exported(*LEDGER)
LATER = NOON + 2 * 86_400_000
"""After the checkpoint."""

Tamper = Callable[[list[str]], list[str]]


def first_fault(lines: list[str], with_checkpoint: bool = False) -> int:
    """The line of the first fault; 0 = none."""
    found = audit(lines, checkpoint(*LEDGER) if with_checkpoint else None)
    return found.faults[0].line if found.faults else 0


def renumbered(lines: list[str]) -> list[str]:
    """The traces of a cut removed: places in the file without a gap."""
    return [written(json.loads(line), place) for place, line in enumerate(lines, start=1)]


def rewritten(*entries: dict[str, object]) -> list[dict[str, object]]:
    """A chain with all its links made anew."""
    found: list[dict[str, object]] = []
    for entry in entries:
        found.append({**entry, "link": link(str(found[-1]["link"]) if found else "", entry)})
    return found


def edited(where: int, **values: object) -> Tamper:
    """Values of one line changed, as somebody with an editor who keeps the form."""
    return lambda lines: [
        spelled(json.loads(text) | values) if place == where else text
        for place, text in enumerate(lines, start=1)
    ]


def without(line: int) -> Tamper:
    return lambda lines: lines[: line - 1] + lines[line:]


def swapped(one: int, other: int) -> Tamper:
    def swap(lines: list[str]) -> list[str]:
        copy = list(lines)
        copy[one - 1], copy[other - 1] = copy[other - 1], copy[one - 1]
        return copy

    return swap


def repeated(line: int) -> Tamper:
    return lambda lines: [*lines[:line], lines[line - 1], *lines[line:]]


def test_an_export_that_nobody_touched_verifies_with_and_without_a_checkpoint():
    assert first_fault(LINES) == first_fault(LINES, with_checkpoint=True) == 0
    found = audit(LINES)
    assert (found.entries, found.chains, found.erased) == (8, 3, 0)


SEEN_ALONE: dict[str, tuple[Tamper, int]] = {
    "other words": (edited(5, body="hello"), 5),
    "another time": (edited(2, at=NOON), 2),
    "another number in the middle": (edited(2, number=BOB), 2),
    "another number at the end": (edited(8, number="+15145550138"), 8),
    "a value more": (edited(1, actor="Dana"), 1),
    "another link": (edited(4, link="0" * 64), 4),
    "another place": (edited(3, line=9), 3),
    "the first taken out": (without(1), 1),
    "one taken out of a chain": (without(5), 5),
    "a number's newest taken out": (without(3), 3),
    "two of a chain change places": (swapped(4, 5), 4),
    "two of different numbers change places": (swapped(3, 4), 3),
    "one twice": (repeated(4), 5),
    "a blank": (lambda lines: [lines[0].replace(":", ": ", 1), *lines[1:]], 1),
    "a key twice": (lambda lines: [lines[0].replace("{", '{"body":"STOP",', 1), *lines[1:]], 1),
    "half a line at the end": (lambda lines: [*lines[:-1], lines[-1][:20]], 8),
    "no JSON": (lambda lines: [*lines[:3], "STOP", *lines[4:]], 4),
    "JSON that is no entry": (lambda lines: [*lines[:3], "[]", *lines[4:]], 4),
    "an empty line": (lambda lines: [*lines[:2], "", *lines[2:]], 3),
    "a second chain of the same number": (
        lambda lines: renumbered([*lines, *exported(chain(ALICE, "START"))]),
        9,
    ),
    "an entry of nobody": (
        lambda lines: [*lines, written(rewritten({"at": NOON, "kind": "consent"})[0], 9)],
        9,
    ),
    "removed without an erasure": (
        lambda lines: [
            *lines[:7],
            spelled({"chain": CAROLS[0]["link"], "kind": "removed", "line": 8, "link": CAROLS[0]["link"]}),
        ],
        9,
    ),
}


@pytest.mark.parametrize("name", SEEN_ALONE)
def test_what_does_not_fit_together_is_found_without_a_checkpoint(name: str):
    tamper, line = SEEN_ALONE[name]
    assert first_fault(tamper(LINES)) == line


CAREFUL: dict[str, tuple[Tamper, int]] = {
    "a number's newest cut off": (lambda lines: renumbered(without(3)(lines)), 3),
    "the last line cut off": (lambda lines: lines[:-1], 8),
    "a whole number gone": (lambda lines: renumbered([*lines[:3], *lines[7:]]), 5),
    "everything gone": (lambda lines: [], 1),
    "a chain written anew": (
        lambda lines: renumbered([*lines[:7], *exported(rewritten(plain(CAROLS[0]) | {"body": "hi"}))]),
        8,
    ),
    "a chain written anew after its first entry": (
        lambda lines: renumbered(
            [
                *exported(rewritten(*map(plain, ALICES[:2]), plain(ALICES[2]) | {"body": "YES"})),
                *lines[3:],
            ]
        ),
        3,
    ),
    "a number put in, dated before": (
        lambda lines: renumbered([*lines, *exported(chain("+15145550138", "START"))]),
        9,
    ),
    "an entry put in at the end of a chain, dated before": (
        lambda lines: renumbered([*lines[:7], *exported(chain(CAROL, "ARRET", "START"))]),
        9,
    ),
}


def plain(entry: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in entry.items() if name != "link"}


@pytest.mark.parametrize("name", CAREFUL)
def test_who_mends_the_links_is_found_with_a_checkpoint_and_only_with_one(name: str):
    tamper, line = CAREFUL[name]
    assert first_fault(tamper(LINES)) == 0
    assert first_fault(tamper(LINES), with_checkpoint=True) == line


def test_entries_and_numbers_that_came_after_the_checkpoint_are_no_fault():
    bobs = [*BOBS, *chain(BOB, "STOP", at=LATER)]
    bobs[-1]["link"] = link(BOBS[-1]["link"], plain(bobs[-1]))
    lines = exported(ALICES, bobs, CAROLS, chain("+15145550138", "START", at=LATER))
    assert first_fault(lines, with_checkpoint=True) == 0


def test_the_chain_of_an_erased_person_verifies_against_a_checkpoint_made_before():
    lines = exported(ALICES, CAROLS, erased(BOBS, at=LATER))
    found = audit(lines, checkpoint(*LEDGER))
    assert (found.faults, found.erased) == ((), 4)


def after_closing(closing: dict[str, object]) -> dict[str, object]:
    """The same once more, linked to the first."""
    values = {name: value for name, value in plain(closing).items() if name != "line"}
    return {**values, "link": link(str(closing["link"]), values)}


UNACCOUNTED: dict[str, tuple[Tamper, int]] = {
    "the closing entry cut off": (lambda lines: lines[:-1], 5),
    "one removed entry fewer": (lambda lines: renumbered(without(2)(lines)), 4),
    "the first removed entry gone": (lambda lines: renumbered(lines[1:]), 1),
    "another count": (edited(5, erased=3), 5),
    "another reason": (edited(5, reason="because"), 5),
    "words beside a removed entry": (edited(2, body="START"), 2),
    "a second closing entry, well linked": (
        lambda lines: [*lines, written(after_closing(json.loads(lines[-1])), 6)],
        6,
    ),
    "an entry after the closing one": (
        lambda lines: [
            *lines,
            spelled({"chain": BOBS[0]["link"], "kind": "removed", "line": 6, "link": "1" * 64}),
        ],
        6,
    ),
}


@pytest.mark.parametrize("name", UNACCOUNTED)
def test_an_erasure_must_account_for_every_link_that_it_left(name: str):
    tamper, line = UNACCOUNTED[name]
    lines = exported(erased(BOBS))
    assert first_fault(lines) == 0
    assert first_fault(tamper(lines)) == line


@pytest.mark.parametrize(
    ("forged", "words"),
    [(BOBS[:2], "1 entries"), ([*BOBS[:3], BOBS[0]], "names another entry")],
)
def test_an_erased_chain_is_held_against_the_checkpoint_as_well(forged, words):
    found = audit(exported(ALICES, erased(forged, at=LATER), CAROLS), checkpoint(*LEDGER))
    assert found.faults[0].line == 7 and words in found.faults[0].said


def test_a_file_of_another_kind_is_given_up_soon():
    assert len(audit(["x"] * 1_000).faults) == MOST_FAULTS


def test_half_a_character_is_exported_and_verifies():
    lines = exported(chain(ALICE, "STOP \ud83d", "Arrêt"))
    assert "\\ud83d" in lines[0] and "Arrêt" in lines[1]
    assert first_fault(lines) == 0


def signature(said: bytes) -> str:
    """As the installation's key would make one."""
    return sha256(b"our key" + said).hexdigest()


def is_signed(said: bytes, given: str) -> bool:
    return given == signature(said)


def erased_by(sign, what=BOBS) -> list[dict[str, object]]:
    """What the product itself leaves of a chain."""
    nobody = Found(Number(BOB), False, False, len(what), what, ())
    return [*erase(nobody, Request("Dana", "asked by letter", LATER), sign).archive]


def test_an_erasure_after_the_checkpoint_is_counted_apart_if_it_is_signed():
    lines = exported(ALICES, erased_by(signature), CAROLS)
    found = audit(lines, checkpoint(*LEDGER), is_signed)
    assert found.faults == ()
    (since,) = found.erased_since
    assert (since.chain, since.entries, since.actor) == (BOBS[0]["link"], len(BOBS), "Dana")
    assert (since.at, since.reason) == (LATER, "asked by letter")


FORGED = {
    "not signed": lambda said: "",
    "signed with another key": lambda said: "of somebody else",
    "the signature of another erasure": lambda said: str(erased_by(signature, CAROLS)[-1]["signature"]),
}


def relinked(entries):
    """Stubs as they are; the closing entry linked to the last of them."""
    *stubs, closing = entries
    return [*stubs, {**plain(closing), "link": link(str(stubs[-1]["link"]), plain(closing))}]


@pytest.mark.parametrize("how", FORGED)
def test_an_erasure_that_the_installation_did_not_sign_is_a_fault(how):
    found = audit(exported(ALICES, erased_by(FORGED[how]), CAROLS), checkpoint(*LEDGER), is_signed)
    assert found.faults[0].line == 8 and "not signed" in found.faults[0].said
    assert found.erased_since == ()


@pytest.mark.parametrize("changed", ["actor", "reason", "at"])
def test_a_signature_covers_who_erased_when_and_why(changed):
    true = erased_by(signature)
    forged = relinked([*true[:-1], true[-1] | {changed: LATER + 1 if changed == "at" else "op"}])
    found = audit(exported(ALICES, forged, CAROLS), checkpoint(*LEDGER), is_signed)
    assert "not signed" in found.faults[0].said


def test_an_erasure_that_the_checkpoint_holds_needs_no_signature():
    """The checkpoint's own signature covers it: also one from before erasures were signed."""
    ledger = (ALICES, erased(BOBS), CAROLS)
    found = audit(exported(*ledger), checkpoint(*ledger), is_signed)
    assert (found.faults, found.erased_since, found.erased) == ((), (), len(BOBS))
