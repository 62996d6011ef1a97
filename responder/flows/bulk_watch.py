"""Who opts out after a message to many, and over which sender: too many, and it pauses by itself (CA-26).

Derived by the relay from the changes that every commit writes anyway, so that no webhook waits for it. Each
change is counted once however often it is read. The log says when an alarm about a sender begins and ends.
"""

from collections.abc import Sequence

from responder.domain import bulk as rules
from responder.domain.bulk import Bulk, BulkState, Line
from responder.domain.messages import DAY, Consent, Message, Millis
from responder.domain.phone import mask
from responder.flows import staff
from responder.flows.bulk import pause_by_itself
from responder.flows.staff import Draft
from responder.log import get_logger
from responder.ports.bulk import BulkDeps, Rate
from responder.ports.proof import Change, Changed

log = get_logger(__name__)

NOT_A_REACTION = frozenset({"import", "restore", "journal"})
"""Sources of opt-outs that a text of ours did not cause: a list that was taken over is no complaint."""

KEPT: Millis = 70 * DAY
"""How long texts are counted by sender and day: longer than a month of CA-26 and the 60 days of CA-08."""


def watch(deps: BulkDeps) -> None:
    """Count new opt-outs, pause what crossed its line, raise or end alarms. Raises StoreUnavailable."""
    bulks = deps.bulks.watched()
    tally(deps, bulks)
    for bulk in bulks:
        if bulk.state is BulkState.SENDING:
            judge(deps, bulk)
    alarms(deps)


def tally(deps: BulkDeps, bulks: Sequence[Bulk]) -> int:
    """Count the opt-outs since the last look, by bulk and by sender; how many changes were read."""
    mark = deps.rates.mark()
    found = deps.changes.after(mark)
    if found is None:  # what the mark names is not there any more: all that is left, each counted once
        mark, found = {}, deps.changes.after({}) or ()
    for change in found:
        if change.what is Changed.OPTED_OUT:
            _count(deps, bulks, change)
    deps.rates.counted({**mark, **{change.shard: change.id for change in found}})
    return len(found)


def judge(deps: BulkDeps, bulk: Bulk) -> None:
    """Pause a bulk that crossed a line of today's law."""
    now, law = deps.desk.deps.clock.now(), deps.desk.deps.law
    crossed = rules.crossed(bulk, deps.bulks.counts(bulk.id), law.lines, now // DAY)
    if crossed:
        pause_by_itself(deps, bulk, rules.why_paused(*crossed), crossed[0].rule)


def rates(deps: BulkDeps) -> list[tuple[Rate, Line]]:
    """Every sender's opt-outs under the rows of today's law, in the order of the business file."""
    product = deps.desk.deps
    now = product.clock.now()
    lines = [line for line in product.law.lines if line.of == "sender" and line.holds(now // DAY)]
    return [
        (deps.rates.rate(sender.id, now - line.within), line)
        for sender in product.business.senders
        for line in lines
    ]


def over(deps: BulkDeps) -> list[tuple[Rate, Line]]:
    """The senders whose rate is at the line or over it."""
    return [(rate, line) for rate, line in rates(deps) if line.crossed(rate.opt_outs, rate.messages)]


def alarms(deps: BulkDeps) -> None:
    """Say it once when a sender's rate crosses the line, and once when it is back."""
    now = deps.desk.deps.clock.now()
    crossed = {rate.sender: (rate, line) for rate, line in over(deps)}
    for sender in deps.desk.deps.business.senders:
        rate, line = crossed.get(sender.id, (None, None))
        if not deps.rates.alarm(sender.id, line.rule if line else "", now):
            continue
        if rate and line:
            told = {"opt_outs": rate.opt_outs, "messages": rate.messages, "rule": line.rule}
            log.error("opt_out_rate_over", sender=mask(sender.shown), **told)
        else:
            log.info("opt_out_rate_back", sender=mask(sender.shown))
    deps.rates.trim(now - KEPT)


def _count(deps: BulkDeps, bulks: Sequence[Bulk], change: Change) -> None:
    product = deps.desk.deps
    number = product.store.load(change.number)
    if number.source in NOT_A_REACTION and number.consent is Consent.OPTED_OUT:
        return
    caused = [(bulk, message) for bulk in bulks if (message := _message(deps, bulk, change))]
    for bulk, message in caused:
        deps.bulks.opted_out(bulk.id, message.id)
    sender = caused[-1][1].sender if caused else number.last_sender
    if sender:
        deps.rates.add(sender, f"{change.shard}:{change.id}", change.at)


def _message(deps: BulkDeps, bulk: Bulk, change: Change) -> Message | None:
    """The bulk's message to this number, if it was handed over so lately that the opt-out may follow it."""
    product = deps.desk.deps
    named = Draft(change.number, "", "", "", event=bulk.event)
    message = product.store.message(staff.message_id(product, named))
    if message is None or not message.claimed_at:
        return None
    within = max((line.within for line in product.law.lines if line.of == "bulk"), default=0)
    return message if 0 <= change.at - message.claimed_at <= within else None
