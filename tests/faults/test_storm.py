"""A short storm over the whole product, with two seeds; `bin/torture` is the long one."""

from pathlib import Path

import pytest

from tests.faults import report
from tests.faults.storm import run
from tests.faults.torture import short_storm


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_breaks_every_promise_holds(seed: int, tmp_path: Path) -> None:
    seen = run(short_storm(seed), tmp_path)
    if report.verdict(seen) and not seen.broken:  # no storm, or no calm: it was short, so another
        again = tmp_path / "again"
        again.mkdir()
        seen = run(short_storm(seed + 100), again)
    found = report.verdict(seen)
    assert not found, "\n".join([*found, "", report.figures(seen), "", report.stories(seen)])
