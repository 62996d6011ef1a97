"""A checkpoint: what every chain of the ledger was at one time, in one root that can be signed (I6).

A chain is named by its first link, which tells nobody whose it is and outlives an erasure. Heads are read
while commits run, each chain's in one step: a checkpoint proves that the first `length` entries of each
chain it lists existed, exactly so, when it was `finished`; entries written since `started` may be in it or
not. An export made later, with more entries, verifies against it. It proves nothing about entries that
were never written, and nothing about what came after it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from responder.domain.proof import merkle
from responder.domain.records import Millis

FORMAT = "responder-checkpoint-1"


class BadCheckpoint(ValueError):
    """A checkpoint that cannot be believed; one sentence that says why."""


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """One chain: its first link, how many entries it has, and its last link."""

    chain: str
    length: int
    link: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed. `started` and `finished` are the times (ms UTC) between which heads were read."""

    business: str
    started: Millis
    finished: Millis
    chains: int
    entries: int
    root: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A statement, the heads that its root is made of, and its signature (hexadecimal Ed25519)."""

    statement: Statement
    heads: tuple[Head, ...]
    signature: str = ""


def state(business: str, heads: Iterable[Head], started: Millis, finished: Millis) -> Checkpoint:
    """The checkpoint of these heads, not signed yet."""
    ordered = tuple(sorted(heads))
    entries = sum(head.length for head in ordered)
    statement = Statement(business, started, finished, len(ordered), entries, root_of(ordered))
    return Checkpoint(statement, ordered)


def root_of(heads: Sequence[Head]) -> str:
    """The Merkle root over heads in their order."""
    return merkle.root([f"{head.chain}\n{head.length}\n{head.link}".encode() for head in heads])


def signed_bytes(statement: Statement) -> bytes:
    """Exactly what the signature covers: sorted keys, no spaces, UTF-8."""
    return json.dumps(_plain(statement), sort_keys=True, separators=(",", ":")).encode()


def to_json(checkpoint: Checkpoint, public_key: str) -> str:
    """The checkpoint as one JSON document; `public_key` is for people: verify with the one you kept."""
    heads = [[head.chain, head.length, head.link] for head in checkpoint.heads]
    plain = _plain(checkpoint.statement)
    more = {"heads": heads, "signature": checkpoint.signature, "public_key": public_key}
    return json.dumps({**plain, **more}, sort_keys=True, separators=(",", ":")) + "\n"


def from_json(text: str) -> Checkpoint:
    """The checkpoint in this document. Raises BadCheckpoint if it is none or its heads give another root.

    The signature is not looked at here: see `adapters.proof.signing`.
    """
    found = _parsed(text)
    if found.statement.root != root_of(found.heads):
        raise BadCheckpoint("The checkpoint's list of chains does not give the root that was signed.")
    if found.statement.chains != len(found.heads) or sorted(found.heads) != list(found.heads):
        raise BadCheckpoint("The checkpoint's list of chains is not whole.")
    return found


def _plain(statement: Statement) -> dict[str, object]:
    return {
        "format": FORMAT,
        "business": statement.business,
        "started": statement.started,
        "finished": statement.finished,
        "chains": statement.chains,
        "entries": statement.entries,
        "root": statement.root,
    }


def _parsed(text: str) -> Checkpoint:
    try:
        plain = json.loads(text)
        if plain["format"] != FORMAT:
            raise BadCheckpoint(f"The checkpoint is not one of the form {FORMAT}.")
        heads = tuple(Head(str(chain), int(length), str(link)) for chain, length, link in plain["heads"])
        return Checkpoint(_statement(plain), heads, str(plain["signature"]))
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, BadCheckpoint):
            raise
        raise BadCheckpoint("The file is not a checkpoint of the ledger.") from None


def _statement(plain: Mapping[str, Any]) -> Statement:
    return Statement(
        business=str(plain["business"]),
        started=int(plain["started"]),
        finished=int(plain["finished"]),
        chains=int(plain["chains"]),
        entries=int(plain["entries"]),
        root=str(plain["root"]),
    )
