"""Bar charts as plain geometry: the templates draw them as inline SVG, because no page may hold a style.

A chart is 1000 by 100 units and stretched to its place, so nothing in it is text: dates and figures stand
around it, and the same figures in a table below it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1_000.0, 100.0
GAP = 0.28
"""The part of a day's width that stays empty between two days."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it stands and how tall it is, in units of the chart; `series` 0 or 1."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All bars, and the value at the top of the chart."""

    bars: list[Bar]
    top: int

    def drawn(self, series: int) -> str:
        """All bars of a series as the data of one SVG path."""
        return "".join(
            f"M{bar.x:g} {bar.y:g}h{bar.width:g}v{bar.height:g}h{-bar.width:g}z"
            for bar in self.bars
            if bar.series == series
        )


def grouped(first: Sequence[int], second: Sequence[int]) -> Chart:
    """Two series of the same days beside each other, on one scale that starts at 0."""
    top = nice_top(max([*first, *second], default=0))
    step = WIDTH / max(1, len(first))
    wide = step * (1 - GAP) / 2
    bars = [
        _bar(place * step + step * GAP / 2 + series * wide, wide, value, top, series)
        for series, values in enumerate((first, second))
        for place, value in enumerate(values)
        if value
    ]
    return Chart(bars, top)


def _bar(x: float, wide: float, value: int, top: int, series: int) -> Bar:
    tall = max(1.0, HEIGHT * value / top)
    return Bar(round(x, 2), round(HEIGHT - tall, 2), round(wide, 2), round(tall, 2), series)


def nice_top(most: int) -> int:
    """The next of 4, 10, 20, 40, 50, 100 … at or above it: a number that halves well."""
    step = 1
    while True:
        for part in (4, 10, 20):
            if most <= part * step:
                return part * step
        step *= 10


def scaled(share: float, line: float) -> tuple[float, float]:
    """Where a share and the alarm line (0 = none) stand on a bar of 100 units: the line at half or less."""
    most = max(2 * line, share) or 1.0
    return round(100 * share / most, 2), round(100 * line / most, 2)
