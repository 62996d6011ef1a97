"""The staff, for admins: add, change a role, deactivate, end sessions, new password, lost second factor."""

from hashlib import sha256
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.customers.customer import BadCustomer
from responder.domain.staff.accounts import LANGUAGES, BadAccount, Permission, Role, StaffMember
from responder.flows import permissions
from responder.flows.staff import second_factor, staff_accounts
from responder.flows.staff.accounts import NoSuchAccount
from responder.flows.staff.staff_accounts import NewAccount
from responder.ports.desk import LoginTaken
from responder.web.console.shell.context import Desk, signed_in
from responder.web.console.shell.idempotency import ended_at
from responder.web.console.shell.session import say
from responder.web.console.words.i18n import ngettext
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import translated

Shown = str | tuple[str, int] | Response


def routes(desk: Desk) -> Blueprint:
    """`/settings/staff` and below."""
    pages = Blueprint("staff", __name__, url_prefix="/settings/staff")

    def index() -> str:
        return _list(desk)

    def add() -> Shown:
        return _added(desk)

    def one(staff_id: str) -> str:
        return _one(desk, _member(desk, staff_id))

    def act(staff_id: str, deed: str) -> Shown:
        return _done(desk, _member(desk, staff_id), deed)

    pages.add_url_rule("", "index", index)
    pages.add_url_rule("", "add", add, methods=["POST"])
    pages.add_url_rule("/<staff_id>", "one", one)
    pages.add_url_rule("/<staff_id>/<deed>", "act", act, methods=["POST"])
    return pages


# -- what can be done to an account


def _added(desk: Desk) -> Shown:
    given = request.form
    try:
        wanted = NewAccount(given.get("login", ""), given.get("name", ""), _role(), _language())
        member, password = staff_accounts.add(desk.flows, signed_in(), wanted)
    except LoginTaken:
        said = _("There is an account with the login %(login)s already.", login=given.get("login", ""))
        return _list(desk, said, given), 422
    except (BadAccount, BadCustomer) as error:
        return _list(desk, translated(str(error)), given), 422
    ended_at(url_for("staff.one", staff_id=member.id))
    return _one(desk, member, password=password)


def _done(desk: Desk, member: StaffMember, deed: str) -> Shown:
    if deed not in DEEDS:
        abort(404)
    if request.form.get("shown", _mark(member)) != _mark(member):
        return _one(desk, member, why=_("Somebody else changed this account meanwhile: look again.")), 409
    try:
        return DEEDS[deed](desk, member)
    except (BadAccount, NoSuchAccount) as error:
        return _one(desk, member, why=translated(str(error))), 422


def _set_role(desk: Desk, member: StaffMember) -> Shown:
    changed = staff_accounts.set_role(desk.flows, signed_in(), member.id, _role())
    say(_("%(name)s: the role holds from the next page on.", name=changed.name))
    return _back(member)


def _deactivate(desk: Desk, member: StaffMember) -> Shown:
    staff_accounts.set_active(desk.flows, signed_in(), member.id, False)
    say(_("%(name)s cannot sign in any more, and was signed out everywhere.", name=member.name))
    return _back(member)


def _activate(desk: Desk, member: StaffMember) -> Shown:
    staff_accounts.set_active(desk.flows, signed_in(), member.id, True)
    say(_("%(name)s may sign in again.", name=member.name))
    return _back(member)


def _revoke(desk: Desk, member: StaffMember) -> Shown:
    ended = staff_accounts.revoke_sessions(desk.flows, signed_in(), member.id)
    say(ngettext("%(num)d session ended.", "%(num)d sessions ended.", ended))
    return _back(member)


def _reset_password(desk: Desk, member: StaffMember) -> Shown:
    password = staff_accounts.reset_password(desk.flows, signed_in(), member.id)
    ended_at(url_for("staff.one", staff_id=member.id))
    return _one(desk, member, password=password)


def _remove_second_factor(desk: Desk, member: StaffMember) -> Shown:
    removed = second_factor.remove(desk.console.second, signed_in(), member.id)
    say(_("The second factor is removed.") if removed else _("There was none."))
    return _back(member)


DEEDS = {
    "role": _set_role,
    "deactivate": _deactivate,
    "activate": _activate,
    "sessions": _revoke,
    "password": _reset_password,
    "second-factor": _remove_second_factor,
}
"""What may be posted about an account. Each story asks for the permission itself, and is audited."""


# -- what is shown


def _mark(member: StaffMember) -> str:
    """What tells a form whether the account is still the one that its page showed."""
    return sha256(repr(member).encode()).hexdigest()[:16]


def _list(desk: Desk, why: str = "", given: Any = None) -> str:
    permissions.must(desk.flows, signed_in(), Permission.ADMINISTER, "")
    return render_template(
        "staff.html",
        members=desk.console.accounts.everybody(),
        second=desk.console.second.factors.who(),
        why=why,
        given=given or {},
        languages=LANGUAGES,
    )


def _one(desk: Desk, member: StaffMember, why: str = "", password: str = "") -> str:
    permissions.must(desk.flows, signed_in(), Permission.ADMINISTER, member.id)
    return render_template(
        "staff_member.html",
        member=desk.console.accounts.get(member.id) or abort(404),
        factor=desk.console.second.factors.of(member.id),
        why=why,
        password=password,
        mark=_mark(desk.console.accounts.get(member.id) or member),
    )


def _member(desk: Desk, staff_id: str) -> StaffMember:
    permissions.must(desk.flows, signed_in(), Permission.ADMINISTER, staff_id)
    return desk.console.accounts.get(staff_id) or abort(404)


def _back(member: StaffMember) -> Response:
    return redirect(url_for("staff.one", staff_id=member.id))


def _role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError:
        raise BadAccount("Choose one of the roles.") from None


def _language() -> str:
    wanted = request.form.get("language", "")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]
