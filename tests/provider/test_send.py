"""A text is handed over once, and every failure says truly whether it may have been taken (I7)."""

import base64
import json
import logging
import socket
import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from responder.adapters.system_clock import SystemClock
from responder.domain.business import ReplyMode, Sender, SenderType
from responder.domain.records import MessageState
from responder.domain.sending.delivery import Failure
from responder.ports import Accepted, Outgoing, SendError
from responder.provider.account import Account
from responder.provider.http import Limits
from responder.provider.twilio import TwilioProvider
from tests.provider.twilio_stub import (
    ACCOUNT,
    FAST,
    SHARED,
    Behaviour,
    Server,
    answers,
    bytes_of,
    closes,
    hangs,
    provider_at,
    resets,
    says,
    trickles,
)

NUMBER = Sender("+14155550199", SenderType.LONG_CODE, ReplyMode.APP, 1.0, ("+14155550199",))
SERVICE = Sender("MG1", SenderType.LONG_CODE, ReplyMode.APP, 1.0, ("+14155550199",), "MG1")
CREATED = {"sid": "SM1", "status": "queued", "error_code": None, "date_sent": None}


def outgoing(sender: Sender = NUMBER, body: str = "Bonjour, çà 👍 & co", valid_for: int = 300) -> Outgoing:
    return Outgoing("07-abc", "+14155550123", sender, body, valid_for)


def failure(provider: TwilioProvider, text: Outgoing | None = None) -> SendError:
    with pytest.raises(SendError) as raised:
        provider.send(text or outgoing())
    return raised.value


