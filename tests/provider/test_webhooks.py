"""Where texts to our numbers go is asked at Twilio, and only a plain answer counts (US-10)."""

import time
from typing import Any

import pytest

from responder.domain.business import ReplyMode, Sender, SenderType
from responder.provider.twilio import TwilioProvider
from tests.people import LONG_CODE, OURS
from tests.provider.twilio_stub import ACCOUNT, Behaviour, Server, answers, closes, hangs, provider_at

SERVICE = "MG00000000000000000000000000000001"
APPLICATION = "AP00000000000000000000000000000001"
POOL = Sender(SERVICE, SenderType.LONG_CODE, ReplyMode.APP, 1.0, (OURS, "+14155550198"), SERVICE)
URL = "https://sms.example.com/twilio/inbound"


def number(url: str | None, application: str = "", shown: str = OURS) -> Behaviour:
    row = {"phone_number": shown, "sms_url": url, "sms_application_sid": application}
    return answers(200, {"incoming_phone_numbers": [row]})


def service(url: str | None, on_number: bool = False) -> dict[str, Any]:
    return {"sid": SERVICE, "inbound_request_url": url, "use_inbound_webhook_on_number": on_number}


def services(*rows: dict[str, Any], following: str | None = None) -> Behaviour:
    return answers(200, {"services": list(rows), "meta": {"next_page_url": following}})


def inside(*numbers: str) -> Behaviour:
    rows = [{"phone_number": each} for each in numbers]
    return answers(200, {"phone_numbers": rows, "meta": {"next_page_url": None}})


NO = answers(403, {"code": 20003})
PLAIN: dict[str, tuple[tuple[Behaviour, ...], str | None]] = {
    "a URL and no service": ((number(URL), services()), URL),
    "no URL and no service": ((number(""), services()), ""),
    "null and no service": ((number(None), services()), ""),
    "no URL, in a service that has one": ((number(""), services(service(URL)), inside(OURS)), URL),
    "a URL, in a service that has none": ((number(URL), services(service(None)), inside(OURS)), ""),
    "in a service that leaves it to the number": (
        (number(URL), services(service(None, on_number=True)), inside(OURS)),
        URL,
    ),
    "another number's service": ((number(""), services(service(URL)), inside("+14155550111")), ""),
    "services are not shown, a URL": ((number(URL), NO), URL),
    "services are not shown, no URL": ((number(""), NO), None),
    "a service that makes no sense": ((number(""), services({"sid": 1})), None),
    "not a number of this account": ((answers(200, {"incoming_phone_numbers": []}), services()), None),
    "another number than asked for": ((number(URL, shown="+14155550111"), services()), None),
    "no such key": ((answers(200, {"incoming_phone_numbers": [{"phone_number": OURS}]}), services()), None),
    "no right": ((NO, services()), None),
    "html": ((answers(200, "<html>"), services()), None),
    "a list": ((answers(200, []), services()), None),
    "the server's error": ((answers(500, {"code": 20500}), services()), None),
    "an application that answers": (
        (number("", APPLICATION), answers(200, {"sms_url": URL}), services()),
        URL,
    ),
    "an application that does not": (
        (number(URL, APPLICATION), answers(200, {"sms_url": ""}), services()),
        "",
    ),
    "the list goes on elsewhere": ((number(""), services(following="https://example.com/x")), None),
}


@pytest.mark.parametrize(("script", "url"), PLAIN.values(), ids=PLAIN)
def test_where_texts_to_a_plain_number_go(
    server: Server, provider: TwilioProvider, script: tuple[Behaviour, ...], url: str | None
) -> None:
    server.will(*script)
    assert provider.webhooks([LONG_CODE]) == {OURS: url}
    assert server.requests[0].path == f"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers.json"
    assert server.requests[0].query == {"PhoneNumber": OURS}
    assert all(each.method == "GET" for each in server.requests)


POOLED: dict[str, tuple[tuple[Behaviour, ...], tuple[str | None, str | None]]] = {
    "a service with a URL": ((answers(200, service(URL)),), (URL, URL)),
    "a service without one": ((answers(200, service(None)),), ("", "")),
    "left to its numbers": (
        (answers(200, service(None, on_number=True)), number(URL), number("", shown="+14155550198")),
        (URL, ""),
    ),
    "no such service": ((answers(404, {"code": 20404}),), (None, None)),
}


@pytest.mark.parametrize(("script", "urls"), POOLED.values(), ids=POOLED)
def test_where_texts_to_a_service_go(
    server: Server,
    provider: TwilioProvider,
    script: tuple[Behaviour, ...],
    urls: tuple[str | None, str | None],
) -> None:
    server.will(*script)
    assert provider.webhooks([POOL]) == dict(zip(POOL.numbers, urls, strict=True))
    assert server.requests[0].path == f"/v1/Services/{SERVICE}"


def test_the_list_of_services_is_read_to_its_end(server: Server, provider: TwilioProvider) -> None:
    following = f"{server.url}/v1/Services?Page=1"
    server.will(number(""), services(following=following), services(service(URL)), inside(OURS))
    assert provider.webhooks([LONG_CODE]) == {OURS: URL}


def test_the_services_are_read_once_however_many_numbers_there_are(
    server: Server, provider: TwilioProvider
) -> None:
    other = Sender("+14155550111", *_LIKE, ("+14155550111",))
    server.will(number(""), services(service(URL)), inside(OURS), number(URL, shown="+14155550111"))
    assert provider.webhooks([LONG_CODE, other]) == {OURS: URL, "+14155550111": URL}
    assert len(server.requests) == 4


@pytest.mark.parametrize("silence", [closes, hangs])
def test_once_twilio_is_silent_nothing_more_is_asked(
    server: Server, provider: TwilioProvider, silence: Behaviour
) -> None:
    """A start must not wait once for each number."""
    senders = [LONG_CODE, POOL, *(Sender(f"+1415555010{n}", *_LIKE, (f"+1415555010{n}",)) for n in range(9))]
    server.will(silence)
    started = time.monotonic()
    found = provider.webhooks(senders)

    assert set(found.values()) == {None} and len(found) == 11
    assert len(server.requests) == 1 and time.monotonic() - started < 3


_LIKE = (SenderType.LONG_CODE, ReplyMode.APP, 1.0)


def test_without_a_connection_nobody_can_tell() -> None:
    assert provider_at("http://nobody.invalid").webhooks([LONG_CODE]) == {OURS: None}
