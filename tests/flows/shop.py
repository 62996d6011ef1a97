"""The desk and its diary on the world of the flows' tests: what a shop's stories need beside `world`."""

from dataclasses import dataclass, replace
from pathlib import Path

from responder.adapters.templates.placeholders import Reminders
from responder.domain.appointments.appointment import Reminders as Times
from responder.domain.customers.customer import Appointment, Customer
from responder.domain.records import DAY, HOUR
from responder.domain.staff.accounts import Role, StaffMember
from responder.flows.appointments import appointment_replies, reminders
from responder.flows.appointments import appointments as diary_flow
from responder.flows.staff import accounts
from responder.ports import Deps
from responder.ports.appointments import DiaryDeps
from responder.ports.desk import DeskDeps
from responder.store.customers.customers import CustomerStore
from responder.store.inbox.appointments import AppointmentStore
from responder.store.inbox.conversations import Conversations
from responder.store.inbox.reminders import RedisReminders
from responder.store.staff.accounts import AccountStore, AuditLog
from responder.store.work_queues import RedisTasks

TEMPLATES = Path(__file__).parents[2] / "templates" / "sms"
PASSWORD = "correct horse"
AT_24H_AND_2H = Times((DAY, 2 * HOUR))


def desk_deps(deps: Deps, client: object) -> DeskDeps:
    """The desk on these dependencies."""
    keys = deps.store.keys
    return DeskDeps(
        deps=deps,
        customers=CustomerStore(client, keys),
        appointments=AppointmentStore(client, keys),
        accounts=AccountStore(client, keys),
        audit=AuditLog(client, keys),
        desk=Conversations(client, keys),
    )


def diary_deps(deps: Deps, client: object) -> DiaryDeps:
    """The diary on these dependencies, with reminders a day and two hours before."""
    deps = replace(deps, business=replace(deps.business, reminders=AT_24H_AND_2H))
    keys = deps.store.keys
    words = Reminders(deps.business, TEMPLATES)
    return DiaryDeps(desk_deps(deps, client), RedisReminders(client, keys), words, RedisTasks(client, keys))


@dataclass
class Shop:
    """A shop with Dana at its desk, told in verbs."""

    diary: DiaryDeps
    dana: StaffMember
    looked: int = 0

    @property
    def desk(self) -> DeskDeps:
        return self.diary.desk

    def customer(self, name: str, *numbers: str, **details: object) -> Customer:
        fresh = Customer(self.desk.customers.new_id(), name, numbers=numbers, **details)
        return self.desk.customers.save(fresh, self.now)

    @property
    def now(self) -> int:
        return self.desk.deps.clock.now()

    def appointment(self, customer: Customer, in_ms: int, subject: str = "Winter tires") -> Appointment:
        new_id = self.desk.appointments.new_id(customer.id)
        fresh = Appointment(new_id, customer.id, self.now + in_ms, subject)
        return diary_flow.make(self.diary, self.dana, fresh)

    def change(self, appointment: Appointment, **changes: object) -> Appointment:
        before = self.again(appointment)
        return diary_flow.edit(self.diary, self.dana, before, replace(before, **changes))

    def again(self, appointment: Appointment) -> Appointment:
        """The appointment as it is now."""
        return self.desk.appointments.get(appointment.id)

    def reminds(self) -> None:
        """The keeper looks for reminders that came due since it last did."""
        self.looked = reminders.send_due(self.diary, self.looked)

    def hears(self) -> int:
        """The keeper looks at what customers said of their appointments."""
        return appointment_replies.hear(self.diary)


def open_shop(deps: Deps, client: object) -> Shop:
    """A shop whose desk Dana has."""
    diary = diary_deps(deps, client)
    return Shop(diary, accounts.add(diary.desk, "dana", "Dana Roy", Role.AGENT, PASSWORD))
