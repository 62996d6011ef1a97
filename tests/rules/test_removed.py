"""What the tables `removed_*.py` take out stands where they look, and no rule with a test is missing."""

import re
from pathlib import Path

import pytest

from tests.faults.mutants import Mutant
from tests.rules import removed_ch_kw, removed_us_ca
from tools import rules_doc

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT.parent / "shared" / "rules" / "RULES.md"
REMOVED = (*removed_us_ca.REMOVED, *removed_ch_kw.REMOVED)


def taken_out() -> set[str]:
    return {mutant.guard.split(" ", 1)[0] for mutant in REMOVED}


@pytest.mark.parametrize("mutant", REMOVED, ids=lambda mutant: mutant.guard)
def test_a_rule_stands_once_where_it_is_taken_out_and_its_test_exists(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text("utf-8").count(mutant.old) == 1
    assert mutant.new != mutant.old
    path, _, name = mutant.tests.partition("::")
    assert (ROOT / path).exists()
    assert not name or f"def {name}(" in (ROOT / path).read_text("utf-8")


def test_each_rule_is_taken_out_or_says_why_it_is_out_of_scope() -> None:
    assert taken_out() == {number for number, told in rules_doc.rules().items() if "out" not in told}


def test_each_rule_that_the_book_marks_with_a_test_is_taken_out() -> None:
    if not BOOK.exists():
        pytest.skip("the rules book is not on this machine")
    lines = BOOK.read_text(encoding="utf-8").splitlines()
    marked = {line[2:7] for line in lines if re.match(r"\*\*[A-Z]{2}-\d\d\*\*", line) and "Test**" in line}

    assert marked <= taken_out()
