"""The console's own files, read and compressed once at start; nothing else is served from the disk by name.

A table, and no look at the disk for what a stranger names: what is not in it does not exist, and asking for
it leaves nothing behind.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, Response, make_response, request, url_for

from responder.web.server.base import WebResponse

STATIC = Path(__file__).resolve().parent.parent.parent / "static"

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is sent: its bytes, the same compressed, and the digest that its address carries."""

    content: bytes
    packed: bytes
    digest: str
    content_type: str


@cache
def files() -> dict[str, StaticFile]:
    """All files by name."""
    return {path.name: _read(path) for path in STATIC.iterdir() if path.suffix in TYPES and path.is_file()}


def install(flask: Flask) -> None:
    """Read the files now, and serve them under `/static/`."""
    files()
    flask.add_url_rule("/static/<path:name>", "static_file", _static)


def asset(name: str) -> str:
    """The address of a file, another one for each content of it."""
    found = files().get(name)
    return url_for("static_file", name=name, v=found.digest if found else "")


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:12]
    return StaticFile(content, gzip.compress(content, 9, mtime=0), digest, TYPES[path.suffix])


def _static(name: str) -> Response:
    found = files().get(name)
    if found is None:
        return make_response("", 404)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = WebResponse(found.packed if packed else found.content, content_type=found.content_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response
