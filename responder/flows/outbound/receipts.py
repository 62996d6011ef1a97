"""The provider reports what became of a message: any order, any number of times (DESIGN §3 RECEIPT, §6)."""

from dataclasses import dataclass, replace

from responder.domain.business import SenderType
from responder.domain.consent import decisions
from responder.domain.records import Consent, Entry, EntryKind, Message, MessageState, Millis
from responder.domain.sending.delivery import OUTCOMES, Failure
from responder.flows import notes
from responder.flows.commit import commit
from responder.flows.inbound import reply_mode_mismatch
from responder.flows.outbound import refusals
from responder.lib.log import get_logger
from responder.ports import Deps, Settled, Settlement

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One report: the provider's id, the state it tells, its error code (0 = none) and what that means."""

    provider_id: str
    state: MessageState
    error_code: int = 0
    failure: Failure | None = None


def record_receipt(deps: Deps, message_id: str, receipt: Receipt) -> Settled:
    """Move a message forward. A provider's block changes consent first. Raises StoreUnavailable."""
    message = deps.store.message(message_id)
    if message is None:
        return Settled.UNKNOWN_MESSAGE
    if receipt.failure and _means_block(deps, message, receipt.failure):
        provider_blocked(deps, message, message.claimed_at)
    settled = deps.store.settle(
        Settlement(
            message,
            _state(receipt),
            deps.clock.now(),
            provider_id=receipt.provider_id,
            error_code=receipt.error_code,
        )
    )
    if settled is Settled.OTHER_ID:
        alarm_sent_twice(deps, message)
    scope = OUTCOMES[receipt.failure].pauses if receipt.failure else None
    if scope and settled is Settled.MOVED:  # a report that comes again says nothing new
        refusals.pause_reported(deps, scope, message, receipt.error_code)
    return settled


def provider_blocked(deps: Deps, message: Message, claimed_at: Millis) -> None:
    """The provider refuses this sender for this number: consent is committed before the message settles."""
    claimed = replace(message, claimed_at=claimed_at)
    decision = commit(
        deps, message.number, lambda number, now: decisions.on_provider_block(number, claimed, now)
    )
    if decision and decision.before.consent is not Consent.OPTED_OUT:  # we knew of no STOP
        reply_mode_mismatch.note(deps, reply_mode_mismatch.BLOCKED, deps.business.sender(message.sender))


def _state(receipt: Receipt) -> MessageState:
    """A report of `failed` whose code says "out of date" is a drop: nobody needs to act."""
    return OUTCOMES[Failure.EXPIRED].state if receipt.failure is Failure.EXPIRED else receipt.state


def _means_block(deps: Deps, message: Message, failure: Failure) -> bool:
    if failure is not Failure.BLOCKED:
        return failure is Failure.OPTED_OUT
    sender = deps.business.sender(message.sender)
    return sender is not None and sender.type is SenderType.TOLL_FREE


def alarm_sent_twice(deps: Deps, message: Message) -> None:
    """A second provider id for one of our messages: somebody may have received it twice (I7)."""
    log.error("second_provider_id", message=message.id)
    reason = "The provider reports a second message for this one; it may have been received twice."
    entry = Entry(deps.clock.now(), EntryKind.ALARM, message=message.id, reason=reason, rule="I7")
    notes.on_message(deps, message, entry)
