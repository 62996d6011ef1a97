"""Whether a messaging service passes texts on is asked at Twilio, and only a plain answer counts (I2)."""

from typing import Any

import pytest

from responder.domain.business import ReplyMode, Sender, SenderType
from responder.provider.services import services_url
from responder.provider.twilio import TwilioProvider
from tests.people import LONG_CODE
from tests.provider.twilio_stub import Behaviour, Server, answers, closes, hangs, provider_at

SERVICE = "MG00000000000000000000000000000001"
POOL = Sender(SERVICE, SenderType.LONG_CODE, ReplyMode.APP, 1.0, ("+14155550199",), SERVICE)
URL = "https://sms.example.com/twilio/inbound"


def service(url: str | None, on_number: bool = False) -> Behaviour:
    found = {"sid": SERVICE, "inbound_request_url": url, "use_inbound_webhook_on_number": on_number}
    return answers(200, found)


ANSWERS: dict[str, tuple[Behaviour, bool | None]] = {
    "a service with a URL": (service(URL), True),
    "a service without one": (service(None), False),
    "a service with an empty one": (service(""), False),
    "a service that leaves it to its numbers": (service(None, on_number=True), True),
    "no such service": (answers(404, {"code": 20404}), None),
    "no right": (answers(401, {"code": 20003}), None),
    "an error of the server": (answers(500, {"code": 20500}), None),
    "html": (answers(200, "<html>"), None),
    "a list": (answers(200, []), None),
    "an answer without the URL": (answers(200, {"sid": SERVICE}), None),
    "no answer": (closes, None),
    "a server that hangs": (hangs, None),
}


@pytest.mark.parametrize(("behaviour", "hears"), ANSWERS.values(), ids=ANSWERS)
def test_only_a_plain_answer_says_that_a_service_is_deaf(
    server: Server, provider: TwilioProvider, behaviour: Behaviour, hears: bool | None
) -> None:
    server.will(behaviour)
    assert provider.hears(POOL) is hears
    assert server.requests[0].path == f"/v1/Services/{SERVICE}"
    assert server.requests[0].headers["authorization"].startswith("Basic ")


def test_a_plain_number_is_not_asked_about(server: Server, provider: TwilioProvider) -> None:
    assert provider.hears(LONG_CODE) is True
    assert server.requests == []


def test_without_a_connection_nobody_can_tell() -> None:
    assert provider_at("http://nobody.invalid").hears(POOL) is None


@pytest.mark.parametrize(
    ("api", "services"),
    [
        ("https://api.twilio.com", "https://messaging.twilio.com"),
        ("https://api.twilio.com/", "https://messaging.twilio.com"),
        ("https://api.dublin.ie1.twilio.com", "https://messaging.dublin.ie1.twilio.com"),
        ("http://127.0.0.1:8090", "http://127.0.0.1:8090"),
        ("https://api.example.com", "https://api.example.com"),
    ],
)
def test_services_live_on_a_host_of_their_own(api: str, services: str) -> None:
    assert services_url(api) == services


def test_the_request_goes_to_the_services_host_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def refuse(address: Any, *_: Any, **__: Any) -> Any:
        asked.append(address[0])
        raise OSError("no network in tests")

    monkeypatch.setattr("urllib3.util.connection.create_connection", refuse)
    assert provider_at("https://api.twilio.com").hears(POOL) is None
    assert asked == ["messaging.twilio.com"]
