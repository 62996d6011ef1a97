"""The handset page: serves the telephones one texts from and their files, under a strict content policy."""

from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory

FILES = Path(__file__).resolve().parents[2] / "templates" / "simulator"

# Named and not guessed: the system's own table differs between machines, and `nosniff` forgives nothing.
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Revalidated every time, so that a new version is never mixed with an old one.
    "Cache-Control": "no-cache",
}

page = Blueprint("page", __name__)


@page.after_request
def _guard(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


@page.get("/")
def handset() -> Response:
    return send_from_directory(FILES, "handset.html", mimetype="text/html")


@page.get("/handset/<path:name>")
def asset(name: str) -> Response:
    kind = TYPES.get(Path(name).suffix)
    if kind is None:
        abort(404)
    return send_from_directory(FILES, name, mimetype=kind)
