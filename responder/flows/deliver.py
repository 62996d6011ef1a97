"""Due messages leave: gate, text, rate, claim, send, settle (DESIGN §3 DELIVER). Run by a drain job.

The claim is the last step before the socket and nothing waits behind it. What goes wrong here never
becomes a second text: a message without a claim was not sent, one with a claim may have been (I7).
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from typing import TypeAlias

from responder.domain.business import Sender
from responder.domain.caps import counters
from responder.domain.delivery import MAX_CLAIM_AGE, OUTCOMES, Failure, retry_at
from responder.domain.messages import (
    SECOND,
    Message,
    MessageClass,
    MessageState,
    Millis,
    Number,
    Purpose,
)
from responder.domain.policy import Allowed, Circumstances, Dropped, Held, Refused, gate
from responder.domain.segments import segments
from responder.flows.receipts import alarm_sent_twice, provider_blocked
from responder.flows.wording import final_text
from responder.log import get_logger
from responder.ports import (
    Claimed,
    ClaimRequest,
    Deps,
    Outgoing,
    SendError,
    Settled,
    Settlement,
    StoreUnavailable,
    Work,
)

log = get_logger(__name__)

RUN_AT_MOST: Millis = 20 * SECOND
"""A drain ends after this and leaves the rest to its successor (DESIGN §3)."""

IN_FLIGHT = 200
"""Messages handed over at once by one worker process."""

REFILL_BELOW = IN_FLIGHT * 3 // 4
"""More is read from the outbox when fewer are in the air: reading for one or two costs too much."""

BUSY_WAIT: Millis = 300
"""How long a message waits for another one to the same number that is in the air."""

CARRIES_NOTICE = frozenset({Purpose.HELP, Purpose.OPT_IN_REPLY, Purpose.AFTER_HOURS})
"""Answers whose template holds identity and notice, and which count as the first message (I5)."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that may go, with the exact text that will; `until` is when the gate must be asked again."""

    message: Message
    number: Number
    sender: Sender
    text: str
    notice: bool
    parts: int
    until: Millis


Flying: TypeAlias = dict[str, tuple[Ready, Future[None]]]
"""What is in the air, by message id."""


def drain(deps: Deps, pool: Executor, stopping: Callable[[], bool]) -> int:
    """Hand over what is due, answers first, for at most 20 s; returns how many were tried.

    `wake` is cleared before reading, so whoever commits meanwhile wakes again. Raises StoreUnavailable.
    """
    deps.store.clear_wake()
    until = deps.clock.now() + RUN_AT_MOST
    flying: Flying = {}
    tried = 0
    while not stopping() and deps.clock.now() < until:
        ready = _next_ready(deps, flying)
        for one in ready:
            flying[one.message.id] = one, pool.submit(hand_over, deps, one)
        tried += len(ready)
        if not flying:
            break
        _land(flying, at_most=REFILL_BELOW if ready else len(flying) - 1)
    _land(flying, at_most=0)
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
        ready += _rationed(deps, lane, _in_turn(_prepared(deps, fresh)))
        busy |= {one.message.number for one in ready}
    return ready


def _in_turn(ready: Sequence[Ready]) -> list[Ready]:
    """The oldest message of each number; the others stay due until it has landed.

    Two in the air at once would reach the customer in any order, and the claim of the second would
    only meet the first (BUSY_WAIT) and waste the sender's rate.
    """
    turns: dict[str, Ready] = {}
    for one in sorted(ready, key=lambda one: (one.message.due_at, one.message.created_at)):
        turns.setdefault(one.message.number, one)
    return list(turns.values())


def _land(flying: Flying, at_most: int) -> None:
    """Wait until at most so many messages are in the air, and raise what they raised."""
    _collect(flying)
    while len(flying) > at_most:
        wait([future for _, future in flying.values()], return_when=FIRST_COMPLETED)
        _collect(flying)


def _collect(flying: Flying) -> None:
    for message_id in [message_id for message_id, (_, future) in flying.items() if future.done()]:
        flying.pop(message_id)[1].result()


def _prepared(deps: Deps, works: Sequence[Work]) -> list[Ready]:
    if not works:
        return []
    fresh_until = deps.store.freshness(our_numbers(deps))
    stopped = deps.store.stopped_senders()
    held = deps.store.held_bulks() if any(work.message.bulk for work in works) else {}
    found = [_judged(deps, work, fresh_until, stopped, held) for work in works]
    return [ready for ready in found if ready]


def our_numbers(deps: Deps) -> list[str]:
    """Every number that customers can text; a STOP to any of them stops all (PR-07)."""
    return [number for sender in deps.business.senders for number in sender.numbers]


