"""`/metrics` for Prometheus: what waits, how old it is, how far the log is read, and what was turned away.

Counts and ages alone: no body, and our own numbers masked (I8). Anybody who reaches the web process may
read it; whoever minds keeps the path from the outside at the proxy.
"""

from collections.abc import Iterator
from contextlib import suppress

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from responder.domain.operations.installation import SCHEMA
from responder.domain.phone import mask
from responder.domain.records import SECOND, Millis
from responder.domain.sending.kill_switches import EVERY_SENDER
from responder.flows.outbound.refusals import refusals
from responder.ports import Snapshot, StoreUnavailable
from responder.settings.version import version
from responder.web.server.metrics_campaigns import OptOutGauges
from responder.web.server.metrics_running import RunningGauges
from responder.wiring.product import App

TURNED_AWAY = Counter(
    "responder_webhooks_turned_away_total",
    "Webhooks that were not acted on, by the HTTP status that the provider got.",
    ["status"],
    registry=None,
)
"""Counts since this web process started. A 403 in number is a wrong PUBLIC_URL or auth token."""

FORBIDDEN = Counter(
    "responder_webhooks_forbidden_total",
    "Webhooks answered 403 that name our account: PUBLIC_URL or the auth token is wrong.",
    registry=None,
)
"""Counts since this web process started."""

CLOSED = Counter(
    "responder_connections_closed_total",
    "Connections closed because too many requests did not come to their end (web/server/slow_clients.py).",
    registry=None,
)


def metrics_routes(app: App) -> Blueprint:
    """`/metrics` (DESIGN §8)."""
    routes = Blueprint("metrics", __name__)
    registry = CollectorRegistry()
    registry.register(TURNED_AWAY)
    registry.register(FORBIDDEN)
    registry.register(CLOSED)
    registry.register(_Stored(app))
    registry.register(OptOutGauges(app))
    registry.register(RunningGauges(app))

    @routes.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return routes


class _Stored(Collector):
    """The store's gauges, read when somebody looks."""

    def __init__(self, app: App) -> None:
        self._app = app

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: registering must not need Redis."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The gauges; only `responder_store_up 0` where Redis does not answer."""
        said = "Which Responder this is, and the version of the data that it writes."
        yield InfoMetricFamily("responder_build", said, {"version": version(), "schema": str(SCHEMA)})
        now = self._app.deps.clock.now()
        try:
            found = self._app.gauges.snapshot(now)
        except StoreUnavailable:
            yield GaugeMetricFamily("responder_store_up", "Whether Redis answers.", 0)
            return
        yield GaugeMetricFamily("responder_store_up", "Whether Redis answers.", 1)
        yield from _lanes(found, now)
        yield from _totals(found)
        yield from self._refusals(found)
        yield from self._memory()
        yield from self._set_aside(now)
        yield self._log_age(found, now)

    def _memory(self) -> Iterator[GaugeMetricFamily]:
        with suppress(StoreUnavailable):
            found = self._app.store.memory()
            yield GaugeMetricFamily("responder_store_memory_bytes", "What Redis uses.", found.used)
            said = "Its maxmemory, 0 = none; from 90 % of it on only answers leave."
            yield GaugeMetricFamily("responder_store_memory_limit_bytes", said, found.limit)

    def _set_aside(self, now: Millis) -> Iterator[GaugeMetricFamily]:
        with suppress(StoreUnavailable):
            said = "What the relay failed at unforeseen; doctor names it."
            yield GaugeMetricFamily("responder_items_set_aside", said, len(self._app.aside.all(now)))
            said = "Records that this version cannot read; doctor names them."
            yield GaugeMetricFamily("responder_records_unreadable", said, len(self._app.unreadable.all(now)))

    def _refusals(self, found: Snapshot) -> Iterator[GaugeMetricFamily]:
        with suppress(StoreUnavailable):
            scopes = [each.sender for each in refusals(self._app.deps)]
            said = "Texts that the provider takes from nobody (account) or not from a sender: they wait."
            family = GaugeMetricFamily("responder_provider_refuses", said, labels=["scope"])
            family.add_metric(["account"], scopes.count(EVERY_SENDER))
            family.add_metric(["sender"], len(scopes) - scopes.count(EVERY_SENDER))
            yield family
            said, by_hand = "Senders switched off by hand.", found.stopped - len(scopes)
            yield GaugeMetricFamily("responder_senders_stopped", said, max(0, by_hand))

    def _log_age(self, found: Snapshot, now: Millis) -> GaugeMetricFamily:
        said = "Age of the moment up to which the provider's log was read; over 120 only answers leave."
        family = GaugeMetricFamily("responder_log_age_seconds", said, labels=["sender"])
        for place, number in enumerate(self._app.deps.business.numbers, 1):
            family.add_metric([f"{place} {mask(number)}"], (now - found.read_until.get(number, 0)) / SECOND)
        return family


def _lanes(found: Snapshot, now: Millis) -> Iterator[GaugeMetricFamily]:
    waiting = GaugeMetricFamily("responder_messages_waiting", "Messages in the outbox.", labels=["lane"])
    due = GaugeMetricFamily("responder_messages_due", "Messages that may go now.", labels=["lane"])
    age = GaugeMetricFamily("responder_oldest_due_seconds", "How long the first has waited.", labels=["lane"])
    for name, lane in found.lanes.items():
        waiting.add_metric([name], lane.waiting)
        due.add_metric([name], lane.due)
        age.add_metric([name], (now - lane.oldest_due_at) / SECOND if lane.oldest_due_at is not None else 0)
    yield from (waiting, due, age)


def _totals(found: Snapshot) -> Iterator[GaugeMetricFamily]:
    yield GaugeMetricFamily("responder_claims", "Messages being handed over now.", found.handing_over)
    yield GaugeMetricFamily("responder_numbers", "Numbers that ever texted or were texted.", found.numbers)
    yield GaugeMetricFamily("responder_opted_out", "Numbers that have opted out.", found.opted_out)
