"""Due messages leave: gate, text, rate, claim, send, settle (DESIGN §3 DELIVER). Run by a drain job.

The claim is the last step before the socket and nothing waits behind it. What goes wrong here never
becomes a second text: a message without a claim was not sent, one with a claim may have been (I7).
"""

import secrets
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import TypeAlias

from responder.domain.records import SECOND, Message, MessageState, Millis
from responder.domain.sending.delivery import MAX_CLAIM_AGE, OUTCOMES, Failure, retry_at
from responder.domain.sending.frequency_caps import counters
from responder.domain.sending.gate import LOOK_AGAIN
from responder.flows.outbound import refusals
from responder.flows.outbound.last_look import AtTheSocket
from responder.flows.outbound.prepare import STANDS_FOR, Ready, in_turn, prepared, rationed
from responder.flows.outbound.quarantine import set_aside_on_failure
from responder.flows.outbound.receipts import alarm_sent_twice, provider_blocked
from responder.lib.log import get_logger
from responder.ports import (
    Claimed,
    ClaimRequest,
    Deps,
    Outgoing,
    SendError,
    Settled,
    Settlement,
    StoreUnavailable,
)

log = get_logger(__name__)

RUN_AT_MOST: Millis = 20 * SECOND
"""A drain ends after this and leaves the rest to its successor (DESIGN §3)."""

IN_FLIGHT = 200
"""Messages handed over at once by one worker process."""

REFILL_BELOW = IN_FLIGHT * 3 // 4
"""More is read from the outbox when fewer are in the air: reading for one or two costs too much."""

WAITS: dict[Claimed, Millis] = {Claimed.BUSY: 300, Claimed.NO_TRIAL: LOOK_AGAIN}
"""How long a message waits for another one: to the same number in the air, or that tries for all others."""

Flying: TypeAlias = dict[str, tuple[Ready, Future[None]]]
"""What is in the air, by message id."""


def drain(deps: Deps, pool: Executor, stopping: Callable[[], bool]) -> int:
    """Hand over what is due, answers first, for at most 20 s; returns how many were tried.

    `wake` is cleared before reading, so whoever commits meanwhile wakes again. Raises StoreUnavailable.
    """
    deps.store.clear_wake()
    until = deps.clock.ticks() + RUN_AT_MOST
    flying: Flying = {}
    tried = 0
    while not stopping() and deps.clock.ticks() < until:
        ready = _next_ready(deps, flying)
        for one in ready:
            flying[one.message.id] = one, pool.submit(hand_over, deps, one)
        tried += len(ready)
        if not flying:
            break
        _land(deps, flying, at_most=REFILL_BELOW if ready else len(flying) - 1)
    _land(deps, flying, at_most=0)
    if not stopping() and deps.store.anything_due(deps.clock.now()) and deps.store.request_wake():
        deps.jobs.wake()
    return tried


def _next_ready(deps: Deps, flying: Flying) -> list[Ready]:
    room = IN_FLIGHT - len(flying)
    busy = {one.message.number for one, _ in flying.values()}
    ready: list[Ready] = []
    for lane in ("answer", "rest"):
        if room - len(ready) <= 0:
            break
        works = deps.store.due(lane, deps.clock.now(), IN_FLIGHT)
        fresh = [work for work in works if work.message.number not in busy][: room - len(ready)]
        ready += rationed(deps, lane, in_turn(prepared(deps, fresh)))
        busy |= {one.message.number for one in ready}
    return ready


def _land(deps: Deps, flying: Flying, at_most: int) -> None:
    """Wait until at most so many messages are in the air, and raise what they raised."""
    _collect(deps, flying)
    while len(flying) > at_most:
        wait([future for _, future in flying.values()], return_when=FIRST_COMPLETED)
        _collect(deps, flying)


def _collect(deps: Deps, flying: Flying) -> None:
    for message_id in [message_id for message_id, (_, future) in flying.items() if future.done()]:
        ready, future = flying.pop(message_id)
        set_aside_on_failure(deps, ready.message, future.result)


