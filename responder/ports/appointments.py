"""What the stories of the diary need beside `ports.desk`: reminders that were promised, and their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from responder.domain.business import Sender
from responder.domain.customers.customer import Appointment, Customer
from responder.domain.records import Millis
from responder.ports.desk import DeskDeps
from responder.ports.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Promised:
    """One reminder: the number that it goes to; its message's id, or why there is none ("" = not yet)."""

    number: str = ""
    message: str = ""
    why_not: str = ""

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do."""
        return bool(self.message or self.why_not)


class ReminderBook(Protocol):
    """Which reminders of an appointment went where. Every method may raise StoreUnavailable."""

    def beginning(self, start: Millis, end: Millis) -> Sequence[Appointment]:
        """Every appointment that begins in (start, end]."""
        ...

    def of(self, appointment_id: str) -> Mapping[str, Promised]:
        """All of one appointment, by key."""
        ...

    def promise(self, appointment_id: str, key: str, number: str) -> str:
        """The number that this reminder goes to: whoever says it first."""
        ...

    def forget(self, appointment_id: str, key: str) -> None:
        """It did not go and may be promised anew."""
        ...

    def settle(self, appointment_id: str, key: str, message: str = "", why_not: str = "") -> None:
        """What became of it."""
        ...


class ReminderWords(Protocol):
    """The text of a reminder."""

    def reminder(self, appointment: Appointment, customer: Customer, language: str, sender: Sender) -> str:
        """What the business's words or the template say of this appointment, in the customer's language."""
        ...


@dataclass(frozen=True, slots=True)
class DiaryDeps:
    """Everything the diary's stories need, built once in `wiring/console.py`."""

    desk: DeskDeps
    book: ReminderBook
    words: ReminderWords
    tasks: Tasks
