"""`docs/rules.md` is what the code says, names every rule, and leaves none without a place or a reason."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tools import rules_doc

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT.parent / "shared" / "rules" / "RULES.md"


def test_the_document_is_what_the_code_says():
    """If this fails: `python -m tools.rules_doc > docs/rules.md`, and read the difference."""
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == rules_doc.document() + "\n"


def test_every_rule_is_implemented_and_tested_or_says_why_not():
    assert rules_doc.unexplained() == []


def test_the_rules_are_139():
    groups = Counter(number[:2] for number in rules_doc.rules())

    assert groups == {"US": 29, "ST": 11, "CA": 26, "CH": 17, "PR": 12, "KW": 18, "IN": 8, "TZ": 9, "SG": 9}


def test_the_rules_are_those_of_the_book():
    if not BOOK.exists():
        pytest.skip("the rules book is not on this machine")
    book = set(re.findall(r"^\*\*([A-Z]{2}-\d\d)\*\*", BOOK.read_text(encoding="utf-8"), re.MULTILINE))

    assert set(rules_doc.rules()) == book


@pytest.mark.parametrize("number", rules_doc.rules())
def test_what_is_named_for_a_rule_is_there(number):
    told = rules_doc.rules()[number]

    assert told["title"]
    assert [path for path in told.get("code", ()) if not (ROOT / path).exists()] == []
    assert [name for name in told.get("tests", ()) if name not in rules_doc._tests_by_name()] == []
