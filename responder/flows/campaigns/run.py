"""A message to many goes out: the relay makes its messages a few at a time, and sees what became of them.

Exactly once for each recipient, whoever dies in between: the message's id is promised first, the commit knows
the event by bulk and number, and a recipient leaves the list last. Few at a time, so that the outbox stays
short: what is not made yet can be held back at once, and answers find no queue before them.
"""

from contextlib import suppress
from functools import partial

from responder.domain.campaigns import campaign as rules
from responder.domain.campaigns.campaign import Act, Bulk, BulkState, Counts
from responder.domain.customers.customer import Customer
from responder.domain.law.quiet_hours import NEVER
from responder.domain.records import DAY, MINUTE, SECOND, MessageState, Millis
from responder.domain.sending.gate_context import Circumstances
from responder.domain.sending.kill_switches import stops_rest
from responder.domain.sending.verdicts import Dropped, Held
from responder.flows.campaigns import recipients
from responder.flows.campaigns.recipients import Recipient
from responder.flows.outbound import compose
from responder.flows.outbound.compose import OtherMessage, Refusal
from responder.ports.campaigns import BulkDeps
from responder.ports.desk import Changed
from responder.ports.quarantine import Guard, straight

WAITING_FOR = 10
"""Seconds of the sender's rate that may wait in the outbox."""

FEWEST, MOST = 5, 300
"""Messages that may wait in any case, and at most: what one look makes in some seconds."""

LOOKED_AT = 500
"""Messages whose state is read at one look."""

SWITCHED_OFF: Millis = 30 * SECOND
"""How long recipients wait, again and again, while a stop switch is thrown."""

LOOK_AT: dict[MessageState, Millis] = {
    MessageState.QUEUED: 2 * SECOND,
    MessageState.SENDING: 2 * SECOND,
    MessageState.UNKNOWN: 1 * MINUTE,
    MessageState.ACCEPTED: 10 * SECOND,
    MessageState.SENT: 5 * MINUTE,
}
"""After how long a message is looked at again; one in another state has come to its end."""

WATCHED_FOR: Millis = 7 * DAY
"""After its end a bulk is looked after for so long: receipts and opt-outs come late."""


def run_all(deps: BulkDeps, guard: Guard = straight) -> None:
    """One look at every bulk that has something to do. Raises StoreUnavailable."""
    for bulk in deps.bulks.watched():
        guard(bulk.id, partial(look, deps, bulk))


def look(deps: BulkDeps, bulk: Bulk) -> None:
    """See what became of its messages, and make the next ones. Raises StoreUnavailable."""
    refresh(deps, bulk)
    now = deps.desk.deps.clock.now()
    if bulk.state is BulkState.SENDING:
        _make_some(deps, bulk, now)
        _finish(deps, bulk, now)
    elif bulk.state in (BulkState.DONE, BulkState.STOPPED) and now - bulk.changed_at > WATCHED_FOR:
        deps.bulks.forget(bulk.id)


def refresh(deps: BulkDeps, bulk: Bulk) -> None:
    """Count its messages by the states that they have now."""
    product = deps.desk.deps
    now = product.clock.now()
    states: dict[str, tuple[str, Millis]] = {}
    for message_id in deps.bulks.open_messages(bulk.id, now, LOOKED_AT):
        message = product.store.message(message_id)
        state = message.state if message else MessageState.DROPPED  # erased with its person
        again = LOOK_AT.get(state)
        states[message_id] = (state.value, now + again if again else 0)
    deps.bulks.seen(bulk.id, states)


def room(deps: BulkDeps, bulk: Bulk, counts: Counts) -> int:
    """How many more messages may be made now."""
    business = deps.desk.deps.business
    rate = min(sender.rate for sender in business.senders if not bulk.sender or sender.id == bulk.sender)
    return int(min(MOST, max(FEWEST, rate * WAITING_FOR))) - counts.waiting


def _make_some(deps: BulkDeps, bulk: Bulk, now: Millis) -> None:
    left = room(deps, bulk, deps.bulks.counts(bulk.id))
    if left <= 0:
        return
    ids = deps.bulks.due(bulk.id, now, MOST)
    customers = {each.id: each for each in deps.customers.many(ids)}
    around = compose.circumstances(deps.desk.deps, bulk.sender, now)
    for customer_id in ids:
        if left <= 0:
            return
        left -= _one(deps, bulk, customer_id, customers.get(customer_id), around)


def _one(
    deps: BulkDeps, bulk: Bulk, customer_id: str, customer: Customer | None, around: Circumstances
) -> int:
    """Make one recipient's message, or leave them for later, or for good; how many were made."""
    one = _recipient(deps, bulk, customer) if customer else None
    if one is None:  # gone from the list, without a number, or not subscribed any more
        deps.bulks.made(bulk.id, customer_id, "", "skipped", 0)
        return 0
    message_id = recipients.message_id(deps, one)
    try:
        later = _not_before(deps, one, around)
        if later and later < bulk.ends_at:
            deps.bulks.later(bulk.id, customer_id, later)
        elif later:
            deps.bulks.made(bulk.id, customer_id, message_id, MessageState.DROPPED.value, 0)
        else:
            return _commit(deps, bulk, one, message_id)
    except Refusal:  # it stands in the timeline, with its rule
        deps.bulks.made(bulk.id, customer_id, message_id, MessageState.REFUSED.value, 0)
    return 0


def _not_before(deps: BulkDeps, one: Recipient, around: Circumstances) -> Millis:
    """When this recipient may be looked at again; 0 = now. Raises Refusal.

    While sending is switched off they wait: a switch is for a while, a refusal would be for good.
    """
    message = recipients.written(deps.desk.deps, one, around.now)
    if stops_rest(around.stopped_senders, message.sender):
        return around.now + SWITCHED_OFF
    verdict = recipients.judged(deps.desk.deps, one, around)
    if isinstance(verdict, Held):
        return verdict.until
    return NEVER if isinstance(verdict, Dropped) else 0


def _commit(deps: BulkDeps, bulk: Bulk, one: Recipient, message_id: str) -> int:
    if deps.bulks.promise(bulk.id, one.customer.id, message_id) != message_id:
        return 0  # another relay was faster, and chose another number: the next look takes that one
    with suppress(OtherMessage):  # made before, in the words of then
        compose.send(deps.desk.deps, one.draft)
    look_at = deps.desk.deps.clock.now()
    deps.bulks.made(bulk.id, one.customer.id, message_id, MessageState.QUEUED.value, look_at)
    return 1


def _recipient(deps: BulkDeps, bulk: Bulk, customer: Customer) -> Recipient | None:
    numbers, promised = deps.numbers.numbers(customer.numbers), deps.bulks.promised(bulk.id, customer.id)
    return recipients.recipient(deps, bulk, customer, numbers, promised)


def _finish(deps: BulkDeps, bulk: Bulk, now: Millis) -> None:
    counts = deps.bulks.counts(bulk.id)
    if counts.to_make or counts.waiting:
        return
    try:
        deps.bulks.save(rules.moved(bulk, Act.FINISH, bulk.by, bulk.why, now))
    except Changed:
        return  # somebody paused or stopped it this moment
