"""What the operations tests share: waiting with a deadline, whether a process lives, tiny children."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from responder.local.child import ChildSpec

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def eventually(question: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until the answer is truthy; fail after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not question():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    """Whether the process runs (a zombie does not)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def pid_in(path: Path) -> int:
    """The process id in a pid file; 0 while there is none."""
    return int(path.read_text()) if path.exists() else 0


def python(name: str, code: str, **more: object) -> ChildSpec:
    """A child that runs this code."""
    argv = (sys.executable, "-S", "-c", code)
    return ChildSpec(name, argv, dict(os.environ), **more)  # type: ignore[arg-type]


FOREVER = "import time\nwhile True: time.sleep(0.05)"
