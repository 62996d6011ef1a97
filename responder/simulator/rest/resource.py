"""The JSON of a Message and its media, with Twilio's exact keys and types.

Accepted limits: a flat price; `tags`, which only some documents show, is left out.
"""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from responder.simulator.model import INBOUND, Message
from responder.simulator.rest.errors import async_text
from responder.simulator.webhook.params import API_VERSION

PRICE = "-0.00750"


def rfc2822(at: int | None) -> str | None:
    """A timestamp as Twilio writes it, in GMT."""
    if at is None:
        return None
    return format_datetime(datetime.fromtimestamp(at // 1000, UTC))


def message(item: Message, account: str, created: bool = False) -> dict[str, Any]:
    """The Message resource; at creation through a service the sender and the segments are not known."""
    unassigned = item.direction != INBOUND and item.status in ("accepted", "scheduled")
    uri = f"/{API_VERSION}/Accounts/{account}/Messages/{item.sid}"
    subresources = {"media": f"{uri}/Media.json"}
    if not created:
        subresources["feedback"] = f"{uri}/Feedback.json"
    return {
        "account_sid": account,
        "api_version": API_VERSION,
        "body": item.body,
        "date_created": rfc2822(item.created),
        "date_sent": rfc2822(item.sent),
        "date_updated": rfc2822(item.updated or item.created),
        "direction": item.direction,
        "error_code": item.error_code,
        "error_message": async_text(item.error_code),
        "from": None if unassigned else item.from_,
        "messaging_service_sid": item.service,
        "num_media": str(len(item.media)),
        "num_segments": "0" if unassigned else str(item.segments),
        "price": PRICE if item.priced else None,
        "price_unit": "USD",
        "sid": item.sid,
        "status": item.status,
        "subresource_uris": subresources,
        "to": item.to,
        "uri": f"{uri}.json",
    }


def media(item: Message, entry: dict[str, str], account: str) -> dict[str, Any]:
    """The Media resource."""
    return {
        "account_sid": account,
        "content_type": entry["content_type"],
        "date_created": rfc2822(item.created),
        "date_updated": rfc2822(item.created),
        "parent_sid": item.sid,
        "sid": entry["sid"],
        "uri": f"/{API_VERSION}/Accounts/{account}/Messages/{item.sid}/Media/{entry['sid']}.json",
    }
