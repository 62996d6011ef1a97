"""What the desk's stories need beside `ports`: customers, appointments, accounts and the audit log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from responder.domain.customers.customer import Appointment, Customer
from responder.domain.records import Millis
from responder.domain.staff.accounts import StaffMember
from responder.ports import Deps

Change = Callable[[Sequence[StaffMember], StaffMember], StaffMember]
"""What one account becomes, given everybody's and its own as they are now; may raise: nothing is changed."""


class Changed(Exception):
    """Somebody else changed the record since it was read: nothing was written."""


class LoginTaken(ValueError):
    """Another account has this login."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act of a staff member. `subject` is an opaque id, `detail` a few words without personal data."""

    at: Millis
    staff: str
    name: str
    action: str
    subject: str = ""
    detail: str = ""


class Customers(Protocol):
    """The list of customers. Every method may raise StoreUnavailable."""

    def new_id(self) -> str: ...
    def get(self, customer_id: str) -> Customer | None: ...
    def many(self, ids: Sequence[str]) -> list[Customer]: ...
    def save(self, customer: Customer, now: Millis) -> Customer: ...
    def of_number(self, number: str) -> list[Customer]: ...


class Appointments(Protocol):
    """The diary. Every method may raise StoreUnavailable."""

    def new_id(self, customer_id: str) -> str: ...
    def get(self, appointment_id: str) -> Appointment | None: ...
    def upcoming(self, customer_id: str, after: Millis) -> list[Appointment]: ...
    def save(self, appointment: Appointment, now: Millis) -> Appointment: ...


class Accounts(Protocol):
    """Staff accounts and their sessions. Every method may raise StoreUnavailable."""

    def by_login(self, login: str) -> StaffMember | None: ...
    def get(self, staff_id: str) -> StaffMember | None: ...
    def everybody(self) -> list[StaffMember]: ...
    def add(self, member: StaffMember) -> None: ...
    def save(self, member: StaffMember) -> None: ...
    def change(self, staff_id: str, decide: Change) -> StaffMember | None: ...
    def open_session(self, member: StaffMember, now: Millis) -> str: ...
    def close_session(self, token: str) -> None: ...
    def close_sessions(self, staff_id: str) -> int:
        """Sign somebody out everywhere, half sign-ins and known browsers with it; how many sessions ended."""
        ...


class Audit(Protocol):
    """What staff did, for ever."""

    def record(self, entry: AuditEntry) -> None: ...


class Desk(Protocol):
    """What the desk did with a conversation; it changes no consent."""

    def mark_read(self, number: str, now: Millis) -> None: ...
    def close(self, number: str, now: Millis) -> None: ...
    def reopen(self, number: str) -> None: ...
    def assign(self, number: str, staff_id: str, now: Millis) -> None: ...


@dataclass(frozen=True, slots=True)
class DeskDeps:
    """Everything a story of the desk needs, built once in `wiring/product.py`."""

    deps: Deps
    customers: Customers
    appointments: Appointments
    accounts: Accounts
    audit: Audit
    desk: Desk
