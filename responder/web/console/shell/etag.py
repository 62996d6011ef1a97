"""Live parts of pages: the browser asks every 2 s and gets 304 when nothing changed (DESIGN §8).

The tag is a digest of the values that the part is made of, so an unchanged part is not rendered.
"""

import hashlib
from collections.abc import Callable

from flask import Response, request
from flask_babel import get_locale

from responder.web.server.base import WebResponse


def live(values: object, render: Callable[[], str]) -> Response:
    """The rendered part with its tag, or 304 where the browser has it already."""
    digest = hashlib.sha256(f"{get_locale()}{values!r}".encode("utf-8", "surrogatepass")).hexdigest()[:20]
    if request.headers.get("If-None-Match") == f'"{digest}"':
        return WebResponse(status=304, headers={"ETag": f'"{digest}"'})
    return WebResponse(render(), content_type="text/html; charset=utf-8", headers={"ETag": f'"{digest}"'})
