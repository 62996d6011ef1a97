"""The relay process: every 2 s it looks for what nobody woke, every 45 s the provider's log is read,
for what customers texted and for what became of ours.

Two relays do no harm: waking twice wakes once, and the log is received at most once. Reading the log has
a thread of its own, because a slow provider must not delay the claims that became unknown.
"""

import signal
from collections.abc import Sequence
from functools import partial
from threading import Event, Thread
from types import FrameType

from responder.flows import deliver, reconcile, unknowns
from responder.log import get_logger
from responder.ports import Deps, StoreUnavailable
from responder.ports.proof import Keeping
from responder.ports.unknown import Unresolved
from workers import keeper
from workers.aside import Aside

log = get_logger(__name__)

TICK = 2.0
"""Seconds between looks at the outbox."""

LOG_EVERY = 45.0
"""Seconds between two readings of the provider's log."""


def run(
    deps: Deps, keeping: Keeping, unresolved: Unresolved, duties: Sequence[keeper.Duty], aside: Aside
) -> None:
    """Relay until SIGTERM or SIGINT. Raises RuntimeError, for the supervisor, when another thread died."""
    stopping, read_now = Event(), Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        stopping.set()
        read_now.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    reading = (deps, unresolved, stopping, read_now, aside)
    reader = Thread(target=_read_log, args=reading, name="log", daemon=True)
    reader.start()
    keepers = [*keeper.start(keeping, stopping, aside), *keeper.run(duties, stopping, aside)]
    log.info("relay_ready")
    while not stopping.is_set():
        aside.guard("outbox")("", partial(deliver.relay, deps))
        _pass_on_request(deps, read_now)
        if not reader.is_alive():
            raise RuntimeError("The reader of the provider's log died; its error stands above.")
        if not all(thread.is_alive() for thread in keepers):
            raise RuntimeError("A keeper died; its error stands above.")
        stopping.wait(TICK)
    reader.join(timeout=15)


def _pass_on_request(deps: Deps, read_now: Event) -> None:
    try:
        if deps.store.take_log_request():
            read_now.set()
    except StoreUnavailable as error:
        log.warning("relay_waits", why=str(error))


def _read_log(
    deps: Deps, unresolved: Unresolved, stopping: Event, read_now: Event, aside: Aside
) -> None:
    log_guard, outcomes = aside.guard("provider log"), aside.guard("outcomes")
    while not stopping.is_set():
        read_now.clear()
        try:
            log_guard("", partial(reconcile.read_log, deps, log_guard))
            outcomes("", partial(unknowns.look_again, deps, unresolved, outcomes))
        except StoreUnavailable as error:
            log.warning("log_unread", why=str(error))
        read_now.wait(LOG_EVERY)
