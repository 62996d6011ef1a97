"""Twilio's error codes that the simulator can answer with: HTTP status and text.

Accepted limits: Twilio uses other texts for the same code at times; clients must match the code only.
"""

from typing import Any

MORE_INFO = "https://www.twilio.com/docs/errors/"

# code: (HTTP status, text). {to}, {from} and {path} are filled in.
SYNC: dict[int, tuple[int, str]] = {
    20003: (401, "Authenticate"),
    20005: (403, "Account not active"),
    20004: (405, "Method not allowed"),
    20404: (404, "The requested resource {path} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service unavailable"),
    21211: (400, "The 'To' number {to} is not a valid phone number."),
    21212: (400, "The 'From' number {from} is not a valid phone number or sender ID."),
    21266: (400, "'To' and 'From' number cannot be the same"),
    21408: (400, "Permission to send an SMS has not been enabled for the region of the 'To' number: {to}"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' or 'MessagingServiceSid' parameter is required to send a message."),
    21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number {from} is not a valid, message-capable Twilio phone number."),
    21608: (400, "The number {to} is unverified."),
    21609: (400, "The 'StatusCallback' URL is not a valid URL."),
    21610: (400, "The message From/To pair violates a blacklist rule."),
    21611: (400, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' phone number {to} is not currently reachable from the 'From' number {from}"),
    21614: (400, "To number: {to}, is not a mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
    21620: (400, "Invalid media URL(s)"),
    21623: (400, "Number of media files exceeds allowed limit"),
    21624: (400, "Invalid validity period value"),
    21635: (400, "'To' number cannot be a landline: {to}"),
    21659: (400, "'From' {from} is not a Twilio phone number or Short Code country mismatch"),
    21660: (400, "Mismatch between the 'From' number {from} and the account"),
    21701: (404, "The Messaging Service does not exist"),
    21703: (400, "The Messaging Service does not have a phone number available to send a message"),
    30400: (400, "Parameters are not valid"),
    30409: (400, "This message cannot be canceled"),
    35111: (400, "SendAt timestamp is missing"),
    35114: (400, "Scheduling does not support this timestamp"),
    35118: (400, "MessagingServiceSid is required to schedule a message"),
}

# The `error_message` of a message that failed later.
ASYNC: dict[int, str] = {
    14107: "SMS send rate limit exceeded",
    21610: "Attempt to send to unsubscribed recipient",
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30034: "US A2P 10DLC - Message from an Unregistered Number",
    30036: "Validity Period Expired",
    30039: "Filtered to Prevent Message Loops",
    30410: "Provider Timeout Error",
    30450: "Message delivery blocked",
    30453: "Message couldn't be delivered",
}

MAGIC_TO: dict[str, int] = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
MAGIC_FROM: dict[str, int] = {
    "+15005550001": 21212,
    "+15005550007": 21606,
    "+15005550008": 21611,
}
MAGIC_FROM_OK = "+15005550006"


class ApiError(Exception):
    """A REST answer that is an error."""

    def __init__(self, code: int, **values: str) -> None:
        super().__init__(code)
        status, text = SYNC.get(code, (400, ASYNC.get(code, "The request was refused")))
        self.code = code
        self.status = status
        self.message = text.format_map(_Blank(values))

    def body(self) -> dict[str, Any]:
        """Exactly the four keys Twilio answers with."""
        more_info = f"{MORE_INFO}{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more_info, "status": self.status}


class _Blank(dict[str, str]):
    """Values for a text; one that is not known is empty."""

    def __missing__(self, key: str) -> str:
        return ""


def async_text(code: int | None) -> str | None:
    """The `error_message` for a message's `error_code`."""
    if code is None:
        return None
    return ASYNC.get(code, "Unknown error")
