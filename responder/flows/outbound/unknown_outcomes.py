"""What became of messages whose hand-over got no answer: found in the provider's log, or proved absent (I7).

The provider's own report, which carries our id, is awaited first; then the log of the number is read. A row
counts as ours by sender, words and time, and never for two messages; where two answers have the same words,
none of them is sent again after one was found. Without one in two complete lists a minute apart the message
never left, and `domain.sending.unknown_outcome` says what is done then: nothing leaves again while a text to
that number that nobody accounts for stands in the log.
Limit: a worker that was stopped between its claim's age and the socket for longer than both lists took
could still hand over what is given back here; nothing can call its request back.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from responder.domain.records import Entry, EntryKind, Message, MessageState, Millis
from responder.domain.sending.unknown_outcome import (
    ABSENT_FOR,
    CALLBACK_WITHIN,
    CLOCKS_DIFFER,
    LISTED_UNTIL,
    Remedy,
    is_asked,
    noted_absent,
    proved_absent,
    remedy,
    unaccounted,
)
from responder.flows import notes
from responder.flows.operations.timekeeping import doubtful, off_by
from responder.flows.outbound.compose import Refusal
from responder.flows.outbound.receipts import Receipt, record_receipt
from responder.lib.log import get_logger
from responder.ports import Deps, LoggedText, LogUnavailable, Settled, Settlement
from responder.ports.quarantine import Guard, straight
from responder.ports.unknown_outcome import Unresolved

log = get_logger(__name__)

AT_ONCE = 200
"""Messages looked for in one pass; each number costs a request to the provider."""

NOT_WAITING = "That message does not wait for a decision."

REPLY_OF_TWIML = "outbound-reply"
"""What the provider answered by itself: never one of ours, which are all made through its API."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one pass found: messages that the log has, and those that it proved to be absent."""

    found: int = 0
    absent: int = 0


def look(deps: Deps, unresolved: Unresolved, guard: Guard = straight) -> Looked:
    """Look for every message of unknown outcome. Raises LogUnavailable, StoreUnavailable."""
    waiting = unresolved.before(deps.clock.now() - CALLBACK_WITHIN, AT_ONCE)
    by_number: dict[str, list[Message]] = {}
    for message in waiting:
        if not is_asked(message):
            by_number.setdefault(message.number, []).append(message)
    passes: list[Looked] = []
    for number, messages in by_number.items():
        guard(number, partial(_pass_over, deps, unresolved, messages, passes))
    return Looked(sum(each.found for each in passes), sum(each.absent for each in passes))


def _pass_over(deps: Deps, unresolved: Unresolved, messages: list[Message], passes: list[Looked]) -> None:
    passes.append(_look_for(deps, unresolved, messages))


def look_again(deps: Deps, unresolved: Unresolved, guard: Guard = straight) -> None:
    """One pass for the relay: what cannot be read stays unknown."""
    try:
        seen = look(deps, unresolved, guard)
    except LogUnavailable as error:
        log.warning("outcomes_unread", why=str(error))
        return
    if seen.found or seen.absent:
        log.info("outcomes_known", found=seen.found, absent=seen.absent)


def _look_for(deps: Deps, unresolved: Unresolved, messages: list[Message]) -> Looked:
    """All unknown messages of one number. The list is read before the messages: what it shows was settled
    before, or is still on its way, and then nobody can tell whose it is."""
    number, read_at = messages[0].number, deps.clock.now()
    since = min(message.claimed_at for message in messages) - CLOCKS_DIFFER
    rows = list(deps.provider.outbound_log(number, since))
    siblings = unresolved.messages_of(number)
    free, taken = _unaccounted(rows, siblings), [each for each in siblings if each.provider_id]
    found = _match(deps, messages, free)
    absent = 0
    for message in (each for each in messages if each not in found and not off_by(deps)):
        others = _since(message, free)
        moving = [each for each in siblings if each.id != message.id and _is_moving(each, read_at)]
        if not _may_be_on_its_way(message, moving, others) and _is_absent(unresolved, message, read_at):
            decided = _remedy(deps, message, [*taken, *found])
            _REMEDIES[unaccounted(decided) if others else decided](deps, unresolved, message)
            absent += 1
    return Looked(len(found), absent)


