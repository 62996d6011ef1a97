"""Staff keep the diary: an appointment is made, edited, moved, called back about. No consent changes here."""

from dataclasses import replace

from responder.domain import appointments as rules
from responder.domain.accounts import Permission, StaffMember
from responder.domain.customers import Appointment, AppointmentStatus
from responder.flows.desk import must, note
from responder.ports.desk import Changed, DeskDeps


def make(desk: DeskDeps, member: StaffMember, appointment: Appointment) -> Appointment:
    """A new appointment. Raises NotAllowed, StoreUnavailable."""
    must(desk, member, Permission.EDIT, appointment.customer)
    now = desk.deps.clock.now()
    saved = desk.appointments.save(rules.made(appointment, now), now)
    note(desk, member, "appointment made", saved.id)
    return saved


def edit(desk: DeskDeps, member: StaffMember, before: Appointment, after: Appointment) -> Appointment:
    """Other words, another time or another customer. Raises NotAllowed, StoreUnavailable.

    Raises Changed where somebody else wrote since the form was read: its version is no longer `before`'s.
    """
    must(desk, member, Permission.EDIT, before.id)
    if after.version != before.version:
        raise Changed(before.id)
    if after == before:
        return before
    now = desk.deps.clock.now()
    saved = desk.appointments.save(rules.edited(before, after, now), now)
    note(desk, member, "appointment moved" if saved.at != before.at else "appointment changed", saved.id)
    return saved


def set_status(
    desk: DeskDeps, member: StaffMember, appointment: Appointment, status: AppointmentStatus, version: int
) -> Appointment:
    """Confirm, move or cancel; `version` is the one that the page showed. Raises NotAllowed, Changed."""
    must(desk, member, Permission.EDIT, appointment.id)
    if appointment.status is status:
        return appointment
    if version != appointment.version:
        raise Changed(appointment.id)
    saved = desk.appointments.save(replace(appointment, status=status), desk.deps.clock.now())
    note(desk, member, f"appointment {saved.status.value}", saved.id)
    return saved


def called_back(desk: DeskDeps, member: StaffMember, appointment: Appointment) -> Appointment:
    """Somebody called the customer: the flag goes. Raises NotAllowed, Changed, StoreUnavailable."""
    must(desk, member, Permission.EDIT, appointment.id)
    if not appointment.call_back:
        return appointment
    saved = desk.appointments.save(replace(appointment, call_back=""), desk.deps.clock.now())
    note(desk, member, "called back", saved.id)
    return saved
