"""`bin/bench start`: how long a second `bin/up` takes until all is ready. The first one only prepares.

Free ports and a folder of its own, Ctrl-C between the two. Ready is when `bin/up` says so; the web process is
then asked whether it agrees.
"""

import signal
import subprocess
import sys
import time
from pathlib import Path

from bench.report import Figure, table
from bench.rig import PROJECT, CannotRun, answers, end, free_port, scratch

FIRST_SECONDS = 300.0
"""A fresh clone's first start installs what it needs."""

READY = "Ready in"


def measure(rounds: int) -> list[Figure]:
    """Run it and print the table; the figure against its target. Raises CannotRun."""
    if not (PROJECT / "bin" / "up").exists():
        raise CannotRun("start: there is no bin/up.")
    with scratch() as folder:
        print("start: the first one, not counted", file=sys.stderr, flush=True)
        first = _start(folder)
        later = sorted(_start(folder) for _ in range(rounds))
    middle = later[len(later) // 2]
    print(f"\nUntil `bin/up` is ready (Valkey, simulator, web, worker, relay), {rounds} later starts.\n")
    print(table([("start", "seconds"), ("first", f"{first:.2f}"), ("later, median", f"{middle:.2f}")]))
    return [Figure("start: second start to ready", middle, "<=", 3.0, "s")]


def _start(folder: Path) -> float:
    """One start and its end; the seconds until it was ready."""
    port, simulator_port = free_port(), free_port()
    argv = (
        *(str(PROJECT / "bin" / "up"), "--data", str(folder / "data")),
        *("--port", str(port), "--simulator-port", str(simulator_port)),
    )
    said = folder / "said"
    with said.open("wb") as output:
        began = time.monotonic()
        process = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    try:
        while READY not in said.read_text(errors="replace"):
            if process.poll() is not None or time.monotonic() - began > FIRST_SECONDS:
                words = said.read_text(errors="replace")[-500:]
                raise CannotRun(f"start: bin/up did not become ready: {words}")
            time.sleep(0.01)
        seconds = time.monotonic() - began
        if not answers(f"http://127.0.0.1:{port}/readyz"):
            raise CannotRun("start: bin/up said that it was ready, and the web process was not.")
    finally:
        end(process, ask_with=signal.SIGINT)
    return seconds
