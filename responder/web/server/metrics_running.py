"""Gauges of what runs and what it stands on: processes, the queue, disks, and texts that did not arrive.

Read when somebody looks; no name of a host, no folder and no number of a customer is in a label (I8).
"""

from collections.abc import Iterator
from contextlib import suppress

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from responder.adapters.disk_space import places
from responder.domain.operations.heartbeats import ProcessKind, living, of_kind
from responder.domain.phone import mask
from responder.domain.records import SECOND
from responder.flows.reports.counts import failures_lately
from responder.ports import StoreUnavailable
from responder.ports.queue import QueueUnusable
from responder.wiring.product import App, queue_state

QUEUE_WITHIN = 0.25
"""Seconds that whoever asks for `/metrics` waits for the queue's server."""


class RunningGauges(Collector):
    """What `doctor` says of processes, queue, disks and failures, for a machine."""

    def __init__(self, app: App) -> None:
        self._app = app

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: registering must not need Redis."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges; of what is in Redis none where it does not answer, which `responder_store_up` says."""
        yield from self._queue()
        folder = ""
        with suppress(StoreUnavailable):
            yield from self._processes()
            yield self._failures()
            folder = self._app.gauges.disk.folder()
        yield self._disks(folder)

    def _processes(self) -> Iterator[GaugeMetricFamily]:
        seen = self._app.heartbeats.all()
        alive = GaugeMetricFamily("responder_processes_alive", "Processes with a heartbeat.", labels=["kind"])
        said = "Since the last heartbeat; none where a kind was not seen for ten minutes."
        age = GaugeMetricFamily("responder_heartbeat_age_seconds", said, labels=["kind"])
        for kind in ProcessKind:
            alive.add_metric([kind.value], len(living(kind, seen)))
            for newest in of_kind(kind, seen)[:1]:
                age.add_metric([kind.value], newest.age / SECOND)
        yield from (alive, age)

    def _queue(self) -> Iterator[GaugeMetricFamily]:
        said = "Whether the queue's server can be used."
        try:
            found = queue_state(self._app.settings, self._app.business.id, QUEUE_WITHIN)
        except QueueUnusable:
            yield GaugeMetricFamily("responder_queue_up", said, 0)
            return
        yield GaugeMetricFamily("responder_queue_up", said, 1)
        yield GaugeMetricFamily("responder_queue_jobs", "Jobs that wait for a worker.", found.waiting)
        yield GaugeMetricFamily("responder_queue_workers", "Workers that take them.", found.workers)

    def _failures(self) -> GaugeMetricFamily:
        said = "Texts that did not arrive in this hour and the one before, by the provider's code."
        family = GaugeMetricFamily("responder_texts_failed", said, labels=["sender", "code"])
        order = {sender.id: place for place, sender in enumerate(self._app.business.senders, 1)}
        for found in failures_lately(self._app.console.counts, self._app.deps.clock.now()):
            for code, count in found.by_code.items():
                family.add_metric([f"{order.get(found.sender, 0)} {mask(found.sender)}", str(code)], count)
        return family

    def _disks(self, folder: str) -> GaugeMetricFamily:
        family = GaugeMetricFamily("responder_disk_free_bytes", "Room for what is kept.", labels=["place"])
        for each in places(self._app.settings, folder):
            family.add_metric([each.what], each.free)
        return family
