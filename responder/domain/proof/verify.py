"""Reading an exported ledger again: is every link right, and is all of it there that a checkpoint names (I6)?

Pure: lines in, faults out, one pass, memory for the checkpoint's chains alone. Without a checkpoint it finds
what does not fit together; `BLIND` says what it cannot find then.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from responder.domain.proof import ledger
from responder.domain.proof.checkpoint import Checkpoint, Head
from responder.domain.proof.ledger_lines import LINE, LINK, spelled
from responder.domain.records import MINUTE, Millis

BLIND = (
    "Without a signed checkpoint this cannot find entries cut off at the end of a number's chain, a number "
    "that is missing whole, or a ledger that somebody with access to Redis wrote anew with matching links."
)
"""What is said when there is no checkpoint."""

SLOW_COMMIT: Millis = 2 * MINUTE
"""An entry dated this much before a checkpoint must be in it: commits follow decisions in half a second."""

MOST_FAULTS = 20
"""After so many the rest of the file is not judged any more."""

REMOVED, ERASURE = "removed", "erasure"
"""Kinds in the chain of an erased person: a link whose words are gone, and the entry that closes it."""

SIGNATURE = "signature"
"""Of a closing entry: that this installation erased the person, and nobody who only had Redis (I6)."""

IsSigned = Callable[[bytes, str], bool]
"""Whether the holder of the checkpoint's key made this signature of these bytes."""


def signed_erasure(last: str, closing: Mapping[str, Any]) -> bytes:
    """What an erasure signs: its closing entry without the signature, after the chain's last link."""
    plain = {name: value for name, value in closing.items() if name not in (SIGNATURE, LINK, LINE)}
    return f"responder erasure\n{last}\n{ledger.canonical(plain)}".encode("utf-8", "backslashreplace")

_STUB = {"chain", "kind", LINE, LINK}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and at which line of the file (from 1)."""

    line: int
    said: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.said}"


@dataclass(frozen=True, slots=True)
class ErasedSince:
    """A person who was erased after the checkpoint: `entries` of their chain were in it. `at` is ms UTC."""

    chain: str
    entries: int
    at: Millis
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class Findings:
    """The result: how much was read, how much of it was erased, and the faults, first things first.

    `erased_since`: the erasures of what the checkpoint names; these entries are not there any more.
    """

    entries: int
    chains: int
    erased: int
    faults: tuple[Fault, ...]
    erased_since: tuple[ErasedSince, ...] = ()


@dataclass(slots=True)
class _Chain:
    """The chain that is being read."""

    owner: str
    first: str = ""
    link: str = ""
    length: int = 0
    stubs: int = 0
    closed: bool = False


@dataclass(slots=True)
class _Audit:
    heads: dict[str, Head]
    must_be_in: Millis
    """Entries dated before this must be in the checkpoint."""
    is_signed: IsSigned | None
    """None: signatures are not judged."""
    erased_since: list[ErasedSince] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    owners: set[str] = field(default_factory=set)
    chain: _Chain = field(default_factory=lambda: _Chain(""))
    line: int = 0
    expected: int = 1
    entries: int = 0
    erased: int = 0

    def blame(self, said: str) -> None:
        self.faults.append(Fault(self.line, said))


def audit(
    lines: Iterable[str], checkpoint: Checkpoint | None = None, is_signed: IsSigned | None = None
) -> Findings:
    """All that is wrong with an export: its lines without line ends, and a checkpoint that is believed.

    `is_signed` judges the erasures since the checkpoint: one that this installation did not sign is a fault.
    """
    heads = {head.chain: head for head in checkpoint.heads} if checkpoint else {}
    state = _Audit(heads, checkpoint.statement.started - SLOW_COMMIT if checkpoint else 0, is_signed)
    for text in lines:
        state.line += 1
        _take(state, text)
        if len(state.faults) >= MOST_FAULTS:
            break
    else:
        _end_of_file(state)
    faults, erased_since = tuple(state.faults), tuple(state.erased_since)
    return Findings(state.entries, len(state.owners), state.erased, faults, erased_since)


def _take(state: _Audit, text: str) -> None:
    entry = _read(text)
    if entry is None:
        state.blame("not an entry as it was exported; the line was edited or cut.")
        state.expected += 1
        return
    if entry[LINE] != state.expected:
        state.blame(f"says it was line {entry[LINE]}; lines were removed, inserted or moved here.")
    state.expected = entry[LINE] + 1
    state.entries += 1
    _change_chain(state, str(entry.get("number") or entry.get("chain") or ""))
    chain = state.chain
    chain.length += 1
    _judge_link(state, entry)
    chain.first, chain.link = chain.first or entry[LINK], entry[LINK]
    _judge_age(state, entry)


def _read(text: str) -> dict[str, Any] | None:
    """The line's values; None unless it is spelled in the one way that an export spells it."""
    try:
        entry = json.loads(text)
        whole = type(entry) is dict and type(entry[LINE]) is int and type(entry[LINK]) is str
        return entry if whole and spelled(entry) == text else None
    except (KeyError, ValueError, RecursionError):
        return None