def _match(deps: Deps, messages: Iterable[Message], free: list[LoggedText]) -> list[Message]:
    """Settle those that have a row of their own, the oldest first, and take these rows away."""
    found: list[Message] = []
    for message in sorted(messages, key=lambda each: each.claimed_at):
        row = next((row for row in free if _is_of(deps, message, row)), None)
        if row:
            free.remove(row)
            _found(deps, message, row)
            found.append(message)
    return found


def _since(message: Message, free: Iterable[LoggedText]) -> list[LoggedText]:
    """The rows that nobody accounts for and that may have come of this claim; one without a time may."""
    since = message.claimed_at - CLOCKS_DIFFER
    return [row for row in free if not row.created_at or row.created_at >= since]


def _remedy(deps: Deps, message: Message, taken: Iterable[Message]) -> Remedy:
    """By a wrong clock nothing is sent again: what the log shows may be this message all the same (I7)."""
    return Remedy.DOUBT if doubtful(deps, message.claimed_at) else remedy(message, taken)


def _unaccounted(rows: Iterable[LoggedText], siblings: Iterable[Message]) -> list[LoggedText]:
    known = {message.provider_id for message in siblings}
    return [row for row in rows if row.provider_id not in known and row.direction != REPLY_OF_TWIML]


def _is_of(deps: Deps, message: Message, row: LoggedText) -> bool:
    """Whether a row that is nobody's can be this message: its sender, its time, its words.

    A trial account puts a sentence before the words, an account that redacts leaves none: both may be ours.
    """
    sender = deps.business.sender(message.sender)
    ours = {message.sender, *(sender.numbers if sender else ())}
    in_time = -CLOCKS_DIFFER <= row.created_at - message.claimed_at <= LISTED_UNTIL
    words = row.body.strip()
    by_us = row.sender_number in ours or bool(row.service) and row.service == message.sender
    return by_us and in_time and (not words or words.endswith(message.final_text.strip()))


def _is_moving(sibling: Message, now: Millis) -> bool:
    """Whether it is being handed over, or just was without an answer: its own report is awaited."""
    young = now - sibling.claimed_at < ABSENT_FOR
    return sibling.state is MessageState.SENDING or (young and sibling.state is MessageState.UNKNOWN)


def _may_be_on_its_way(message: Message, moving: Sequence[Message], others: list[LoggedText]) -> bool:
    """Whether a row that is there, or is about to be, may belong to a message that moves."""
    sending = [each for each in moving if each.state is MessageState.SENDING]
    return bool(others and moving) or any(each.final_text == message.final_text for each in sending)


def _found(deps: Deps, message: Message, row: LoggedText) -> None:
    state = row.state or MessageState.ACCEPTED
    record_receipt(deps, message.id, Receipt(row.provider_id, state, row.error_code, row.failure))


def _is_absent(unresolved: Unresolved, message: Message, read_at: Millis) -> bool:
    """Note the first list without it; with the second it never left."""
    if noted_absent(message):
        return proved_absent(message, read_at)
    unresolved.noted_absent(message, read_at)
    return False


def _drop(deps: Deps, unresolved: Unresolved, message: Message) -> None:
    reason = "The provider never had it, and it is too late or was tried twice (I4, I7)."
    _settle(deps, message, MessageState.DROPPED, reason)


def _told(deps: Deps, unresolved: Unresolved, message: Message) -> None:
    reason = "The same words left at the same time, and nobody can tell whose they were (I7)."
    _settle(deps, message, MessageState.DROPPED, reason)


def _drop_unaccounted(deps: Deps, unresolved: Unresolved, message: Message) -> None:
    reason = "A text to this number that nobody accounts for is in the provider's log: it may be this one."
    _settle(deps, message, MessageState.DROPPED, reason)


def _again(deps: Deps, unresolved: Unresolved, message: Message) -> None:
    if unresolved.given_back(message):
        _settle(deps, message, MessageState.QUEUED, "The provider never had it: sent once more (I7).")


