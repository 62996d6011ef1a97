"""What `staff` does: accounts for the console, as plain values and words for people."""

import secrets
import sys
from argparse import Namespace
from collections.abc import Callable
from typing import Any

from responder.commands.shared import Report, connected
from responder.domain.staff.accounts import LANGUAGES, BadAccount, Role, StaffMember
from responder.flows.staff import accounts
from responder.flows.staff.second_factor import remove_by_command
from responder.flows.staff.staff_accounts import reset_password_by_command
from responder.wiring.product import App

__all__ = ["LANGUAGES", "ROLES", "STAFF_ACTIONS", "staff"]

ROLES = tuple(role.value for role in Role)


def staff(options: Namespace) -> Report:
    """Add, list or disable an account. Raises BadAccount, BadCustomer, LoginTaken, NoSuchAccount."""
    app = connected(options)
    if options.action == "list":
        second = app.console.second.factors.who()
        members = [_shown(member, member.id in second) for member in app.console.accounts.everybody()]
        return Report(members, "\n".join(_line(each) for each in members) or "Nobody yet.")
    if not options.login:
        raise BadAccount("--login is missing: the name that somebody signs in with.")
    if options.action == "disable":
        ended = accounts.disable(app.console.desk, options.login)
        words = f"{options.login} is disabled; {ended} session(s) ended."
        return Report({"login": options.login, "sessions_ended": ended}, words)
    if options.action in LOST:
        return LOST[options.action](app, accounts.by_login(app.console.desk, options.login))
    password = sys.stdin.readline().rstrip("\n") if options.password_stdin else secrets.token_urlsafe(12)
    member = accounts.add(
        app.console.desk,
        options.login,
        options.name or options.login,
        Role(options.role),
        password,
        options.speaks,
    )
    given = {} if options.password_stdin else {"password": password}
    words = f"{member.login} may sign in as {member.role.value}."
    return Report({**_shown(member), **given}, words + (f" Password: {password}" if given else ""))


def _new_password(app: App, member: StaffMember) -> Report:
    password = reset_password_by_command(app.console.desk, member)
    words = f"The sessions of {member.login} ended. Password: {password}"
    return Report({"login": member.login, "password": password}, words)


def _no_second_factor(app: App, member: StaffMember) -> Report:
    removed = remove_by_command(app.console.second, member)
    words = "signs in with the password alone" if removed else "had no second factor"
    return Report({"login": member.login, "removed": removed}, f"{member.login} {words}.")


LOST: dict[str, Callable[[App, StaffMember], Report]] = {
    "reset-password": _new_password,
    "remove-second-factor": _no_second_factor,
}
"""What helps somebody who lost their password or their telephone."""

STAFF_ACTIONS = ("add", "list", "disable", *LOST)


def _shown(member: StaffMember, second_factor: bool = False) -> dict[str, Any]:
    return {
        "id": member.id,
        "login": member.login,
        "name": member.name,
        "role": member.role.value,
        "language": member.language,
        "disabled": member.disabled,
        "second_factor": second_factor,
    }


def _line(member: dict[str, Any]) -> str:
    state = "disabled" if member["disabled"] else member["role"]
    factor = ", second factor" if member["second_factor"] else ""
    return f"{member['login']:<20} {member['name']:<30} {state}{factor}"
