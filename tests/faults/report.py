"""What a storm showed, for people: figures, and the story of each customer to whom a promise was broken."""

from dataclasses import dataclass
from datetime import UTC, datetime

from responder.testing.failpoints import NAMES
from tests.faults import witness
from tests.faults.storm import Seen

STORIES = 3
"""So many are told in full."""


@dataclass(frozen=True)
class Target:
    """One row of what a run must reach: what was seen, what was asked for, and whether it was met."""

    name: str
    seen: str
    target: str
    met: bool

    @property
    def word(self) -> str:
        return "met" if self.met else "MISSED"


def at_least(name: str, have: int, want: int) -> Target:
    """So many or more."""
    return Target(name, f"{have:,}", f">= {want:,}", have >= want)


def at_most(name: str, have: float, want: float, unit: str = "") -> Target:
    """So many or fewer."""
    return Target(name, f"{have:,.0f}{unit}", f"<= {want:,.0f}{unit}", have <= want)


def texts_in(seen: Seen) -> int:
    """Every text of a customer."""
    return sum(len(case.texts) for case in seen.cases.values())


def promises(seen: Seen) -> list[Target]:
    """The rows that hold however short a run was. Times are ms, from the STOP's 200 to the last text."""
    lags = [lag for case in seen.cases.values() for lag in witness.lags(case)]
    return [
        at_most("lost opt-outs", _broken(seen, "I2") + seen.missed_at_last, 0),
        at_most("messages after an acknowledged STOP", _broken(seen, "I1"), 0),
        at_most("double answers", _broken(seen, "I4"), 0),
        at_most("blind resends", _broken(seen, "I7"), 0),
        at_most("first messages without the notice", _broken(seen, "I5"), 0),
        at_most("STOP to the last text, p99", percentile(lags, 0.99), witness.COUNTED, " ms"),
        at_most("STOP to the last text, longest", max(lags, default=0), witness.FAILURE, " ms"),
    ]


def verdict(seen: Seen) -> list[str]:
    """Why this storm is a failure; empty when it is none."""
    found = [f"{number}: {said}" for number, said in seen.broken]
    found += seen.wrong
    wanted = () if seen.storm.by_tls else seen.storm.chances
    found += [f"the failpoint {name} was never hit" for name in wanted if not seen.hits[name]]
    if seen.missed_at_last:
        found.append(f"{seen.missed_at_last} texts were found only by the second reading of a quiet log")
    if seen.waiting:
        found.append(f"{len(seen.waiting)} messages were neither settled nor held when all was calm")
    return found


def figures(seen: Seen) -> str:
    """One line for each figure."""
    texts = [text for case in seen.cases.values() for text in case.texts]
    creates = [create for case in seen.cases.values() for create in case.creates]
    acknowledged = [lag for case in seen.cases.values() for lag in witness.lags(case)]
    found = seen.found_in_log
    rows = [
        ("seed", seen.storm.seed),
        ("seconds", f"{seen.seconds:.0f}"),
        ("customers", len(seen.cases)),
        ("texts in", len(texts)),
        ("  acknowledged by the webhook", sum(text.acknowledged is not None for text in texts)),
        ("requests to send", len(creates)),
        ("  taken by the provider", sum(create.taken for create in creates)),
        ("staff", _counts(seen.staff)),
        ("kills", f"{sum(seen.kills.values())} ({_counts(seen.kills)})"),
        ("held for a while", _counts(seen.holds)),
        ("faults", _counts(seen.faults)),
        ("  drawn and not done: their victim was away", _counts(seen.not_done)),
        ("failpoints hit", _counts(seen.hits, NAMES)),
        ("opt-outs", len(acknowledged)),
        ("  to the last text forbidden by it, p99", f"{percentile(acknowledged, 0.99)} ms"),
        (f"  later than {witness.COUNTED} ms", sum(lag > witness.COUNTED for lag in acknowledged)),
        ("  later than 1 s", sum(lag > witness.FAILURE for lag in acknowledged)),
        ("opt-outs that no webhook brought", len(found)),
        ("  recorded after, longest", f"{max(found, default=0) / 1000:.1f} s"),
        *((f"broken: {promise}", _broken(seen, promise)) for promise in ("I1", "I2", "I4", "I5", "I7")),
    ]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in rows)


def percentile(values: list[int], share: float) -> int:
    """The value that `share` of them do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0


def _broken(seen: Seen, promise: str) -> int:
    return sum(said.startswith(promise) for _, said in seen.broken)


def _counts(counter: dict[str, int], names: tuple[str, ...] = ()) -> str:
    return ", ".join(f"{name} {counter.get(name, 0)}" for name in (names or sorted(counter))) or "none"


def stories(seen: Seen) -> str:
    """What happened to the first few customers to whom a promise was broken, from both sides."""
    numbers = list(dict.fromkeys(number for number, _ in seen.broken))[:STORIES]
    return "\n\n".join(story(seen, number) for number in numbers)


def story(seen: Seen, number: str) -> str:
    """One customer, line by line: the provider's log and the product's own record in the order of time."""
    sids = {event["sid"] for event in seen.events if number in str(event["detail"].get("from", ""))}
    lines = [
        (event["detail"].get("started_at") or event["at"], f"log     {event['kind']:<16} {_short(event)}")
        for event in seen.events
        if event["sid"] in sids or event["detail"].get("to") == number
    ]
    lines += [
        (entry["at"], f"record  {entry['kind']:<16} {_entry(entry)}") for entry in seen.timelines[number]
    ]
    case = seen.cases[number]
    lines += [(desk.began, "desk    opt-out") for desk in case.desk]
    told = "\n".join(f"  {_clock(at)}  {said}" for at, said in sorted(lines))
    faults = "\n".join(f"  {said}" for said in witness.faults(case, seen.told[number]))
    return f"{number} (seed {seen.storm.seed})\n{faults}\n{told}"


def _clock(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%H:%M:%S.%f")[:-3]


def _short(event: dict[str, object]) -> str:
    detail = event["detail"]
    assert isinstance(detail, dict)
    wanted = ("body", "status", "code", "http_status", "taken", "client_id", "ms", "error", "lost")
    return f"{event['sid']} " + " ".join(f"{key}={detail[key]!r}" for key in wanted if detail.get(key))


def _entry(entry: dict[str, object]) -> str:
    wanted = ("event", "body", "intent", "channel", "after", "message", "class", "state", "reason")
    return " ".join(f"{key}={entry[key]!r}" for key in wanted if entry.get(key))
