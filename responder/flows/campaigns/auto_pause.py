"""Messages to many pause by themselves, and alarms are raised about senders, when too many opt out (CA-26).

The rate is the one that the overview shows (`domain/rates`), counted once, in the commit of the opt-out. The
log says when an alarm about a sender begins and ends.
"""

from collections.abc import Sequence
from functools import partial

from responder.domain.campaigns import campaign as rules
from responder.domain.campaigns.campaign import Bulk, BulkState, Counts, Line
from responder.domain.campaigns.opt_out_rate import Rate, opt_out_rate
from responder.domain.phone import mask
from responder.domain.records import DAY, Millis
from responder.domain.sending.kill_switches import EVERY_SENDER, StopSwitch
from responder.domain.sending.refusals import BULK_PAUSES_AFTER
from responder.flows.campaigns.edit import pause_by_itself
from responder.flows.campaigns.report import counts_of
from responder.flows.outbound.refusals import refusals
from responder.flows.reports.counts import story
from responder.lib.log import get_logger
from responder.ports.campaigns import BulkDeps
from responder.ports.quarantine import Guard, straight

log = get_logger(__name__)

WHY_REFUSED = "The provider takes no texts from us: see Stop switches. Resume it once texts leave again."

KEPT: Millis = 70 * DAY
"""How long it is known who sold over a sender: longer than the 60 days of CA-08."""


def watch(deps: BulkDeps, guard: Guard = straight) -> None:
    """Pause what crossed its line; costs next to nothing while none is sending. Raises StoreUnavailable."""
    sending = [bulk for bulk in deps.bulks.watched() if bulk.state is BulkState.SENDING]
    refused = refusals(deps.desk.deps) if sending else ()
    for bulk, counted in zip(sending, counts_of(deps, sending), strict=True):
        guard(bulk.id, partial(_watched, deps, bulk, counted, refused))


def _watched(deps: BulkDeps, bulk: Bulk, counted: Counts, refused: Sequence[StopSwitch]) -> None:
    """Too many opt-outs, or a provider that has taken none of its texts for a while, pause it."""
    now = deps.desk.deps.clock.now()
    for each in refused:
        if each.sender in (EVERY_SENDER, bulk.sender) or not bulk.sender:
            if now - each.at >= BULK_PAUSES_AFTER:
                pause_by_itself(deps, bulk, WHY_REFUSED, "I7")
                return
    judge(deps, bulk, counted)


def judge(deps: BulkDeps, bulk: Bulk, counted: Counts) -> None:
    """Pause a bulk that crossed a line of today's law."""
    now, law = deps.desk.deps.clock.now(), deps.desk.deps.law
    crossed = rules.crossed(bulk, counted, law.lines, now // DAY)
    if crossed:
        pause_by_itself(deps, bulk, rules.why_paused(*crossed), crossed[0].rule)


def sender_lines(deps: BulkDeps) -> list[Line]:
    """The rows of today's law about a sender's opt-outs."""
    product = deps.desk.deps
    today = product.clock.now() // DAY
    return [line for line in product.law.lines if line.of == "sender" and line.holds(today)]


def rates(deps: BulkDeps) -> list[tuple[str, Rate, Line]]:
    """Each sender's id, its rate and a row of today's law, in the order of the business file."""
    now = deps.desk.deps.clock.now()
    lines = sender_lines(deps)
    found = {line.within: story(deps.hours, now, first_day(line, now)).by_sender for line in lines}
    return [
        (sender.id, found[line.within].get(sender.id) or opt_out_rate(0, 0), line)
        for sender in deps.desk.deps.business.senders
        for line in lines
    ]


def first_day(line: Line, now: Millis) -> int:
    """The first of the days (UTC, today the last) that a line is about."""
    return (now - line.within) // DAY + 1


def over(deps: BulkDeps) -> list[tuple[str, Rate, Line]]:
    """The senders whose rate is at the line or over it."""
    return [each for each in rates(deps) if each[2].crossed(each[1].opted_out, each[1].sent)]


def alarms(deps: BulkDeps) -> None:
    """Say it once when a sender's rate crosses the line, and once when it is back."""
    now = deps.desk.deps.clock.now()
    crossed = {sender_id: (rate, line) for sender_id, rate, line in over(deps)}
    for sender in deps.desk.deps.business.senders:
        rate, line = crossed.get(sender.id, (None, None))
        if not deps.alarms.alarm(sender.id, line.rule if line else "", now):
            continue
        if rate and line:
            told = {"opt_outs": rate.opted_out, "messages": rate.sent, "rule": line.rule}
            log.error("opt_out_rate_over", sender=mask(sender.shown), **told)
        else:
            log.info("opt_out_rate_back", sender=mask(sender.shown))
    deps.alarms.trim(now - KEPT)
