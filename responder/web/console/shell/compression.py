"""Pages go out compressed: without a proxy in front a list would weigh five times as much on a telephone.

What a page holds must not be guessed from its length (BREACH), so each page ends in noise of random length.
What could be won is little: a form token is worth nothing without the session's cookie, which stands on no
page, and which other sites' forms do not carry (`SameSite=Lax`).
"""

import gzip
import secrets

from flask import Response, request

SMALLEST = 1_400
"""Bytes that fit one packet anyway."""

NOISE = 128
"""At most so many random bytes at a page's end."""

LEVEL = 5
"""A page of 60 kB in about a millisecond."""


def compress(response: Response) -> Response:
    """The page, compressed where that helps and the browser can read it."""
    if response.mimetype != "text/html" or response.is_streamed or len(response.data) < SMALLEST:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0:
        response.data = gzip.compress(response.data + _noise(), LEVEL, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    return response


def _noise() -> bytes:
    return b"<!-- %s -->" % secrets.token_hex(secrets.randbelow(NOISE)).encode()