def hand_over(deps: Deps, ready: Ready) -> None:
    """Claim and send one message, and record what became of it. Raises StoreUnavailable."""
    claim, now, began = secrets.token_hex(8), deps.clock.now(), deps.clock.ticks()
    if now >= min(ready.until, ready.fresh_until) or began - ready.judged >= STANDS_FOR:
        return  # out of date, or judged too long ago, while it waited for a thread: the next look sees
    if ready.message.bulk and ready.message.bulk in deps.store.held_bulks():
        return  # paused since the gate looked: the next look holds or drops it
    if ready.message.about and deps.store.outdated(ready.message):
        return  # moved, cancelled or another number since the gate looked: the next look drops it
    claimed = deps.store.claim(
        ClaimRequest(
            ready.message,
            ready.number,
            now,
            claim,
            ready.text,
            ready.notice,
            counters(ready.message, ready.number, ready.sender, ready.notice, deps.law, now),
            ready.tries,
        )
    )
    if claimed in WAITS:
        deps.store.postpone(ready.message, now + WAITS[claimed], ready.message.reason)
    if claimed is not Claimed.CLAIMED:
        return  # stale or taken: whoever reads the due set next sees it as it is then
    if deps.clock.ticks() - began > MAX_CLAIM_AGE:
        _not_taken(deps, ready.message, claim, Failure.UNREACHABLE)
        return
    _send(deps, ready, AtTheSocket(deps, ready, claim, began), now)


def _send(deps: Deps, ready: Ready, look: AtTheSocket, now: Millis) -> None:
    message, claim = ready.message, look.claim
    valid_for = max(1, (ready.until - now) // SECOND)
    try:
        accepted = deps.provider.send(
            Outgoing(message.id, message.number, ready.sender, ready.text, valid_for, look)
        )
    except SendError as error:
        _failed(deps, ready, claim, now, error)
        return
    settled = deps.store.settle(
        Settlement(message, accepted.state, deps.clock.now(), claim=claim, provider_id=accepted.provider_id)
    )
    if settled is Settled.OTHER_ID:
        alarm_sent_twice(deps, message)
    if ready.tries:
        refusals.taken(deps, ready.tries)


def _failed(deps: Deps, ready: Ready, claim: str, claimed_at: Millis, error: SendError) -> None:
    outcome, message = OUTCOMES[error.failure], ready.message
    if outcome.alarm:
        log.error("sender_refused", sender=message.sender, code=error.code, failure=error.failure.value)
    if outcome.pauses:
        refusals.pause(deps, outcome.pauses, message.sender, error.code)
    if outcome.provider_block:
        provider_blocked(deps, message, claimed_at)
    if outcome.retry_after:
        _not_taken(deps, message, claim, error.failure)
        return
    deps.store.settle(
        Settlement(
            message,
            outcome.state,
            deps.clock.now(),
            claim=claim,
            error_code=error.code,
            reason=f"The provider said: {error.failure.value}.",
        )
    )


def _not_taken(deps: Deps, message: Message, claim: str, failure: Failure) -> None:
    """Certainly not sent: back into the outbox, later (I7)."""
    now = deps.clock.now()
    when = retry_at(failure, message.attempts, now)
    deps.store.settle(Settlement(message, MessageState.QUEUED, now, claim=claim, retry_at=when))


def overdue(deps: Deps) -> int:
    """Claims past their deadline become `unknown`; returns how many (DESIGN §3). Raises StoreUnavailable."""
    now = deps.clock.now()
    late = deps.store.overdue_claims(now)
    for message in late:
        reason = "No answer came from the provider; it may have been sent (I7)."
        deps.store.settle(
            Settlement(message, MessageState.UNKNOWN, now, reason=reason, requires=MessageState.SENDING)
        )
    return len(late)


def relay(deps: Deps) -> bool:
    """What the relay does every 2 s: late claims become unknown, overdue work wakes a worker.

    False where work is due and the queue takes no job: then nobody else will do it.
    """
    try:
        overdue(deps)
        if deps.store.anything_due(deps.clock.now()) and deps.store.request_wake():
            return deps.jobs.wake()
    except StoreUnavailable as error:
        log.warning("relay_waits", why=str(error))
    return True