def _ask(deps: Deps, unresolved: Unresolved, message: Message) -> None:
    if unresolved.asked(message, deps.clock.now()):
        reason = "The provider never had this message. Send it again, or leave it: a person decides."
        _note(deps, message, "Responder", reason)


def _ask_unaccounted(deps: Deps, unresolved: Unresolved, message: Message) -> None:
    if unresolved.asked(message, deps.clock.now()):
        reason = (
            "The provider's log does not show this message, but a text to this number that nobody accounts "
            "for: it may be this one. Send it again, or leave it: a person decides."
        )
        _note(deps, message, "Responder", reason)


def _leave(deps: Deps, unresolved: Unresolved, message: Message) -> None:
    unresolved.left(message, "The provider never had it; one of many is not sent again by itself (I7).")


def _doubt(deps: Deps, unresolved: Unresolved, message: Message) -> None:
    unresolved.left(message, "The clock was wrong when it was handed over: nobody can tell if it left (I7).")


_REMEDIES: dict[Remedy, Callable[[Deps, Unresolved, Message], None]] = {
    Remedy.DROP: _drop,
    Remedy.TOLD: _told,
    Remedy.UNACCOUNTED: _drop_unaccounted,
    Remedy.AGAIN: _again,
    Remedy.ASK: _ask,
    Remedy.ASK_UNACCOUNTED: _ask_unaccounted,
    Remedy.LEAVE: _leave,
    Remedy.DOUBT: _doubt,
}


def to_decide(unresolved: Unresolved, now: Millis, among: int = 10_000) -> Sequence[Message]:
    """Messages that wait for a person, the longest first, `among` the oldest of unknown outcome.

    Raises StoreUnavailable.
    """
    asked = [message for message in unresolved.before(now, among) if is_asked(message)]
    return sorted(asked, key=lambda message: message.asked_at)


def send_again(deps: Deps, unresolved: Unresolved, message_id: str, actor: str) -> None:
    """A person has it sent again, once, through the gate as before. Raises Refusal, StoreUnavailable."""
    message = _waiting(deps, message_id)
    if deps.clock.now() >= message.valid_until:
        raise Refusal("It is out of date by now; write it anew.", "US-08")
    unresolved.given_back(message)
    _decided(deps, message, MessageState.QUEUED, f"Sent again by {actor}.")
    _note(deps, message, actor, "Sent again: the provider never had it.")


def leave_unsent(deps: Deps, message_id: str, actor: str) -> None:
    """A person leaves it unsent. Raises Refusal, StoreUnavailable."""
    message = _waiting(deps, message_id)
    _decided(deps, message, MessageState.DROPPED, f"Left unsent by {actor}.")
    _note(deps, message, actor, "Left unsent: the provider never had it.")


def _waiting(deps: Deps, message_id: str) -> Message:
    message = deps.store.message(message_id)
    if message is None or message.state is not MessageState.UNKNOWN or not is_asked(message):
        raise Refusal(NOT_WAITING, "I7")
    return message


def _decided(deps: Deps, message: Message, state: MessageState, reason: str) -> None:
    """Of several who decide at once one does; the others hear that it does not wait any more."""
    if _settle(deps, message, state, reason) is not Settled.MOVED:
        raise Refusal(NOT_WAITING, "I7")


def _settle(deps: Deps, message: Message, state: MessageState, reason: str) -> Settled:
    """End the wait, unless the outcome became known meanwhile. What goes back needs the claim's name."""
    now = deps.clock.now()
    settled = deps.store.settle(
        Settlement(
            message,
            state,
            now,
            claim=message.claim,
            reason=reason,
            retry_at=now,
            requires=MessageState.UNKNOWN,
        )
    )
    if state is MessageState.QUEUED and deps.store.request_wake():
        deps.jobs.wake()
    return settled


def _note(deps: Deps, message: Message, actor: str, reason: str) -> None:
    entry = Entry(deps.clock.now(), EntryKind.NOTE, message=message.id, actor=actor, reason=reason, rule="I7")
    notes.on_message(deps, message, entry)
