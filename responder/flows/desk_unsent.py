"""A staff member decides at the desk about a message that never left: send it again, or leave it."""

from responder.domain.staff.accounts import Permission, StaffMember
from responder.flows import unknowns
from responder.flows.desk import must, note
from responder.ports.desk import DeskDeps
from responder.ports.unknown import Unresolved


def send_again(desk: DeskDeps, unresolved: Unresolved, member: StaffMember, message_id: str) -> None:
    """Back into the outbox, and through the gate. Raises NotAllowed, Refusal, StoreUnavailable."""
    must(desk, member, Permission.WRITE, message_id)
    unknowns.send_again(desk.deps, unresolved, message_id, member.name)
    note(desk, member, "unsent message sent again", message_id)


def leave(desk: DeskDeps, member: StaffMember, message_id: str) -> None:
    """It stays unsent. Raises NotAllowed, Refusal, StoreUnavailable."""
    must(desk, member, Permission.WRITE, message_id)
    unknowns.leave_unsent(desk.deps, message_id, member.name)
    note(desk, member, "unsent message left", message_id)
