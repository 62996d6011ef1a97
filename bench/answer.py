"""`bin/bench answer`: how long a customer's HELP waits for its answer on an idle system, webhook to provider.

The real web process and the real worker, a provider that answers at once, one text after the other from
different numbers. Measured are the create's arrival at the provider and the message's state `accepted` (which
is looked at every half millisecond).
"""

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection

import redis

from bench.provider import Provider
from bench.report import Figure, table
from bench.rig import CannotRun, Rig, free_port, placement, python, rig, side, wait_for_http
from bench.texts import ROUTE, Text, form, headers
from responder.store.connection import SHARDS
from responder.store.keys import Keys

ANSWER_SECONDS = 10.0
PAUSE = 0.1
"""Seconds between two texts: the worker is back to waiting for a job."""

WARM = 5
LOOK_EVERY = 0.0005
MOMENTS = {"its 200": "posted", "the create at the provider": "arrived", "accepted": "accepted"}
KEYS = Keys("bench", SHARDS)


@dataclass(frozen=True, slots=True)
class Waited:
    """Milliseconds from the start of the POST to each of three moments."""

    posted: float
    arrived: float
    accepted: float


def measure(count: int) -> list[Figure]:
    """Run it and print the table; the figure against its target. Raises CannotRun."""
    with rig() as bench, side("load"), provider_running(0.0) as provider:
        port = start_product(bench, provider)
        client = bench.client()
        print(f"answer: {count} texts, one after the other", file=sys.stderr, flush=True)
        seen = [_one(port, provider, client, Text(3 * index + 1)) for index in range(WARM + count)][WARM:]
        if any(len(times) != 1 for times in provider.arrivals.values()):
            raise CannotRun("answer: a text was answered twice.")
    print(f"\nOne HELP at a time, idle system, 0 ms provider, {count} texts, all answered once;")
    print(f"{placement()}.\n")
    rows = [("from the start of the POST to", "p50 ms", "p99 ms", "longest ms")]
    for name, what in MOMENTS.items():
        rows.append((name, *_percentiles([getattr(one, what) for one in seen])))
    print(table(rows))
    middle = statistics.median(one.accepted for one in seen)
    return [Figure("answer: p50 to accepted", middle, "<=", 40.0, "ms")]


@contextmanager
def provider_running(latency: float) -> Iterator[Provider]:
    """A provider that is gone afterwards."""
    provider = Provider(latency)
    provider.start()
    try:
        yield provider
    finally:
        provider.stop()


def start_product(bench: Rig, provider: Provider) -> int:
    """Web process and worker; returns the web process's port."""
    env, port = bench.environment(provider.url), free_port()
    web = bench.start("web", python("-m", "responder.cli", "serve", "--port", str(port)), env)
    start_worker(bench, provider)
    wait_for_http(f"http://127.0.0.1:{port}/", web, lambda: bench.log("web"))
    return port


def start_worker(bench: Rig, provider: Provider) -> int:
    """The worker process, as `bin/up` starts it; returns its process id when it takes jobs."""
    process = bench.start("worker", python("-m", "responder.cli", "work"), bench.environment(provider.url))
    deadline = time.monotonic() + ANSWER_SECONDS
    while "worker_ready" not in bench.log("worker"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise CannotRun(f"The worker did not start: {bench.log('worker')[-500:]}")
        time.sleep(0.02)
    return process.pid


def _one(port: int, provider: Provider, client: "redis.Redis", text: Text) -> Waited:
    body, signature = form(text, "HELP")
    connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    connection.connect()
    before = set(provider.arrivals)
    began = time.perf_counter()
    connection.request("POST", ROUTE, body, headers(signature))
    status = connection.getresponse().status
    posted = time.perf_counter()
    connection.close()
    if status != 200 or not provider.wait_for(len(before) + 1, ANSWER_SECONDS):
        raise CannotRun(f"answer: the webhook said {status}, and no answer came in {ANSWER_SECONDS:g} s.")
    (message_id,) = set(provider.arrivals) - before
    accepted = _accepted_at(client, message_id)
    time.sleep(PAUSE)
    arrived = provider.arrivals[message_id][0]
    return Waited(*((moment - began) * 1000 for moment in (posted, arrived, accepted)))


def _accepted_at(client: "redis.Redis", message_id: str) -> float:
    deadline = time.perf_counter() + ANSWER_SECONDS
    while client.hget(KEYS.message(message_id), "state") != "accepted":
        if time.perf_counter() > deadline:
            raise CannotRun("answer: a text that the provider took never became accepted.")
        time.sleep(LOOK_EVERY)
    return time.perf_counter()


def _percentiles(values: list[float]) -> tuple[str, str, str]:
    ordered = sorted(values)
    last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"{statistics.median(ordered):.1f}", f"{last:.1f}", f"{ordered[-1]:.1f}"
