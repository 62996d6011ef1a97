"""Somebody switches a sender, or all sending, off and on again; who, when and why is on every page meanwhile.

The gate reads which senders are stopped at each look into the outbox, so a switch works within that look:
what is due is refused from then on, and only a hand-over that is in the air already ends.
"""

from collections.abc import Sequence

from responder.domain.proof.recovery import why_not_switch_on
from responder.domain.sending.kill_switches import EVERY_SENDER, BadSwitch, StopSwitch, checked
from responder.domain.sending.refusals import refused
from responder.domain.staff.accounts import Permission, StaffMember
from responder.flows import permissions
from responder.flows.staff.accounts import COMMAND_LINE
from responder.ports.desk import AuditEntry, DeskDeps

__all__ = ["EVERY_SENDER", "BadSwitch", "allow", "allow_by_command", "stop", "stop_by_command", "switches"]

STOPPED, ALLOWED = "sending switched off", "sending switched on"


def switches(desk: DeskDeps) -> Sequence[StopSwitch]:
    """What is off now, all sending first. Raises StoreUnavailable."""
    found = desk.deps.store.stop_switches()
    return sorted(found, key=lambda each: (each.sender != EVERY_SENDER, each.sender))


def stop(desk: DeskDeps, member: StaffMember, sender_id: str, why: str) -> bool:
    """Switch off; False where it was off before, and stays as it was.

    Raises NotAllowed, BadSwitch, StoreUnavailable.
    """
    permissions.must(desk, member, Permission.ADMINISTER, "")
    return _stop(desk, member.id, member.name, sender_id, why)


def allow(desk: DeskDeps, member: StaffMember, sender_id: str) -> bool:
    """Switch on again; False where it was on.

    Raises NotAllowed, StoreUnavailable; BadSwitch while a restore is not finished.
    """
    permissions.must(desk, member, Permission.ADMINISTER, "")
    return _allow(desk, member.id, member.name, sender_id)


def stop_by_command(desk: DeskDeps, by: str, sender_id: str, why: str) -> bool:
    """The same from the command line: `by` is who sits there. Raises BadSwitch, StoreUnavailable."""
    return _stop(desk, "", by or COMMAND_LINE, sender_id, why)


def allow_by_command(desk: DeskDeps, by: str, sender_id: str) -> bool:
    """The same from the command line. Raises BadSwitch, StoreUnavailable."""
    return _allow(desk, "", by or COMMAND_LINE, sender_id)


def _stop(desk: DeskDeps, staff_id: str, name: str, sender_id: str, why: str) -> bool:
    now, senders = desk.deps.clock.now(), [each.id for each in desk.deps.business.senders]
    switch = checked(StopSwitch(sender_id, why, name, now), senders)
    done = desk.deps.store.stop_sender(switch.sender, switch.why, switch.by, switch.at)
    if done:
        detail = f"{switch.sender}: {switch.why}"
        desk.audit.record(AuditEntry(now, staff_id, name, STOPPED, detail=detail))
    return done


def _allow(desk: DeskDeps, staff_id: str, name: str, sender_id: str) -> bool:
    why_not = why_not_switch_on(desk.deps.store.unfinished()) if sender_id == EVERY_SENDER else ""
    if why_not:
        raise BadSwitch(why_not)
    now = desk.deps.clock.now()
    if scope := refused(StopSwitch(sender_id, "")):
        desk.deps.store.note_pause_ended(scope, now)
    done = desk.deps.store.allow_sender(sender_id)
    if done:
        desk.audit.record(AuditEntry(now, staff_id, name, ALLOWED, detail=sender_id))
    return done
