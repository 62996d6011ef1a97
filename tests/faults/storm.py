"""One storm: a town texts the running product, staff write, things break; then all of it is judged.

Everything is real: the supervisor's processes, their sockets, Valkey's file. The simulator is carrier and
witness, and is the only process that nothing is done to. Staff write through the flows in this process,
which reaches Redis as the command line does.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread
from typing import Any, ParamSpec, TypeVar

import redis
import urllib3

from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import compose
from responder.ports import LogUnavailable, StoreUnavailable
from responder.settings.environment import load_settings
from responder.store.connection import NotDurable
from responder.wiring.product import App, build
from tests.faults import town, witness
from tests.faults.by_operator import somebody_looks, switched_on_again
from tests.faults.by_process import STEP_MOST
from tests.faults.cases import Event as Logged
from tests.faults.cases import cases
from tests.faults.chaos import Chaos, Stretch
from tests.faults.house import house
from tests.faults.table import BY_TLS, TABLE
from tests.faults.witness import Case, DeskOptOut, Told
from tests.product.harness import Phones, Product

P = ParamSpec("P")
T = TypeVar("T")

CALM_WITHIN = 90.0
"""Seconds in which everything must be answered and settled once nothing is broken any more."""


@dataclass(frozen=True)
class Storm:
    """What is asked for: `seconds` of `rate` texts a second, one fault in `every` seconds.

    `by_tls`: Redis is reached by TLS, has a replica, and fails over.
    """

    seed: int
    seconds: float
    rate: float
    every: float
    chances: dict[str, str]
    long_stops: bool = False
    extensions: int = 3
    by_tls: bool = False

    @property
    def failpoints(self) -> str:
        return ",".join(f"{name}:{rule}" for name, rules in self.chances.items() for rule in rules.split())


@dataclass
class Seen:
    """What a storm left behind, for the judgement and the report."""

    storm: Storm
    events: list[Logged]
    cases: dict[str, Case]
    told: dict[str, Told]
    timelines: dict[str, list[dict[str, Any]]]
    hits: Counter[str]
    kills: Counter[str]
    holds: Counter[str]
    faults: Counter[str]
    not_done: Counter[str]
    wrong: list[str]
    possible: tuple[str, ...]
    staff: Counter[str]
    missed_at_last: int
    waiting: list[str]
    wrong_clock: list[Stretch]
    seconds: float

    @property
    def broken(self) -> list[tuple[str, str]]:
        """Each broken promise with the number of its customer."""
        return [(n, said) for n, case in self.cases.items() for said in witness.faults(case, self.told[n])]

    @property
    def found_in_log(self) -> list[int]:
        """For each opt-out that no webhook brought: ms until it was recorded, by a clock that was right."""
        moments = (
            (text.at, _recorded_at(self.timelines[number], text.sid))
            for number, case in self.cases.items()
            for text in case.meaning("OPT_OUT")
            if text.acknowledged is None and text.sid in self.told[number].recorded
        )
        return sorted(recorded - at for at, recorded in moments if not self._doubtful(recorded))

    def _doubtful(self, at: int) -> bool:
        return any(each.began - STEP_MOST <= at <= each.ended + STEP_MOST for each in self.wrong_clock)


def _recorded_at(timeline: list[dict[str, Any]], sid: str) -> int:
    return next(entry["at"] for entry in timeline if entry.get("event") == sid)


@dataclass
class Staff:
    """People and campaigns that write to whoever texts; and now and then opt somebody out at the desk."""

    app: App
    rng: Random
    desk_closed: Lock
    numbers: list[str]
    desk: list[tuple[str, DeskOptOut]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    count: int = 0

    def work(self, over: Event, rate: float) -> None:
        """Write about `rate` messages a second; sometimes one to many at once."""
        while not over.wait(self.rng.expovariate(rate)):
            lately = self.numbers[-40:]
            many = 15 if self.rng.random() < 0.02 else 1
            for number in self.rng.sample(lately, min(many, len(lately))):
                alone = self.rng.choice(("service", "service", "reply"))
                self._write(number, "service" if many > 1 else alone)  # marketing waits for the day
            if lately and self.rng.random() < 0.02:
                with self.desk_closed:
                    self._opt_out(self.rng.choice(lately))

    def _write(self, number: str, message_class: str) -> None:
        self.count += 1
        body = f"{witness.STAFF_MARK}{self.count}] Your car is ready."
        try:
            compose.send(self.app.deps, compose.Draft(number, body, message_class, "Dana"))
            self.done["written"] += 1
        except compose.Refusal:
            self.done["refused"] += 1
        except StoreUnavailable:
            self.done["no answer"] += 1

    def _opt_out(self, number: str) -> None:
        began, known = _now(), False
        while not known:  # no answer: perhaps done, perhaps not, so it is asked again
            try:
                compose.unsubscribe(self.app.deps, number, "desk", "Dana", "asked at the counter")
                known = True
            except StoreUnavailable:
                time.sleep(0.2)
        self.desk.append((number, DeskOptOut(began, _now())))
        self.done["opted out at the desk"] += 1


def _now() -> int:
    return time.time_ns() // 1_000_000


def connected(product: Product) -> App:
    """The flows in this process, on the product's own store."""
    return patiently(lambda: build(load_settings(product.env), threads=4))


