"""What telling staff by mail needs: who wants it, what waits for them, and the mail server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from responder.domain.inbox.notices import Waiting
from responder.domain.records import Millis
from responder.ports.desk import DeskDeps


class MailNotTaken(Exception):
    """The mail server certainly did not take it: it may be tried again. Holds a kind, never an address."""


class MailUnknown(Exception):
    """The connection broke when the mail may have been taken: it is not sent again."""


class Mailer(Protocol):
    """Somebody who delivers mail."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Hand one mail over. Raises MailNotTaken, MailUnknown."""
        ...


class NoticeBook(Protocol):
    """Who is told of what. Every method may raise StoreUnavailable."""

    def addresses(self) -> Mapping[str, str]:
        """Staff id -> the address that they want mail at."""
        ...

    def set_address(self, staff_id: str, address: str) -> None:
        """"" = no mail."""
        ...

    def waiting(self, staff_id: str, now: Millis) -> Sequence[Waiting]:
        """What is assigned to them and unread, each since it was first seen so; nothing that was mailed."""
        ...

    def claim(self, number: str, now: Millis) -> bool:
        """Whether the caller is the one that mails about this stretch of unread texts."""
        ...

    def release(self, number: str) -> None:
        """The mail was not taken: somebody may claim it again."""
        ...


@dataclass(frozen=True, slots=True)
class NoticeDeps:
    """Everything that telling needs. `mailer` is None where no mail server is set."""

    desk: DeskDeps
    book: NoticeBook
    mailer: Mailer | None
    console_url: str
