"""Sign in and out. The browser keeps a token in a signed cookie; Redis says whether it still counts."""

from flask import (
    Blueprint,
    Flask,
    flash,
    g,
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

from responder.domain.records import Millis
from responder.domain.staff.accounts import LANGUAGES, StaffMember
from responder.domain.staff.second_factor import WrongCode
from responder.flows import permissions
from responder.flows.staff import accounts, second_factor
from responder.flows.staff.second_factor import Entered
from responder.web.console.shell.context import signed_in
from responder.web.console.shell.known_browsers import KnownBrowsers, known_browsers
from responder.web.console.shell.login_limits import Tries
from responder.web.console.shell.resubmit import LAST_HERE, resumed
from responder.web.console.words.i18n import translate as _
from responder.web.server.client_address import address_parts
from responder.wiring.product import App

COOKIE_LIFE: Millis = 7 * 24 * 3_600_000
"""How long the cookie lives. The session behind it ends much earlier; by the cookie a form is still known as
one of our pages', so that what somebody typed before they went home is kept."""


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
        if g.get("plain"):
            return None  # the page that says that the store is away is made without asking it
        sessions = app.console.accounts
        member = sessions.of_session(token) if _by_itself() else sessions.used_session(token)
        return SignedIn(member, token) if member else None

    manager.user_loader(of_token)


def _by_itself() -> bool:
    """Whether the page asks for news, and nobody does anything; what somebody types is posted."""
    return request.method == "GET" and "HX-Request" in request.headers


def session_routes(app: App, limiter: Limiter) -> Blueprint:
    """`/sign-in`, `/sign-out`, `/language`."""
    routes = Blueprint("session", __name__)
    known = known_browsers(app)
    tries = Tries(app, limiter, known)
    _entering(app, tries, known, routes)
    _completing(app, tries, known, routes)
    _staying(app, routes)
    return routes


def _entering(app: App, tries: Tries, known: KnownBrowsers, routes: Blueprint) -> None:
    def sign_in() -> str | Response:
        if current_user.is_authenticated:
            return redirect(safe_next(request.args.get("next")))
        return render_template("sign_in.html", next=request.args.get("next", ""), login="", wrong=False)

    def sign_in_form() -> tuple[str, int] | Response:
        login, kept = request.form.get("login", ""), request.form.get("kept", "")
        found = second_factor.enter(app.console.second, login, request.form.get("password", ""))
        if found is None:
            shown = {"next": request.form.get("next", ""), "login": login, "wrong": True, "kept": kept}
            return render_template("sign_in.html", **shown), 403
        if found.half:
            session["half"] = found.half
            return code_page("", 200) if kept else redirect(url_for("session.code", next=_wanted()))
        return _recognised(known, found)

    guarded = tries.of_password(sign_in_form)
    routes.add_url_rule("/sign-in", "sign_in", sign_in)
    routes.add_url_rule("/sign-in", "sign_in_form", guarded, methods=["POST"])


def enter(found: Entered) -> Response:
    """Sign the browser in with a session that was opened for it, and go where they wanted to."""
    session.clear()
    session.permanent = True
    session[LAST_HERE] = found.member.id
    login_user(SignedIn(found.member, found.token))
    kept = request.form.get("kept", "")
    asks = resumed(kept, found.member) if kept else None
    if kept and not asks:
        say(_("What was typed before was not done: somebody else typed it, or too long ago."), "note")
    return make_response(asks) if asks else redirect(safe_next(request.form.get("next")))


def _recognised(known: KnownBrowsers, found: Entered) -> Response:
    """The same for a whole sign-in: the browser is known from now on."""
    answer = enter(found)
    known.remember(request, answer, found.member)
    return answer


def code_page(why: str, status: int) -> tuple[str, int]:
    """The page that asks for the second half; what was typed before the session ended goes with it."""
    kept = request.form.get("kept", "")
    return render_template("sign_in_code.html", next=_wanted(), why=why, kept=kept), status


def _wanted() -> str:
    return request.values.get("next", "")


def _completing(app: App, tries: Tries, known: KnownBrowsers, routes: Blueprint) -> None:
    """The second half: the code, asked after the password and limited like it."""

    def code() -> tuple[str, int] | Response:
        return code_page("", 200) if session.get("half") else redirect(url_for("session.sign_in"))

    def code_form() -> tuple[str, int] | Response:
        half = str(session.get("half", ""))
        try:
            found = second_factor.enter_code(app.console.second, half, request.form.get("code", ""))
            return _recognised(known, found)
        except WrongCode as error:
            return code_page(_(str(error)), 403)
        except second_factor.HalfGone:
            session.pop("half", None)
            say(_("That took too long: sign in again."), "note")
            return redirect(url_for("session.sign_in", next=request.form.get("next", "")))

    guarded = tries.of_code(code_form)
    routes.add_url_rule("/sign-in/code", "code", code)
    routes.add_url_rule("/sign-in/code", "code_form", guarded, methods=["POST"])


def _staying(app: App, routes: Blueprint) -> None:
    def sign_out() -> Response:
        permissions.note(app.console.desk, signed_in(), "signed out")
        who = signed_in().id
        if request.form.get("everywhere"):
            app.console.accounts.close_sessions(signed_in().id)
        app.console.accounts.close_session(current_user.token)
        logout_user()
        session.clear()
        session.permanent, session[LAST_HERE] = True, who
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
    parts = address_parts(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//"):
        return url_for("conversations.index")
    return target if target.isprintable() else url_for("conversations.index")


def say(text: str, kind: str = "done") -> None:
    """One sentence at the top of the next page."""
    flash(text, kind)
