"""`bin/bench gate`: what one decision of the gate costs on one core, by class and by place of the number.

The law and the example's business are the real ones, with quiet hours for `service` as well; nothing is
read or written. The target is for the median over all kinds; the slowest one is printed beside it, and what
the first decision costs after the hours changed: what holds until they change again is then remembered.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

from bench.report import Figure, table
from bench.rig import PROJECT
from responder.domain.business import Sender
from responder.domain.records import DAY, HOUR, Consent, Message, MessageClass, Number
from responder.domain.sending.gate import gate
from responder.domain.sending.gate_context import Circumstances
from responder.law.loader import law_for
from responder.settings.business_file import load_business

NOON = 1_795_028_400_000
"""2026-11-18, 14:00 in Toronto and New York."""

WHERE = {
    "one zone (416)": "+14165550101",
    "one zone, state row (305)": "+13055550101",
    "two zones (850)": "+18505550101",
    "anywhere (800)": "+18005550101",
}
FIRST = 500
"""Decisions right after the hours changed."""

AT = {"by day": NOON, "at night": NOON + DAY // 2}


def measure(decisions: int) -> list[Figure]:
    """Run it and print the table; the figure against its target."""
    business = replace(load_business(PROJECT / "examples" / "garage.toml"), service_hours="federal")
    law, sender = law_for(business), business.senders[0]
    rows, all_medians, first = [("", "class", "median µs", "first µs")], [], []
    for place, number in WHERE.items():
        for when, now in AT.items():
            for kind in MessageClass:
                around = Circumstances(now, sender, now, frozenset(), law)
                asked = _message(number, kind, sender, now), _number(number, now)
                cost = _median(*asked, around, decisions)
                first.append(_median(*asked, around, FIRST, law._spells.clear))
                rows.append((f"{place}, {when}", kind.value, f"{cost:.1f}", f"{first[-1]:.1f}"))
                all_medians.append(cost)
    print(f"\nThe gate, {decisions:,} decisions of each kind, one thread.\n")
    print(table(rows))
    print(f"\nThe slowest kind: {max(all_medians):.1f} µs; after its hours changed {max(first):.1f} µs once.")
    return [Figure("gate: a decision, median", median(all_medians), "<=", 50.0, "µs")]


def _median(
    message: Message,
    number: Number,
    around: Circumstances,
    decisions: int,
    before: Callable[[], object] = lambda: None,
) -> float:
    costs = []
    for _ in range(decisions):
        before()
        began = time.perf_counter_ns()
        gate(message, number, around)
        costs.append(time.perf_counter_ns() - began)
    return median(costs) / 1_000


def _message(number: str, kind: MessageClass, sender: Sender, now: int) -> Message:
    return Message("00m", number, sender.id, kind, 1, now, now, now + DAY, body="Ready.")


def _number(number: str, now: int) -> Number:
    """Somebody who agreed, wrote an hour ago, and had two texts of marketing today."""
    earlier = (now - 3 * HOUR, now - 5 * HOUR)
    counted = tuple(f"{at}:marketing:long_code" for at in earlier)
    known = {"episode": 1, "last_inbound_at": now - HOUR, "notice_at": now, "counted": counted}
    return Number(number, 7, Consent.EXPRESS).changed(known)
