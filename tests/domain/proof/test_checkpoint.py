"""The Merkle root and the document that is signed (I6)."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.domain.proof import merkle
from responder.domain.proof.checkpoint import BadCheckpoint, from_json, signed_bytes, to_json
from tests.domain.proof.ledgers import chain, checkpoint
from tests.people import ALICE, BOB, CAROL

CHAINS = [chain(ALICE, "START"), chain(BOB, "STOP", "START"), chain(CAROL, "ARRET")]


def split(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1 word for word, as a second opinion."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + split(leaves[:k]) + split(leaves[k:])).digest()


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_the_root_is_that_of_rfc_6962(leaves: list[bytes]) -> None:
    assert merkle.root(leaves) == split(leaves).hex()


def test_a_checkpoint_counts_and_does_not_say_whose_the_chains_are() -> None:
    made = checkpoint(*CHAINS)
    assert (made.statement.chains, made.statement.entries) == (3, 4)
    assert not any(person in to_json(made, "") for person in (ALICE[1:], BOB[1:], CAROL[1:]))


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    made = checkpoint(*CHAINS)
    assert from_json(to_json(made, "key")) == made


@pytest.mark.parametrize(("name", "value"), [("business", "x"), ("started", 1), ("root", "0")])
def test_the_signature_covers_every_value_of_the_statement(name: str, value: object) -> None:
    made = checkpoint(*CHAINS)
    said = json.loads(signed_bytes(made.statement))
    assert said[name] != value and {"format", "chains", "entries"} < set(said)


CHANGES = {
    "a head less": lambda plain: plain["heads"].pop(),
    "another length": lambda plain: plain["heads"][0].__setitem__(1, 9),
    "another order": lambda plain: plain["heads"].reverse(),
    "another root": lambda plain: plain.__setitem__("root", "0" * 64),
    "another count": lambda plain: plain.__setitem__("chains", 9),
    "another form": lambda plain: plain.__setitem__("format", "x"),
    "no signature": lambda plain: plain.pop("signature"),
    "heads that are none": lambda plain: plain.__setitem__("heads", [[1]]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_checkpoint_whose_parts_do_not_agree_is_refused(name: str) -> None:
    plain = json.loads(to_json(checkpoint(*CHAINS), ""))
    CHANGES[name](plain)
    with pytest.raises(BadCheckpoint):
        from_json(json.dumps(plain))


@pytest.mark.parametrize("text", ["", "[]", "no", '{"format": "responder-checkpoint-1"}'])
def test_a_file_that_is_no_checkpoint_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        from_json(text)
