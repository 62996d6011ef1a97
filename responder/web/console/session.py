"""Sign in and out. The browser keeps a token in a signed cookie; Redis says whether it still counts."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_limiter import Limiter
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from responder.domain.accounts import LANGUAGES, StaffMember
from responder.domain.messages import Millis
from responder.flows import accounts
from responder.flows import desk as desk_flow
from responder.web.console.desk import signed_in
from responder.web.console.kept import resumed
from responder.wiring import App

SESSION_LIFE: Millis = 12 * 3_600_000
"""How long the cookie lives; the session behind it ends as early without a request."""

TRIES = "20 per minute"
TRIES_AT_ONE_LOGIN = "10 per 5 minutes"


class SignedIn(UserMixin):  # type: ignore[misc]
    """Who is signed in with which token."""

    def __init__(self, member: StaffMember, token: str) -> None:
        self.member = member
        self.token = token

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token


def login_manager(app: App, flask: Flask) -> None:
    """Have Flask-Login ask Redis at every request."""
    manager = LoginManager(flask)
    manager.session_protection = None  # a telephone changes its network all day

    def of_token(token: str) -> SignedIn | None:
        member = app.console.accounts.of_session(token)
        return SignedIn(member, token) if member else None

    manager.user_loader(of_token)


def session_routes(app: App, limiter: Limiter) -> Blueprint:
    """`/sign-in`, `/sign-out`, `/language`."""
    routes = Blueprint("session", __name__)
    _entering(app, limiter, routes)
    _staying(app, routes)
    return routes


def _entering(app: App, limiter: Limiter, routes: Blueprint) -> None:
    def sign_in() -> str | Response:
        if current_user.is_authenticated:
            return redirect(safe_next(request.args.get("next")))
        return render_template("sign_in.html", next=request.args.get("next", ""), login="", wrong=False)

    def sign_in_form() -> tuple[str, int] | Response:
        login, kept = request.form.get("login", ""), request.form.get("kept", "")
        found = accounts.sign_in(app.console.desk, login, request.form.get("password", ""))
        if found is None:
            shown = {"next": request.form.get("next", ""), "login": login, "wrong": True, "kept": kept}
            return render_template("sign_in.html", **shown), 403
        member, token = found
        session.clear()
        session.permanent = True
        login_user(SignedIn(member, token))
        asks = resumed(kept) if kept else None
        if asks:
            return make_response(asks)
        return redirect(safe_next(request.form.get("next")))

    guarded = limiter.limit(TRIES)(limiter.limit(TRIES_AT_ONE_LOGIN, key_func=_login_tried)(sign_in_form))
    routes.add_url_rule("/sign-in", "sign_in", sign_in)
    routes.add_url_rule("/sign-in", "sign_in_form", guarded, methods=["POST"])


def _login_tried() -> str:
    return "login:" + request.form.get("login", "").strip().casefold()[:80]


def _staying(app: App, routes: Blueprint) -> None:
    def sign_out() -> Response:
        desk_flow.note(app.console.desk, signed_in(), "signed out")
        if request.form.get("everywhere"):
            app.console.accounts.close_sessions(signed_in().id)
        app.console.accounts.close_session(current_user.token)
        logout_user()
        session.clear()
        return redirect(url_for("session.sign_in"))

    def language() -> Response:
        wanted = request.form.get("language", "")
        if wanted in LANGUAGES:
            accounts.speak(app.console.desk, signed_in(), wanted)
        return redirect(safe_next(request.form.get("next")))

    routes.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])
    routes.add_url_rule("/language", "language", language, methods=["POST"])


def safe_next(wanted: str | None) -> str:
    """Where to go next: a path of ours, whatever was asked for."""
    target = (wanted or "").replace("\\", "/")
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//"):
        return url_for("conversations.index")
    return target if target.isprintable() else url_for("conversations.index")


def say(text: str, kind: str = "done") -> None:
    """One sentence at the top of the next page."""
    flash(text, kind)
