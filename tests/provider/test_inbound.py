"""Webhook fields become texts and reports: captured bodies in tables, and what people may never lose."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from responder.domain.records import MessageState
from responder.domain.sending.delivery import Failure
from responder.provider.inbound import BadInbound, InboundText, StatusReport, parse_inbound, parse_status
from responder.provider.signature import Verifier, parse_form
from tests.provider.twilio_stub import SHARED

# Captured at a service in 2023; numbers and ids replaced.
CAPTURED_TEXT = (
    b"ToCountry=US&ToState=&SmsMessageSid=SM38f2b8d294140e847dc2584798c9cbb7&NumMedia=0&ToCity=&FromZip=48116"
    b"&SmsSid=SM38f2b8d294140e847dc2584798c9cbb7&FromState=MI&SmsStatus=received&FromCity=BRIGHTON"
    b"&Body=Test+message&FromCountry=US&To=%2B14155550101&MessagingServiceSid=MGa5efa1bf96225cfc167aca091f2386ef"
    b"&ToZip=&NumSegments=1&MessageSid=SM38f2b8d294140e847dc2584798c9cbb7"
    b"&AccountSid=AC9b953bc55fbe86bbfaa22dd9c96a4445&From=%2B14155550102&ApiVersion=2010-04-01"
)
# The shape of a capture from WhatsApp, values made up.
CAPTURED_WHATSAPP = (
    b"SmsMessageSid=SMcccccccccccccccccccccccccccccccc&NumMedia=0&ProfileName=Test+User&MessageType=text"
    b"&SmsSid=SMcccccccccccccccccccccccccccccccc&WaId=14155550150&SmsStatus=received&Body=."
    b"&To=whatsapp%3A%2B14155550199&NumSegments=1&ReferralNumMedia=0"
    b"&MessageSid=SMcccccccccccccccccccccccccccccccc&AccountSid=AC00000000000000000000000000000001"
    b"&From=whatsapp%3A%2B14155550150&ApiVersion=2010-04-01"
)
# Captured by nyaruka/courier in 2017.
CAPTURED_SENT = (
    b"MessageStatus=sent&ApiVersion=2010-04-01&SmsSid=SMc7957e4cfcf4186f523d053931098a02&SmsStatus=sent"
    b"&To=%2B14155550103&From=%2B14155550104&MessageSid=SMc7957e4cfcf4186f523d053931098a02"
    b"&AccountSid=ACc1ad8413c3d40dc2a4186592f4937eb2"
)


def text(**changes: str | None) -> InboundText:
    """A plain text with some fields changed; None leaves one out."""
    fields: dict[str, str | None] = {"MessageSid": "SM1", "From": "+14155550102", "To": "+14155550199"}
    fields |= {"Body": "STOP", "AccountSid": "AC1", **changes}
    return parse_inbound([(name, value) for name, value in fields.items() if value is not None])


def test_a_captured_text_is_read_whole() -> None:
    assert parse_inbound(parse_form(CAPTURED_TEXT)) == InboundText(
        provider_id="SM38f2b8d294140e847dc2584798c9cbb7",
        number="+14155550102",
        channel="sms",
        sender_number="+14155550101",
        body="Test message",
        media=(),
        opt_out_type="",
        account_sid="AC9b953bc55fbe86bbfaa22dd9c96a4445",
        messaging_service="MGa5efa1bf96225cfc167aca091f2386ef",
        raw_from="+14155550102",
        is_reply_possible=True,
    )


def test_a_whatsapp_text_is_from_the_same_number() -> None:
    found = parse_inbound(parse_form(CAPTURED_WHATSAPP))
    assert (found.number, found.channel, found.sender_number) == ("+14155550150", "whatsapp", "+14155550199")
    assert found.raw_from == "whatsapp:+14155550150"


def test_a_captured_report_is_read() -> None:
    found = parse_status(parse_form(CAPTURED_SENT))
    assert found == StatusReport("SMc7957e4cfcf4186f523d053931098a02", MessageState.SENT, 0)


def test_get_mode_carries_the_same_fields_in_the_query() -> None:
    query = urlencode({"MessageSid": "SM1", "From": "+14155550102", "To": "+14155550199", "Body": "STOP"})
    assert parse_inbound(parse_form(query.encode())) == text(AccountSid=None)


@pytest.mark.parametrize(
    ("raw", "number", "channel", "can_reply"),
    [
        ("+14155550102", "+14155550102", "sms", True),
        ("tel:+14155550102", "+14155550102", "sms", True),
        ("rcs:+14155550102", "+14155550102", "rcs", True),
        ("whatsapp:+14155550102", "+14155550102", "whatsapp", True),
        ("\u202a+14155550102\u202c", "+14155550102", "sms", True),
        ("+447700900123", "+447700900123", "sms", True),
        ("+17295550102", "+17295550102", "sms", True),  # a new area code that phonenumbers does not know
        ("24273", "short:24273", "sms", False),
        ("BANK", "raw:bank", "sms", False),
        ("Someone@Example.com", "raw:someone@example.com", "sms", False),
        ("anonymous", "raw:anonymous", "sms", False),
        ("", "raw:", "sms", False),
    ],
)
def test_whoever_texts_has_one_key_and_only_phones_are_answered(
    raw: str, number: str, channel: str, can_reply: bool
) -> None:
    found = text(From=raw)
    assert (found.number, found.channel, found.is_reply_possible) == (number, channel, can_reply)
    assert found.raw_from == raw


@pytest.mark.parametrize(
    ("raw", "ours"),
    [("+14155550199", "+14155550199"), ("24273", "24273"), ("whatsapp:+14155550199", "+14155550199")]
    + [("rcs:garage_agent", "garage_agent")],
)
def test_our_number_is_written_as_in_the_business_file(raw: str, ours: str) -> None:
    assert text(To=raw).sender_number == ours


def test_a_picture_with_a_caption_keeps_both() -> None:
    pictures = {f"MediaUrl{n}": f"https://api.twilio.com/{n}" for n in range(2)}
    found = text(Body="STOP", NumMedia="2", MediaContentType0="image/jpeg", **pictures)
    assert found.body == "STOP"
    assert found.media == (("https://api.twilio.com/0", "image/jpeg"), ("https://api.twilio.com/1", ""))


@pytest.mark.parametrize(("count", "media"), [("", 1), ("many", 1), ("0", 1), ("9", 1)])
def test_a_wrong_count_of_pictures_loses_none(count: str, media: int) -> None:
    assert len(text(NumMedia=count, MediaUrl0="https://api.twilio.com/0").media) == media


@pytest.mark.parametrize("body", ["", "  STOP \n", "👍", "a\x00b", "\ufffd", "x" * 1600])
def test_a_body_is_kept_letter_by_letter(body: str) -> None:
    assert text(Body=body).body == body


def test_a_text_without_a_body_is_an_empty_one() -> None:
    assert text(Body=None).body == ""


@pytest.mark.parametrize(("raw", "mark"), [("STOP", "STOP"), ("help", "HELP"), (None, ""), ("", "")])
def test_the_mark_of_advanced_opt_out_is_kept(raw: str | None, mark: str) -> None:
    assert text(OptOutType=raw).opt_out_type == mark


@pytest.mark.parametrize("name", ["MessageSid", "SmsMessageSid", "SmsSid"])
def test_the_older_names_of_the_id_do_as_well(name: str) -> None:
    assert text(**{"MessageSid": "", name: "SM7"}).provider_id == "SM7"


@pytest.mark.parametrize(
    ("missing", "field"),
    [({"MessageSid": None}, "MessageSid"), ({"MessageSid": ""}, "MessageSid"), ({"From": None}, "From")]
    + [({"To": None}, "To"), ({"To": ""}, "To")],
)
def test_what_cannot_be_filed_is_refused_in_one_sentence_without_a_number(
    missing: dict[str, str | None], field: str
) -> None:
    with pytest.raises(BadInbound) as refused:
        text(**missing)
    assert str(refused.value) == f"The webhook has no {field}."


@pytest.mark.parametrize(
    ("status", "code", "state", "failure"),
    [
        ("accepted", "", MessageState.ACCEPTED, None),
        ("scheduled", "", MessageState.ACCEPTED, None),
        ("queued", "", MessageState.ACCEPTED, None),
        ("sending", "", MessageState.ACCEPTED, None),
        ("sent", "", MessageState.SENT, None),
        ("delivered", "", MessageState.DELIVERED, None),
        ("read", "", MessageState.DELIVERED, None),
        ("undelivered", "30003", MessageState.UNDELIVERED, Failure.CARRIER),
        ("undelivered", "30006", MessageState.UNDELIVERED, Failure.RECIPIENT),
        ("undelivered", "30007", MessageState.UNDELIVERED, Failure.CONTENT),
        ("undelivered", "", MessageState.UNDELIVERED, Failure.CARRIER),
        ("failed", "21610", MessageState.FAILED, Failure.OPTED_OUT),
        ("failed", "30001", MessageState.FAILED, Failure.CARRIER),
        ("failed", "nonsense", MessageState.FAILED, Failure.CARRIER),
        ("canceled", "", MessageState.DROPPED, None),
        ("Delivered", "", MessageState.DELIVERED, None),
        ("received", "", None, None),
        ("teleported", "", None, None),
        ("", "", None, None),
    ],
)
def test_a_status_is_one_of_our_states(
    status: str, code: str, state: MessageState | None, failure: Failure | None
) -> None:
    report = parse_status([("MessageSid", "SM1"), ("MessageStatus", status), ("ErrorCode", code)])
    assert (report.provider_id, report.state, report.failure) == ("SM1", state, failure)


def test_a_report_may_come_with_the_older_names_only() -> None:
    report = parse_status([("SmsSid", "SM1"), ("SmsStatus", "delivered")])
    assert report == StatusReport("SM1", MessageState.DELIVERED, 0)


def test_a_report_about_no_text_is_refused() -> None:
    with pytest.raises(BadInbound, match="no MessageSid"):
        parse_status([("MessageStatus", "sent")])


def _webhooks(kind: str) -> list[dict[str, Any]]:
    path = SHARED / "twilio/webhooks.json"
    found = json.loads(path.read_text())["webhooks"] if path.exists() else []
    return [webhook for webhook in found if webhook["kind"] == kind]


needs_shared = pytest.mark.skipif(not _webhooks("inbound"), reason="../shared is not here")


@needs_shared
@pytest.mark.parametrize(
    "webhook", _webhooks("inbound") + _webhooks("status"), ids=lambda webhook: webhook["id"]
)
def test_every_captured_webhook_is_signed_and_read_in_order(webhook: dict[str, Any]) -> None:
    body = webhook["body"].encode()
    pairs = parse_form(body)
    assert pairs == [(name, value) for name, value in webhook["params"]]
    base, _, route = webhook["url"].partition("/twilio/")
    verifier = Verifier(webhook["auth_token_used_for_signature"], {}, base)
    signature = webhook["headers"]["X-Twilio-Signature"]
    assert verifier.valid(f"/twilio/{route}", "", pairs, body, signature, None)


@needs_shared
@pytest.mark.parametrize("webhook", _webhooks("inbound"), ids=lambda webhook: webhook["id"])
def test_every_captured_text_is_read(webhook: dict[str, Any]) -> None:
    fields, found = dict(webhook["params"]), parse_inbound(webhook["params"])
    assert found.provider_id == fields["MessageSid"]
    assert found.number == fields["From"].removeprefix("whatsapp:")
    assert found.body == fields["Body"]
    assert found.opt_out_type == fields.get("OptOutType", "")
    assert found.is_reply_possible


@needs_shared
@pytest.mark.parametrize("webhook", _webhooks("status"), ids=lambda webhook: webhook["id"])
def test_every_captured_report_is_read(webhook: dict[str, Any]) -> None:
    fields, found = dict(webhook["params"]), parse_status(webhook["params"])
    assert found.provider_id == fields["MessageSid"]
    assert found.error_code == int(fields.get("ErrorCode", 0))
    assert found.state is not None
    assert (found.failure is None) == ("ErrorCode" not in fields)
