"""Browsers from which somebody signed in before: their tries are not counted with those of strangers.

Whoever guesses passwords of a login, or from an office's address, uses up the tries of everybody who has
proved nothing. A browser that signed in carries a signed cookie with a random name for each of its last
logins; under that name its own tries are counted, so that nobody else's wrong ones lock it out. The cookie
opens nothing: a stolen one gives its thief a few more tries, counted like all others.
"""

import hashlib
import secrets

from flask import Request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

KNOWN_FOR = 180 * 86_400
"""Seconds since the last sign-in there."""

MOST = 5
"""Logins that one browser is known by, the last ones."""


class KnownBrowsers:
    """The cookie of this installation."""

    def __init__(self, secret: str, secure: bool) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="known browser")
        self._secure = secure
        self._cookie = "__Host-responder-known" if secure else "responder-known"

    def name(self, request: Request, login: str) -> str:
        """The browser's random name for this login; "" for a stranger."""
        return self._names(request).get(_plain(login), "")

    def remember(self, request: Request, response: Response, login: str) -> None:
        """Somebody signed in there."""
        known, who = self._names(request), _plain(login)
        name = known.pop(who, "") or secrets.token_hex(12)
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


def _plain(login: str) -> str:
    """A login as the cookie names it: not readable to whoever sees it."""
    return hashlib.sha256(login.strip().casefold().encode("utf-8", "replace")).hexdigest()[:24]
