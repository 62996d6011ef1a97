"""A web server whose start waits at one moment until the test has sent its signal; run as a program.

`python -m tests.web.stopping MOMENT PORT STOPS_WITHIN`. It says where it is on stdout: the moment, the
process that is there, and `farewell` once it was asked to stop.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from granian.constants import HTTPModes, Interfaces

from responder.web.server.server import made

MAIN = os.getpid()


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def never() -> None:
    """Only a signal's default action ends this."""
    while True:
        time.sleep(0.05)


def answers(environ: Any, start: Any) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"here\n"]


def load() -> Callable[..., Any]:
    """What a worker's start takes its seconds for."""
    moment = sys.argv[1]
    if moment == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if moment in ("loading", "deaf"):
        say("at", os.getpid())
        never()
    return answers


def begins() -> None:
    """The first thing in a worker: signals still wait."""
    say("at", os.getpid())
    while signal.SIGTERM not in signal.sigpending():
        time.sleep(0.01)


def before_the_worker(server: Any) -> Callable[[], None]:
    def wait() -> None:
        say("at", os.getpid())
        server.main_loop_interrupt.wait()

    return wait


def main(moment: str, port: int, stops_within: int) -> None:
    if moment == "forked":
        os.register_at_fork(after_in_child=begins)
    server = made(
        lambda: say("farewell"),
        "tests.web.stopping:load",
        stops_within,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        blocking_threads=1,
        http=HTTPModes.http1,
        log_enabled=False,
    )
    if moment == "no worker yet":
        server.on_startup(before_the_worker(server))
    server.serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
