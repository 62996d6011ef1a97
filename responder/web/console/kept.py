"""A form that comes after the session has ended is kept through the sign-in, until a person says go on.

Nothing is stored here: the browser keeps it, signed. It is kept only where it came from a page of ours (its
token fits the browser's cookie), or another site could put words into somebody's mouth.
"""

from flask import current_app, render_template, request
from flask_wtf.csrf import ValidationError, validate_csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import MethodNotAllowed, NotFound

KEPT_FOR = 3_600
"""Seconds in which somebody signs in again."""

UNSAID = {"csrf_token", "next"}
HERE = "kept_here"
"""A field that a page's script adds where it keeps the words itself."""

Fields = list[list[str]]


def kept_form() -> str:
    """The form of this request, signed; "" where there is nothing to keep."""
    if request.method != "POST" or HERE in request.form or request.endpoint is None:
        return ""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return ""
    fields = [[name, value] for name, value in request.form.items(multi=True) if name not in UNSAID]
    return str(_signer().dumps([request.path, fields])) if fields else ""


def resumed(kept: str) -> str | None:
    """The page that asks whether to carry it out now; None where nothing was kept, or too long ago."""
    try:
        path, fields = _signer().loads(kept, max_age=KEPT_FOR)
    except BadSignature:
        return None
    return render_template("resume.html", path=path, fields=fields) if _is_ours(path) else None


def _is_ours(path: str) -> bool:
    """Whether the address still takes forms."""
    try:
        current_app.url_map.bind("").match(path, method="POST")
    except (NotFound, MethodNotAllowed):
        return False
    return True


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="kept form")
