"""One text, posted 50 times at the same moment to the real web process; `bin/torture copies` does more."""

from pathlib import Path

from tests.faults import proofs

ROUNDS = 12


def test_fifty_copies_at_once_have_one_effect_and_one_answer(tmp_path: Path) -> None:
    proof = proofs.copies(tmp_path, ROUNDS)
    assert proof.good, proof.said
