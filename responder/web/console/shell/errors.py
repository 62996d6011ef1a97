"""What the console says where something is refused or fails; who tried is in the audit log."""

from collections.abc import Mapping
from functools import partial

from flask import Flask, g, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from limits.errors import StorageError
from werkzeug.exceptions import HTTPException

from responder.flows import permissions
from responder.flows.permissions import NotAllowed
from responder.lib.log import get_logger
from responder.ports import AnotherKind, ForbiddenTransition, StoreAway, StoreUnavailable
from responder.web.console.shell import outage
from responder.web.console.shell.context import signed_in
from responder.web.console.shell.forged_consent import OptInRefused
from responder.web.console.shell.resubmit import asked_again, tried_again, typed, typed_words
from responder.web.console.words.i18n import translate as _
from responder.web.server.sparing import Sparing
from responder.wiring.product import App

log = get_logger(__name__)

_away = Sparing(60)
"""While the store is away each request says so, and anybody can send some."""


def register(app: App, flask: Flask) -> None:
    """Every error that a page can end with, and what is shown for it."""
    flask.register_error_handler(NotAllowed, _not_allowed)
    flask.register_error_handler(OptInRefused, partial(_opt_in, app))
    flask.register_error_handler(ForbiddenTransition, partial(_opt_in, app))
    flask.register_error_handler(CSRFError, partial(_forged, app))
    flask.register_error_handler(StoreUnavailable, _unavailable)
    flask.register_error_handler(AnotherKind, _damaged)
    flask.register_error_handler(StorageError, _limits_unavailable)
    flask.register_error_handler(HTTPException, partial(_other, app))


def _page(status: int, title: str, text: str, ask: str = "") -> tuple[str, int]:
    """`ask`: the address of the dialog that opts out whom the page was about."""
    g.plain = True
    return render_template("error.html", title=title, text=text, ask=ask), status


def _not_allowed(error: NotAllowed) -> tuple[str, int]:
    return _page(403, _("You may not do that"), _("Your role does not allow it. Nothing was changed."))


def _opt_in(app: App, error: OptInRefused | ForbiddenTransition) -> tuple[str, int]:
    _audit(app, "opt-in refused", str(error))
    text = _("Only the customer can come back, by texting START. Nothing was changed.")
    return _page(403, _("You may not do that"), text)


def _forged(app: App, error: CSRFError) -> tuple[str, int]:
    if fields := typed_words():  # theirs, but somebody signed in anew in another tab
        said = _("What you typed is kept, and nothing was done yet.")
        return asked_again(request.path, fields, _("You signed in again meanwhile"), said), 409
    _audit(app, "forged form refused")
    text = _(
        "This page is too old or the form did not come from it. Nothing was changed: go back and reload."
    )
    return _page(400, _("That did not work"), text)


def _unavailable(error: StoreUnavailable) -> tuple[str, int]:
    g.plain = True  # before the first sentence: its language is the reader's, who may not be known now
    outage.saw(error)
    left_out = _away.left_out("console")
    if left_out is not None:
        log.error("console_unavailable", why=str(error), endpoint=request.endpoint, left_out=left_out)
    if fields := typed():
        return tried_again(request.path, fields), 503
    text = _("The store does not answer. Nothing was changed; try again in a moment.")
    return _page(503, _("Not now"), text)


def _damaged(error: AnotherKind) -> tuple[str, int]:
    """A record of another kind than ours: of one person, whose opt-out is still taken."""
    log.error("record_unreadable", endpoint=request.endpoint, do="see bin/responder doctor")
    text = _(
        "A part of what is stored of this person cannot be read, so the page cannot be shown. Nothing was "
        "changed, and opting them out still works. `bin/responder doctor` says what to do."
    )
    return _page(500, _("This record cannot be read"), text, _asks(request.view_args or {}))


def _asks(found: Mapping[str, object]) -> str:
    """The dialog that opts out whom a page with these values is about; "" where it names nobody."""
    if "customer_id" in found:
        return url_for("unsubscribe.ask", customer=found["customer_id"])
    if "conversation_id" in found:
        return url_for("unsubscribe.ask", conversation=found["conversation_id"])
    return ""


def _limits_unavailable(error: StorageError) -> tuple[str, int]:
    """The login limits are kept in the same Redis."""
    hung = "Timeout" in type(error.storage_error).__name__
    return _unavailable(StoreAway("limits") if hung else StoreUnavailable("limits"))


def _other(app: App, error: HTTPException) -> tuple[str, int]:
    if request.method != "GET":
        _audit(app, "unknown act refused")
    titles = {404: _("There is nothing here"), 429: _("Too many tries")}
    texts = {
        413: _("That is too large; `bin/responder customers import` takes longer lists."),
        429: _("Wait a minute, then try again."),
    }
    status = error.code or 500
    title = titles.get(status, _("That did not work"))
    return _page(status, title, texts.get(status, _("Nothing was changed.")))


def _audit(app: App, action: str, why: str = "") -> None:
    if current_user.is_authenticated:
        detail = " · ".join(filter(None, (request.endpoint or "", why)))
        permissions.note(app.console.desk, signed_in(), action, "", detail)