def test_a_text_is_handed_over_with_everything_twilio_needs(server: Server, provider: TwilioProvider) -> None:
    server.will(answers(201, CREATED))
    assert provider.send(outgoing()) == Accepted("SM1", MessageState.ACCEPTED)
    request = server.requests[0]
    assert (request.method, request.path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert request.form == {
        "To": "+14155550123",
        "From": "+14155550199",
        "Body": "Bonjour, çà 👍 & co",
        "StatusCallback": "https://sms.example.com/twilio/status/07-abc",
        "ValidityPeriod": "300",
    }
    assert request.headers["authorization"].startswith("Basic ")
    assert request.headers["user-agent"].startswith("twilio-python/")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_key_of_the_api_sends_for_its_account(server: Server) -> None:
    """Every request by the key: texts, the log, services and webhooks. The address names the account."""
    page = {"messages": [], "next_page_uri": None}
    server.will(answers(201, CREATED), answers(200, page), answers(404, "{}"))
    key = Account(ACCOUNT, "SK" + "0" * 32, "s3cret")
    provider = TwilioProvider(key, server.url, "https://sms.example.com", SystemClock(), 1, FAST)
    provider.send(outgoing())
    provider.inbound_log("+14155550199", 0)
    provider.hears(SERVICE)
    provider.webhooks([NUMBER])
    expected = "Basic " + base64.b64encode(b"SK" + b"0" * 32 + b":s3cret").decode()
    assert {request.headers["authorization"] for request in server.requests} == {expected}
    assert server.requests[0].path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert len(server.requests) >= 4 and "s3cret" not in repr(key)


def test_a_messaging_service_sends_in_its_own_name(server: Server, provider: TwilioProvider) -> None:
    server.will(answers(201, CREATED | {"status": "accepted", "from": None}))
    provider.send(outgoing(SERVICE))
    assert server.requests[0].form["MessagingServiceSid"] == "MG1"
    assert "From" not in server.requests[0].form


@pytest.mark.parametrize(("valid_for", "sent"), [(-5, "1"), (0, "1"), (1, "1"), (36_000, "36000")])
def test_validity_stays_within_twilios_range(
    server: Server, provider: TwilioProvider, valid_for: int, sent: str
) -> None:
    server.will(answers(201, CREATED))
    provider.send(outgoing(valid_for=valid_for))
    provider.send(outgoing(valid_for=99_999))
    assert [request.form["ValidityPeriod"] for request in server.requests] == [sent, "36000"]


@pytest.mark.parametrize(
    ("status", "state"),
    [("queued", MessageState.ACCEPTED), ("sent", MessageState.SENT), ("failed", MessageState.FAILED)]
    + [("strange", MessageState.ACCEPTED), (None, MessageState.ACCEPTED)],
)
def test_the_state_that_twilio_reports_is_passed_on(
    server: Server, provider: TwilioProvider, status: str | None, state: MessageState
) -> None:
    server.will(answers(201, CREATED | {"status": status}))
    assert provider.send(outgoing()).state is state


def error(status: int, code: int) -> Behaviour:
    return answers(status, {"code": code, "message": "To +14155550123 is bad", "status": status})


@pytest.mark.parametrize(
    ("behaviour", "kind", "code"),
    [
        (error(400, 21610), Failure.OPTED_OUT, 21610),
        (error(400, 21211), Failure.RECIPIENT, 21211),
        (error(400, 21617), Failure.CONTENT, 21617),
        (error(401, 20003), Failure.ACCOUNT, 20003),
        (error(429, 20429), Failure.THROTTLED, 20429),
        (error(400, 21611), Failure.THROTTLED, 21611),
        (error(500, 20500), Failure.UNKNOWN, 20500),
        (error(503, 20503), Failure.UNKNOWN, 20503),
        (error(400, 29999), Failure.OURS, 29999),
        (answers(502, "<html>Bad Gateway</html>"), Failure.UNKNOWN, 502),
        (answers(503, ""), Failure.UNKNOWN, 503),
        (answers(429, ""), Failure.THROTTLED, 429),
        (answers(404, "[]"), Failure.OURS, 404),
        (answers(400, '{"code": {"no": "number"}}'), Failure.OURS, 400),
        (answers(400, "[" * 100_000), Failure.OURS, 400),
        # The newer form of errors (RFC 9457): the body's own status does not count.
        (
            answers(500, {"type": "t", "title": "t", "status": 400, "code": 21610}),
            Failure.UNKNOWN,
            21610,
        ),
        (answers(307, "", "Location: /elsewhere\r\n"), Failure.UNKNOWN, 307),
    ],
)
def test_a_refusal_has_a_kind_and_a_code(
    server: Server, provider: TwilioProvider, behaviour: Behaviour, kind: Failure, code: int
) -> None:
    server.will(behaviour)
    refused = failure(provider)
    assert (refused.failure, refused.code) == (kind, code)
    assert len(server.requests) == 1


FAR = "Thu, 24 Aug 99999999999 05:01:45 +0000"
NO_YES = ["", "null", "[]", "{}", '"SM1"', "{", "<html>", "[" * 100_000]
NO_YES += [json.dumps({"sid": sid}) for sid in (None, "", 7)]
NO_YES += [json.dumps({"sid": "SM1", "date_sent": date}) for date in (7, FAR)]


@pytest.mark.parametrize("body", NO_YES, ids=range(len(NO_YES)))
@pytest.mark.parametrize("status", [200, 201])
def test_a_yes_that_cannot_be_read_leaves_the_fate_unknown(
    server: Server, provider: TwilioProvider, status: int, body: str
) -> None:
    server.will(answers(status, body))
    assert failure(provider).failure is Failure.UNKNOWN


WHOLE = bytes_of(201, json.dumps(CREATED))


CREATED_LINE = b"HTTP/1.1 201 Created\r\n"
BROKEN = {
    "closes": closes,
    "resets": resets,
    "hangs": hangs,
    "trickles": trickles,
    "half head": says(CREATED_LINE + b"Content-"),
    "half body": says(WHOLE[:-5]),
    "half chunk": says(CREATED_LINE + b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"sid'),
    "no http": says(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "zeros": says(b"\x00" * 70_000),
    "many headers": says(CREATED_LINE + b"X: y\r\n" * 200),
    "no gzip": says(CREATED_LINE + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"),
}


@pytest.mark.parametrize("behaviour", BROKEN.values(), ids=BROKEN)
def test_whatever_goes_wrong_after_the_request_was_written_is_unknown_and_not_repeated(
    server: Server, provider: TwilioProvider, behaviour: Behaviour
) -> None:
    server.will(behaviour)
    assert failure(provider).failure is Failure.UNKNOWN
    assert len(server.requests) == 1


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that nobody listens on, kept from others while the test runs."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """Connections are made by the kernel, and nobody ever says a word on them."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        yield deaf.getsockname()[1]


def test_a_refused_connection_is_unreachable(closed_port: int) -> None:
    assert failure(provider_at(f"http://127.0.0.1:{closed_port}")).failure is Failure.UNREACHABLE
    assert failure(provider_at(f"https://127.0.0.1:{closed_port}")).failure is Failure.UNREACHABLE


@pytest.mark.parametrize("host", ["nobody.invalid", "a" * 64 + ".example", "127.0.0.1.."])
def test_a_name_that_is_not_found_is_unreachable(host: str) -> None:
    assert failure(provider_at(f"http://{host}")).failure is Failure.UNREACHABLE


def test_a_handshake_that_hangs_is_unreachable(deaf_port: int) -> None:
    assert failure(provider_at(f"https://127.0.0.1:{deaf_port}")).failure is Failure.UNREACHABLE


def test_silence_after_the_request_is_unknown(deaf_port: int) -> None:
    assert failure(provider_at(f"http://127.0.0.1:{deaf_port}")).failure is Failure.UNKNOWN


@pytest.mark.parametrize("behaviour", [closes, says(b"HTTP/1.1 400 Bad\r\n\r\n")])
def test_a_server_without_tls_never_sees_the_text(server: Server, behaviour: Behaviour) -> None:
    server.will(behaviour)
    assert failure(provider_at(server.url.replace("http", "https"))).failure is Failure.UNREACHABLE
    assert server.requests == []


def test_a_connection_that_comes_too_late_is_not_used(server: Server) -> None:
    server.will(answers(201, CREATED))
    late = provider_at(server.url, Limits(total=1.0, connect=1e-9))
    assert failure(late).failure is Failure.UNREACHABLE
    assert server.requests == []


def test_an_untrusted_certificate_never_sees_the_text(tls_server: Server) -> None:
    tls_server.will(answers(201, CREATED))
    provider = provider_at(f"https://127.0.0.1:{tls_server.port}")
    assert failure(provider).failure is Failure.UNREACHABLE
    assert tls_server.requests == []


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.mark.usefixtures("trusted")
def test_a_text_goes_over_tls_on_one_connection(tls_server: Server) -> None:
    tls_server.will(answers(201, CREATED))
    provider = provider_at(f"https://127.0.0.1:{tls_server.port}", Limits())
    assert [provider.send(outgoing()).provider_id for _ in range(3)] == ["SM1"] * 3
    assert tls_server.connections == 1


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("behaviour", [closes, resets, hangs, trickles])
def test_over_tls_too_what_goes_wrong_after_the_request_is_unknown(
    tls_server: Server, behaviour: Behaviour
) -> None:
    tls_server.will(behaviour)
    assert failure(provider_at(f"https://127.0.0.1:{tls_server.port}")).failure is Failure.UNKNOWN
    assert len(tls_server.requests) == 1


def test_a_connection_is_used_again(server: Server, provider: TwilioProvider) -> None:
    server.will(answers(201, CREATED))
    for _ in range(5):
        provider.send(outgoing())
    assert server.connections == 1


def test_a_connection_that_rested_too_long_is_not_used_again(server: Server) -> None:
    server.will(answers(201, CREATED))
    provider = provider_at(server.url, Limits(idle=0.0))
    for _ in range(3):
        provider.send(outgoing())
    assert (server.connections, len(server.requests)) == (3, 3)


def test_a_connection_that_the_server_closed_meanwhile_is_replaced(
    server: Server, provider: TwilioProvider
) -> None:
    server.will(says(WHOLE), answers(201, CREATED))
    provider.send(outgoing())
    assert server.closed.wait(5)
    provider.send(outgoing())
    assert (server.connections, len(server.requests)) == (2, 2)


def test_a_reset_on_a_used_connection_is_unknown(server: Server, provider: TwilioProvider) -> None:
    server.will(answers(201, CREATED), resets)
    provider.send(outgoing())
    assert failure(provider).failure is Failure.UNKNOWN
    assert (server.connections, len(server.requests)) == (1, 2)


def test_after_a_failure_the_next_text_goes(server: Server, provider: TwilioProvider) -> None:
    server.will(resets, answers(201, CREATED))
    assert failure(provider).failure is Failure.UNKNOWN
    assert provider.send(outgoing()).provider_id == "SM1"


def test_half_an_emoji_is_refused_before_anything_is_sent(server: Server, provider: TwilioProvider) -> None:
    assert failure(provider, outgoing(body="\ud83d")).failure is Failure.CONTENT
    assert server.connections == 0


def test_many_threads_share_one_provider_and_its_connections(server: Server) -> None:
    threads, texts = 40, 400
    server.will(answers(201, CREATED))
    provider = provider_at(server.url, Limits(), pool_size=threads)
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda _: provider.send(outgoing()).provider_id, range(texts)))
    assert found == ["SM1"] * texts
    assert len(server.requests) == texts
    assert server.connections <= threads


def test_more_threads_than_the_pool_holds_do_not_wait_for_each_other(server: Server) -> None:
    together = threading.Barrier(6, timeout=5)

    def meets(connection: socket.socket, _: threading.Event) -> bool:
        together.wait()
        connection.sendall(WHOLE)
        return True

    server.will(meets)
    provider = provider_at(server.url, Limits(), pool_size=2)
    with ThreadPoolExecutor(6) as pool:
        assert [a.provider_id for a in pool.map(lambda _: provider.send(outgoing()), range(6))] == ["SM1"] * 6


def test_regions_in_the_environment_do_not_move_the_texts(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    server.will(answers(201, CREATED))
    assert provider_at(server.url).send(outgoing()).provider_id == "SM1"


SECRETS = ("5550123", "5550199", "Bonjour", "12345", "is bad")


@pytest.mark.parametrize("behaviour", [error(400, 21211), answers(201, "{"), resets, answers(201, CREATED)])
def test_no_number_no_word_and_no_secret_gets_out(
    server: Server, behaviour: Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.will(behaviour)
    shown = ""
    try:
        provider_at(server.url).send(outgoing())
    except SendError as error:
        shown = "".join(traceback.format_exception(error)) + repr(error.args)
        assert (error.__cause__, error.__context__) == (None, None)
    assert not [secret for secret in SECRETS if secret in shown + caplog.text]


def _captured() -> list[dict[str, Any]]:
    path = SHARED / "twilio/webhooks.json"
    return json.loads(path.read_text())["api_responses"] if path.exists() else []


@pytest.mark.skipif(not _captured(), reason="../shared is not here")
@pytest.mark.parametrize("captured", _captured(), ids=lambda captured: captured["id"])
def test_every_captured_refusal_is_understood(
    server: Server, provider: TwilioProvider, captured: dict[str, Any]
) -> None:
    server.will(answers(captured["status"], captured["body"]))
    found = failure(provider)
    assert found.code == json.loads(captured["body"])["code"]
    assert found.failure not in {Failure.UNKNOWN, Failure.UNREACHABLE}


def test_the_limits_for_tests_are_not_the_ones_for_people() -> None:
    assert (Limits().total, Limits().connect, Limits().idle) == (10.0, 1.0, 20.0)
    assert FAST.total < 1
