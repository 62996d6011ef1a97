"""Processes that tests start: they end with the tests, also when these are killed."""

import os
import random
import socket
import subprocess
import threading
from collections.abc import Sequence
from typing import Any

from responder.local.child import tie_to

PORTS = range(15_000, 32_000)
"""Below those that the kernel gives to clients: none of them is taken between the choice and the start."""


def start(command: Sequence[str], **how: Any) -> "subprocess.Popen[bytes]":
    """Start it; on Linux it is told to end when this process dies, so that no run leaves anything behind.

    The kernel watches the thread that starts it: what a passing thread starts is tied to nobody.
    """
    lasts = threading.current_thread() is threading.main_thread()
    tied = tie_to(os.getpid()) if lasts else None
    return subprocess.Popen(command, preexec_fn=tied, **how)  # noqa: PLW1509 - see tie_to


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
