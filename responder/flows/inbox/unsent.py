"""A staff member decides at the desk about a message that never left: send it again, or leave it."""

from responder.domain.staff.accounts import Permission, StaffMember
from responder.flows.outbound import unknown_outcomes
from responder.flows.permissions import must, note
from responder.ports.desk import DeskDeps
from responder.ports.unknown_outcome import Unresolved


def send_again(desk: DeskDeps, unresolved: Unresolved, member: StaffMember, message_id: str) -> None:
    """Back into the outbox, and through the gate. Raises NotAllowed, Refusal, StoreUnavailable."""
    must(desk, member, Permission.WRITE, message_id)
    unknown_outcomes.send_again(desk.deps, unresolved, message_id, member.name)
    note(desk, member, "unsent message sent again", message_id)


def leave(desk: DeskDeps, member: StaffMember, message_id: str) -> None:
    """It stays unsent. Raises NotAllowed, Refusal, StoreUnavailable."""
    must(desk, member, Permission.WRITE, message_id)
    unknown_outcomes.leave_unsent(desk.deps, message_id, member.name)
    note(desk, member, "unsent message left", message_id)
