"""Twilio's messaging services as its API shows them: only where their texts go.

Accepted limits: read only; a service's URL is that of its first number (ASSUMPTIONS.md).
"""

from typing import Any

from flask import Blueprint, jsonify

from responder.simulator.api_faults import Answer
from responder.simulator.errors import ApiError
from responder.simulator.rest import check_credentials, engine

services = Blueprint("services", __name__, url_prefix="/v1/Services")


@services.before_request
def _authenticate() -> None:
    check_credentials()


@services.errorhandler(ApiError)
def _error(error: ApiError) -> Answer:
    return jsonify(error.body()), error.status


@services.get("/<sid>")
def service(sid: str) -> Answer:
    """One messaging service."""
    senders = engine().store.service_senders(sid)
    if not senders:
        raise ApiError(20404, path=f"/Services/{sid}")
    return jsonify(_resource(sid, senders[0].inbound_url, senders[0].inbound_method))


def _resource(sid: str, inbound_url: str, method: str) -> dict[str, Any]:
    return {
        "sid": sid,
        "account_sid": engine().config.account_sid,
        "friendly_name": sid,
        "inbound_request_url": inbound_url or None,
        "inbound_method": method,
        "use_inbound_webhook_on_number": False,
        "url": f"https://messaging.twilio.com/v1/Services/{sid}",
    }
