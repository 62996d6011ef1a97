"""What the story of unknown outcomes needs beside `ports`: the messages that nobody knows the end of."""

from collections.abc import Sequence
from typing import Protocol

from responder.domain.records import Message, Millis


class Unresolved(Protocol):
    """Messages in state `unknown`. Every method may raise StoreUnavailable."""

    def before(self, since: Millis, limit: int) -> Sequence[Message]:
        """At most about `limit` of those that became unknown until then, the oldest of each shard first."""
        ...

    def messages_of(self, number: str) -> Sequence[Message]:
        """Every message that a number's timeline names, in its order."""
        ...

    def noted_absent(self, message: Message, at: Millis) -> bool:
        """The log lacked it at this time; False if its outcome became known meanwhile."""
        ...

    def asked(self, message: Message, at: Millis) -> bool:
        """A person is to decide since then; False if its outcome became known meanwhile."""
        ...

    def given_back(self, message: Message) -> bool:
        """It goes back to the outbox, once; False if its outcome became known meanwhile."""
        ...

    def left(self, message: Message, reason: str) -> None:
        """It stays unknown for this reason, and nobody looks at it again."""
        ...
