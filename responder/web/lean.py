"""Flask for webhooks: a route, a view, an answer, and nothing that only pages need.

Flask works out a host, a session and a list of hooks for each request. A webhook has none of them, and they
cost as much as everything that a text does to a customer's record.
"""

from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SessionInterface
from werkzeug.routing import MapAdapter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_NOTHING = SecureCookieSession()


class LeanFlask(Flask):
    """Flask without sessions, hosts and hooks: what is registered before or after requests never runs."""

    def __init__(self, name: str) -> None:
        super().__init__(name, static_folder=None)
        self.session_interface = _NoSession()
        self.url_map.merge_slashes = False  # a signature is over one address: nobody is sent to another
        self._known: dict[tuple[str, str], Any] = {}

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Any host will do: who asks is proved by a signature over the configured address."""
        if request is None:
            return None
        adapter = _Adapter(self.url_map, "webhooks", "/", "", "https", request.path, request.method)
        adapter.known = self._known
        return adapter

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


class Ready(Response):
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


class _Adapter(MapAdapter):
    """Remembers where an address without variables leads: there are two, and every text asks."""

    known: dict[tuple[str, str], Any]

    def match(self, *asked: Any, **wanted: Any) -> Any:
        """What Werkzeug finds; raises what Werkzeug raises."""
        if asked or "method" in wanted:  # about another request than this one: what the place allows
            return super().match(*asked, **wanted)
        place = self.path_info, self.default_method
        found = self.known.get(place)
        if found is None:
            found = super().match(*asked, **wanted)
            if not found[1]:
                self.known[place] = found
        return found


class _NoSession(SessionInterface):
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        return _NOTHING
