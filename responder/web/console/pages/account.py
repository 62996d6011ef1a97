"""One's own account: the password, and the second factor with its QR, recovery codes and end."""

from collections.abc import Callable
from functools import partial, update_wrapper

from flask import Blueprint, redirect, render_template, request, url_for
from flask_limiter import Limiter
from flask_login import current_user
from markupsafe import Markup
from segno import make_qr
from werkzeug.wrappers import Response

from responder.domain.staff.accounts import SHORTEST_PASSWORD, BadAccount
from responder.domain.staff.second_factor import WrongCode
from responder.flows.staff import second_factor, staff_accounts
from responder.flows.staff.second_factor import Entered
from responder.web.console.shell.context import Desk, signed_in
from responder.web.console.shell.idempotency import ended_at
from responder.web.console.shell.session import enter, say
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import translated

TRIES = "10 per 5 minutes"
"""Passwords and codes that one account may be asked for by somebody who is signed in."""

Shown = str | tuple[str, int] | Response


def routes(desk: Desk, limiter: Limiter) -> Blueprint:
    """`/account` and below."""
    pages = Blueprint("account", __name__, url_prefix="/account")
    pages.add_url_rule("", "index", lambda: _page(desk))
    for name, act in ACTS.items():
        view = limiter.limit(TRIES, key_func=_whose)(update_wrapper(partial(act, desk), act))
        pages.add_url_rule(f"/{name}", name, view, methods=["POST"])
    return pages


def _whose() -> str:
    return f"account:{signed_in().id}" if current_user.is_authenticated else "account:"


# -- what can be posted


def _change_password(desk: Desk) -> Shown:
    old, new = request.form.get("old", ""), request.form.get("new", "")
    try:
        token = staff_accounts.change_password(desk.flows, signed_in(), old, new)
    except BadAccount as error:
        return _page(desk, translated(str(error))), 400
    enter(Entered(signed_in(), token=token))
    say(_("The password is changed, and every other browser is signed out."))
    return _back()


def _begin(desk: Desk) -> Shown:
    try:
        second_factor.begin(desk.console.second, signed_in(), _password())
    except BadAccount as error:
        return _page(desk, translated(str(error))), 400
    return _back()


def _confirm(desk: Desk) -> Shown:
    try:
        turned_on = second_factor.confirm(desk.console.second, signed_in(), request.form.get("code", ""))
    except WrongCode as error:
        return _page(desk, translated(str(error))), 400
    enter(Entered(signed_in(), token=turned_on.token))
    ended_at(url_for("account.index"))
    return render_template("recovery_codes.html", codes=turned_on.recovery_codes, fresh=True)


def _renew(desk: Desk) -> Shown:
    try:
        codes = second_factor.renew(desk.console.second, signed_in(), _password())
    except BadAccount as error:
        return _page(desk, translated(str(error))), 400
    ended_at(url_for("account.index"))
    return render_template("recovery_codes.html", codes=codes, fresh=False)


def _off(desk: Desk) -> Shown:
    try:
        second_factor.turn_off(desk.console.second, signed_in(), _password())
    except BadAccount as error:
        return _page(desk, translated(str(error))), 400
    return _back()


ACTS: dict[str, Callable[[Desk], Shown]] = {
    "password": _change_password,
    "begin": _begin,
    "confirm": _confirm,
    "renew": _renew,
    "off": _off,
}


def _back() -> Response:
    return redirect(url_for("account.index"))


def _password() -> str:
    return request.form.get("password", "")


def _page(desk: Desk, why: str = "") -> str:
    second, me = desk.console.second, signed_in()
    factor = second.factors.of(me.id)
    proposed = None if factor else second_factor.proposal(second, me)
    qr = Markup(make_qr(proposed.address, error="m").svg_inline(scale=5, border=4)) if proposed else ""
    shown = {"factor": factor, "proposed": proposed, "qr": qr, "shortest": SHORTEST_PASSWORD}
    return render_template("account.html", why=why, **shown)
