"""Staff keep the diary: an appointment is made, edited, moved, called back about. No consent changes here."""

from dataclasses import replace

from responder.domain.appointments import appointment as rules
from responder.domain.customers.customer import Appointment, AppointmentStatus
from responder.domain.staff.accounts import Permission, StaffMember
from responder.flows.appointments.reminders import withdraw
from responder.flows.permissions import must, note
from responder.ports.appointments import DiaryDeps
from responder.ports.desk import Changed


def make(diary: DiaryDeps, member: StaffMember, appointment: Appointment) -> Appointment:
    """A new appointment. Raises NotAllowed, StoreUnavailable."""
    must(diary.desk, member, Permission.EDIT, appointment.customer)
    now = diary.desk.deps.clock.now()
    saved = diary.desk.appointments.save(rules.made(appointment, now), now)
    note(diary.desk, member, "appointment made", saved.id)
    return saved


def edit(diary: DiaryDeps, member: StaffMember, before: Appointment, after: Appointment) -> Appointment:
    """Other words, another time or another customer. Raises NotAllowed, StoreUnavailable.

    Raises Changed where somebody else wrote since the form was read: its version is no longer `before`'s.
    """
    must(diary.desk, member, Permission.EDIT, before.id)
    if after.version != before.version:
        raise Changed(before.id)
    if after == before:
        return before
    now = diary.desk.deps.clock.now()
    saved = diary.desk.appointments.save(rules.edited(before, after, now), now)
    withdraw(diary, saved)
    action = "appointment moved" if saved.at != before.at else "appointment changed"
    note(diary.desk, member, action, saved.id)
    return saved


def set_status(
    diary: DiaryDeps,
    member: StaffMember,
    appointment: Appointment,
    status: AppointmentStatus,
    version: int,
) -> Appointment:
    """Confirm, move or cancel; `version` is the one that the page showed. Raises NotAllowed, Changed."""
    must(diary.desk, member, Permission.EDIT, appointment.id)
    if appointment.status is status:
        return appointment
    if version != appointment.version:
        raise Changed(appointment.id)
    saved = diary.desk.appointments.save(replace(appointment, status=status), diary.desk.deps.clock.now())
    withdraw(diary, saved)
    note(diary.desk, member, f"appointment {saved.status.value}", saved.id)
    return saved


def called_back(diary: DiaryDeps, member: StaffMember, appointment: Appointment) -> Appointment:
    """Somebody called the customer: the flag goes. Raises NotAllowed, Changed, StoreUnavailable."""
    must(diary.desk, member, Permission.EDIT, appointment.id)
    if not appointment.call_back:
        return appointment
    saved = diary.desk.appointments.save(replace(appointment, call_back=""), diary.desk.deps.clock.now())
    note(diary.desk, member, "called back", saved.id)
    return saved
