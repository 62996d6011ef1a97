"""Alive, and able to commit. Nothing else decides readiness: a dead worker must not stop the webhook."""

from flask import Blueprint, Response

from responder.ports import StoreUnavailable
from responder.wiring.product import App


def health_routes(app: App) -> Blueprint:
    """`/healthz` and `/readyz` (DESIGN §8)."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def healthz() -> Response:
        return Response("alive\n", mimetype="text/plain")

    @routes.get("/readyz")
    def readyz() -> Response:
        try:
            app.store.ping()
        except StoreUnavailable:
            return Response("Redis does not answer\n", status=503, mimetype="text/plain")
        return Response("ready\n", mimetype="text/plain")

    return routes
