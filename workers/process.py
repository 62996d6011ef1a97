"""What lives as long as a worker process: dependencies, a thread pool, and the wish to stop."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from responder.flows.operations.timekeeping import Timekeeper
from responder.flows.outbound import deliver
from responder.ports import Deps


class WorkerProcess:
    """The process that a drain job finds itself in; RQ hands jobs only a function name."""

    def __init__(self, deps: Deps, timekeeper: Timekeeper | None = None) -> None:
        self.deps = deps
        self._timekeeper = timekeeper
        self.stopping = Event()
        self._pool = ThreadPoolExecutor(deliver.IN_FLIGHT, thread_name_prefix="send")

    def drain(self) -> int:
        """One drain of the outbox, by a clock that is right."""
        if self._timekeeper:
            self._timekeeper.when_due()
        return deliver.drain(self.deps, self._pool, self.stopping.is_set)


_running: list[WorkerProcess] = []


def start(deps: Deps, timekeeper: Timekeeper | None = None) -> WorkerProcess:
    """Make this process a worker. Called once, before the first job."""
    _running[:] = [WorkerProcess(deps, timekeeper)]
    return _running[0]


def running() -> WorkerProcess:
    """The worker that this process is. Raises RuntimeError elsewhere."""
    if not _running:
        raise RuntimeError("A drain runs only in a process that `responder work` started.")
    return _running[0]
