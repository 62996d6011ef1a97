"""The worker process: RQ's SimpleWorker on one queue, finishing what it holds when told to stop.

A SimpleWorker because a drain keeps connections and threads between jobs; one queue because with two
RQ can lose a job between pop and start.
"""

from types import FrameType

from rq import Queue, SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer

from responder.flows.operations.timekeeping import Timekeeper
from responder.lib.log import get_logger
from responder.ports import Deps
from workers import process

log = get_logger(__name__)

MAINTENANCE_EVERY = 60
"""Seconds between RQ's searches for jobs of workers that died."""


class DrainWorker(SimpleWorker):
    """A SimpleWorker that tells a running drain to end at its next claim."""

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, Queue] | None:
        """The next job. An id that is no text is taken from the queue, and no reason to end."""
        while True:
            try:
                return super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)
            except UnicodeDecodeError:
                log.warning("malformed_job_ignored", why="its id is no text")

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """SIGTERM or SIGINT: no further claim; what is in the air is settled first."""
        process.running().stopping.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


def run(deps: Deps, queue: Queue, timekeeper: Timekeeper) -> None:
    """Work until told to stop. A job that was queued while no worker ran is done first."""
    process.start(deps, timekeeper)
    worker = DrainWorker(
        [queue],
        connection=queue.connection,
        serializer=JSONSerializer,
        job_class=queue.job_class,
        maintenance_interval=MAINTENANCE_EVERY,
    )
    log.info("worker_ready", queue=queue.name)
    worker.work(with_scheduler=False, logging_level="WARNING")
