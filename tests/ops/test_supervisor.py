"""The supervisor with small real processes: started in order, restarted, ended in order, none left."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from responder.local.child import LARGEST_LOG, Child, ChildSpec
from responder.local.prepare import Options
from responder.local.supervisor import StartFailed, check_ports, lock
from tests.ops.support import FOREVER, PATIENCE, ROOT, alive, eventually, pid_in

RUNNER = """
import json, os, sys
from pathlib import Path
from responder.local.child import ChildSpec
from responder.local.supervisor import StartFailed, Supervisor
from responder.lib import log
log.configure(plain=False)
specs = [
    ChildSpec(
        name, (sys.executable, "-S", "-c", code), dict(os.environ),
        ready_after=30.0 if name == "never-ready" else 0.0, needs=tuple(needs), stop_timeout=timeout,
    )
    for name, code, needs, timeout in json.loads(sys.argv[2])
]
try:
    Supervisor(specs, Path(sys.argv[1])).run(lambda: print("ready", flush=True))
except StartFailed as error:
    sys.exit(f"sentence: {error}")
print("ended", flush=True)
"""

TELLS_WHEN_IT_ENDS = """
import os, signal, sys, time
def end(*_):
    open(os.environ["STORY"], "a").write(NAME + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
while True: time.sleep(0.02)
"""
DEAF = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(0.05)"
WITH_A_HELPER = """
import os, subprocess, sys, time
helper = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
open(os.environ["STORY"], "w").write(str(helper.pid))
while True: time.sleep(0.05)
"""


class Upper:
    """A supervisor in a process of its own."""

    def __init__(self, data: Path, children: list[tuple[str, str, list[str], float]]) -> None:
        for folder in ("run", "log"):
            (data / folder).mkdir(exist_ok=True)
        self.data = data
        environ = os.environ | {"STORY": str(data / "story"), "PYTHONPATH": str(ROOT)}
        argv = [sys.executable, "-c", RUNNER, str(data), json.dumps(children)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(argv, env=environ, stdout=pipe, stderr=pipe, text=True)

    def wait_until_ready(self) -> None:
        assert self.process.stdout and self.process.stdout.readline() == "ready\n"

    def pid(self, name: str) -> int:
        return pid_in(self.data / "run" / f"{name}.pid")

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[str, str]:
        self.process.send_signal(number)
        return self.process.communicate(timeout=PATIENCE)


@pytest.fixture
def uppers() -> Iterator[list[Upper]]:
    started: list[Upper] = []
    yield started
    for upper in started:
        if upper.process.poll() is None:
            upper.end()


def tells(name: str) -> str:
    return f"NAME = {name!r}\n{TELLS_WHEN_IT_ENDS}"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_ends_the_children_in_order_and_leaves_nothing(
    tmp_path: Path, uppers: list[Upper], number: signal.Signals
) -> None:
    names = ["valkey", "relay", "simulator", "worker", "web"]
    upper = Upper(tmp_path, [(name, tells(name), [], 5.0) for name in names])
    uppers.append(upper)
    upper.wait_until_ready()
    eventually(lambda: all(is_listening_for_its_end(upper.pid(name)) for name in names))
    pids = [upper.pid(name) for name in names]
    output, _ = upper.end(number)
    assert output == "ended\n" and upper.process.returncode == 0
    assert (tmp_path / "story").read_text().split() == ["web", "worker", "relay", "simulator", "valkey"]
    assert not any(alive(pid) for pid in pids)
    assert not list((tmp_path / "run").glob("*.pid"))


def is_listening_for_its_end(pid: int) -> bool:
    """Whether SIGTERM has a handler in that process (from the kernel's mask)."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught, 16) & 1 << (signal.SIGTERM - 1))


def test_a_killed_child_is_started_again_after_a_growing_pause(tmp_path: Path, uppers: list[Upper]) -> None:
    upper = Upper(tmp_path, [("web", FOREVER, [], 5.0), ("relay", FOREVER, [], 5.0)])
    uppers.append(upper)
    upper.wait_until_ready()
    relay = upper.pid("relay")
    pauses = [kill_and_time(upper, "web") for _ in range(3)]
    assert pauses[0] >= 0.2 and pauses[1] >= 0.4 and pauses[2] >= 0.8 and pauses[2] < 3
    assert upper.pid("relay") == relay
    _, errors = upper.end()
    assert errors.count("web stopped and is started again in") == 3
    assert len(errors.splitlines()) == 3 and "SIGKILL" in errors


def test_a_start_that_fails_for_a_while_is_tried_again(tmp_path: Path, uppers: list[Upper]) -> None:
    upper = Upper(tmp_path, [("web", FOREVER, [], 5.0), ("relay", FOREVER, [], 5.0)])
    uppers.append(upper)
    upper.wait_until_ready()
    old, relay = upper.pid("web"), upper.pid("relay")
    (tmp_path / "run").rename(tmp_path / "away")  # as on a full disk, the pid file cannot be written
    os.kill(old, signal.SIGKILL)
    assert upper.process.stderr
    eventually(lambda: "cannot be started" in str(upper.process.stderr and upper.process.stderr.readline()))
    (tmp_path / "away").rename(tmp_path / "run")
    eventually(lambda: upper.pid("web") not in (old, 0))
    assert alive(relay) and upper.process.poll() is None


def kill_and_time(upper: Upper, name: str) -> float:
    old, began = upper.pid(name), time.monotonic()
    os.kill(old, signal.SIGKILL)
    eventually(lambda: upper.pid(name) not in (old, 0) and alive(upper.pid(name)))
    return time.monotonic() - began


def test_the_helpers_of_a_killed_child_are_killed_too(tmp_path: Path, uppers: list[Upper]) -> None:
    upper = Upper(tmp_path, [("web", WITH_A_HELPER, [], 5.0)])
    uppers.append(upper)
    upper.wait_until_ready()
    eventually(lambda: pid_in_story(tmp_path))
    helper = pid_in_story(tmp_path)
    os.kill(upper.pid("web"), signal.SIGKILL)
    eventually(lambda: not Path(f"/proc/{helper}").exists())  # killed, and reaped as well
    eventually(lambda: pid_in_story(tmp_path) not in (0, helper))
    second = pid_in_story(tmp_path)
    upper.end()
    assert not alive(second)


def pid_in_story(folder: Path) -> int:
    story = folder / "story"
    return int(story.read_text() or 0) if story.exists() else 0


def test_a_child_that_does_not_listen_is_killed_in_time(tmp_path: Path, uppers: list[Upper]) -> None:
    upper = Upper(tmp_path, [("web", DEAF, [], 0.3)])
    uppers.append(upper)
    upper.wait_until_ready()
    pid = upper.pid("web")
    upper.end()
    assert not alive(pid)


def test_a_second_signal_ends_all_at_once(tmp_path: Path, uppers: list[Upper]) -> None:
    upper = Upper(tmp_path, [("web", DEAF, [], 60.0), ("worker", DEAF, [], 60.0)])
    uppers.append(upper)
    upper.wait_until_ready()
    pids = [upper.pid("web"), upper.pid("worker")]
    upper.process.send_signal(signal.SIGINT)
    again = threading.Timer(0.3, upper.process.send_signal, [signal.SIGINT])
    again.start()
    began = time.monotonic()
    upper.process.communicate(timeout=PATIENCE)
    again.join()
    assert time.monotonic() - began < 5 and not any(alive(pid) for pid in pids)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the kernel cannot do this")
def test_the_children_do_not_outlive_a_killed_supervisor(tmp_path: Path, uppers: list[Upper]) -> None:
    upper = Upper(tmp_path, [("web", FOREVER, [], 5.0), ("worker", FOREVER, ["web"], 5.0)])
    uppers.append(upper)
    upper.wait_until_ready()
    pids = [upper.pid("web"), upper.pid("worker")]
    upper.end(signal.SIGKILL)
    eventually(lambda: not any(alive(pid) for pid in pids))


def test_a_child_that_cannot_start_ends_the_start(tmp_path: Path, uppers: list[Upper]) -> None:
    wrong = "import sys; sys.exit('PUBLIC_URL must be better than this, says +14185550112.')"
    upper = Upper(tmp_path, [("valkey", FOREVER, [], 5.0), ("never-ready", wrong, ["valkey"], 5.0)])
    uppers.append(upper)
    output, errors = upper.process.communicate(timeout=PATIENCE)
    sentence = errors.splitlines()[-1]
    assert "ready" not in output and upper.process.returncode == 1
    assert sentence.startswith("sentence: never-ready does not start (exit 1): PUBLIC_URL must be better")
    assert "0112" not in errors
    assert not list((tmp_path / "run").glob("*.pid"))


def make_child(tmp_path: Path, spec: ChildSpec) -> Child:
    return Child(spec, tmp_path, tmp_path)


def test_the_pause_grows_to_ten_seconds_and_starts_anew_after_a_steady_life(tmp_path: Path) -> None:
    child = make_child(tmp_path, ChildSpec("web", ("true",), {}))
    child.started_at = time.monotonic()
    assert [child.back_off() for _ in range(8)] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    child.started_at = time.monotonic() - 31
    assert child.back_off() == 0.2


def test_a_large_log_is_moved_aside(tmp_path: Path) -> None:
    child = make_child(tmp_path, ChildSpec("web", ("true",), {}))
    child.log_path.write_bytes(b"a" * (LARGEST_LOG + 5))
    child.shorten_log()
    assert child.log_path.stat().st_size == 0
    assert (tmp_path / "web.log.1").stat().st_size == LARGEST_LOG


def test_two_on_one_folder_are_refused_with_one_sentence(tmp_path: Path) -> None:
    handle = lock(tmp_path)
    with pytest.raises(StartFailed, match=rf"^Another bin/up \(process {os.getpid()}\) runs on .+--data\.$"):
        lock(tmp_path)
    os.close(handle)
    os.close(lock(tmp_path))


def test_a_port_in_use_is_one_sentence_that_names_it_and_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as other:
        port, free = taken.getsockname()[1], other.getsockname()[1]
        other.close()
        with pytest.raises(StartFailed, match=rf"^Port {port} is in use .+ with --port\.$"):
            check_ports(Options(port, free, tmp_path))
        with pytest.raises(StartFailed, match=rf"^Port {port} is in use .+ with --simulator-port\.$"):
            check_ports(Options(free, port, tmp_path))
        check_ports(Options(free, port, tmp_path, simulator=False))
    with pytest.raises(StartFailed, match="two different ports"):
        check_ports(Options(free, free, tmp_path))
