"""What a request may be before anything reads it: the length of its address, and the blanks in its headers.

Flask's own readers of headers go back over a run of blanks for each of them: 64 kB of tabs in a cookie kept
the whole process busy for eighteen seconds. No header of anybody's needs two blanks in a row.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from responder.web.server.base import Ready

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_ADDRESS = 16_384
"""Characters of a path, and of a query but a webhook's, which may hold a whole text. Our longest address, a
form that unsubscribes two hundred customers, has 6,000."""

SHORT = 200
"""Characters of a header that is left as it is: nobody is slow over it."""

_RUN = re.compile(r"\s{2,}")
_TOO_LONG = Ready("The address is too long; nothing was done.\n", 414, "text/plain; charset=utf-8")


def bounded(inside: "WSGIApplication", webhooks: tuple[str, ...]) -> "WSGIApplication":
    """The application for such requests alone. Webhooks have no cookies and are read by hand."""

    def looked_at(environ: "WSGIEnvironment", start: "StartResponse") -> "Iterable[bytes]":
        path = environ["PATH_INFO"]
        if len(path) > LONGEST_ADDRESS:
            return _TOO_LONG(environ, start)
        if path.startswith(webhooks):
            return inside(environ, start)
        if len(environ["QUERY_STRING"]) > LONGEST_ADDRESS:
            return _TOO_LONG(environ, start)
        without_runs(environ)
        return inside(environ, start)

    return looked_at


def without_runs(environ: "WSGIEnvironment") -> None:
    """One blank for every run of them, in each long header of the request."""
    for name, value in environ.items():
        if (name.startswith("HTTP_") or name == "CONTENT_TYPE") and len(value) > SHORT:
            environ[name] = _RUN.sub(" ", value)
