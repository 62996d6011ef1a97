"""A form that makes or changes something is carried out once: a second press, a reload, a resend and a replay
lead to the page where the first one ended.

The form carries a token (`once()` in `_icons.html`). An act that ends in a redirect, or says `ended_at`, has
done something; a form that is shown again with a sentence may be sent again. Where nobody can know whether
the first one was carried out (its process died, the store went away), a person is asked.
"""

import secrets
import time
from collections.abc import Iterator
from hashlib import sha256

from flask import Flask, Response, g, make_response, redirect, request
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from responder.lib.log import get_logger
from responder.ports import StoreUnavailable
from responder.web.console.shell.context import Desk
from responder.web.console.shell.resubmit import HERE, SECRETS, asked_again, fields_of
from responder.web.console.shell.session import say
from responder.web.console.words.i18n import translate as _

log = get_logger(__name__)

FIELD = "once"
UNTYPED = {FIELD, HERE, "seen", *SECRETS}
"""Fields that nobody typed, or that nothing may be made of: they make no other form."""

WAIT = 2.0
"""Seconds that a second press waits for the first one's page."""


def install(flask: Flask, desk: Desk) -> None:
    """Look at every form that carries a token, before its page does and after."""
    flask.before_request(lambda: _before(desk))
    flask.after_request(lambda response: _after(desk, response))
    flask.jinja_env.globals["form_token"] = new_token


def new_token() -> str:
    """A token for one form."""
    return secrets.token_hex(8)


def ended_at(place: str) -> None:
    """This act was carried out though its page is no redirect; who sends its form again is led to `place`."""
    g.once_place = place


def _before(desk: Desk) -> AnyResponse | None:
    token = _token()
    if not token:
        return None
    until = time.monotonic() + WAIT
    while not desk.console.forms.begin(token):
        place = desk.console.forms.ended(token)
        if place:
            say(_("This was sent before: it is done once."), "note")
            return redirect(place)
        if time.monotonic() > until:
            return make_response(_nobody_knows(), 409)
        time.sleep(0.05)
    g.once = token
    return None


def _token() -> str:
    """The form's token together with who sends it, where to, and what it says: with another content it is
    another form (somebody went back, and wrote the next one). "" for a form that has none."""
    if request.method != "POST" or "HX-Request" in request.headers or not current_user.is_authenticated:
        return ""
    if not request.form.get(FIELD):
        return ""
    said = [field for field in fields_of(request.form) if field[0] not in UNTYPED]
    files = [sha256(file.stream.read()).hexdigest() for file in _rewound()]
    whole = (current_user.member.id, request.path, request.form[FIELD], said, files)
    return sha256(repr(whole).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _rewound() -> Iterator[FileStorage]:
    """The form's files, each at its start before and after."""
    for file in request.files.values():
        yield file
        file.stream.seek(0)


def _nobody_knows() -> str:
    fields = [field for field in fields_of(request.form) if field[0] != FIELD]
    return asked_again(
        request.path,
        [*fields, [FIELD, new_token()]],
        _("Was this done already?"),
        _("It was sent before and is not finished, or broke off. Look first; do it only if it was not done."),
    )


def _after(desk: Desk, response: Response) -> Response:
    token, place = g.pop("once", ""), g.pop("once_place", "")
    if not token:
        return response
    try:
        _settle(desk, token, response, place)
    except StoreUnavailable as error:  # the form stays begun: sent again, a person is asked
        log.warning("form_not_settled", why=str(error), endpoint=request.endpoint)
    return response


def _settle(desk: Desk, token: str, response: Response, place: str) -> None:
    if response.status_code in (302, 303):
        desk.console.forms.end(token, response.location)
    elif place:
        desk.console.forms.end(token, place)
    elif response.status_code < 500:
        desk.console.forms.forget(token)
