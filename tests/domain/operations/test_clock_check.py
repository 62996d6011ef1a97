"""Which clock the product goes by, cell by cell (I2, I7)."""

import pytest

from responder.domain.operations.clock_check import (
    NOBODYS,
    TOLERATED,
    YOUNG,
    Comparison,
    Offset,
    is_right,
    offset_from,
)
from responder.domain.records import HOUR, SECOND

WRONG = TOLERATED + 1


@pytest.mark.parametrize(
    ("found", "correction", "off", "server_off"),
    [
        (Comparison(0), 0, 0, 0),
        (Comparison(TOLERATED), TOLERATED, 0, 0),
        (Comparison(-TOLERATED, 0), -TOLERATED, 0, 0),
        (Comparison(HOUR), 0, 0, 0),
        (Comparison(-HOUR), 0, 0, 0),
        (Comparison(HOUR, offset=0), HOUR, 0, 0),
        (Comparison(HOUR, offset=-HOUR), 0, 0, 0),
        (Comparison(0, offset=-HOUR), -HOUR, 0, 0),
        (Comparison(HOUR, HOUR - 3_000), HOUR, 0, 0),
        (Comparison(HOUR, 0, offset=0), 0, 0, -HOUR),
        (Comparison(-HOUR, 0), 0, 0, HOUR),
        (Comparison(0, HOUR), 0, HOUR, HOUR),
        (Comparison(5_000, WRONG), 5_000, 0, 0),
        (Comparison(-5_000, WRONG), -5_000, WRONG + 5_000, WRONG + 5_000),
        (Comparison(HOUR, 2 * HOUR), 0, 2 * HOUR, HOUR),
    ],
    ids=[
        *("we agree", "a little", "a little, and the provider agrees with us"),
        *("the server was set ahead", "it was set back", "it was set ahead, rightly, as another process saw"),
        *("it was set ahead, and others do not follow", "we followed it, and others do not"),
        *("it was set right", "set ahead, and the provider says that we are right", "set back, the same"),
        *("all of ours are an hour slow", "less off after following", "more off after following"),
        "three clocks, three times",
    ],
)
def test_a_server_that_is_set_wrong_takes_nobody_along(
    found: Comparison, correction: int, off: int, server_off: int
) -> None:
    assert (found.correction, found.off, found.server_off) == (correction, off, server_off)
    assert found.ahead == correction - found.server


@pytest.mark.parametrize("off", [0, TOLERATED, -TOLERATED])
def test_some_seconds_are_tolerated(off: int) -> None:
    assert is_right(off) and not is_right(off + (WRONG if off >= 0 else -WRONG))


@pytest.mark.parametrize(
    ("age", "counts"),
    [(0, True), (YOUNG, True), (YOUNG + 1, False), (-TOLERATED, True), (-TOLERATED - 1, False)],
)
def test_what_others_go_by_counts_for_a_minute(age: int, counts: bool) -> None:
    assert Offset(HOUR, SECOND, by_provider=True).counts(HOUR + age) is counts


@pytest.mark.parametrize("offset", [Offset(HOUR, -HOUR, by_provider=True), Offset(0, 5, by_provider=False)])
def test_what_is_written_is_read_again(offset: Offset) -> None:
    assert offset_from(offset.written) == offset


@pytest.mark.parametrize("written", ["", "soon", "1 2", "1 2 3 4", "1 2 x"])
def test_what_cannot_be_read_is_nobodys(written: str) -> None:
    assert offset_from(written) == NOBODYS
