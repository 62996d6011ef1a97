"""What the relay process does beside relaying: it copies opt-outs to the journal and sends checkpoints away.

Each has a thread of its own: a slow address must delay no journal, and neither may delay the relay. Two
relays do no harm: one of them holds the journal's lock, and a checkpoint is due once an hour for both.
What it does for the desk is in `desk_keeper`.
"""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Event, Thread

from responder.flows.proof import checkpoints
from responder.lib.log import get_logger
from responder.ports import StoreUnavailable
from responder.ports.proof import Keeping
from responder.ports.quarantine import Guard
from workers.aside import Aside

log = get_logger(__name__)

JOURNAL_EVERY = 1.0
"""Seconds; an opt-out is in the journal within five (DESIGN §4)."""

CHECKPOINT_EVERY = 15.0
"""Seconds between looks whether a checkpoint is due."""

Duty = tuple[str, Callable[[], object], float]
"""A name, what to do, and the seconds between two times."""

_DUTIES: tuple[tuple[str, Callable[[Keeping], object], float], ...] = (
    ("checkpoints", checkpoints.when_due, CHECKPOINT_EVERY),
)


def start(keeping: Keeping, stopping: Event, aside: Aside) -> list[Thread]:
    """Start a thread for each duty; they end soon after `stopping`."""
    return run([(name, partial(duty, keeping), every) for name, duty, every in _DUTIES], stopping, aside)


def run(duties: Sequence[Duty], stopping: Event, aside: Aside) -> list[Thread]:
    """Start a thread for each of these; they end soon after `stopping`."""
    threads = [
        Thread(target=_keep, args=(duty, stopping, every, aside.guard(name)), name=name, daemon=True)
        for name, duty, every in duties
    ]
    for thread in threads:
        thread.start()
    return threads


def _keep(duty: Callable[[], object], stopping: Event, every: float, guard: Guard) -> None:
    """A duty that fails as a whole is set aside like an item of its own, and tried again."""
    while not stopping.is_set():
        try:
            guard("", duty)
        except StoreUnavailable as error:
            log.warning("keeper_waits", why=str(error))
        stopping.wait(every)
