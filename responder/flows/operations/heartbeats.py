"""A process says that it lives, from its start to its end, in a thread that no text waits for.

It says that the process is there and reaches the store, not that it gets on: what waits for how long is
looked at beside it (`diagnosis_running`).
"""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from responder.domain.operations.heartbeats import BEAT_EVERY, ProcessKind
from responder.ports import StoreUnavailable
from responder.ports.heartbeats import Heartbeats


def process_name() -> str:
    """Names this process among those of all hosts: `host:process id`."""
    return f"{socket.gethostname()}:{os.getpid()}"


def start(heartbeats: Heartbeats, kind: ProcessKind) -> Callable[[], None]:
    """Say so from now on. Returns what ends it, and says that this process is gone. Neither raises."""
    ended, name = Event(), process_name()
    thread = Thread(target=_keep, args=(heartbeats, kind, name, ended), name="heartbeat", daemon=True)
    thread.start()

    def end() -> None:
        ended.set()
        thread.join()
        with suppress(StoreUnavailable):
            heartbeats.end(kind, name)

    return end


@contextmanager
def beating(heartbeats: Heartbeats, kind: ProcessKind) -> Iterator[None]:
    """The process lives as long as this lasts."""
    end = start(heartbeats, kind)
    try:
        yield
    finally:
        end()


def _keep(heartbeats: Heartbeats, kind: ProcessKind, name: str, ended: Event) -> None:
    while not ended.is_set():
        with suppress(StoreUnavailable):  # whoever needs the store says so; the next beat comes soon
            heartbeats.beat(kind, name)
        ended.wait(BEAT_EVERY)
