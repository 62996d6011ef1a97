"""How many texts of each sender did not arrive, and with which codes of the provider: pure.

lua/settle.lua counts them by the hour: `failed:<sender>|<code>` is what the provider did not take,
`undelivered:<sender>|<code>` what it took and reported later, so that it stands among the texts out, too.
A number that has opted out at the provider is no failure of the sender's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from responder.domain.reports.counts import Counts

WORTH_A_LOOK = 5
"""Failures from which on a share says something: one phone that is off is none of ours."""

TOO_MANY = 0.1
"""Share of a sender's texts from which on somebody must look."""


@dataclass(frozen=True, slots=True)
class Failures:
    """One sender's texts in some hours: how many were tried, and failures by code (0 = none)."""

    sender: str
    tried: int
    by_code: Mapping[int, int]

    @property
    def failed(self) -> int:
        """How many did not arrive."""
        return sum(self.by_code.values())

    @property
    def share(self) -> float:
        """Failures for each text that was tried, 0 to 1."""
        return min(1.0, self.failed / self.tried) if self.tried else 0.0

    @property
    def too_many(self) -> bool:
        """Whether somebody must look."""
        return self.failed >= WORTH_A_LOOK and self.share >= TOO_MANY


def failures_of(hours: Iterable[Counts]) -> list[Failures]:
    """Every sender that something was tried with, the highest share first."""
    tried: Counter[str] = Counter()
    codes: dict[str, Counter[int]] = {}
    for counts in hours:
        for name, count in counts.items():
            kind, _, rest = name.partition(":")
            sender, _, what = rest.partition("|")
            if kind in ("out", "failed"):
                tried[sender] += count
            if kind in ("failed", "undelivered"):
                codes.setdefault(sender, Counter())[int(what)] += count
    found = [Failures(sender, tried[sender], codes.get(sender, {})) for sender in tried.keys() | codes.keys()]
    return sorted(found, key=lambda each: (-each.share, each.sender))
