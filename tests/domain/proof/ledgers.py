"""Ledgers made by hand, as an export holds them, and a checkpoint over them."""

from typing import Any

from responder.domain.proof.checkpoint import Checkpoint, Head, state
from responder.domain.proof.ledger import link
from responder.domain.proof.ledger_lines import written
from responder.domain.proof.verify import ERASURE, REMOVED
from tests.people import NOON

Chain = list[dict[str, Any]]


def chain(number: str, *words: str, at: int = NOON) -> Chain:
    """A number's linked entries, a minute apart."""
    found: Chain = []
    for index, word in enumerate(words):
        entry = {"at": at + index * 60_000, "kind": "consent", "body": word, "number": number}
        found.append(entry | {"link": link(found[-1]["link"] if found else "", entry)})
    return found


def erased(old: Chain, at: int = NOON + 3_600_000) -> Chain:
    """What is left of a chain when its person was erased."""
    first = old[0]["link"]
    stubs: Chain = [{"chain": first, "kind": REMOVED, "link": entry["link"]} for entry in old]
    closing = {"at": at, "kind": ERASURE, "chain": first, "erased": len(old), "reason": "asked"}
    return [*stubs, closing | {"link": link(old[-1]["link"], closing)}]


def exported(*chains: Chain) -> list[str]:
    """The lines of an export."""
    entries = [entry for each in chains for entry in each]
    return [written(entry, line) for line, entry in enumerate(entries, start=1)]


def checkpoint(*chains: Chain, at: int = NOON + 86_400_000) -> Checkpoint:
    """A checkpoint over these chains, a day after noon."""
    heads = [Head(each[0]["link"], len(each), each[-1]["link"]) for each in chains]
    return state("garage", heads, at, at + 500)
