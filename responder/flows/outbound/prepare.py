"""What of the outbox may leave now: the gate's word, the exact text, and the sender's rate (DESIGN §7).

What may not leave is held, refused or dropped here at once, with its reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from responder.domain.business import Sender
from responder.domain.consent.auto_replies import ANSWER_LASTS
from responder.domain.law.quiet_hours import NEVER
from responder.domain.records import SECOND, Message, MessageClass, MessageState, Millis, Number, Purpose
from responder.domain.sending.gate import FRESHNESS, gate
from responder.domain.sending.gate_context import Circumstances
from responder.domain.sending.refusals import under_trial
from responder.domain.sending.segments import segments
from responder.domain.sending.verdicts import Allowed, Dropped, Held, Refused
from responder.flows.customers.opt_out_lists import with_opt_out
from responder.flows.outbound.quarantine import set_aside_on_failure
from responder.flows.outbound.wording import answer_text, final_text
from responder.ports import Deps, Settlement, Work

CARRIES_NOTICE = frozenset({Purpose.HELP, Purpose.OPT_IN_REPLY, Purpose.AFTER_HOURS})
"""Answers whose template holds identity and notice, and which count as the first message (I5)."""


STANDS_FOR: Millis = 5 * SECOND
"""How long the gate's word stands: a worker that was stopped between gate and claim asks it again."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that may go, with the exact text that will.

    `until` is when it would be out of date or of hours, `fresh_until` when the log that the gate trusted is
    too old. `judged`: the clock's ticks when the gate looked, at switches and appointments as they were.
    `tries`: the provider's refusals under trial (`refusals`): the claim lets one message through.
    """

    message: Message
    number: Number
    sender: Sender
    text: str
    notice: bool
    parts: int
    until: Millis
    fresh_until: Millis
    judged: Millis
    tries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at the store tells of all messages; as `policy.Circumstances` has it."""

    fresh_until: Millis
    stopped: frozenset[str]
    held: Mapping[str, str]
    memory_short: bool


def prepared(deps: Deps, works: Sequence[Work]) -> list[Ready]:
    """Those that the gate lets go, with their texts. Raises StoreUnavailable."""
    if not works:
        return []
    fresh_until = deps.store.freshness(deps.business.numbers)
    stopped = deps.store.stopped_senders()
    held = deps.store.held_bulks() if any(work.message.bulk for work in works) else {}
    seen = Seen(fresh_until, stopped, held, deps.store.is_nearly_full())
    found = [set_aside_on_failure(deps, work.message, partial(_judged, deps, work, seen)) for work in works]
    return [ready for ready in found if ready]


def _judged(deps: Deps, work: Work, seen: Seen) -> Ready | None:
    """Ask the gate, and carry out a hold, a refusal or a drop at once."""
    work, now, judged = with_opt_out(deps, work), deps.clock.now(), deps.clock.ticks()
    message = work.message
    sender = deps.business.sender(message.sender)
    outdated = bool(message.about) and deps.store.outdated(message)
    around = Circumstances(
        *(now, sender, seen.fresh_until, seen.stopped, deps.law),
        outdated=outdated,
        held=seen.held.get(message.bulk, ""),
        welcoming=_welcoming(deps, work, now),
        memory_short=seen.memory_short,
    )
    verdict = gate(message, work.number, around)
    if isinstance(verdict, Allowed) and sender:
        ready = _worded(deps, work, sender, verdict, (_fresh_until(message, around), judged))
        return replace(ready, tries=under_trial(around.stopped_senders, sender.id))
    if isinstance(verdict, Held):
        deps.store.postpone(message, verdict.until, f"{verdict.reason} ({verdict.rule})")
    if isinstance(verdict, Refused | Dropped):
        state = MessageState.REFUSED if isinstance(verdict, Refused) else MessageState.DROPPED
        reason = f"{verdict.reason} ({verdict.rule})"
        deps.store.settle(Settlement(message, state, now, reason=reason, requires=MessageState.QUEUED))
    return None


def _welcoming(deps: Deps, work: Work, now: Millis) -> bool:
    """Whether marketing would overtake our answer to START, which has to be tried again (CH-02)."""
    number = work.number
    if work.message.message_class is not MessageClass.MARKETING or not number.welcome:
        return False
    if now - number.opted_in_at >= ANSWER_LASTS:
        return False
    welcome = deps.store.message(number.welcome)
    return welcome is not None and welcome.state is MessageState.QUEUED


def _fresh_until(message: Message, around: Circumstances) -> Millis:
    """When the gate would not trust the log any more; answers do not ask."""
    if message.message_class is MessageClass.ANSWER:
        return NEVER
    return around.fresh_until + FRESHNESS


def _worded(deps: Deps, work: Work, sender: Sender, allowed: Allowed, stands: tuple[Millis, Millis]) -> Ready:
    message, notice = work.message, allowed.notice
    if message.message_class is MessageClass.ANSWER:
        text = answer_text(deps, message, sender, work.number.places)
        notice = message.purpose in CARRIES_NOTICE
    else:
        text = final_text(deps, message, notice, work.number.places)
    until = min(message.valid_until, allowed.until)
    return Ready(message, work.number, sender, text, notice, segments(text).parts, until, *stands)


def in_turn(ready: Sequence[Ready]) -> list[Ready]:
    """The oldest message of each number; the others stay due until it has landed.

    Two in the air at once would reach the customer in any order, and the claim of the second would
    only meet the first (BUSY_WAIT) and waste the sender's rate.
    """
    turns: dict[str, Ready] = {}
    for one in sorted(ready, key=lambda one: (one.message.due_at, one.message.created_at)):
        turns.setdefault(one.message.number, one)
    return list(turns.values())


def rationed(deps: Deps, lane: str, ready: list[Ready]) -> list[Ready]:
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
