"""`bin/bench webhook`: inbound texts a second, the product beside a Flask hello and a tutorial's handler.

One web process with the same server and options for each, 16 connections, every text signed and from a number
of its own, rounds interleaved in one run. After every run of a handler that keeps something, all that it kept
is compared with what was posted (`checks.py`); a difference ends the benchmark.
Limits: loopback, no TLS, a closed loop (wrk sends the next text when the last one was answered).
"""

import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.checks import Check, ResponderCheck, TutorialCheck, nothing_kept
from bench.load import Run, find_wrk, post_texts
from bench.report import Figure, table
from bench.rig import (
    PROJECT,
    TUTORIAL_DB,
    CannotRun,
    Rig,
    cpu_seconds,
    free_port,
    placement,
    python,
    rig,
    side,
    wait_for_http,
)
from bench.texts import Text, check_signing, write_requests
from responder.web.server.threads import BLOCKING_THREADS

CONNECTIONS = 16
PREPARED_A_SECOND = 20_000
"""Distinct texts made for each second of a run; running out of them fails loudly. Only hello starts over."""

HEADINGS = (
    *("handler", "req/s", "p50 ms", "p99 ms", "CPU us", "not 200"),
    *("1 connection: p50 ms", "p99 ms", "checked"),
)

WARM_SECONDS = 1
ALONE_SECONDS = 1


@dataclass(slots=True)
class Handler:
    """One of the three: where it listens, how its results are checked, what its runs saw."""

    name: str
    url: str
    group: int
    check: Check
    runs: list[Run] = field(default_factory=list)
    alone: Run | None = None
    cpu: float = 0.0

    def median(self, what: str) -> float:
        """The median of one figure over the rounds."""
        return float(statistics.median(getattr(run, what) for run in self.runs))


def measure(seconds: int, rounds: int) -> list[Figure]:
    """Run it and print the table; the figures against the targets. Raises CannotRun."""
    check_signing()
    find_wrk()
    with rig() as bench:
        handlers, starts = _start(bench), _starts()
        for handler in handlers:
            _run(bench, handler, next(starts), WARM_SECONDS)
        for number in range(rounds):
            print(f"webhook: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
            for handler in handlers:
                before = cpu_seconds(handler.group)
                handler.runs.append(_run(bench, handler, next(starts), seconds))
                handler.cpu += cpu_seconds(handler.group) - before
        for handler in handlers:
            handler.alone = _run(bench, handler, next(starts), ALONE_SECONDS, connections=1)
    _show(handlers, seconds, rounds)
    return _figures({handler.name: handler for handler in handlers})


def profile(count: int) -> None:
    """The product's webhook in one process under cProfile: what costs what."""
    with rig() as bench, side("tested"):
        argv = python("-m", "bench.profiled", str(count))
        if subprocess.run(argv, env=bench.environment(), cwd=PROJECT, check=False).returncode:
            raise CannotRun("The profile ended with an error; its words are above.")


def _start(bench: Rig) -> list[Handler]:
    return [
        _handler(bench, "hello", nothing_kept, "bench.serve", "hello"),
        _handler(bench, "tutorial", TutorialCheck(bench.client(TUTORIAL_DB)), "bench.serve", "tutorial"),
        _handler(bench, "responder", ResponderCheck(bench), "responder.cli", "serve", "--port"),
    ]


def _handler(bench: Rig, name: str, check: Check, *module: str) -> Handler:
    port = free_port()
    process = bench.start(name, python("-m", *module, str(port)), bench.environment())
    wait_for_http(f"http://127.0.0.1:{port}/", process, lambda: bench.log(name))
    return Handler(name, f"http://127.0.0.1:{port}", process.pid, check)


def _starts() -> Iterator[int]:
    """Where each run's texts begin: no text is posted in two runs."""
    yield from range(0, 8_000_000, 200_000)
    raise CannotRun("There are not enough fictional numbers for so many rounds.")


def _run(bench: Rig, handler: Handler, start: int, seconds: int, connections: int = CONNECTIONS) -> Run:
    """One run with texts that nobody posted before, checked."""
    texts = range(start, start + seconds * PREPARED_A_SECOND)
    requests = bench.folder / "requests.tsv"
    write_requests(requests, texts)
    run = post_texts(handler.url, requests, seconds, connections, cycle=handler.name == "hello")
    if run.failed:
        said = bench.log(handler.name)[-500:]
        raise CannotRun(f"{handler.name}: {run.failed} answers were not 200. {said}")
    handler.check([Text(index) for index in texts[1 : run.issued + 1]], run)
    return run


def _show(handlers: list[Handler], seconds: int, rounds: int) -> None:
    print(f"\nInbound webhook, {CONNECTIONS} connections, medians of {rounds} rounds of {seconds} s;")
    print(f"one web process (granian, {BLOCKING_THREADS} blocking threads), Valkey with appendfsync always;")
    print(f"texts: a third each of STOP, HELP, hello, all distinct and signed; {placement()}.\n")
    rows = [HEADINGS]
    for one in handlers:
        alone = one.alone or one.runs[-1]
        total = sum(run.completed for run in one.runs)
        rows.append(
            (
                *(one.name, f"{one.median('rate'):,.0f}", f"{one.median('p50'):.2f}"),
                *(f"{one.median('p99'):.2f}", f"{one.cpu / total * 1e6:.0f}" if one.cpu else "-"),
                str(sum(run.failed for run in one.runs)),
                *(f"{alone.p50:.2f}", f"{alone.p99:.2f}"),
                "-" if one.check is nothing_kept else f"{total:,} texts",
            )
        )
    print(table(rows))


def _figures(by_name: dict[str, Handler]) -> list[Figure]:
    rate = by_name["responder"].median("rate")
    return [
        Figure("webhook: against the tutorial", rate / by_name["tutorial"].median("rate"), ">=", 3.0, "x"),
        Figure("webhook: against Flask hello", rate / by_name["hello"].median("rate"), ">=", 0.30, "x"),
        Figure("webhook: p99 at 16 connections", by_name["responder"].median("p99"), "<=", 12.0, "ms"),
    ]
