"""How many of those who were texted opted out, and the line at which somebody must look (CA-26): pure.

An opt-out counts against the last text that was no automatic answer, of the 30 days before it. Only what
customers do by themselves counts: a list of opt-outs that was imported says nothing about our texts.
This one rate is what the overview, the alarm about a sender, `/metrics` and a message to many that pauses
itself go by; the lines are rows of the law (`bulk.Line`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WINDOW_DAYS = 30
"""Days over which the rate is taken; as far back an opt-out looks for its text (lua/commit.lua)."""

BY_CUSTOMERS = frozenset({"inbound", "desk", "api", "provider"})
"""Doors of opt-outs that count: the customer texted, told somebody, or the provider knows."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Texts handed over, and opt-outs that followed them."""

    sent: int
    opted_out: int

    @property
    def share(self) -> float:
        """Opt-outs for each text, 0 to 1; 0 where nothing was sent."""
        return min(1.0, self.opted_out / self.sent) if self.sent else 0.0

    @property
    def per_mille(self) -> float:
        """Opt-outs of a thousand texts."""
        return 1_000 * self.share


def opt_out_rate(sent: int, opted_out: int) -> Rate:
    """The rate of any set of texts: a sender's, a template's, one bulk message's."""
    return Rate(max(0, sent), max(0, opted_out))


def rates_by(part: int, sent: Mapping[str, int], opted_out: Mapping[str, int]) -> dict[str, Rate]:
    """Rates by one part of `sender|template`: 0 = by sender, 1 = by template. Most opt-outs first."""
    texts, gone = _by(part, sent.items()), _by(part, opted_out.items())
    found = {name: opt_out_rate(texts[name], gone[name]) for name in texts.keys() | gone.keys() if name}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].share, -pair[1].sent, pair[0])))


def _by(part: int, counted: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, count in counted:
        found[name.partition("|")[2 * part]] += count
    return found
