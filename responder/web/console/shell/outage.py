"""While Redis hangs, one page at a time finds out whether it answers again; the others say so at once.

A page that waits keeps its thread, and a browser asks for its live parts every 2 s: without this all threads
of the console would wait. The webhook has the same for itself.
"""

from flask import Flask, Response, g, request

from responder.web.server.circuit_breaker import Outage

FILES = "static_file"
"""What asks Redis nothing: the page that says so is drawn with it."""


def install(flask: Flask) -> None:
    """Look at every request before anything asks Redis; `saw` says what became of it."""
    outage = Outage()

    def before() -> None:
        if request.endpoint == FILES:
            return
        outage.__enter__()
        g.asks_redis = True

    def after(response: Response) -> Response:
        if g.pop("asks_redis", False):
            error = g.pop("store_away", None)
            outage.__exit__(type(error) if error else None, error, None)
        return response

    flask.before_request(before)
    flask.after_request(after)


def saw(error: Exception) -> None:
    """This request ended with that error."""
    g.store_away = error
