"""Gauges of opt-outs by sender and of messages to many, read when somebody looks (CA-26)."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from responder.domain.bulk import BulkState
from responder.domain.phone import mask
from responder.flows import bulk_watch
from responder.ports import StoreUnavailable
from responder.wiring import App


class OptOutGauges(Collector):
    """What the lines of the law are held against."""

    def __init__(self, app: App) -> None:
        self._app = app

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: registering must not need Redis."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges; none where Redis does not answer, which `responder_store_up` says."""
        deps = self._app.console.bulk
        try:
            found, bulks = bulk_watch.rates(deps), deps.bulks.watched()
        except StoreUnavailable:
            return
        share = GaugeMetricFamily(
            "responder_opt_out_share", "Opt-outs for each text sent.", labels=["sender"]
        )
        over = GaugeMetricFamily("responder_opt_out_over", "1: over the line of CA-26.", labels=["sender"])
        places = {sender.id: place for place, sender in enumerate(self._app.business.senders, 1)}
        for sender_id, rate, line in found:
            name = f"{places[sender_id]} {mask(sender_id)}"
            share.add_metric([name], rate.share)
            over.add_metric([name], int(line.crossed(rate.opted_out, rate.sent)))
        yield from (share, over)
        yield _by_state([bulk.state for bulk in bulks])


def _by_state(states: list[BulkState]) -> GaugeMetricFamily:
    family = GaugeMetricFamily("responder_bulks", "Messages to many, by what they do.", labels=["state"])
    for state in (BulkState.SENDING, BulkState.PAUSED):
        family.add_metric([state.value], states.count(state))
    return family
