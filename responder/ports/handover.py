"""One hand-over to the provider: the request, its answer, its failure, and the last look before it leaves."""

from dataclasses import dataclass, field
from typing import Protocol

from responder.domain.business import Sender
from responder.domain.records import MessageState
from responder.domain.sending.delivery import Failure


class SendError(Exception):
    """A hand-over that failed. Carries the kind and the provider's code only: its text holds numbers (I8)."""

    def __init__(self, failure: Failure, code: int = 0) -> None:
        super().__init__(f"{failure.value} ({code})")
        self.failure = failure
        self.code = code


class LastLook(Protocol):
    """Whether a claimed text may still leave, asked by the provider at the socket (I1).

    Between the claim and the first byte a connection is made and a process can be stopped; a STOP may come.
    """

    def left(self) -> float:
        """Seconds until the first byte must have been written; 0 or less: it must not leave any more."""
        ...

    def allows(self) -> bool:
        """Whether it may leave now. Asked when there is a connection, just before the first byte.

        Raises nothing: who cannot tell says no, and the text is tried again later.
        """
        ...


class NothingToAsk:
    """The last look of a request that no claim stands behind."""

    def left(self) -> float:
        """Always the whole second."""
        return 1.0

    def allows(self) -> bool:
        """Always."""
        return True


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One create request: `to` and `body` final, `valid_for` in seconds (1..36000)."""

    message_id: str
    to: str
    sender: Sender
    body: str
    valid_for: int
    last_look: LastLook = field(default_factory=NothingToAsk, compare=False)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider's yes: its id for the message, and the state that it reported."""

    provider_id: str
    state: MessageState = MessageState.ACCEPTED