def _change_chain(state: _Audit, owner: str) -> None:
    """Entries of one chain stand together, so another owner ends the chain before it."""
    if owner == state.chain.owner and state.chain.length:
        return
    _end_of_chain(state)
    if owner in state.owners or not owner:
        state.blame("stands apart from the other entries of its chain; it was moved or inserted.")
    state.owners.add(owner)
    state.chain = _Chain(owner)


def _judge_link(state: _Audit, entry: Mapping[str, Any]) -> None:
    chain = state.chain
    if chain.closed:
        state.blame("follows the entry that closed the chain of an erased person; it was inserted.")
    if entry.get("kind") == REMOVED and "number" not in entry:
        _judge_stub(state, entry)
        return
    values = {name: value for name, value in entry.items() if name != LINE}
    if entry[LINK] != ledger.link(chain.link, values):
        state.blame("its link is not that of this entry after the one before it: edited, or one is missing.")
    if "number" not in entry:
        _judge_closing(state, entry)


def _judge_stub(state: _Audit, entry: Mapping[str, Any]) -> None:
    chain = state.chain
    chain.stubs += 1
    state.erased += 1
    right_place = chain.stubs == chain.length and (chain.first or entry[LINK]) == entry["chain"]
    if set(entry) != _STUB or not right_place:
        state.blame("is no removed entry of the chain that it names.")


def _judge_closing(state: _Audit, entry: Mapping[str, Any]) -> None:
    """Only the erasure that says how many links it left may stand after removed entries."""
    chain = state.chain
    chain.closed = True
    if (
        entry.get("kind") != ERASURE
        or entry.get("erased") != chain.stubs
        or entry.get("chain") != chain.first
    ):
        state.blame("does not account for the removed entries before it.")
        return
    _judge_erasure(state, entry)


def _judge_erasure(state: _Audit, entry: Mapping[str, Any]) -> None:
    """Of entries that the checkpoint names nothing can be checked any more: only a signature is believed."""
    chain = state.chain
    head = state.heads.get(chain.first)
    if head is None or chain.length <= head.length:  # unknown to the checkpoint, or the erasure is in it
        return
    said = signed_erasure(chain.link, entry)
    if state.is_signed and not state.is_signed(said, str(entry.get(SIGNATURE, ""))):
        state.blame(
            "erases entries that the checkpoint names and is not signed with the checkpoint's key: whoever "
            "can write to Redis could have taken them out. Verify with a checkpoint from after it, or ask "
            "who erased."
        )
        return
    actor, reason = str(entry.get("actor", "")), str(entry.get("reason", ""))
    state.erased_since.append(ErasedSince(chain.first, head.length, _date(entry), actor, reason))


def _judge_age(state: _Audit, entry: Mapping[str, Any]) -> None:
    """With a checkpoint: the entry is the one it names, or is later than it."""
    chain = state.chain
    head = state.heads.get(chain.first)
    if head and chain.length == head.length and chain.link != head.link:
        state.blame("the checkpoint names another entry here: the chain was edited or written anew.")
    newer = head is None or chain.length > head.length
    if newer and entry.get("kind") != REMOVED and _date(entry) < state.must_be_in:
        state.blame("is dated before the checkpoint and is not in it: inserted, or the clock was set back.")


def _date(entry: Mapping[str, Any]) -> Millis:
    at = entry.get("at")
    return at if type(at) is int else 0


def _end_of_chain(state: _Audit) -> None:
    chain = state.chain
    if chain.stubs and not chain.closed:
        state.blame("ends removed entries without the erasure that accounts for them.")
    head = state.heads.pop(chain.first, None)
    if head and chain.length < head.length:
        missing = head.length - chain.length
        state.blame(f"before this line {missing} entries of a chain are missing that the checkpoint names.")


def _end_of_file(state: _Audit) -> None:
    state.line += 1
    _end_of_chain(state)
    if state.heads:
        missing = sum(head.length for head in state.heads.values())
        state.blame(
            f"the end; {len(state.heads)} chains ({missing} entries) that the checkpoint names are nowhere."
        )
