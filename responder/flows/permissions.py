"""What a staff member's role allows, asked first by each act, and the audit log that each act stands in."""

from responder.domain.staff.accounts import Permission, StaffMember
from responder.ports.desk import AuditEntry, DeskDeps


class NotAllowed(Exception):
    """The role of this staff member does not allow it."""


def must(desk: DeskDeps, member: StaffMember, permission: Permission, subject: str) -> None:
    """Nothing where the role allows it. Raises NotAllowed, and the audit log says so."""
    if member.may(permission):
        return
    note(desk, member, "refused", subject, f"role {member.role.value} may not {permission.value}")
    raise NotAllowed(permission.value)


def note(desk: DeskDeps, member: StaffMember, action: str, subject: str = "", detail: str = "") -> None:
    """One line of the audit log: who, what, on which opaque id; never a number or a customer's words."""
    now = desk.deps.clock.now()
    desk.audit.record(AuditEntry(now, member.id, member.name, action, subject, detail))
