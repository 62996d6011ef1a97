"""`serve` obeys SIGTERM at every moment of its start, and none outlives a main process that is killed."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ops.support import alive, eventually
from tests.processes import free_port, start

ROOT = Path(__file__).resolve().parents[2]
NEVER = 3_600
"""Seconds: nothing but the signal itself ends a worker within them."""

Server = tuple["subprocess.Popen[bytes]", int]
"""The main process, and the process that is at the moment."""


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts a server and waits until it is at the moment."""
    started: list[Server] = []

    def run(moment: str, stops_within: int = NEVER, port: int = 0) -> Server:
        command = [sys.executable, "-m", "tests.web.stopping", moment, str(port or free_port())]
        how = {"cwd": ROOT, "env": dict(os.environ, PYTHONPATH=str(ROOT)), "stdout": subprocess.PIPE}
        main = start([*command, str(stops_within)], **how)
        started.append((main, main.pid))
        assert main.stdout
        if moment == "serving":
            return started[0]
        word, there = main.stdout.readline().split()
        assert word == b"at"
        started[0] = main, int(there)
        return started[0]

    yield run
    for main, there in started:
        for process in {main.pid, there}:
            if alive(process):
                os.kill(process, signal.SIGKILL)
        main.communicate()


def ends(server: Server) -> bytes:
    """The rest of what it says, once it has ended by itself as it was asked to."""
    main, there = server
    said, _ = main.communicate(timeout=60)
    assert main.returncode == 0
    assert not alive(there)
    return said


@pytest.mark.parametrize("moment", ["no worker yet", "forked", "loading"])
def test_a_server_that_is_told_to_stop_while_it_starts_ends(
    moment: str, serve: Callable[..., Server]
) -> None:
    server = serve(moment)
    worker = moment == "forked"
    os.kill(server[1] if worker else server[0].pid, signal.SIGTERM)
    if worker:
        eventually(lambda: not alive(server[1]))
        server[0].communicate(timeout=60)
        return
    assert b"farewell" in ends(server)


def test_a_worker_that_does_not_obey_is_killed_in_time(serve: Callable[..., Server]) -> None:
    server = serve("deaf", stops_within=1)
    server[0].terminate()
    assert b"farewell" in ends(server)


def reached(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("moment", ["loading", "deaf"])
def test_a_worker_whose_main_process_was_killed_ends(moment: str, serve: Callable[..., Server]) -> None:
    main, worker = serve(moment, stops_within=1)
    main.kill()
    eventually(lambda: not alive(worker))


def test_a_main_process_that_was_killed_leaves_nobody_at_the_port(serve: Callable[..., Server]) -> None:
    port = free_port()
    main, _ = serve("serving", stops_within=1, port=port)
    eventually(lambda: answered(port))
    main.kill()
    eventually(lambda: not reached(port))


def test_a_server_that_answers_ends_when_told_to(serve: Callable[..., Server]) -> None:
    port = free_port()
    server = serve("serving", port=port)
    eventually(lambda: answered(port))
    server[0].terminate()
    assert b"farewell" in ends(server)
    assert not reached(port)


def answered(port: int) -> bool:
    """Whether a worker answers there."""
    with socket.socket() as client:
        client.settimeout(60)
        try:
            client.connect(("127.0.0.1", port))
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return client.recv(100).startswith(b"HTTP/1.1 200")
        except OSError:
            return False
