"""What our Flask applications share: answers that can be encoded, failures that are logged by endpoint.

Text from outside may hold half of a character that takes two (JSON can say `\\ud83d` alone), and it is kept,
so that no STOP is lost. What shows it must not fail over it. And Flask's own line for a failure names the
path that was asked for: those are any words of a stranger (I8), as long and as many as they like.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from responder.lib.log import get_logger
from responder.web.server.sparing import Sparing

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = get_logger(__name__)

FAILURES_A_MINUTE = 20
"""Lines with a trace that one endpoint writes in a minute; the rest are counted."""


class WebResponse(Response):
    """An answer; what no encoding can write becomes a question mark, and never an error."""

    def set_data(self, value: str | bytes) -> None:
        """The whole body at once."""
        super().set_data(value.encode("utf-8", "replace") if isinstance(value, str) else value)

    def iter_encoded(self) -> Any:
        """The body as bytes, piece by piece."""
        return (each.encode("utf-8", "replace") if isinstance(each, str) else each for each in self.response)


class Ready(WebResponse):
    """An answer that is the same for everybody: its headers and body are worked out once.

    It is shared by all threads, so nobody may change it after it was made.
    """

    def __init__(self, body: str, status: int, content_type: str) -> None:
        super().__init__(body, status=status, content_type=content_type)
        self._start = self.status, self.get_wsgi_headers({}).to_wsgi_list()
        self._body = [body.encode()]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        """The answer, as WSGI."""
        start_response(*self._start)
        return self._body if environ["REQUEST_METHOD"] != "HEAD" else ()


class WebFlask(Flask):
    """Flask with such answers and such a log. It serves no files by itself: ours are a table."""

    response_class = WebResponse

    def __init__(self, name: str, **more: Any) -> None:
        super().__init__(name, static_folder=None, **more)
        self._failures = Sparing(FAILURES_A_MINUTE)

    def log_exception(self, exc_info: Any) -> None:
        """An error that nobody foresaw: where it happened and its trace, without the path and its words."""
        endpoint = request.endpoint or ""
        left_out = self._failures.left_out(endpoint)
        if left_out is not None:
            log.error("request_failed", endpoint=endpoint, left_out=left_out, exc_info=exc_info)
