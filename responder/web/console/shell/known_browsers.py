"""Browsers from which somebody signed in before: their tries are not counted with those of strangers.

Whoever guesses passwords of a login, or from an office's address, uses up the tries of everybody who has
proved nothing. A browser that signed in carries a signed cookie with a random name for each of its last
logins; under that name its own tries are counted, so that nobody else's wrong ones lock it out. The server
keeps which names count: the last five of an account, none from before its present password or second factor
(`store/staff/known_browsers.py`). The cookie opens nothing: a stolen one gives its thief a few more tries
until its owner signs in there again.
"""

import hashlib
import secrets

from flask import Request, g
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from responder.domain.records import DAY
from responder.domain.staff.accounts import StaffMember
from responder.wiring.product import App

KNOWN_FOR = 180 * DAY // 1_000
"""Seconds since the last sign-in there."""

MOST = 5
"""Logins that one browser is known by, the last ones."""


class KnownBrowsers:
    """The cookie of this installation, and the names that count."""

    def __init__(self, app: App, secret: str, secure: bool) -> None:
        self._console, self._clock = app.console, app.deps.clock
        self._signer = URLSafeTimedSerializer(secret, salt="known browser")
        self._secure = secure
        self._cookie = "__Host-responder-known" if secure else "responder-known"

    def name(self, request: Request, login: str) -> str:
        """The browser's random name for this login; "" for a stranger. Asked once a request.

        Raises StoreUnavailable.
        """
        known: dict[str, str] = g.setdefault("known_browser", {})
        if login not in known:
            known[login] = self._that_counts(self._names(request).get(_plain(login), ""), login)
        return known[login]

    def _that_counts(self, name: str, login: str) -> str:
        member = self._console.accounts.by_login(login.strip().casefold()) if name else None
        return name if member and self._console.known_browsers.is_known(member, name) else ""

    def remember(self, request: Request, response: Response, member: StaffMember) -> None:
        """Somebody signed in there; under a new name, so that a copy of the old cookie is nobody's."""
        known, who, name = self._names(request), _plain(member.login), secrets.token_hex(12)
        before = known.pop(who, "")
        self._console.known_browsers.remember(member, name, before, self._clock.now())
        fresh = dict([*known.items(), (who, name)][-MOST:])
        response.set_cookie(
            self._cookie,
            str(self._signer.dumps(fresh)),
            max_age=KNOWN_FOR,
            secure=self._secure,
            httponly=True,
            samesite="Lax",
        )

    def _names(self, request: Request) -> dict[str, str]:
        try:
            found = self._signer.loads(request.cookies.get(self._cookie, ""), max_age=KNOWN_FOR)
        except BadData:
            return {}
        return {str(who): str(name) for who, name in found.items()} if isinstance(found, dict) else {}


def known_browsers(app: App) -> KnownBrowsers:
    """Those of this product."""
    return KnownBrowsers(app, app.settings.secret_key.value, app.settings.public_url.startswith("https://"))


def _plain(login: str) -> str:
    """A login as the cookie names it: not readable to whoever sees it."""
    return hashlib.sha256(login.strip().casefold().encode("utf-8", "replace")).hexdigest()[:24]
