"""`bin/bench deliver`: hand-overs a second by one worker process while the provider takes 100 ms for each.

Answers to HELP from distinct numbers are committed first, by the product's own flow; then the real worker is
started and RQ gives it the drain job. Afterwards every message must have had exactly one create and be
`accepted`. The rate is that of the middle four fifths. Four senders at the highest rate that the business
file takes, so that the senders' rates do not bind.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import redis

from bench.answer import provider_running, start_worker
from bench.provider import Provider
from bench.report import Figure, table
from bench.rig import CannotRun, cpu_seconds, placement, rig, side
from bench.texts import Text
from responder.domain.consent.auto_replies import Inbound
from responder.flows.inbound.receive import receive
from responder.settings.environment import load_settings
from responder.store.connection import SHARDS
from responder.store.keys import Keys
from responder.wiring.product import App, build

LATENCY = 0.1
LONGEST_SECONDS = 120.0
KEYS = Keys("bench", SHARDS)


@dataclass(frozen=True, slots=True)
class Steady:
    """The middle four fifths of a run: `cpu` is the worker's seconds in it, 0 where that is not known."""

    messages: int
    seconds: float
    cpu: float


def measure(count: int) -> list[Figure]:
    """Run it and print the table; the figure against its target. Raises CannotRun."""
    with rig() as bench, side("load"), provider_running(LATENCY) as provider:
        print(f"deliver: committing {count:,} answers", file=sys.stderr, flush=True)
        app = build(load_settings(bench.environment(provider.url)), 2)
        ids = [_commit(app, Text(index)) for index in range(count)]
        print("deliver: handing over", file=sys.stderr, flush=True)
        steady = _watch(provider, start_worker(bench, provider), count)
        _check(provider, bench.client(), ids)
    rate = steady.messages / steady.seconds
    print(f"\n{count:,} answers, {LATENCY * 1000:g} ms provider, one worker, gate and claim for each;")
    print(f"each had exactly one create and is accepted; {placement()}.\n")
    cpu = f"{steady.cpu / steady.messages * 1000:.2f}" if steady.cpu else "-"
    print(table([("worker", "hand-overs/s", "CPU ms each"), ("responder", f"{rate:,.0f}", cpu)]))
    return [Figure("deliver: hand-overs at 100 ms", rate, ">=", 800.0, "/s")]


def _commit(app: App, text: Text) -> str:
    """One HELP; the id of its answer."""
    sender = app.business.senders[text.index % len(app.business.senders)]
    decision = receive(app.deps, Inbound(text.sid, text.number, True, sender, "HELP"))
    if decision is None or len(decision.messages) != 1:
        raise CannotRun("deliver: a HELP was not answered.")
    return decision.messages[0].id


def _watch(provider: Provider, worker: int, count: int) -> Steady:
    """Wait until all were handed over; what happened between the first tenth and the last."""
    marks: list[tuple[int, float, float]] = []
    for wanted in (count // 10, count - count // 10, count):
        if not provider.wait_for(wanted, LONGEST_SECONDS):
            raise CannotRun(f"deliver: {len(provider.arrivals)} of {count} came in {LONGEST_SECONDS:g} s.")
        marks.append((len(provider.arrivals), time.perf_counter(), cpu_seconds(worker)))
    (first, began, cpu), (last, ended, spent), _ = marks
    return Steady(last - first, ended - began, spent - cpu)


def _check(provider: Provider, client: "redis.Redis", ids: Sequence[str]) -> None:
    if set(provider.arrivals) != set(ids) or any(len(times) != 1 for times in provider.arrivals.values()):
        raise CannotRun("deliver: not every answer had exactly one create.")
    deadline = time.monotonic() + 5
    while _states(client, ids) != {"accepted"}:
        if time.monotonic() > deadline:
            raise CannotRun(f"deliver: messages ended as {_states(client, ids)}.")
        time.sleep(0.1)


def _states(client: "redis.Redis", ids: Sequence[str]) -> set[str | None]:
    pipe = client.pipeline(transaction=False)
    for message_id in ids:
        pipe.hget(KEYS.message(message_id), "state")
    return set(pipe.execute())
