"""How often a password or a code may be tried: counted before it is looked at, so that none slips past.

Strangers share the tries of their address, of the login that they try, and of everybody; a browser that has
signed in to that login before has its own (`known_browsers`). All tries together have an end that strangers
alone do not reach.
"""

from collections.abc import Callable
from typing import Any

from flask import Request, request, session
from flask_limiter import Limiter

from responder.web.console.shell.known_browsers import KnownBrowsers
from responder.wiring.product import App

FROM_ONE_ADDRESS = "20 per minute"
AT_ONE_LOGIN = "10 per 5 minutes"
ALTOGETHER = "100 per 5 minutes"
"""Of all strangers: each try costs the server as much as twenty texts."""

OF_KNOWN_BROWSERS_TOO = "200 per 5 minutes"
"""Of everybody, whether known or not: no number of stolen cookies is a way around all limits."""

CODES_OF_ONE = "10 per 5 minutes;60 per day"
"""A code has six digits: a day of these finds one in six thousand."""


class Tries:
    """Puts limits before the views that take a password or a code."""

    def __init__(self, app: App, limiter: Limiter, known: KnownBrowsers) -> None:
        self._app, self._limiter, self._known = app, limiter, known

    def of_password(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """The first half: the login is typed."""
        return self._limited(view, AT_ONE_LOGIN, lambda: _typed(request))

    def of_code(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """The second half: the password was right, and says whose code it is."""
        return self._limited(view, CODES_OF_ONE, self._whose_half)

    def _limited(self, view: Callable[..., Any], own: str, login: Callable[[], str]) -> Callable[..., Any]:
        def is_known() -> bool:
            return bool(self._known.name(request, login()))

        def counted_as() -> str:
            name = self._known.name(request, login())
            return f"{view.__name__}:browser:{name}" if name else f"{view.__name__}:login:{login()}"

        def everybody() -> str:
            return "everybody"

        def whoever() -> str:
            return "known or not"

        limit, kept = self._limiter.limit, view
        kept = limit(own, key_func=counted_as)(kept)
        kept = limit(FROM_ONE_ADDRESS, exempt_when=is_known)(kept)
        kept = limit(ALTOGETHER, key_func=everybody, exempt_when=is_known)(kept)
        # Last: it counts what the others let pass, so strangers alone do not reach it.
        return limit(OF_KNOWN_BROWSERS_TOO, key_func=whoever)(kept)

    def _whose_half(self) -> str:
        """The login whose password was right; the half itself where that is too long ago."""
        half = str(session.get("half", ""))
        waiting = self._app.console.second.factors.of_half(half)
        member = self._app.console.accounts.get(waiting.staff_id) if waiting else None
        return member.login if member else half


def _typed(form: Request) -> str:
    return form.form.get("login", "").strip().casefold()[:80]
