"""RQ as the dispatcher, never the memory: a job says "there is work", Redis says which (DESIGN §3)."""

from typing import Any

from rq import Queue, Retry
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.utils import import_attribute

from responder.log import get_logger

__all__ = ["DrainJob", "Queue", "RqJobs", "make_queue", "queue_name"]

log = get_logger(__name__)

DRAIN = "workers.drain.drain"
"""The job, by name: the web process never imports the worker."""

JOB_TIMEOUT = 60
"""Seconds; a drain ends by itself after 20."""


class ForeignJob(RuntimeError):
    """Something else than a drain stands in our queue: somebody else writes there."""


class DrainJob(Job):
    """A job of ours. RQ runs whatever function a job's record names; this one runs the drain or nothing.

    So whoever can write to RQ's database can wake a worker, and cannot run code as the worker.
    """

    success_callback = failure_callback = stopped_callback = None

    @property
    def func(self) -> Any:
        """The drain. Raises ForeignJob for a job that names anything else."""
        if self.func_name != DRAIN or self.instance is not None:
            raise ForeignJob("A job that is no drain was refused.")
        return import_attribute(DRAIN)


class RqJobs:
    """Implements `ports.Jobs` on one RQ queue."""

    def __init__(self, queue: Queue, failures: tuple[type[Exception], ...]) -> None:
        self.queue = queue
        self._failures = failures

    def wake(self) -> None:
        """Enqueue a drain. A queue that is away costs at most 50 ms and is the relay's to repair."""
        try:
            self.queue.enqueue(
                DRAIN, retry=Retry(max=3), job_timeout=JOB_TIMEOUT, result_ttl=500, failure_ttl=86_400
            )
        except self._failures as error:
            log.warning("wake_failed", why=type(error).__name__)


def queue_name(business_id: str) -> str:
    """One queue for one installation's worker: with two, RQ can lose a job between pop and start."""
    return f"responder-{business_id}"


def make_queue(connection: object, business_id: str) -> Queue:
    """The queue on its own Redis client (RQ changes the client's time-outs)."""
    return Queue(
        queue_name(business_id),
        connection=connection,  # type: ignore[arg-type]
        serializer=JSONSerializer,
        job_class=DrainJob,
    )
