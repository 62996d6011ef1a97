"""The load generator: wrk, one thread, a closed loop. Installs it where it may, else says one sentence."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.rig import CannotRun, side

SCRIPT = Path(__file__).with_name("wrk.lua")
INSTALL_SECONDS = 180
_SAY = "bin/bench webhook needs wrk: install it (Debian: apt-get install wrk; macOS: brew install wrk)."


@dataclass(frozen=True, slots=True)
class Run:
    """What one run saw. Times are ms; `failed` must be 0.

    `issued` counts those in flight at the end too, and not the first text: wrk asks for one request at its
    start that it never sends.
    """

    completed: int
    issued: int
    rate: float
    p50: float
    p99: float
    longest: float
    failed: int


def find_wrk() -> str:
    """The program. Raises CannotRun with one sentence when there is none and none can be installed."""
    if not shutil.which("wrk") and shutil.which("apt-get") and os.geteuid() == 0:
        try:
            subprocess.run(
                ("apt-get", "install", "-y", "-q", "wrk"),
                timeout=INSTALL_SECONDS,
                capture_output=True,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise CannotRun(_SAY) from error
    found = shutil.which("wrk")
    if not found:
        raise CannotRun(_SAY)
    return found


def post_texts(url: str, requests: Path, seconds: float, connections: int, cycle: bool = False) -> Run:
    """Post the texts of a file for so long. Raises CannotRun when wrk does not report."""
    argv = (
        *(find_wrk(), "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "10s"),
        *("-s", str(SCRIPT), url, "--", str(requests), "cycle" if cycle else "once"),
    )
    with side("load"):
        said = subprocess.run(argv, capture_output=True, text=True, check=False)
    marked = [line for line in said.stdout.splitlines() if line.startswith("@")]
    if not marked:
        raise CannotRun(f"wrk failed: {(said.stderr or said.stdout).strip()[-300:]}")
    seen = json.loads(marked[0][1:])
    if seen["exhausted"]:
        raise CannotRun("The prepared requests ran out: this machine is faster than the benchmark expects.")
    return Run(
        completed=seen["completed"],
        issued=seen["issued"] - 1,
        rate=seen["completed"] / (seen["us"] / 1e6),
        p50=seen["p50"] / 1000,
        p99=seen["p99"] / 1000,
        longest=seen["max"] / 1000,
        failed=seen["not_ok"] + seen["broken"],
    )
