"""Where texts to each number go, as Twilio's API shows it: phone numbers, short codes, and services.

Accepted limits: read only; one page holds everything; a number in a service shows no URL of its own unless
its service leaves texts to its numbers (ASSUMPTIONS.md).
"""

from hashlib import md5
from typing import Any

from flask import Blueprint, jsonify, request

from responder.simulator.model import Sender
from responder.simulator.rest.api_faults import Answer
from responder.simulator.rest.errors import ApiError
from responder.simulator.rest.routes import check_account, engine
from responder.simulator.webhook.params import API_VERSION

webhooks = Blueprint("webhooks", __name__, url_prefix=f"/{API_VERSION}/Accounts/<account>")


@webhooks.before_request
def _authenticate() -> None:
    check_account()


@webhooks.errorhandler(ApiError)
def _error(error: ApiError) -> Answer:
    return jsonify(error.body()), error.status


@webhooks.get("/IncomingPhoneNumbers.json")
def numbers(account: str) -> Answer:
    """The account's phone numbers; `PhoneNumber` narrows them."""
    return _page("incoming_phone_numbers", "PhoneNumber", [each for each in _all() if _is_phone(each)])


@webhooks.get("/SMS/ShortCodes.json")
def short_codes(account: str) -> Answer:
    """The account's short codes; `ShortCode` narrows them."""
    return _page("short_codes", "ShortCode", [each for each in _all() if not _is_phone(each)])


def _all() -> list[Sender]:
    return list(engine().store.senders.values())


def _is_phone(sender: Sender) -> bool:
    return sender.type != "short_code"


def _page(key: str, filtered_by: str, found: list[Sender]) -> Answer:
    wanted = request.args.get(filtered_by, "")
    rows = [_resource(each) for each in found if wanted in ("", each.number)]
    uri = request.full_path
    return jsonify({
        key: rows, "end": max(len(rows) - 1, 0), "first_page_uri": uri, "next_page_uri": None, "page": 0,
        "page_size": 50, "previous_page_uri": None, "start": 0, "uri": uri,
    })  # fmt: skip


def _resource(sender: Sender) -> dict[str, Any]:
    """A number or short code; texts to one in a service do not go to its own URL."""
    own = sender.inbound_url if not sender.messaging_service or sender.webhook_on_number else ""
    kind, name = ("PN", "phone_number") if _is_phone(sender) else ("SC", "short_code")
    return {
        "sid": kind + md5(sender.number.encode(), usedforsecurity=False).hexdigest(),
        "account_sid": engine().config.account_sid,
        "friendly_name": sender.number,
        name: sender.number,
        "sms_url": own,
        "sms_method": sender.inbound_method,
        "sms_fallback_url": sender.fallback_url,
        "sms_fallback_method": "POST",
        **({"sms_application_sid": ""} if _is_phone(sender) else {}),
    }
