"""Signing in with a second factor, turning it on and off; nobody is ever shown the secret again.

The password comes first and opens nothing: it gives half a sign-in, which a code completes once. A code is
six digits of the app, or a recovery code.
"""

import hmac
import secrets
from dataclasses import dataclass

import pyotp

from responder.domain.staff.accounts import BadAccount, Permission, StaffMember
from responder.domain.staff.second_factor import (
    RECOVERY_CODES,
    RECOVERY_LENGTH,
    RECOVERY_LETTERS,
    STEP,
    WrongCode,
    digits_of,
    grouped,
    recovery_hash,
    steps_now,
)
from responder.flows import permissions
from responder.flows.staff.accounts import COMMAND_LINE, is_password, known, opened
from responder.ports.desk import AuditEntry
from responder.ports.second_factor import SecondFactorDeps

WRONG = "That code is not right, or was used before. Codes change every 30 seconds: type the next one."
UNREADABLE = (
    "Codes of this account cannot be checked since the server's SECRET_KEY changed: use a recovery code, "
    "or ask an admin to remove the second factor."
)


class HalfGone(Exception):
    """The password was given too long ago, or its sign-in is complete: begin again."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A right password: a session's `token`, or `half` a sign-in that waits for a code."""

    member: StaffMember
    token: str = ""
    half: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is shown once, while it is set up: the secret to type, and the address that the QR holds."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class TurnedOn:
    """The recovery codes, shown once, and the token of the only session that goes on."""

    recovery_codes: list[str]
    token: str


def enter(second: SecondFactorDeps, login: str, password: str) -> Entered | None:
    """The password; None if it or the login is wrong. Raises StoreUnavailable."""
    member = known(second.desk, login, password)
    if member is None:
        return None
    if not second.factors.of(member.id):
        token = opened(second.desk, member)
        if not second.factors.of(member.id):
            return Entered(member, token=token)
        second.desk.accounts.close_session(token)  # the factor was switched on just now, and ended all others
    return Entered(member, half=second.factors.open_half(member))


def enter_code(second: SecondFactorDeps, half: str, typed: str) -> Entered:
    """The code that completes it, while the password is still the same.

    Raises WrongCode, HalfGone, StoreUnavailable.
    """
    waiting = second.factors.of_half(half) if half else None
    member = second.desk.accounts.get(waiting.staff_id) if waiting else None
    if member is None or waiting is None or member.disabled or member.password_mark != waiting.password_mark:
        raise HalfGone
    try:
        how = _used(second, member, typed)
    except WrongCode:
        permissions.note(second.desk, member, "code refused", member.id)
        raise
    if not second.factors.close_half(half):
        raise HalfGone
    if how:
        permissions.note(second.desk, member, how, member.id)
    return Entered(member, token=opened(second.desk, member))


def begin(second: SecondFactorDeps, member: StaffMember, password: str) -> None:
    """Make a secret, to be confirmed within 15 minutes. Raises BadAccount."""
    _must_know(member, password)
    if second.factors.of(member.id):
        raise BadAccount("The second factor is on already.")
    second.factors.propose(member.id, second.sealer.seal(pyotp.random_base32(), member.id))


def proposal(second: SecondFactorDeps, member: StaffMember) -> Proposal | None:
    """What waits for its first code; None where nothing does."""
    sealed = second.factors.proposed(member.id)
    secret = _secret(second, member, sealed) if sealed else ""
    if not secret:
        return None
    address = pyotp.TOTP(secret).provisioning_uri(name=member.login, issuer_name=second.issuer)
    return Proposal(secret, address)


def confirm(second: SecondFactorDeps, member: StaffMember, typed: str) -> TurnedOn:
    """The first code proves the app: it is on, and whoever signed in without it must do so anew.

    Raises WrongCode.
    """
    sealed = second.factors.proposed(member.id)
    if not sealed or second.factors.of(member.id):
        raise WrongCode("Nothing waits to be confirmed: begin again.")
    step = _step_of(second, _secret(second, member, sealed), typed)
    if step is None:
        raise WrongCode(WRONG)
    codes, hashes = _recovery(member)
    second.factors.turn_on(member.id, sealed, step, hashes)
    second.desk.accounts.close_sessions(member.id)
    permissions.note(second.desk, member, "second factor on", member.id)
    return TurnedOn(codes, second.desk.accounts.open_session(member, second.desk.deps.clock.now()))


def turn_off(second: SecondFactorDeps, member: StaffMember, password: str) -> None:
    """Back to the password alone. Raises BadAccount."""
    _must_know(member, password)
    if second.factors.remove(member.id):
        permissions.note(second.desk, member, "second factor off", member.id)


def renew(second: SecondFactorDeps, member: StaffMember, password: str) -> list[str]:
    """New recovery codes; the old ones are void. Raises BadAccount."""
    _must_know(member, password)
    if not second.factors.of(member.id):
        raise BadAccount("There is no second factor.")
    codes, hashes = _recovery(member)
    second.factors.renew_recovery(member.id, hashes)
    permissions.note(second.desk, member, "new recovery codes", member.id)
    return codes


def remove(second: SecondFactorDeps, admin: StaffMember, staff_id: str) -> bool:
    """An admin takes it from an account whose owner lost it; their sessions end. Raises NotAllowed."""
    permissions.must(second.desk, admin, Permission.ADMINISTER, staff_id)
    removed = _removed(second, staff_id)
    if removed:
        permissions.note(second.desk, admin, "second factor removed", staff_id)
    return removed


def remove_by_command(second: SecondFactorDeps, member: StaffMember) -> bool:
    """The same from the command line."""
    removed = _removed(second, member.id)
    if removed:
        now = second.desk.deps.clock.now()
        entry = AuditEntry(now, "", COMMAND_LINE, "second factor removed", subject=member.id)
        second.desk.audit.record(entry)
    return removed


def _removed(second: SecondFactorDeps, staff_id: str) -> bool:
    removed = second.factors.remove(staff_id)
    if removed:
        second.desk.accounts.close_sessions(staff_id)
    return removed


def _used(second: SecondFactorDeps, member: StaffMember, typed: str) -> str:
    """Use a code up: what is worth a line in the audit log, or "". Raises WrongCode."""
    if not digits_of(typed):
        if second.factors.use_recovery(member.id, recovery_hash(member.id, typed)):
            return "recovery code used"
        raise WrongCode(WRONG)
    factor = second.factors.of(member.id)
    secret = _secret(second, member, factor.sealed) if factor else ""
    if factor and not secret:
        raise WrongCode(UNREADABLE)
    step = _step_of(second, secret, typed) if secret else None
    if step is None or not second.factors.use_step(member.id, step):
        raise WrongCode(WRONG)
    return ""


def _step_of(second: SecondFactorDeps, secret: str, typed: str) -> int | None:
    """The time step that these digits are the code of; None if of none that counts now."""
    wanted, found = digits_of(typed), None
    for step in steps_now(second.desk.deps.clock.now() // 1_000):
        if hmac.compare_digest(pyotp.TOTP(secret, interval=STEP).generate_otp(step), wanted):
            found = found or step
    return found


def _secret(second: SecondFactorDeps, member: StaffMember, sealed: str) -> str:
    try:
        return second.sealer.unseal(sealed, member.id)
    except ValueError:
        return ""


def _recovery(member: StaffMember) -> tuple[list[str], list[str]]:
    codes = [
        "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)
    ]
    return [grouped(code) for code in codes], [recovery_hash(member.id, code) for code in codes]


def _must_know(member: StaffMember, password: str) -> None:
    if not is_password(member.password_hash, password):
        raise BadAccount("That is not your present password.")
