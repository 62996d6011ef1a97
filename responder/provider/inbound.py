"""Verified webhook fields as our words: a text to us, or a report about one of ours (TWILIO.md §1.2, §2.4).

Takes the pairs of a form body or, in GET mode, of the query; the signature was checked before. Whatever
Twilio adds is ignored, geography may be empty, and a sender that is no phone number is kept as it is: it
gets no answer, but its STOP is seen (RULES IN-04). Refuses only what cannot be filed: no id, From or To.
"""

from collections.abc import Iterator, Mapping

from responder.domain.phone import channel_address
from responder.domain.records import MessageState
from responder.domain.sending.delivery import Failure
from responder.domain.value import record
from responder.provider.errors import code_number, report_failure
from responder.provider.signature import Pairs

STATES: dict[str, MessageState] = {
    "accepted": MessageState.ACCEPTED,
    "scheduled": MessageState.ACCEPTED,
    "queued": MessageState.ACCEPTED,
    "sending": MessageState.ACCEPTED,
    "sent": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.DELIVERED,
    "undelivered": MessageState.UNDELIVERED,
    "failed": MessageState.FAILED,
    "canceled": MessageState.DROPPED,
}
"""Twilio's statuses of an outgoing message as our states; any other says nothing about its fate."""

_FAILED = {MessageState.UNDELIVERED, MessageState.FAILED}
_ID_FIELDS = ("MessageSid", "SmsMessageSid", "SmsSid")


class BadInbound(ValueError):
    """A webhook that cannot be filed. Its one sentence names the missing field and no number."""


@record
class InboundText:
    """One text from a number.

    `number` is the key that consent hangs on: E.164, `short:…` or `raw:…`; `raw_from` is what Twilio sent.
    `sender_number` is ours: E.164 or a short code's digits. `media` holds (url, type) pairs;
    `opt_out_type` is STOP, START, HELP or empty (TWILIO.md §4.2).
    """

    provider_id: str
    number: str
    channel: str
    sender_number: str
    body: str
    media: tuple[tuple[str, str], ...]
    opt_out_type: str
    account_sid: str
    messaging_service: str
    raw_from: str
    is_reply_possible: bool


@record
class StatusReport:
    """What became of one of our texts. `state` None = nothing that we act on; `error_code` 0 = none.

    `failure` says what a failed or undelivered text failed of; None for every other state.
    """

    provider_id: str
    state: MessageState | None
    error_code: int
    failure: Failure | None = None


def parse_inbound(pairs: Pairs) -> InboundText:
    """An inbound text. Raises BadInbound without an id, From or To (RULES IN-01 to IN-07)."""
    fields = dict(pairs)
    raw_from = _present(fields, "From")
    customer = channel_address(raw_from)
    return InboundText(
        provider_id=_provider_id(fields),
        number=customer.key,
        channel=customer.channel,
        sender_number=_sender_number(fields),
        body=fields.get("Body", ""),
        media=tuple(_media(fields)),
        opt_out_type=fields.get("OptOutType", "").strip().upper(),
        account_sid=fields.get("AccountSid", ""),
        messaging_service=fields.get("MessagingServiceSid", ""),
        raw_from=raw_from,
        is_reply_possible=customer.can_reply,
    )


def parse_status(pairs: Pairs) -> StatusReport:
    """A delivery report. Raises BadInbound without an id."""
    fields = dict(pairs)
    code = code_number(fields.get("ErrorCode"))
    state, failure = meaning(fields.get("MessageStatus") or fields.get("SmsStatus", ""), code)
    return StatusReport(_provider_id(fields), state, code, failure)


def meaning(status: str, code: int) -> tuple[MessageState | None, Failure | None]:
    """Status and error code (0 = none) of one of our texts, from a report or the log, as our words."""
    state = STATES.get(status.lower())
    return state, report_failure(code) if state in _FAILED else None


def _provider_id(fields: Mapping[str, str]) -> str:
    """The message's id; the two older names of it still come with every text."""
    found = next((fields[name] for name in _ID_FIELDS if fields.get(name)), "")
    if not found:
        raise BadInbound("The webhook has no MessageSid.")
    return found


def _present(fields: Mapping[str, str], name: str) -> str:
    if name not in fields:
        raise BadInbound(f"The webhook has no {name}.")
    return fields[name]


def _sender_number(fields: Mapping[str, str]) -> str:
    if not fields.get("To"):
        raise BadInbound("The webhook has no To.")
    return our_address(fields["To"])


def our_address(to: str) -> str:
    """The address of ours that was texted, as the business file writes it: a short code is bare digits there.

    Without its channel: `whatsapp:+1…` is the number.
    """
    return channel_address(to).key.removeprefix("short:").removeprefix("raw:")


def _media(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pictures by their fields, not by NumMedia: a wrong count must not lose or invent one."""
    number = 0
    while url := fields.get(f"MediaUrl{number}"):
        yield url, fields.get(f"MediaContentType{number}", "")
        number += 1
