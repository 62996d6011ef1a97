"""Records that no queue of ours wrote: the worker leaves them alone and goes on with the next job."""

import zlib
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from rq.exceptions import NoSuchJobError
from rq.serializers import JSONSerializer

from responder.adapters import rq_queue
from responder.adapters.rq_queue import DRAIN, JOB_TIMEOUT, DrainJob, Queue, RqJobs, make_queue
from workers import drain
from workers.run import DrainWorker

ANOTHER = zlib.compress(b'["os.getpid", null, [], {}]')
"""What a job says that names another function."""

OF_THE_RELEASE_BEFORE = zlib.compress(b'["workers.drain.drain", null, [], {}]')
"""What a drain says that was queued by version 0.1.0."""

HUGE = "9" * 30

MALFORMED: dict[str, dict[str, Any]] = {
    "nothing but a name": {"status": "queued"},
    "a date that is none": {"created_at": "yesterday"},
    "bytes that are no text": {"enqueued_at": b"\xff\xfe"},
    "another status": {"status": "tired"},
    "a count that is none": {"retries_left": "x"},
    "a bomb of zeros": {"data": zlib.compress(b"0" * 50_000_000)},
    "a packet that is broken off": {"data": zlib.compress(b"[]" * 50)[:-6]},
    "no packet": {"data": b"[]"},
}

OVERRULED: dict[str, dict[str, Any]] = {
    "a time-out of thirty digits": {"timeout": HUGE},
    "a time-out that is none": {"timeout": "soon"},
    "kept for ever and longer": {"result_ttl": HUGE, "failure_ttl": HUGE, "ttl": HUGE},
    "tried again without end": {"retries_left": HUGE, "number_of_retries": "2"},
    "an address that is told": {"webhooks": '[{"url": "http://127.0.0.1:9/", "event": "finished"}]'},
    "jobs that it waits for": {"dependency_ids": "nobody", "meta": b"\xff"},
    "repeated": {"repeats_left": "x", "repeat_intervals": "x"},
}


@pytest.fixture
def queue(redis_url: str) -> Iterator[Queue]:
    client = redis.Redis.from_url(redis_url.replace("db=0", "db=3"))
    client.flushdb()
    yield make_queue(client, "garage")
    client.close()


@pytest.fixture
def drains(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The drains that a worker did."""
    done: list[int] = []
    monkeypatch.setattr(rq_queue, "import_attribute", lambda _: lambda: done.append(1))
    return done


def spoiled(queue: Queue, fields: dict[str, Any]) -> str:
    """A drain of ours whose record somebody changed, before one that is as it was."""
    found = queue.enqueue(DRAIN)
    queue.connection.hset(found.key, mapping=fields)
    if fields == {"status": "queued"}:
        queue.connection.hdel(found.key, "data")
    RqJobs(queue, (), enough=100).wake()
    return str(found.id)


def work(queue: Queue) -> bool:
    """A worker until nothing waits; whether it ended by itself, and not over an error."""
    kind = queue.job_class
    worker = DrainWorker([queue], connection=queue.connection, serializer=JSONSerializer, job_class=kind)
    worker.work(burst=True, logging_level="ERROR")
    return queue.count == 0


def test_a_job_that_the_release_before_queued_is_carried_out(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    monkeypatch.setattr(drain, "running", lambda: SimpleNamespace(drain=lambda: done.append(1)))
    waiting = queue.enqueue(DRAIN)
    queue.connection.hset(waiting.key, "data", OF_THE_RELEASE_BEFORE)

    assert work(queue)
    assert done == [1]


@pytest.mark.parametrize("fields", MALFORMED.values(), ids=MALFORMED)
def test_a_record_that_is_no_job_counts_as_none(queue: Queue, fields: dict[str, Any]) -> None:
    malformed = spoiled(queue, fields)

    with pytest.raises(NoSuchJobError):
        DrainJob.fetch(malformed, connection=queue.connection, serializer=JSONSerializer)


def test_records_that_are_no_jobs_end_no_worker(queue: Queue, drains: list[int]) -> None:
    for fields in MALFORMED.values():
        spoiled(queue, fields)

    assert work(queue)
    assert drains == [1] * len(MALFORMED), "each good one was done"


def test_what_a_record_may_not_say_is_ours_to_say(queue: Queue, drains: list[int]) -> None:
    for fields in OVERRULED.values():
        spoiled(queue, fields)

    assert work(queue)
    assert drains == [1, 1] * len(OVERRULED)


def test_a_job_runs_as_long_and_as_often_as_ours_do(queue: Queue) -> None:
    found = DrainJob.fetch(
        spoiled(queue, {"timeout": HUGE, "retries_left": HUGE, "webhooks": '[{"url": "http://x/"}]'}),
        connection=queue.connection,
        serializer=JSONSerializer,
    )

    assert (found.timeout, found.retries_left, found.webhooks) == (JOB_TIMEOUT, rq_queue.RETRIES, [])


def test_a_job_that_names_another_function_fails_and_the_next_is_done(
    queue: Queue, drains: list[int]
) -> None:
    spoiled(queue, {"data": ANOTHER})

    assert work(queue)
    assert drains == [1]


def test_what_is_no_record_or_no_id_ends_no_worker(queue: Queue, drains: list[int]) -> None:
    queue.connection.set(DrainJob.key_for("text"), "not a hash")
    queue.connection.rpush(queue.key, "text", b"\xff\xfe", "gone", "")
    RqJobs(queue, (), enough=100).wake()

    assert work(queue)
    assert drains == [1]