def patiently(look: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The answer of a store that may be away (a failpoint struck it) or slow (two cores, three storms)."""
    deadline = time.monotonic() + CALM_WITHIN
    while True:
        try:
            return look(*args, **kwargs)
        except (StoreUnavailable, NotDurable, redis.RedisError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def run(storm: Storm, folder: Path) -> Seen:
    """A whole storm, from the first process to the judgement."""
    with house(folder, storm.failpoints, storm.by_tls) as (product, has_disk, pair):
        began = time.monotonic()
        app = connected(product)
        table = BY_TLS if storm.by_tls else TABLE
        chaos = Chaos(product, Random(storm.seed), has_disk, storm.long_stops, table, pair)
        desk = Staff(app, Random(storm.seed + 1), chaos.desk_closed, chaos.texted)
        hits = _rage(storm, folder, product, chaos, desk)
        app = connected(product)  # to the numbers that were added, too
        missed, waiting = calm(product, app, chaos.children)
        events = log_of(product.phones)
        found = cases(events, desk.desk, chaos.away, chaos.lost)
        timelines = {number: patiently(app.queries.timeline, number) for number in found}
        return Seen(
            storm=storm,
            events=events,
            cases=found,
            told={number: patiently(_told, app, number, timelines[number]) for number in found},
            timelines=timelines,
            hits=hits,
            kills=chaos.kills + Counter({"at failpoints": killed_at_failpoints(folder)}),
            holds=chaos.holds,
            faults=chaos.done,
            not_done=chaos.not_done,
            wrong=chaos.wrong,
            possible=tuple(fault.name for fault in chaos.possible),
            staff=desk.done,
            missed_at_last=missed,
            waiting=waiting,
            wrong_clock=chaos.wrong_clock,
            seconds=time.monotonic() - began,
        )


def _rage(storm: Storm, folder: Path, product: Product, chaos: Chaos, desk: Staff) -> Counter[str]:
    """Text, write and break until the plan is through and every failpoint was hit, or nothing helps."""
    threads = [
        Thread(target=chaos.run, args=(storm.every,), name="chaos", daemon=True),
        Thread(target=desk.work, args=(chaos.over, storm.rate / 2), name="staff", daemon=True),
        Thread(target=somebody_looks, args=(chaos,), name="admin", daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        for part in range(1 + storm.extensions):
            seconds = storm.seconds if part == 0 else storm.seconds / 3
            _texts(town.plan(storm.seed + 1_000 * part, seconds, storm.rate), product.phones, chaos)
            if set(hit_counts(folder)) >= set(storm.chances):
                break
    finally:
        (folder / "hits").rename(folder / "hits.done")  # nothing is armed any more
        chaos.end()
        if chaos.lost:
            switched_on_again(chaos)
        for thread in threads:
            thread.join()
    return hit_counts(folder)


def _texts(plan: list[town.Said], phones: Phones, chaos: Chaos) -> None:
    """Every text at its time, to any of our numbers; webhooks are the simulator's affair."""
    began = time.monotonic()
    with ThreadPoolExecutor(16, "customer") as pool:
        for said in plan:
            time.sleep(max(0.0, began + said.at - time.monotonic()))
            if said.number in chaos.texted:
                chaos.texted.remove(said.number)
            chaos.texted.append(said.number)
            to = chaos.ours[int(said.number) % len(chaos.ours)]
            body = {"from": said.number, "to": to, "body": said.body, "faults": said.mishaps}
            pool.submit(phones.call, "POST", "/sim/inbound", body)


def _hits(folder: Path) -> list[list[str]]:
    """Every hit of a failpoint: place, action, process, time."""
    path = next(path for path in (folder / "hits", folder / "hits.done") if path.exists())
    return [line.split() for line in path.read_text().splitlines()]


def hit_counts(folder: Path) -> Counter[str]:
    """How often each failpoint was hit."""
    return Counter(place for place, *_ in _hits(folder))


def killed_at_failpoints(folder: Path) -> int:
    """How many processes they cost."""
    return sum(action == "kill" for _, action, *_ in _hits(folder))


# -- afterwards


def calm(product: Product, app: App, children: Sequence[str]) -> tuple[int, list[str]]:
    """Wait until all is answered and settled; how many texts the last log reading found, and what waits."""
    deadline = time.monotonic() + CALM_WITHIN
    while time.monotonic() < deadline:
        with suppress(StoreUnavailable, LogUnavailable, redis.RedisError, urllib3.exceptions.HTTPError):
            if _ready(product, children) and _webhooks_done(product):
                reconcile(app.deps)
                if not _in_the_air(app) and _webhooks_done(product):
                    break
        time.sleep(0.5)
    return patiently(reconcile, app.deps).missed, patiently(_in_the_air, app)


def _ready(product: Product, children: Sequence[str]) -> bool:
    alive = all(product.pid(name) for name in children)
    return alive and product.http.request("GET", product.url + "/readyz", timeout=2).status == 200


def _webhooks_done(product: Product) -> bool:
    """Whether nothing new has come into the simulator's log for a while: delayed webhooks are through."""
    before = product.phones.call("GET", "/sim/state")["seq"]
    time.sleep(1.0)
    return bool(before == product.phones.call("GET", "/sim/state")["seq"])


def _in_the_air(app: App) -> list[str]:
    """Messages that are neither final nor waiting behind one whose outcome is unknown."""
    keys = app.store.keys
    client = app.queries._redis  # noqa: SLF001 - the test looks where no story needs to
    found: list[str] = []
    for shard in keys.shards():
        found += client.zrange(keys.due(shard, "answer"), 0, -1)
        found += client.zrange(keys.claims(shard), 0, -1)
        for message_id in client.zrange(keys.due(shard, "rest"), 0, -1):
            number = client.hget(keys.message(message_id), "number")
            if not client.zcard(keys.unknown(number)):
                found.append(message_id)
    return found


def log_of(phones: Phones) -> list[Logged]:
    """The whole witness log."""
    found: list[Logged] = []
    while True:
        after = found[-1]["seq"] if found else 0
        page = phones.call("GET", f"/sim/events?after={after}&limit=10000")["events"]
        found += page
        if not page:
            return found


def _told(app: App, number: str, timeline: list[dict[str, Any]]) -> Told:
    answers = [entry["message"] for entry in timeline if entry.get("class") == "answer"]
    messages = [app.store.message(message_id) for message_id in answers]
    return Told(
        consent=app.store.load(number).consent.value,
        recorded=[entry["event"] for entry in timeline if entry["kind"] == "inbound"],
        answered=[message.in_reply_to for message in messages if message],
    )
