"""The parameters of Twilio's webhook requests, in the order in which captured requests carry them.

Accepted limits: the place of OptOutType and the geography of most area codes are guesses (ASSUMPTIONS.md).
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from responder.simulator.model import Message, Sender
from responder.simulator.webhook.signing import Pairs

API_VERSION = "2010-04-01"

# area code: city, state, postal code, country; one side of a text without an entry has empty fields.
AREAS: dict[str, tuple[str, str, str, str]] = {
    "415": ("SAN FRANCISCO", "CA", "94105", "US"),
    "212": ("NEW YORK", "NY", "10001", "US"),
    "418": ("QUEBEC", "QC", "", "CA"),
    "514": ("MONTREAL", "QC", "", "CA"),
    "416": ("TORONTO", "ON", "", "CA"),
    "604": ("VANCOUVER", "BC", "", "CA"),
}
GEO_KEYS = ("City", "State", "Zip", "Country")


def geography(message: Message) -> dict[str, str]:
    """The eight geo fields, often empty as in reality."""
    geo: dict[str, str] = {}
    for side, number in (("From", message.from_ or ""), ("To", message.to)):
        for key, value in zip(GEO_KEYS, _area(number), strict=True):
            geo[side + key] = value
    return geo


def _area(number: str) -> tuple[str, str, str, str]:
    if number.startswith("+1"):
        return AREAS.get(number[2:5], ("", "", "", "US"))
    return ("", "", "", "" if number.startswith("+") else "US")


def inbound(
    message: Message,
    sender: Sender,
    account: str,
    geo: Mapping[str, str],
    opt_out_type: str | None,
    media_base: str,
) -> Pairs:
    """Everything the webhook for an inbound text carries."""
    place = geography(message) | dict(geo)
    media = [(f"MediaContentType{i}", m["content_type"]) for i, m in enumerate(message.media)]
    urls = [(f"MediaUrl{i}", media_base + m["sid"]) for i, m in enumerate(message.media)]
    return [
        ("ToCountry", place["ToCountry"]),
        *media,
        ("ToState", place["ToState"]),
        ("SmsMessageSid", message.sid),
        ("NumMedia", str(len(message.media))),
        ("ToCity", place["ToCity"]),
        *_optional("OptOutType", opt_out_type),
        ("FromZip", place["FromZip"]),
        ("SmsSid", message.sid),
        ("FromState", place["FromState"]),
        ("SmsStatus", "received"),
        ("FromCity", place["FromCity"]),
        ("Body", message.body),
        ("FromCountry", place["FromCountry"]),
        ("To", message.to),
        *_optional("MessagingServiceSid", sender.messaging_service),
        ("ToZip", place["ToZip"]),
        ("NumSegments", str(message.segments)),
        ("MessageSid", message.sid),
        ("AccountSid", account),
        ("From", message.from_ or ""),
        *urls,
        ("ApiVersion", API_VERSION),
    ]


def status(message: Message, state: str, error_code: int | None, account: str) -> Pairs:
    """Everything a status callback carries."""
    head = [*_optional("RawDlrDoneDate", _done_date(state)), *_optional("ErrorCode", error_code)]
    shape = _with_service if message.service else _without_service
    return head + shape(message, state, account)


def _with_service(message: Message, state: str, account: str) -> Pairs:
    return [
        ("SmsSid", message.sid),
        ("SmsStatus", state),
        ("MessageStatus", state),
        ("To", message.to),
        ("MessagingServiceSid", message.service or ""),
        ("MessageSid", message.sid),
        ("AccountSid", account),
        ("From", message.from_ or ""),
        ("ApiVersion", API_VERSION),
    ]


def _without_service(message: Message, state: str, account: str) -> Pairs:
    return [
        ("MessageStatus", state),
        ("ApiVersion", API_VERSION),
        ("SmsSid", message.sid),
        ("SmsStatus", state),
        ("To", message.to),
        ("From", message.from_ or ""),
        ("MessageSid", message.sid),
        ("AccountSid", account),
    ]


def _done_date(state: str) -> str | None:
    if state not in ("delivered", "undelivered"):
        return None
    return datetime.now(UTC).strftime("%y%m%d%H%M")


def _optional(name: str, value: str | int | None) -> Pairs:
    return [(name, str(value))] if value else []
