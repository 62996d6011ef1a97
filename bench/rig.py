"""The test bench: a folder, a Valkey with `appendfsync always`, processes on their cores, and their end.

The system under test runs on CPU 0; Valkey, load generator and provider on CPU 1 (Linux with two or more
cores; elsewhere nothing is pinned, and `placement` says so). The folder lies in `var/`, on the disk that the
product would use. Whatever happens, Ctrl-C included, every process group is ended and the folder is removed.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import redis

from bench.texts import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBERS, PUBLIC_URL
from responder.local.server_binary import find_binary
from responder.local.valkey import EmbeddedServer

PROJECT = Path(__file__).resolve().parent.parent
READY_SECONDS = 20.0
STOP_SECONDS = 10.0
LANES = {"tested": 0, "load": 1}
"""Which core each side runs on."""

_ALLOWED = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()

TUTORIAL_DB = 2

BUSINESS = """
[business]
id = "bench"
name = "Garage Tremblay"
legal_name = "Garage Tremblay inc."
address = "120 rue Principale, Quebec QC G1R 1A1, Canada"
phone = "+18005550123"
email = "help@garage.example"
website = "https://garage.example"
languages = ["en", "fr"]
"""
_SENDER = '\n[[senders]]\nnumber = "{}"\ntype = "long_code"\nreplies = "app"\nrate = 1000\n'


class CannotRun(Exception):
    """The benchmark cannot run here, or a result was wrong. One sentence."""


@dataclass(frozen=True, slots=True)
class Rig:
    """A running Valkey and a folder; `start` adds processes that end with it."""

    folder: Path
    server: EmbeddedServer
    stack: ExitStack

    def url(self, database: int) -> str:
        """The address of one of Valkey's databases."""
        return self.server.url.replace("db=0", f"db={database}")

    def client(self, database: int = 0) -> "redis.Redis":
        """A client of the benchmark's own, for checks."""
        client = redis.Redis.from_url(self.url(database), decode_responses=True, socket_timeout=30)
        self.stack.callback(client.close)
        return client

    def environment(self, provider_url: str = "http://127.0.0.1:9") -> dict[str, str]:
        """The settings of a product on this rig; without a provider it has one that never answers."""
        business = self.folder / "business.toml"
        business.write_text(BUSINESS + "".join(_SENDER.format(number) for number in OUR_NUMBERS))
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("TWILIO_")},
            "REDIS_URL": self.url(0),
            "QUEUE_REDIS_URL": self.url(1),
            "TUTORIAL_REDIS_URL": self.url(TUTORIAL_DB),
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_API_URL": provider_url,
            "PUBLIC_URL": PUBLIC_URL,
            "SECRET_KEY": "0123456789abcdef",
            "DURABILITY": "strict",
            "RESPONDER_CONFIG": str(business),
            "PYTHONPATH": str(PROJECT),
            "PYTHONSAFEPATH": "1",
        }

    def start(
        self, name: str, argv: tuple[str, ...], env: Mapping[str, str], lane: str = "tested"
    ) -> "subprocess.Popen[bytes]":
        """Start a process on its core; its output goes to a log in the folder."""
        with (self.folder / f"{name}.log").open("ab") as log, side(lane):
            process = subprocess.Popen(
                argv, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self.stack.callback(end, process)
        return process

    def log(self, name: str) -> str:
        """The end of what a process said."""
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace")[-2000:] if path.exists() else ""


@contextmanager
def rig() -> Iterator[Rig]:
    """A rig that is gone afterwards. Raises CannotRun."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        server = EmbeddedServer(find_binary(), folder, free_port(), "benchmark")
        server.prepare()
        made = Rig(folder, server, stack)
        made.start("valkey", server.argv, os.environ, lane="load")
        if not server.wait_ready(READY_SECONDS):
            raise CannotRun(f"Valkey did not start: {made.log('valkey')[-300:]}")
        yield made


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder under `var/` that is removed afterwards."""
    base = PROJECT / "var"
    base.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def end(process: "subprocess.Popen[bytes]", ask_with: signal.Signals = signal.SIGTERM) -> None:
    """End a process and its group: asked first, then killed."""
    try:
        if process.poll() is None:
            process.send_signal(ask_with)
            process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        process.wait()


def can_pin() -> bool:
    """Whether the two sides can have a core each."""
    return hasattr(os, "sched_setaffinity") and set(LANES.values()) <= _ALLOWED


@contextmanager
def side(lane: str) -> Iterator[None]:
    """This thread on the lane's core for as long; the processes that it starts stay there."""
    if not can_pin():
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {LANES[lane]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_seconds(group: int) -> float:
    """CPU that the living processes of a group have used so far; 0 where /proc does not tell."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def alone() -> Iterator[None]:
    """No second benchmark of this project at the same time: it waits for the first, and says so."""
    path = PROJECT / "var" / "bench.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("bin/bench: waiting for another bin/bench.", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def others_busy(seconds: float = 0.5) -> float:
    """Which share of all cores is in use by others now, 0 to 1; 0 where /proc does not tell."""
    try:
        before = _idle_and_all()
        time.sleep(seconds)
        after = _idle_and_all()
    except OSError:
        return 0.0
    return 1 - (after[0] - before[0]) / max(1, after[1] - before[1])


def _idle_and_all() -> tuple[int, int]:
    counts = [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return counts[3] + counts[4], sum(counts)


def placement() -> str:
    """Where things run, for the report."""
    if can_pin():
        return "system under test on CPU 0; Valkey, load generator and provider on CPU 1"
    return "nothing pinned (this machine cannot): the figures mix both sides"


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_http(url: str, process: "subprocess.Popen[bytes]", explain: Callable[[], str]) -> None:
    """Wait until the address answers with anything below 500. Raises CannotRun."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if answers(url):
            return
        time.sleep(0.02)
    raise CannotRun(f"{url} did not answer: {explain()[-600:]}")


def answers(url: str) -> bool:
    """Whether something there answers with a status below 500."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=2)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def python(*arguments: str) -> tuple[str, ...]:
    """This interpreter with arguments."""
    return (sys.executable, *arguments)


def end_on_signals() -> None:
    """SIGTERM and SIGHUP as Ctrl-C, so that everything is tidied up."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