def _judged(
    deps: Deps, work: Work, fresh_until: Millis, stopped: frozenset[str], held: Mapping[str, str]
) -> Ready | None:
    """Ask the gate, and carry out a hold, a refusal or a drop at once."""
    message, now = work.message, deps.clock.now()
    sender = deps.business.sender(message.sender)
    outdated = bool(message.about) and deps.store.outdated(message.about)
    bulk = held.get(message.bulk, "")
    around = Circumstances(now, sender, fresh_until, stopped, deps.law, outdated, bulk)
    verdict = gate(message, work.number, around)
    if isinstance(verdict, Allowed) and sender:
        return _worded(deps, work, sender, verdict)
    if isinstance(verdict, Held):
        deps.store.postpone(message, verdict.until, f"{verdict.reason} ({verdict.rule})")
    if isinstance(verdict, Refused | Dropped):
        state = MessageState.REFUSED if isinstance(verdict, Refused) else MessageState.DROPPED
        reason = f"{verdict.reason} ({verdict.rule})"
        deps.store.settle(Settlement(message, state, now, reason=reason, requires=MessageState.QUEUED))
    return None


def _worded(deps: Deps, work: Work, sender: Sender, allowed: Allowed) -> Ready:
    message, notice = work.message, allowed.notice
    if message.message_class is MessageClass.ANSWER:
        text = deps.texts.answer(message.purpose, message.language, sender)
        notice = message.purpose in CARRIES_NOTICE
    else:
        text = final_text(deps, message, notice)
    until = min(message.valid_until, allowed.until)
    return Ready(message, work.number, sender, text, notice, segments(text).parts, until)


def _rationed(deps: Deps, lane: str, ready: list[Ready]) -> list[Ready]:
    """Those that the senders' rates allow now; the others are scored for when their turn comes."""
    allowed: list[Ready] = []
    for sender in {one.sender.id: one.sender for one in ready}.values():
        queue = [one for one in ready if one.sender.id == sender.id]
        allowed += _within_rate(deps, sender, queue, for_answers=lane == "answer")
    return allowed


def _within_rate(deps: Deps, sender: Sender, queue: list[Ready], for_answers: bool) -> list[Ready]:
    now = deps.clock.now()
    tokens = deps.store.take_tokens(sender, sum(one.parts for one in queue), now, for_answers)
    allowed: list[Ready] = []
    for waiting, one in enumerate(queue):
        if tokens > 0:
            tokens -= one.parts
            allowed.append(one)
            continue
        turn = now + int((waiting - len(allowed) + 1) * one.parts * SECOND / sender.rate)
        deps.store.postpone(one.message, turn, "Waiting for its turn at the sender's rate (DESIGN 7.6).")
    return allowed


def hand_over(deps: Deps, ready: Ready) -> None:
    """Claim and send one message, and record what became of it. Raises StoreUnavailable."""
    claim, now = secrets.token_hex(8), deps.clock.now()
    if now >= ready.until:
        return  # out of date or of hours while it waited for a thread: the next look drops or holds it
    if ready.message.bulk and ready.message.bulk in deps.store.held_bulks():
        return  # paused since the gate looked: the next look holds or drops it
    claimed = deps.store.claim(
        ClaimRequest(
            ready.message,
            ready.number,
            now,
            claim,
            ready.text,
            ready.notice,
            counters(ready.message, ready.number, ready.sender, ready.notice, deps.law, now),
        )
    )
    if claimed is Claimed.BUSY:
        deps.store.postpone(ready.message, now + BUSY_WAIT, ready.message.reason)
    if claimed is not Claimed.CLAIMED:
        return  # stale or taken: whoever reads the due set next sees it as it is then
    if deps.clock.now() - now > MAX_CLAIM_AGE:
        _not_taken(deps, ready.message, claim, Failure.UNREACHABLE)
        return
    _send(deps, ready, claim, now)


def _send(deps: Deps, ready: Ready, claim: str, now: Millis) -> None:
    message = ready.message
    valid_for = max(1, (ready.until - now) // SECOND)
    try:
        accepted = deps.provider.send(
            Outgoing(message.id, message.number, ready.sender, ready.text, valid_for)
        )
    except SendError as error:
        _failed(deps, ready, claim, now, error)
        return
    settled = deps.store.settle(
        Settlement(message, accepted.state, deps.clock.now(), claim=claim, provider_id=accepted.provider_id)
    )
    if settled is Settled.OTHER_ID:
        alarm_sent_twice(deps, message)


def _failed(deps: Deps, ready: Ready, claim: str, claimed_at: Millis, error: SendError) -> None:
    outcome, message = OUTCOMES[error.failure], ready.message
    if outcome.alarm:
        log.error("sender_refused", sender=message.sender, code=error.code, failure=error.failure.value)
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


def relay(deps: Deps) -> None:
    """What the relay does every 2 s: late claims become unknown, overdue work wakes a worker."""
    try:
        overdue(deps)
        if deps.store.anything_due(deps.clock.now()) and deps.store.request_wake():
            deps.jobs.wake()
    except StoreUnavailable as error:
        log.warning("relay_waits", why=str(error))
