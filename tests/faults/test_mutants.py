"""The guards that `bin/mutate-guards` takes out stand where it looks for them. The hunt itself runs in CI."""

from pathlib import Path

import pytest

from tests.faults.mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
NAMED = (
    *("dedupe", "version check", "store's own refusal", "gate", "claim", "freshness", "permit", "signature"),
    *("chain", "fsync", "review", "scope", "order", "outage"),
)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.guard)
def test_a_guard_stands_once_where_its_mutant_takes_it_out(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text("utf-8").count(mutant.old) == 1
    assert mutant.new != mutant.old
    assert all((ROOT / test).exists() for test in mutant.tests.split())


@pytest.mark.parametrize("guard", NAMED)
def test_every_kind_of_guard_has_a_mutant(guard: str) -> None:
    assert any(mutant.guard.startswith(f"{guard}:") for mutant in MUTANTS)
