"""What `staff` and `seed-demo` do at the desk: plain values, and words for people."""

import secrets
import sys
from argparse import Namespace
from collections.abc import Callable
from typing import Any

from responder.commands.shared import Report, connected
from responder.domain.accounts import LANGUAGES, BadAccount, Role, StaffMember
from responder.domain.customers import Appointment, AppointmentStatus, Customer
from responder.domain.messages import DAY, HOUR, Millis
from responder.domain.quick_replies import QuickReply
from responder.flows import accounts
from responder.flows.second_factor import remove_by_command
from responder.flows.staff_accounts import reset_password_by_command
from responder.wiring import App

__all__ = ["LANGUAGES", "ROLES", "STAFF_ACTIONS", "seed", "staff"]

ROLES = tuple(role.value for role in Role)

DEMO_STAFF = (
    ("dana", "Dana Roy", Role.AGENT, "en"),
    ("sam", "Sam Pelletier", Role.SUPPORT, "fr"),
    ("admin", "Robin Tremblay", Role.ADMIN, "en"),
)
DEMO_CUSTOMERS = (
    ("Bob Gagnon", ("+14185550112",), "en", "Winter tires, 225/45 R17"),
    ("Carol Lévesque", ("+15145550137",), "fr", "Vidange et inspection"),
    ("Alice Roy", ("+14165550101",), "en", "Brakes, front"),
    ("Luc Gagné", (), "fr", ""),
)

DEMO_QUICK_REPLIES = (
    (
        "Your car is ready",
        (
            ("en", "Hi {{ first_name }}, your car is ready. We are open until 6."),
            ("fr", "Bonjour {{ first_name }}, votre auto est prête. Nous fermons à 18 h."),
        ),
    ),
    ("Call us", (("en", "Please call us: {{ phone }}."), ("fr", "Appelez-nous : {{ phone }}."))),
)


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


def seed(app: App) -> list[str]:
    """The demo's customers, appointments and staff; the logins, one a line. May be run twice."""
    if not app.console.customers.count():
        _seed_customers(app, app.deps.clock.now())
    logins = []
    for login, name, role, language in DEMO_STAFF:
        if app.console.accounts.by_login(login) is None:
            password = secrets.token_urlsafe(9)
            accounts.add(app.console.desk, login, name, role, password, language)
            logins.append(f"sign in as {login} with {password} ({role.value})")
    return logins


def _seed_customers(app: App, now: Millis) -> None:
    tomorrow = now - now % DAY + DAY + 14 * HOUR
    for place, (name, numbers, language, subject) in enumerate(DEMO_CUSTOMERS):
        fresh = Customer(app.console.customers.new_id(), name, language, numbers=numbers)
        customer = app.console.customers.save(fresh, now)
        if subject:
            new_id = app.console.appointments.new_id(customer.id)
            status = (AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED)[place % 2]
            at = tomorrow + place * HOUR
            appointment = Appointment(new_id, customer.id, at, subject, status, timed_at=now)
            app.console.appointments.save(appointment, now)
    for title, texts in DEMO_QUICK_REPLIES:
        app.console.quick_replies.save(QuickReply(app.console.quick_replies.new_id(), title, texts))


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
