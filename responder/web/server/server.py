"""The web server: it says that it stops listening before it does, and its workers end when they should.

Granian forks its workers, which load the product for seconds before they look at signals. Until then a
SIGTERM ends a worker at once, as it ends any process: it has taken no text yet. Later it ends when what it
holds is answered, and at the latest after `STOPS_WITHIN`. A worker whose main process is gone ends too: it
would keep the port, and nobody would start it again.
"""

import os
import signal
import time
from collections.abc import Callable
from threading import Thread
from typing import Any

from granian import Granian

STOPS_WITHIN = 5
"""Seconds that a worker has to end after it was asked to; a webhook takes 1.2 at most."""

LOOKS_EVERY = 0.5
"""Seconds between two looks of a worker whether its main process lives."""

ENDED_BY = frozenset({signal.SIGTERM, signal.SIGINT})
"""What the main process passes on."""

TARGET = "responder.web.app:from_environment"


def made(
    farewell: Callable[[], object], target: str = TARGET, stops_within: int = STOPS_WITHIN, **options: Any
) -> Any:
    """Granian with these options. `farewell` is called while texts are still taken; it must not raise."""
    _prepare_forks(stops_within)
    server: Any = Granian(target, workers_kill_timeout=stops_within, **options)
    stop = server.shutdown

    def shutdown(exit_code: int = 0) -> None:
        farewell()
        stop(exit_code)

    server.shutdown = shutdown
    return server


def _prepare_forks(stops_within: float) -> None:
    """What each worker that this process forks does first.

    Signals wait meanwhile: none is lost between the fork and the moment at which a worker obeys it.
    """
    main = os.getpid()

    def begin() -> None:
        for number in ENDED_BY:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDED_BY)
        Thread(target=_end_with, args=(main, stops_within), name="main process", daemon=True).start()

    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, ENDED_BY),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDED_BY),
        after_in_child=begin,
    )


def _end_with(main: int, stops_within: float) -> None:
    """Wait until the main process is gone, and end this one: as if it had been asked to, then at once."""
    while os.getppid() == main:
        time.sleep(LOOKS_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(stops_within)
    os._exit(1)
