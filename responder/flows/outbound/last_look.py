"""The last look at a claimed text, at the socket: its claim is young, and what it rested on still holds (I1).

Free on the ordinary path, where a text leaves some milliseconds after its claim. One that was held up, by a
new connection or because its process was stopped, is looked up once more: a STOP or a switch may have come.
"""

from dataclasses import dataclass

from responder.domain.records import SECOND, MessageClass, MessageState, Millis
from responder.domain.sending.delivery import MAX_CLAIM_AGE
from responder.domain.sending.kill_switches import stops_answers, stops_rest
from responder.flows.outbound.prepare import Ready
from responder.ports import Deps, StoreUnavailable

SURE_FOR: Millis = 500
"""A claim this young is not looked up again: the round trips would cost every text more than they find."""


@dataclass(frozen=True, slots=True)
class AtTheSocket:
    """Implements `ports.LastLook` for one claim; `since` are the clock's ticks from before it was made."""

    deps: Deps
    ready: Ready
    claim: str
    since: Millis

    def left(self) -> float:
        """Seconds until the claim is too old."""
        return (MAX_CLAIM_AGE - self._age()) / SECOND

    def allows(self) -> bool:
        """Whether the claim is young, or still stands and is not too old yet."""
        return (self._age() <= SURE_FOR or self._stands()) and self._age() <= MAX_CLAIM_AGE

    def _age(self) -> Millis:
        return self.deps.clock.ticks() - self.since

    def _stands(self) -> bool:
        """Whether message, number, sender and the message to many are as they were when it was claimed."""
        store, message = self.deps.store, self.ready.message
        try:
            found, number = store.message(message.id), store.load(message.number)
            is_answer = message.message_class is MessageClass.ANSWER
            stopped = (stops_answers if is_answer else stops_rest)(store.stopped_senders(), message.sender)
            held = bool(message.bulk) and message.bulk in store.held_bulks()
            doubted = not is_answer and not self._log_is_believed()
        except StoreUnavailable:
            return False
        ours = found is not None and found.state is MessageState.SENDING and found.claim == self.claim
        return ours and number.version == self.ready.number.version and not (stopped or held or doubted)

    def _log_is_believed(self) -> bool:
        """Whether no text may be lost since the log was read; the gate asked how long ago that was (I2)."""
        return bool(self.deps.store.freshness(self.deps.business.numbers))
