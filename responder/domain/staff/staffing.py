"""Changes of staff accounts: what an admin may do to one, so that an admin is always left: pure."""

from collections.abc import Sequence
from dataclasses import replace

from responder.domain.staff.accounts import BadAccount, Role, StaffMember


class LastAdmin(BadAccount):
    """The change would leave nobody who may administer; one sentence."""


def with_role(everybody: Sequence[StaffMember], member: StaffMember, role: Role) -> StaffMember:
    """The account in another role. Raises LastAdmin."""
    return _kept(everybody, replace(member, role=role))


def active(everybody: Sequence[StaffMember], member: StaffMember, is_active: bool) -> StaffMember:
    """The account switched off, or on again. Raises LastAdmin."""
    return _kept(everybody, replace(member, disabled=not is_active))


def _kept(everybody: Sequence[StaffMember], changed: StaffMember) -> StaffMember:
    others = (each for each in everybody if each.id != changed.id)
    if not any(each.role is Role.ADMIN and not each.disabled for each in (changed, *others)):
        raise LastAdmin("One admin must stay who can sign in: make somebody else an admin first.")
    return changed
