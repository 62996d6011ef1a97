"""What the story of quick replies needs beside the desk: where they are kept, and who checks the words."""

from collections.abc import Sequence
from typing import Protocol

from responder.domain.inbox.quick_replies import QuickReply


class QuickReplies(Protocol):
    """The shop's quick replies. Every method may raise StoreUnavailable."""

    def new_id(self) -> str: ...
    def get(self, reply_id: str) -> QuickReply | None: ...

    def everything(self) -> Sequence[QuickReply]:
        """All of them, by title."""
        ...

    def save(self, reply: QuickReply) -> QuickReply:
        """Write it if its version is still the stored one. Raises Changed."""
        ...

    def remove(self, reply_id: str) -> bool:
        """Whether it was there."""
        ...
