"""The relay process: every 2 s it looks for what nobody woke, every 45 s the provider's log is read,
for what customers texted and for what became of ours.

Two relays do no harm: waking twice wakes once, and the log is received at most once. What customers texted
and what became of ours have a thread each: a slow provider delays no claim that became unknown, and hundreds
of unknown messages delay no STOP.
"""

import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread
from types import FrameType

from responder.flows.inbound import reconcile
from responder.flows.outbound import deliver, unknown_outcomes
from responder.lib.log import get_logger
from responder.ports import Deps, StoreUnavailable
from responder.ports.proof import Keeping
from responder.ports.unknown_outcome import Unresolved
from workers import keeper
from workers.aside import Aside

log = get_logger(__name__)

TICK = 2.0
"""Seconds between looks at the outbox."""

HANDS = 2
"""Messages that the relay hands over at once where no worker can be woken."""

LOG_EVERY = 45.0
"""Seconds between two readings of the provider's log."""

TRIES_AGAIN = (5.0, 10.0, 20.0)
"""Seconds until the next reading after the first, second and third that failed: freshness lasts 120."""


def nothing() -> None:
    """Where no journal is kept."""


@dataclass(frozen=True, slots=True)
class LogWork:
    """What the readers of the provider's log work on; `first`: what is done before each reading."""

    deps: Deps
    unresolved: Unresolved
    first: Callable[[], object] = nothing


def run(
    work: LogWork,
    keeping: Keeping,
    duties: Sequence[keeper.Duty],
    aside: Aside,
    absent: Callable[[], bool],
) -> None:
    """Relay until SIGTERM or SIGINT. Raises RuntimeError, for the supervisor, when another thread died."""
    stopping, read_now = Event(), Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        stopping.set()
        read_now.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    deps, readers = work.deps, start_readers(work, stopping, read_now, aside)
    keepers = [*keeper.start(keeping, stopping, aside), *keeper.run(duties, stopping, aside)]
    log.info("relay_ready")
    while not stopping.is_set():
        aside.guard("outbox")("", partial(look_after_outbox, deps, stopping, absent))
        _pass_on_request(deps, read_now)
        if not all(thread.is_alive() for thread in readers):
            raise RuntimeError("A reader of the provider's log died; its error stands above.")
        if not all(thread.is_alive() for thread in keepers):
            raise RuntimeError("A keeper died; its error stands above.")
        stopping.wait(TICK)
    readers[0].join(timeout=15)


def look_after_outbox(deps: Deps, stopping: Event, absent: Callable[[], bool]) -> None:
    """Wake a worker for what is due; hand it over here where the queue takes no job, or no worker takes it.

    `absent`: whether workers are missing.
    """
    try:
        why = _nobody_else(deps, absent)
        if not why:
            return
        log.warning("relay_hands_over", why=why)
        with ThreadPoolExecutor(HANDS, thread_name_prefix="send") as pool:
            deliver.drain(deps, pool, stopping.is_set)
    except StoreUnavailable as error:
        log.warning("relay_waits", why=str(error))


def _nobody_else(deps: Deps, absent: Callable[[], bool]) -> str:
    """Why nobody else hands over what is due; "" where somebody does, or nothing is due."""
    if not deliver.relay(deps):
        return "the queue takes no job: free memory at QUEUE_REDIS_URL"
    if absent() and deps.store.anything_due(deps.clock.now()):
        return "no worker lives: start bin/responder work"
    return ""


def _pass_on_request(deps: Deps, read_now: Event) -> None:
    try:
        if deps.store.take_log_request():
            read_now.set()
    except StoreUnavailable as error:
        log.warning("relay_waits", why=str(error))


def start_readers(work: LogWork, stopping: Event, read_now: Event, aside: Aside) -> list[Thread]:
    """A thread that reads what customers texted, and one for outcomes: neither waits for the other."""
    outcomes = partial(look_for_outcomes, work.deps, work.unresolved, stopping, aside)
    threads = [
        Thread(target=partial(read_log, work, stopping, read_now, aside), name="log", daemon=True),
        Thread(target=outcomes, name="outcomes", daemon=True),
    ]
    for thread in threads:
        thread.start()
    return threads


def pause_after(failures: int) -> float:
    """Seconds until the next reading, after so many in a row that failed."""
    return TRIES_AGAIN[failures - 1] if 0 < failures <= len(TRIES_AGAIN) else LOG_EVERY


def read_log(work: LogWork, stopping: Event, read_now: Event, aside: Aside) -> None:
    """Read what customers texted, again and again; at once when somebody asks."""
    failures = 0
    while not stopping.is_set():
        read_now.clear()
        failures = 0 if _was_read(work, aside) else failures + 1
        read_now.wait(pause_after(failures))


def _was_read(work: LogWork, aside: Aside) -> bool:
    """A failure of what is done first is told under its own name, and keeps no STOP of the log unread."""
    guard, done = aside.guard("provider log"), list[bool]()
    try:
        aside.guard("journal")("", work.first)
        guard("", lambda: done.append(reconcile.read_log(work.deps, guard)))
    except StoreUnavailable as error:
        log.warning("log_unread", why=str(error))
    return done == [True]


def look_for_outcomes(deps: Deps, unresolved: Unresolved, stopping: Event, aside: Aside) -> None:
    """Look what became of messages whose hand-over got no answer, again and again."""
    guard = aside.guard("outcomes")
    while not stopping.is_set():
        try:
            guard("", partial(unknown_outcomes.look_again, deps, unresolved, guard))
        except StoreUnavailable as error:
            log.warning("outcomes_unread", why=str(error))
        stopping.wait(LOG_EVERY)
