"""A form that cannot be carried out now is kept until a person says go on: after the session has ended it
comes through the sign-in, and while the store is away it stands in the page.

Nothing is stored here: the browser keeps it, through a sign-in signed. It is kept only where it came from a
page of ours, or another site could put words into somebody's mouth. Through a sign-in it is kept for one
person, who had the session before; and only where somebody writes words, so that nobody's press does what a
colleague could not do (decision 0103).
"""

from flask import current_app, render_template, request, session
from flask_wtf.csrf import ValidationError, validate_csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict

from responder.domain.records import Millis
from responder.domain.staff.accounts import StaffMember
from responder.web.console.words.forms import leads_to
from responder.web.console.words.i18n import translate as _
from responder.web.server.client_address import address_parts

KEPT_FOR = 3_600
"""Seconds in which somebody signs in again."""

UNSAID = {"csrf_token", "next"}
HERE = "kept_here"
"""A field that a page's script adds where it keeps the words itself."""

GOES_ON = "goes_on"
"""A field of forms that do the next part of long work, and may be sent as often as one likes: such a form is
sent again by the page that says that the store is away."""

GOES_ON_AFTER: Millis = 3_000

SECRETS = {"password", "old", "new", "code"}
"""Fields whose form is not kept: nothing secret stands in a page."""

KEPT_THROUGH_A_SIGN_IN = {
    *("conversations.send", "conversations.act"),
    *("customers.add", "customers.save", "customers.marketing", "unsubscribe.do"),
    *("appointments.make", "appointments.save", "appointments.send_reminder"),
    *("quick_replies.add", "quick_replies.save", "review.decide", "notices.mail"),
    *("bulk.make", "bulk.save", "settings.check", "settings.template"),
}
"""Where somebody writes words that would be lost. Not accounts, switches, exports, nor the start of a message
to many: those are pressed again by whoever is signed in."""

LAST_HERE = "last_here"
"""The field of the cookie with the id of whoever was signed in last in this browser."""

Fields = list[list[str]]


def fields_of(form: MultiDict[str, str]) -> Fields:
    """What a form says, in its order, without its proof that it is ours."""
    return [[name, value] for name, value in form.items(multi=True) if name not in UNSAID]


def typed() -> Fields:
    """The fields of this request's form; none where it is not from a page of ours, or holds a secret."""
    if request.method != "POST" or request.endpoint is None or SECRETS & set(request.form):
        return []
    return fields_of(request.form) if _from_our_page() else []


def _from_our_page() -> bool:
    """Its token fits the cookie; or, after a sign-in in another tab, the browser itself says so."""
    came_from = address_parts(request.headers.get("Origin", "")).netloc
    if came_from and came_from in (request.host, current_app.config["OUR_HOST"]):
        return True
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def typed_words() -> Fields:
    """The same where a sign-in came between: none where a press could do more than write words."""
    return typed() if request.endpoint in KEPT_THROUGH_A_SIGN_IN else []


def kept_form() -> str:
    """The form of this request, signed, for who was signed in last; "" where there is nothing to keep."""
    whose = session.get(LAST_HERE, "")
    fields = typed_words() if whose and HERE not in request.form else []
    return str(_signer().dumps([whose, request.path, fields])) if fields else ""


def resumed(kept: str, member: StaffMember) -> str | None:
    """The page that asks whether to carry it out now; None where nothing was kept for them."""
    try:
        whose, path, fields = _signer().loads(kept, max_age=KEPT_FOR)
    except (BadSignature, ValueError):
        return None
    if whose != member.id or leads_to(path)[0] not in KEPT_THROUGH_A_SIGN_IN:
        return None
    said = _("What you typed is kept, and nothing was done yet.")
    return asked_again(path, fields, _("You were signed out before this was done"), said)


def asked_again(path: str, fields: Fields, title: str, text: str, goes_on_after: Millis = 0) -> str:
    """The page that shows what was typed, says why it stands there, and carries it out on one press; or by
    itself after so many ms, where a page may run scripts."""
    shown = [field for field in fields if field[0] != HERE]
    page = {"path": path, "fields": shown, "title": title, "text": text, "goes_on_after": goes_on_after}
    return render_template("resume.html", **page)


def tried_again(path: str, fields: Fields) -> str:
    """The same while the store does not answer; long work goes on by itself."""
    if any(name == GOES_ON for name, _value in fields):
        text = _("The store does not answer. Nothing is lost: this goes on by itself in a moment.")
        return asked_again(path, fields, _("Not now"), text, GOES_ON_AFTER)
    text = _("The store does not answer. What you typed is kept: try again in a moment.")
    return asked_again(path, fields, _("Not now"), text)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="kept form")
