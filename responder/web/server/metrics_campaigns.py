"""Gauges of opt-outs by sender, messages to many and what was dropped, read when somebody looks (CA-26)."""

from collections.abc import Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from responder.domain.campaigns.campaign import BulkState
from responder.domain.phone import mask
from responder.flows.campaigns import auto_pause
from responder.flows.reports.counts import last_30_days
from responder.ports import StoreUnavailable
from responder.wiring.product import App


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
            found, bulks = auto_pause.rates(deps), deps.bulks.watched()
            dropped = last_30_days(deps.hours, self._app.deps.clock.now()).sums.dropped
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
        yield _dropped(dropped)


def _by_state(states: list[BulkState]) -> GaugeMetricFamily:
    family = GaugeMetricFamily("responder_bulks", "Messages to many, by what they do.", labels=["state"])
    for state in (BulkState.SENDING, BulkState.PAUSED):
        family.add_metric([state.value], states.count(state))
    return family


def _dropped(found: Mapping[str, int]) -> GaugeMetricFamily:
    said = "Messages of the last 30 days that could not go in time or any more, by rule and what they were."
    family = GaugeMetricFamily("responder_messages_dropped", said, labels=["rule", "what"])
    for name, count in found.items():
        family.add_metric(name.split(":", 1), count)
    return family
