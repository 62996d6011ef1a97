"""Staff accounts: added at the command line, signed in at the console, disabled at once everywhere."""

import secrets
from dataclasses import replace
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from responder.domain.customers.customer import clean_name
from responder.domain.staff.accounts import Role, StaffMember, check_password, clean_login
from responder.ports.desk import AuditEntry, DeskDeps

_AT_A_TIME = BoundedSemaphore(2)
"""Passwords that one process checks at a time: each takes 64 MB and a while, and texts come first."""

COMMAND_LINE = "command line"
HASHER = PasswordHasher()


@cache
def _nobody() -> str:
    """Checked where there is no account, so that a wrong login takes as long as a wrong password."""
    return HASHER.hash(secrets.token_hex(16))


class NoSuchAccount(ValueError):
    """Nobody has this login; one sentence."""


def add(
    desk: DeskDeps, login: str, name: str, role: Role, password: str, language: str = "en"
) -> StaffMember:
    """Make an account. Raises BadAccount, BadCustomer (the name), LoginTaken, StoreUnavailable."""
    member = StaffMember(
        id=secrets.token_hex(8),
        login=clean_login(login),
        name=clean_name(name),
        role=role,
        password_hash=HASHER.hash(check_password(password)),
        language=language,
        created_at=desk.deps.clock.now(),
    )
    desk.accounts.add(member)
    _note(desk, member, "account added", role.value)
    return member


def by_login(desk: DeskDeps, login: str) -> StaffMember:
    """The account with this login. Raises NoSuchAccount."""
    member = desk.accounts.by_login(clean_login(login))
    if member is None:
        raise NoSuchAccount("Nobody has this login.")
    return member


def disable(desk: DeskDeps, login: str) -> int:
    """Take somebody's access away now; returns how many sessions ended. Raises NoSuchAccount."""
    member = by_login(desk, login)
    desk.accounts.change(member.id, lambda _, found: replace(found, disabled=True))
    _note(desk, member, "account disabled", "")
    return desk.accounts.close_sessions(member.id)


def sign_in(desk: DeskDeps, login: str, password: str) -> tuple[StaffMember, str] | None:
    """Who this is, and the token of their new session; None if login or password are wrong.

    It knows of no second factor: pages sign in through `second_factor`.
    """
    member = known(desk, login, password)
    return (member, opened(desk, member)) if member else None


def known(desk: DeskDeps, login: str, password: str) -> StaffMember | None:
    """Whose login and password these are; None if they are nobody's, or the account is disabled."""
    try:
        member = desk.accounts.by_login(clean_login(login))
    except ValueError:
        member = None
    right = is_password(member.password_hash if member else _nobody(), password)
    return member if member and right and not member.disabled else None


def opened(desk: DeskDeps, member: StaffMember) -> str:
    """The token of a new session of theirs."""
    now = desk.deps.clock.now()
    desk.audit.record(AuditEntry(now, member.id, member.name, "signed in"))
    return desk.accounts.open_session(member, now)


def speak(desk: DeskDeps, member: StaffMember, language: str) -> None:
    """The console speaks this language to them from now on."""
    desk.accounts.change(member.id, lambda _, found: replace(found, language=language))


def is_password(password_hash: str, password: str) -> bool:
    """Whether this is the password of that hash."""
    try:
        with _AT_A_TIME:
            return HASHER.verify(password_hash, password[:1_000])
    except (VerificationError, InvalidHashError):
        return False


def _note(desk: DeskDeps, member: StaffMember, action: str, detail: str) -> None:
    now = desk.deps.clock.now()
    desk.audit.record(AuditEntry(now, "", COMMAND_LINE, action, subject=member.id, detail=detail))
