"""A thread that keeps the web process's clock right: no text waits for a question to the server (I2)."""

import time
from threading import Thread

from responder.flows.operations.timekeeping import LOOK_EVERY, Timekeeper


def keep_right(timekeeper: Timekeeper) -> None:
    """Start it; it lives as long as the process."""
    Thread(target=_keep, args=(timekeeper,), name="clock", daemon=True).start()


def _keep(timekeeper: Timekeeper) -> None:
    while True:
        time.sleep(LOOK_EVERY / 1_000)
        timekeeper.when_due()
