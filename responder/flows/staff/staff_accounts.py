"""An admin keeps the staff: adds, changes a role, takes access away, gives a new password; each act audited.

A new password is shown once, to the admin, and its owner changes it on their own page.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from responder.domain.customers.customer import clean_name
from responder.domain.staff import staffing
from responder.domain.staff.accounts import (
    BadAccount,
    Permission,
    Role,
    StaffMember,
    check_password,
    clean_login,
)
from responder.flows import permissions
from responder.flows.staff.accounts import COMMAND_LINE, HASHER, NoSuchAccount, is_password
from responder.ports.desk import AuditEntry, DeskDeps


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an admin types for a new account."""

    login: str
    name: str
    role: Role
    language: str = "en"


def made_password() -> str:
    """A password that nobody guesses, 16 characters."""
    return secrets.token_urlsafe(12)


def add(desk: DeskDeps, admin: StaffMember, wanted: NewAccount) -> tuple[StaffMember, str]:
    """Make an account; the account and its first password.

    Raises NotAllowed, BadAccount, BadCustomer (the name), LoginTaken, StoreUnavailable.
    """
    permissions.must(desk, admin, Permission.ADMINISTER, "")
    password = made_password()
    member = StaffMember(
        id=secrets.token_hex(8),
        login=clean_login(wanted.login),
        name=clean_name(wanted.name),
        role=wanted.role,
        password_hash=HASHER.hash(password),
        language=wanted.language,
        created_at=desk.deps.clock.now(),
    )
    desk.accounts.add(member)
    permissions.note(desk, admin, "account added", member.id, f"{member.login}, {member.role.value}")
    return member, password


def set_role(desk: DeskDeps, admin: StaffMember, staff_id: str, role: Role) -> StaffMember:
    """Another role, from their next request on. Raises NotAllowed, NoSuchAccount, LastAdmin."""
    permissions.must(desk, admin, Permission.ADMINISTER, staff_id)
    before = _found(desk, staff_id)
    after = _change(desk, staff_id, lambda all_, found: staffing.with_role(all_, found, role))
    if before.role is not after.role:
        permissions.note(desk, admin, "role changed", staff_id, f"{before.role.value} to {after.role.value}")
    return after


def set_active(desk: DeskDeps, admin: StaffMember, staff_id: str, is_active: bool) -> StaffMember:
    """Take access away, sessions included, or give it back.

    Raises NotAllowed, NoSuchAccount, LastAdmin, BadAccount (one's own account).
    """
    permissions.must(desk, admin, Permission.ADMINISTER, staff_id)
    if staff_id == admin.id:
        raise BadAccount("Nobody deactivates their own account: another admin does it.")
    before = _found(desk, staff_id)
    after = _change(desk, staff_id, lambda all_, found: staffing.active(all_, found, is_active))
    if after.disabled:
        desk.accounts.close_sessions(staff_id)
    if before.disabled is not after.disabled:
        permissions.note(desk, admin, "account enabled" if is_active else "account disabled", staff_id)
    return after


def revoke_sessions(desk: DeskDeps, admin: StaffMember, staff_id: str) -> int:
    """Sign somebody out everywhere; how many sessions ended. Raises NotAllowed, NoSuchAccount."""
    permissions.must(desk, admin, Permission.ADMINISTER, staff_id)
    _found(desk, staff_id)
    ended = desk.accounts.close_sessions(staff_id)
    permissions.note(desk, admin, "sessions ended", staff_id, str(ended))
    return ended


def reset_password(desk: DeskDeps, admin: StaffMember, staff_id: str) -> str:
    """A new password instead of the one they have; their sessions end. Raises NotAllowed, NoSuchAccount."""
    permissions.must(desk, admin, Permission.ADMINISTER, staff_id)
    password = made_password()
    _new_password(desk, staff_id, password)
    permissions.note(desk, admin, "password reset", staff_id)
    return password


def reset_password_by_command(desk: DeskDeps, member: StaffMember) -> str:
    """The same from the command line, for an admin who forgot theirs."""
    password = made_password()
    _new_password(desk, member.id, password)
    now = desk.deps.clock.now()
    desk.audit.record(AuditEntry(now, "", COMMAND_LINE, "password reset", subject=member.id))
    return password


def change_password(desk: DeskDeps, member: StaffMember, old: str, new: str) -> str:
    """One's own password; every session ends, and a new one begins. Raises BadAccount."""
    if not is_password(member.password_hash, old):
        raise BadAccount("That is not your present password.")
    changed = _new_password(desk, member.id, check_password(new))
    permissions.note(desk, member, "password changed", member.id)
    return desk.accounts.open_session(changed, desk.deps.clock.now())


def _new_password(desk: DeskDeps, staff_id: str, password: str) -> StaffMember:
    hashed = HASHER.hash(password)
    changed = _change(desk, staff_id, lambda _, found: replace(found, password_hash=hashed))
    desk.accounts.close_sessions(staff_id)
    return changed


def _found(desk: DeskDeps, staff_id: str) -> StaffMember:
    member = desk.accounts.get(staff_id)
    if member is None:
        raise NoSuchAccount("There is no such account.")
    return member


def _change(desk: DeskDeps, staff_id: str, decide: Callable[..., StaffMember]) -> StaffMember:
    changed = desk.accounts.change(staff_id, decide)
    if changed is None:
        raise NoSuchAccount("There is no such account.")
    return changed
