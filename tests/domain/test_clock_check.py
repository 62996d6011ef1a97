"""Which clock the product goes by, cell by cell (I2, I7)."""

import pytest

from responder.domain.operations.clock_check import TOLERATED, Comparison, is_right
from responder.domain.records import HOUR

WRONG = TOLERATED + 1


@pytest.mark.parametrize(
    ("found", "follows", "off"),
    [
        (Comparison(0), True, 0),
        (Comparison(TOLERATED), True, 0),
        (Comparison(-TOLERATED, 0), True, 0),
        (Comparison(HOUR), False, HOUR),
        (Comparison(-HOUR), False, -HOUR),
        (Comparison(HOUR, agreed=True), True, 0),
        (Comparison(HOUR, HOUR - 3_000), True, 0),
        (Comparison(HOUR, 0, agreed=True), False, 0),
        (Comparison(-HOUR, 0), False, 0),
        (Comparison(0, HOUR), True, HOUR),
        (Comparison(5_000, WRONG), True, 0),
        (Comparison(-5_000, WRONG), True, WRONG + 5_000),
        (Comparison(HOUR, 2 * HOUR), False, 2 * HOUR),
    ],
    ids=[
        *("we agree", "a little", "a little, and the provider agrees with us"),
        *("the server was set ahead", "it was set back", "it was set ahead, rightly, as another process saw"),
        *("it was set right", "set ahead, and the provider says that we are right", "set back, the same"),
        *("all of ours are an hour slow", "less off after following", "more off after following"),
        "three clocks, three times",
    ],
)
def test_a_server_that_is_set_wrong_takes_nobody_along(found: Comparison, follows: bool, off: int) -> None:
    assert (found.follows, found.off) == (follows, off)


@pytest.mark.parametrize("off", [0, TOLERATED, -TOLERATED])
def test_some_seconds_are_tolerated(off: int) -> None:
    assert is_right(off) and not is_right(off + (WRONG if off >= 0 else -WRONG))
