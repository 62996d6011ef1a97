"""All 52 bugs are covered, each exactly once: by a test that bears its number, or by a reason."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.bugs.ledger import CANNOT_ARISE, HOW_MANY

HERE = Path(__file__).parent


def marked() -> Iterator[tuple[int, str]]:
    """The number and the name of every test with a mark."""
    for file in sorted(HERE.glob("test_*.py")):
        for function in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for mark in function.decorator_list:
                    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "bug":
                        yield ast.literal_eval(mark.args[0]), function.name


def test_each_of_the_bugs_has_one_test_or_one_reason() -> None:
    covered = Counter([number for number, _ in marked()] + list(CANNOT_ARISE))

    assert covered == Counter(range(1, HOW_MANY + 1))


def test_every_mark_stands_on_a_test_whose_name_is_a_sentence() -> None:
    wrong = [name for _, name in marked() if not name.startswith("test_") or name.count("_") < 5]

    assert wrong == []


def test_every_reason_is_one() -> None:
    assert [number for number, reason in CANNOT_ARISE.items() if len(reason) < 60] == []
