"""The console as a Flask application of its own, so that nothing it does runs on the webhook's requests.

Everybody must be signed in everywhere but on the sign-in page and for static files. No page runs inline
script or style, loads anything from outside, or can be framed.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask_babel import Babel, get_locale
from flask_limiter import Limiter
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from responder.web.console.pages import (
    account,
    appointments,
    campaigns,
    conversations,
    customers,
    evidence,
    exports,
    help_inbox,
    imports,
    kill_switches,
    media,
    more,
    notices,
    overview,
    quick_replies,
    review,
    settings,
    staff,
    unsent,
)
from responder.web.console.pages.unsubscribe import unsubscribe_routes
from responder.web.console.shell import errors, idempotency, login_counts, outage, static_files
from responder.web.console.shell.compression import compress
from responder.web.console.shell.context import Desk
from responder.web.console.shell.forged_consent import refuse_claims
from responder.web.console.shell.icons import Marks
from responder.web.console.shell.resubmit import kept_form
from responder.web.console.shell.session import COOKIE_LIFE, login_manager, session_routes
from responder.web.console.words import forms, i18n
from responder.web.console.words.i18n import translate as _
from responder.web.server.base import WebFlask, WebResponse
from responder.web.server.client_address import Addresses, address_parts
from responder.wiring.product import TEMPLATES, App

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
LARGEST_FORM = 256 * 1024
OPEN_TO_ALL = {
    *("session.sign_in", "session.sign_in_form", "session.code", "session.code_form", "static_file"),
}

PAGES = (
    *(conversations, imports, exports, customers, evidence, appointments, help_inbox, review, unsent),
    *(quick_replies, media, notices, more),
    *(overview, campaigns, kill_switches, settings, staff),  # of the shop itself
)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def console_app(app: App) -> Flask:
    """The console on an existing product."""
    flask = WebFlask(__name__, template_folder=str(TEMPLATES / "console"))
    secure = app.settings.public_url.startswith("https://")
    flask.config.update(
        SECRET_KEY=app.settings.secret_key.value,
        SESSION_COOKIE_NAME="__Host-responder" if secure else "responder",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(milliseconds=COOKIE_LIFE),
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        WTF_CSRF_TIME_LIMIT=None,
        OUR_HOST=address_parts(app.settings.public_url).netloc,
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
    )
    flask.jinja_env.trim_blocks = flask.jinja_env.lstrip_blocks = True
    desk = Desk(app)
    login_manager(app, flask)
    Babel(flask, locale_selector=desk.locale)
    i18n.install(flask)
    outage.install(flask)
    flask.before_request(_only_signed_in)  # before CSRF: who was signed out hears that, and keeps the draft
    flask.before_request(imports.allow_upload)
    CSRFProtect(flask)
    flask.before_request(refuse_claims)
    idempotency.install(flask, desk)
    forms.install(flask, desk)
    _routes(app, desk, flask)
    flask.after_request(compress)
    flask.after_request(_headers)
    marks = cache(lambda _language: Marks(flask))
    flask.context_processor(lambda: {**desk.context(), **_of_language(marks), "asset": static_files.asset})
    flask.jinja_env.filters.update(desk.filters())
    errors.register(app, flask)
    return flask


def _of_language(marks: Callable[[str], Marks]) -> dict[str, Any]:
    language = str(get_locale())
    return {"lang": language, "marks": marks(language)}


def _routes(app: App, desk: Desk, flask: Flask) -> None:
    storage: dict[str, Any] = {
        "connection_pool": app.console.pool,
        "key_prefix": f"r:{app.business.id}:limits",
        "wrap_exceptions": True,
    }
    addresses = Addresses(app.settings.trusted_proxies)
    limiter = Limiter(
        key_func=lambda: addresses.of(request.environ),
        app=flask,
        storage_uri=login_counts.ADDRESS,
        storage_options=storage,
    )
    flask.register_blueprint(session_routes(app, limiter))
    for page in PAGES:
        flask.register_blueprint(page.routes(desk))
    flask.register_blueprint(account.routes(desk, limiter))  # it takes passwords and codes
    flask.register_blueprint(unsubscribe_routes(desk))
    static_files.install(flask)
    flask.add_url_rule("/", "home", lambda: redirect(url_for("conversations.index")))


def _only_signed_in() -> AnyResponse | None:
    if request.endpoint in OPEN_TO_ALL or current_user.is_authenticated:
        return None
    if request.headers.get("HX-Request"):
        return WebResponse(_("You were signed out."), 401)
    asked = request.full_path.rstrip("?")
    wanted = asked if request.method == "GET" else address_parts(request.referrer or "").path
    kept = kept_form()
    if kept:
        shown = {"next": wanted, "login": "", "wrong": False, "kept": kept}
        return make_response(render_template("sign_in.html", **shown), 401)
    return redirect(url_for("session.sign_in", next=wanted))


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)  # a file of a customer has a stricter policy of its own
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
