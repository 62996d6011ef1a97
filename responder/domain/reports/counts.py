"""What happened, counted by the hour where it happened, and read as days and totals: pure.

The names are those that lua/commit.lua and lua/settle.lua count under: `in`, `out:<sender>|<template>`,
`opted_out:<door>:<sender>|<template>`, `opted_in:<door>`, `in_the_air:<ms>`,
`dropped:<rule>:<purpose or class>`, `failed:<sender>|<code>` and `undelivered:<sender>|<code>`. Hours are
UTC; which of them make a day is decided by who reads, in a time zone, so no day is ever counted in the wrong
one.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from responder.domain.campaigns.opt_out_rate import BY_CUSTOMERS
from responder.domain.records import HOUR, Millis

Counts = Mapping[str, int]
"""How often each thing happened."""

Four = tuple[int, int, int, int]
"""Texts in, texts out, opt-outs, opt-ins."""

ANSWERS = "answer"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar: texts in and out, opt-outs (through every door) and opt-ins.

    `number` counts days from 1970-01-01 (`dates`).
    """

    number: int
    texts_in: int = 0
    texts_out: int = 0
    opted_out: int = 0
    opted_in: int = 0


@dataclass(frozen=True, slots=True)
class Silence:
    """From an opt-out to the end of the last hand-over to that number that was in the air: ms.

    0 = nothing was in the air. `late` counts the opt-outs with something in the air.
    """

    opt_outs: int
    late: int
    median: Millis
    worst: Millis


@dataclass(frozen=True, slots=True)
class Totals:
    """What of a stretch the rates need: `sender|template` -> texts, and opt-outs that customers made.

    `dropped`: `rule:what` -> messages that could not go any more; what = an answer's purpose, or the class.
    """

    sent: Counter[str] = field(default_factory=Counter)
    opted_out: Counter[str] = field(default_factory=Counter)
    texts_in: int = 0
    texts_out: int = 0
    all_opted_out: int = 0
    opted_in: int = 0
    dropped: Counter[str] = field(default_factory=Counter)


def hour_of(at: Millis) -> int:
    """The hour since 1970 UTC that a moment lies in."""
    return at // HOUR


def four(counts: Counts) -> Four:
    """Texts in and out, opt-outs and opt-ins of some counts: what the charts of days need."""
    sums = totals([counts])
    return sums.texts_in, sums.texts_out, sums.all_opted_out, sums.opted_in


def days_of(hours: Mapping[int, Four], starts: Sequence[int], first: int) -> list[Day]:
    """Days, oldest first, those without anything too. `starts` is the hour at which each begins, ascending;
    `first` is the number of the first of them. Hours before it are left out."""
    sums = [[0, 0, 0, 0] for _ in starts]
    for hour, found in hours.items():
        place = bisect_right(starts, hour) - 1
        if place >= 0:
            day, (texts_in, texts_out, opted_out, opted_in) = sums[place], found
            day[0] += texts_in
            day[1] += texts_out
            day[2] += opted_out
            day[3] += opted_in
    return [Day(first + place, *found) for place, found in enumerate(sums)]


def totals(all_counts: Iterable[Counts]) -> Totals:
    """Everything of these hours together. Answers are texts out, but no rate counts them."""
    sent: Counter[str] = Counter()
    gone: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    for counts in all_counts:
        for name, count in counts.items():
            kind, _, rest = name.partition(":")
            plain[kind] += count
            door, _, what = rest.partition(":")
            if kind == "out" and not rest.endswith(f"|{ANSWERS}"):
                sent[rest] += count
            elif kind == "opted_out" and door in BY_CUSTOMERS:
                gone[what] += count
            elif kind == "dropped":
                dropped[rest] += count
    sums = (plain["in"], plain["out"], plain["opted_out"], plain["opted_in"])
    return Totals(sent, gone, *sums, dropped)


def silence(all_counts: Iterable[Counts]) -> Silence:
    """How long after opt-outs the last hand-over in the air ended, over all opt-outs of these hours."""
    late: Counter[Millis] = Counter()
    opt_outs = 0
    for counts in all_counts:
        for name, count in counts.items():
            kind, _, rest = name.partition(":")
            opt_outs += count if kind == "opted_out" else 0
            if kind == "in_the_air":
                late[int(rest)] += count
    return Silence(opt_outs, late.total(), _median(opt_outs, late), max(late, default=0))


def _median(opt_outs: int, late: Counter[Millis]) -> Millis:
    """The middle of all times, those of nothing in the air being 0."""
    at = max(opt_outs, late.total()) - (max(opt_outs, late.total()) + 1) // 2
    for value in sorted(late, reverse=True):
        at -= late[value]
        if at < 0:
            return value
    return 0


def added(shards: Iterable[Mapping[str, int] | Mapping[str, str]]) -> dict[str, int]:
    """What all shards counted in one hour."""
    found: Counter[str] = Counter()
    for counts in shards:
        for name, count in counts.items():
            found[name] += int(count)
    return dict(found)
