"""Who texts what and when in a fault test, and what becomes of each webhook. Pure: a seed, a plan."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

AREAS = (
    *("204", "236", "249", "250", "289", "306", "343", "365", "403", "416", "418", "431", "437", "438"),
    *("450", "506", "514", "519", "579", "581", "587", "604", "613", "639", "647", "705", "709", "778"),
    *("780", "807", "819", "825", "867", "873", "902", "905"),
)
NUMBERS = tuple(f"+1{area}55501{last:02d}" for last in range(98) for area in AREAS)
"""Fictional numbers of real places."""

NOBODY = tuple(f"+1{area}5550199" for area in AREAS)
"""Numbers of customers who never text."""

_NEW = tuple(f"+1{area}5550198" for area in AREAS)
NEWCOMERS = (_NEW[:3], _NEW[3:6], _NEW[6:9])
"""Numbers of customers who text only a number of ours that is not in the business file yet."""

WORDS = (
    *(("STOP",) * 6), "stop", "Stop.", "ARRET", "ALTO", "UNSUBSCRIBE",
    *(("START",) * 7), "UNSTOP",
    *(("HELP",) * 4), "AIDE", "AYUDA",
    "Is my car ready?", "merci", "YES", "On my way", "👍", "See you at 5 pm", "stopping by at noon", "",
)  # fmt: skip

EACH_SAYS = (4, 9)
"""How many texts a customer sends."""

LONGEST_DELAY = 4.0


@dataclass(frozen=True)
class Said:
    """One text: when (seconds from the beginning), by whom, and the simulator's faults for its webhook."""

    at: float
    number: str
    body: str
    mishaps: dict[str, Any] = field(default_factory=dict)


def plan(seed: int, seconds: float, rate: float) -> list[Said]:
    """`rate` texts a second for so long. Customers come, say their few words quickly, and go."""
    rng = Random(seed)
    numbers = rng.sample(NUMBERS, min(len(NUMBERS), max(4, int(seconds * rate * 2 / sum(EACH_SAYS)))))
    found: list[Said] = []
    for number in numbers:
        at = rng.uniform(0, seconds * 0.85)
        for _ in range(rng.randint(*EACH_SAYS)):
            found.append(Said(at, number, rng.choice(WORDS), _mishaps(rng)))
            at += rng.choice((0.02, 0.3, 1.2, 2.5)) * rng.uniform(0.5, 1.5)
    return sorted(found, key=lambda said: said.at)


def _mishaps(rng: Random) -> dict[str, Any]:
    dice = rng.random()
    if dice < 0.04:
        return {"lose": True}
    if dice < 0.10:
        return {"duplicate": rng.randint(1, 4)}
    if dice < 0.17:
        return {"delay": round(rng.uniform(0.1, LONGEST_DELAY), 2)}
    return {"bad_signature": True} if dice < 0.19 else {}
