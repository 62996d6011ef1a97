"""RQ as the dispatcher, never the memory: a job says "there is work", Redis says which (DESIGN §3)."""

import zlib
from typing import Any

from rq import Queue, Retry
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.utils import import_attribute
from rq.worker_registration import WORKERS_BY_QUEUE_KEY

from responder.lib.log import get_logger

__all__ = ["DrainJob", "Queue", "RqJobs", "keys_of_queue", "make_queue", "queue_name"]

log = get_logger(__name__)

DRAIN = "workers.drain.drain"
"""The job, by name: the web process never imports the worker."""

JOB_TIMEOUT = 60
"""Seconds; a drain ends by itself after 20."""

ENOUGH = 2
"""Jobs that may wait: one for what is due now, one for what comes while it is taken from the queue."""

RETRIES = 3
RESULT_TTL, FAILURE_TTL = 500, 86_400
"""Seconds that RQ keeps what became of a job."""

LONGEST_JOB = 4_096
"""Bytes of what a job says, unpacked; a drain says less than 100."""

READ = ("data", "origin", "created_at", "enqueued_at", "status", "number_of_retries", "retries_left")
"""Fields of a job's record that are read. All others are ours to say: how long it may run, how long it is
kept, that it calls nobody when it is done."""


class ForeignJob(RuntimeError):
    """Something else than a drain stands in our queue: somebody else writes there."""


class DrainJob(Job):
    """A job of ours. RQ runs whatever function a job's record names; this one runs the drain or nothing.

    So whoever can write to RQ's database can wake a worker, and cannot run code as the worker. A record that
    is no job (a date that is none, a number of thirty digits, a bomb of zeros) counts as none.
    """

    success_callback = failure_callback = stopped_callback = None

    def refresh(self) -> None:
        """Read what is stored. Raises NoSuchJobError, also where something else stands under its name."""
        if self.connection.type(self.key) != b"hash":
            raise NoSuchJobError("There is no record of that name.")
        super().refresh()  # type: ignore[no-untyped-call]

    def restore(self, raw_data: dict[bytes, bytes]) -> None:
        """Take over what is stored. Raises NoSuchJobError for what no queue of ours wrote."""
        read = {name.encode(): raw_data[name.encode()] for name in READ if name.encode() in raw_data}
        try:
            read[b"data"] = _unpacked(read.get(b"data", b""))
            super().restore(read)
            self.retries_left = min(self.retries_left or 0, RETRIES)
        except (ValueError, TypeError, ArithmeticError, zlib.error) as error:
            log.warning("malformed_job_ignored", why=type(error).__name__)
            raise NoSuchJobError("A record that is no job was left alone.") from None
        self.timeout, self.result_ttl, self.failure_ttl = JOB_TIMEOUT, RESULT_TTL, FAILURE_TTL

    @property
    def func(self) -> Any:
        """The drain. Raises ForeignJob for a job that names anything else."""
        if self.func_name != DRAIN or self.instance is not None:
            raise ForeignJob("A job that is no drain was refused.")
        return import_attribute(DRAIN)


class RqJobs:
    """Implements `ports.Jobs` on one RQ queue."""

    def __init__(self, queue: Queue, failures: tuple[type[Exception], ...], enough: int = ENOUGH) -> None:
        """`failures`: what its server's absence raises; `enough`: jobs that may wait."""
        self.queue, self._enough = queue, enough
        self._failures = failures

    def wake(self) -> bool:
        """Enqueue a drain, unless enough of them wait: without a worker they would fill the queue's memory.

        A queue that is away or full costs at most 50 ms and is the relay's to replace.
        """
        try:
            if self.queue.count >= self._enough:
                return True
            self.queue.enqueue(
                DRAIN,
                retry=Retry(max=RETRIES),
                job_timeout=JOB_TIMEOUT,
                result_ttl=RESULT_TTL,
                failure_ttl=FAILURE_TTL,
            )
        except self._failures as error:
            log.warning("wake_failed", why=type(error).__name__)
            return False
        return True


def _unpacked(data: bytes) -> bytes:
    """What a job says, never more than the limit. Raises ValueError, zlib.error."""
    unpacking = zlib.decompressobj()
    found = unpacking.decompress(data, LONGEST_JOB)
    if not unpacking.eof:
        raise ValueError("It is longer than any job of ours, or broken off.")
    return found


def queue_name(business_id: str) -> str:
    """One queue for one installation's worker: with two, RQ can lose a job between pop and start."""
    return f"responder-{business_id}"


def keys_of_queue(business_id: str) -> tuple[str, str]:
    """Where RQ keeps the list of our queue's jobs, and the set of the workers that take from it."""
    name = queue_name(business_id)
    return f"{Queue.redis_queue_namespace_prefix}{name}", WORKERS_BY_QUEUE_KEY % name


def make_queue(connection: object, business_id: str) -> Queue:
    """The queue on its own Redis client (RQ changes the client's time-outs)."""
    return Queue(
        queue_name(business_id),
        connection=connection,  # type: ignore[arg-type]
        serializer=JSONSerializer,
        job_class=DrainJob,
    )
