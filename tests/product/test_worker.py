"""The RQ worker is killed and stopped while customers text: nothing is lost, nothing is sent twice."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from rq import Callback, Queue
from rq.registry import FailedJobRegistry, FinishedJobRegistry
from rq.serializers import JSONSerializer

from responder.adapters.rq_queue import DRAIN
from tests.product.harness import Product, eventually, new_phone


@pytest.fixture
def alone(product: Product) -> Iterator[Product]:
    """The product with its supervisor asleep: what dies stays dead until `wake`."""
    product.kill("supervisor", signal.SIGSTOP)
    yield product
    wake(product)
    eventually(lambda: _alive(product.pid("worker")))


def wake(product: Product) -> None:
    """The supervisor looks after its children again."""
    product.kill("supervisor", signal.SIGCONT)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def finished_jobs(product: Product) -> list[str]:
    with product.queue() as queue:
        registry = FinishedJobRegistry(queue.name, connection=queue.connection, serializer=JSONSerializer)
        return list(registry.get_job_ids())


def test_without_a_worker_nothing_is_answered_and_with_one_exactly_once_by_a_job(
    alone: Product, phone: str
) -> None:
    alone.kill("worker", signal.SIGKILL)
    alone.phones.text(phone, "HELP")
    with alone.queue() as queue:
        (waiting,) = eventually(lambda: queue.job_ids)
        job = queue.fetch_job(waiting)
        assert job is not None and job.func_name == DRAIN and not job.args and not job.kwargs
    assert alone.states(phone) == ["queued"]
    assert alone.phones.creates(phone) == []
    wake(alone)
    eventually(lambda: alone.states(phone) == ["delivered"])
    eventually(lambda: waiting in finished_jobs(alone))
    assert len(alone.phones.creates(phone)) == 1
    assert len(alone.phones.heard(phone)) == 1


def test_a_worker_told_to_stop_settles_what_it_holds(product: Product, phone: str) -> None:
    product.phones.faults(api_latency_ms=1500)
    product.phones.text(phone, "HELP")
    eventually(lambda: product.states(phone) == ["sending"])
    worker = product.kill("worker", signal.SIGTERM)
    product.restarted("worker", worker)
    assert product.states(phone)[0] in ("accepted", "sent", "delivered")
    assert _last_end_of(product, "worker") == "exit 0"
    eventually(lambda: product.states(phone) == ["delivered"])
    assert len(product.phones.creates(phone)) == 1


def _last_end_of(product: Product, name: str) -> str:
    """How the supervisor saw it end."""
    said = product.output.read_text(encoding="utf-8").splitlines()
    line = [line for line in said if f"{name} stopped" in line][-1]
    return "exit 0" if '"exit 0"' in line or "exit 0" in line else line


def test_a_worker_killed_in_a_create_leaves_an_unknown_that_is_never_sent_again(
    product: Product, phone: str
) -> None:
    product.phones.faults(api="timeout_after", api_to=phone, api_fail_next=1, callbacks="drop")
    product.phones.text(phone, "HELP")
    create = eventually(lambda: product.phones.creates(phone))[0]
    assert product.states(phone) == ["sending"]
    product.restarted("worker", product.kill("worker", signal.SIGKILL))
    eventually(lambda: product.states(phone) == ["unknown"])
    product.phones.mend()
    other = new_phone()
    product.phones.text(other, "HELP")
    eventually(lambda: product.states(other) == ["delivered"])
    assert product.states(phone) == ["unknown"]
    (message,) = product.sent(phone)
    report = {"MessageSid": create["sid"], "MessageStatus": "delivered"}
    assert product.post(f"/twilio/status/{message['message']}", report) == 200
    assert product.states(phone) == ["delivered"]
    assert len(product.phones.creates(phone)) == 1


def test_the_relay_wakes_a_worker_when_the_queue_was_emptied(alone: Product, phone: str) -> None:
    alone.kill("worker", signal.SIGKILL)
    alone.phones.text(phone, "STOP")
    with alone.queue() as queue:
        eventually(lambda: queue.job_ids)
        queue.connection.flushdb()
    wake(alone)
    eventually(lambda: alone.states(phone) == ["delivered"])
    assert len(alone.phones.creates(phone)) == 1


def test_whoever_writes_to_the_queue_cannot_run_code_as_the_worker(
    product: Product, phone: str, tmp_path: Path
) -> None:
    with product.queue() as queue:
        foreign = Queue(queue.name, connection=queue.connection, serializer=JSONSerializer)
        made = [str(tmp_path / name) for name in ("job", "failed", "argument")]
        jobs = [
            foreign.enqueue("os.mkdir", made[0]),
            foreign.enqueue("os.mkdir", made[1], on_failure=Callback("os.mkdir")),
            foreign.enqueue(DRAIN, made[2]),
        ]
        failed = FailedJobRegistry(queue.name, connection=queue.connection, serializer=JSONSerializer)
        eventually(lambda: {job.id for job in jobs} <= set(failed.get_job_ids(cleanup=False)))
        for job in jobs:
            failed.remove(job.id, delete_job=True)
    assert list(tmp_path.iterdir()) == []
    product.phones.text(phone, "HELP")
    eventually(lambda: product.states(phone) == ["delivered"])
