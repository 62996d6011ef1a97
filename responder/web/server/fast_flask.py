"""Flask for webhooks: a route, a view, an answer, and nothing that only pages need.

Flask works out a host, a session and a list of hooks for each request. A webhook has none of them, and they
cost as much as everything that a text does to a customer's record. A direct route does without a context as
well; whatever its view does not answer by itself (an error, another method) goes Flask's own way.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SessionInterface
from werkzeug.routing import MapAdapter

from responder.web.server.base import WebFlask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    View = Callable[[WSGIEnvironment], Response]

_NOTHING = SecureCookieSession()

FAILED = "responder.failed"
"""Where the environment holds what a direct view raised."""


class LeanFlask(WebFlask):
    """Flask without sessions, hosts and hooks: what is registered before or after requests never runs."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.session_interface = _NoSession()
        self.url_map.merge_slashes = False  # a signature is over one address: nobody is sent to another
        self._direct: dict[tuple[str, str], View] = {}

    def direct(self, path: str, methods: list[str]) -> "Callable[[View], View]":
        """Register a view of the WSGI environment under an address without variables."""

        def registered(view: "View") -> "View":
            self.add_url_rule(path, view.__name__, lambda: _flasks_own(view), methods=methods)
            self._direct.update({(method, path): view for method in methods})
            return view

        return registered

    def wsgi_app(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        """A direct route's answer; Flask's for everything else."""
        view = self._direct.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if view is None:
            return super().wsgi_app(environ, start_response)
        try:
            answer = view(environ)
        except Exception as error:  # noqa: BLE001 - Flask knows what becomes of each: a handler's, or a logged 500
            environ[FAILED] = error
            return super().wsgi_app(environ, start_response)
        return answer(environ, start_response)

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Any host will do: who asks is proved by a signature over the configured address."""
        if request is None:
            return None
        return MapAdapter(self.url_map, "webhooks", "/", "", "https", request.path, request.method)

    def ensure_sync(self, func: Any) -> Any:
        """As it is: no view here is a coroutine."""
        return func

    def preprocess_request(self) -> None:
        """Nothing runs before a view."""

    def process_response(self, response: Response) -> Response:
        """Nothing runs after one."""
        return response

    def do_teardown_request(self, exc: BaseException | None = None) -> None:
        """Nothing is torn down."""

    def do_teardown_appcontext(self, exc: BaseException | None = None) -> None:
        """Nothing is torn down."""


def _flasks_own(view: "View") -> Response:
    """A direct route the long way: for another method, or for what its view raised."""
    failed: Exception | None = request.environ.get(FAILED)
    if failed is not None:
        raise failed
    return view(request.environ)


class _NoSession(SessionInterface):
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        return _NOTHING
