"""What the help inbox needs from the store."""

from collections.abc import Sequence
from typing import Protocol

from responder.domain.inbox.help_items import HelpItem
from responder.domain.records import Millis


class HelpInbox(Protocol):
    """Calls for help as people work through them. Every method may raise StoreUnavailable."""

    def open(self, count: int) -> Sequence[HelpItem]: ...
    def answered(self, count: int) -> Sequence[HelpItem]: ...
    def find(self, question_id: str) -> HelpItem | None: ...
    def end(self, item: HelpItem, by: str, now: Millis) -> None: ...
    def reopen(self, item: HelpItem) -> None: ...
