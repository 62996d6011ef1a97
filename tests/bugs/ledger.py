"""The 52 bugs that others shipped: `@bug(7)` marks the test of one, `CANNOT_ARISE` says why there is none."""

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., object])

HOW_MANY = 52

CANNOT_ARISE: dict[int, str] = {
    28: "Keys are built in `store/keys.py` alone, and `tests/test_architecture.py` lets nothing but `store/` "
    "import redis: there is no second key that a sending path could read.",
    29: "There is no switch: an opt-out to any of our numbers stops all of them (PR-07), and no setting says "
    "otherwise.",
}
"""Bug -> the reason in the structure of the product that leaves no place for it."""


def bug(number: int) -> Callable[[Test], Test]:
    """Marks the one test of this bug; `test_all.py` reads the marks."""
    assert 1 <= number <= HOW_MANY
    return lambda test: test
