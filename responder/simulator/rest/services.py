"""Twilio's messaging services as its API shows them: where their texts go, and which numbers are in them.

Accepted limits: read only; one page holds everything; a service's URL, and whether it leaves texts to its
numbers, is that of its first number (ASSUMPTIONS.md).
"""

from typing import Any

from flask import Blueprint, jsonify, request

from responder.simulator.model import Sender
from responder.simulator.rest.api_faults import Answer
from responder.simulator.rest.errors import ApiError
from responder.simulator.rest.routes import check_credentials, engine

services = Blueprint("services", __name__, url_prefix="/v1/Services")


@services.before_request
def _authenticate() -> None:
    check_credentials()


@services.errorhandler(ApiError)
def _error(error: ApiError) -> Answer:
    return jsonify(error.body()), error.status


@services.get("")
def listed() -> Answer:
    """Every messaging service."""
    sids = dict.fromkeys(each.messaging_service for each in engine().store.senders.values())
    return _page("services", [_resource(_senders(sid)[0]) for sid in sids if sid])


@services.get("/<sid>")
def service(sid: str) -> Answer:
    """One messaging service."""
    return jsonify(_resource(_senders(sid)[0]))


@services.get("/<sid>/PhoneNumbers")
def phone_numbers(sid: str) -> Answer:
    """The phone numbers in a service."""
    found = [each.number for each in _senders(sid) if each.type != "short_code"]
    return _page("phone_numbers", [{"service_sid": sid, "phone_number": each} for each in found])


@services.get("/<sid>/ShortCodes")
def short_codes(sid: str) -> Answer:
    """The short codes in a service."""
    found = [each.number for each in _senders(sid) if each.type == "short_code"]
    return _page("short_codes", [{"service_sid": sid, "short_code": each} for each in found])


def _senders(sid: str) -> list[Sender]:
    found = engine().store.service_senders(sid)
    if not found:
        raise ApiError(20404, path=f"/Services/{sid}")
    return found


def _page(key: str, rows: list[dict[str, Any]]) -> Answer:
    meta = {"page": 0, "page_size": 50, "url": request.url, "first_page_url": request.url, "key": key}
    return jsonify({key: rows, "meta": {**meta, "previous_page_url": None, "next_page_url": None}})


def _resource(first: Sender) -> dict[str, Any]:
    sid, url = first.messaging_service, "" if first.webhook_on_number else first.inbound_url
    return {
        "sid": sid,
        "account_sid": engine().config.account_sid,
        "friendly_name": sid,
        "inbound_request_url": url or None,
        "inbound_method": first.inbound_method,
        "use_inbound_webhook_on_number": first.webhook_on_number,
        "url": f"https://messaging.twilio.com/v1/Services/{sid}",
    }
