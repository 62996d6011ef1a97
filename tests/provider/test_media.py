"""A text's attachments, fetched over real HTTP within limits of size, time and place."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from responder.ports.media import Medium, NoPicture, PictureUnavailable
from responder.provider import media
from responder.provider.account import with_token
from responder.provider.media import TwilioMedia

ACCOUNT, TOKEN = "AC" + "1" * 32, "secret-token"
TEXT, MEDIUM = "MM" + "a" * 32, "ME" + "b" * 32
BASE = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{TEXT}/Media"


class Host:
    """A server with answers by path; it remembers what it was asked, with which credentials."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.asked.append((self.path, self.headers.get("Authorization", "")))
                answer = host.answers.get(self.path, (404, {}, b"{}"))
                if callable(answer):
                    answer(self)
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def host() -> Iterator[Host]:
    server = Host()
    yield server
    server.close()


@pytest.fixture
def elsewhere() -> Iterator[Host]:
    server = Host()
    yield server
    server.close()


@pytest.fixture
def source(host: Host) -> TwilioMedia:
    return TwilioMedia(with_token(ACCOUNT, TOKEN), host.url)


def why(source: TwilioMedia) -> str:
    with pytest.raises(NoPicture) as refused:
        source.fetch(TEXT, MEDIUM)
    return refused.value.why


def test_what_is_attached_is_listed_with_its_types(host: Host, source: TwilioMedia) -> None:
    listed = [{"sid": MEDIUM, "content_type": "IMAGE/JPEG"}, {"sid": "ME2", "content_type": "video/mp4"}]
    host.answers[f"{BASE}.json"] = (200, {}, json.dumps({"media_list": listed}).encode())

    assert source.media_of(TEXT) == [Medium(MEDIUM, "image/jpeg"), Medium("ME2", "video/mp4")]


def test_a_redirect_on_the_same_host_is_followed(host: Host, source: TwilioMedia) -> None:
    host.answers[f"{BASE}/{MEDIUM}"] = (307, {"Location": "/signed?x=1"}, b"")
    host.answers["/signed?x=1"] = (200, {}, b"picture")

    assert source.fetch(TEXT, MEDIUM) == b"picture"
    basic = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert host.asked[0] == (f"{BASE}/{MEDIUM}", basic)


def test_a_redirect_to_another_host_is_not_followed_and_never_asked(
    host: Host, elsewhere: Host, source: TwilioMedia
) -> None:
    elsewhere.answers["/x"] = (200, {}, b"secret of a neighbour")
    host.answers[f"{BASE}/{MEDIUM}"] = (302, {"Location": f"{elsewhere.url}/x"}, b"")

    assert why(source) == "elsewhere"
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://mms.twiliocdn.com/x",
        "https://mms.twiliocdn.com.evil.example/x",
        "https://twiliocdn.com@evil.example/x",
        "https://user:pass@mms.twiliocdn.com/x",
        "https://mms.twiliocdn.com:8443/x",
        "https://s3.amazonaws.com/another-bucket/x",
        "https://s3.amazonaws.com/media.twiliocdn.com/../another-bucket/x",
        "file:///etc/passwd",
        "//[::1]:6379/",
        "https://[broken/x",
        "ftp://mms.twiliocdn.com/x",
        "redis://127.0.0.1:6379/0",
    ],
)
def test_no_other_address_may_be_asked(host: Host, source: TwilioMedia, address: str) -> None:
    host.answers[f"{BASE}/{MEDIUM}"] = (307, {"Location": address}, b"")

    assert why(source) == "elsewhere"
    assert len(host.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://mms.twiliocdn.com/AC1/abc?Expires=1",
        "https://media.twiliocdn.com/AC1/abc",
        "https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC1/abc",
    ],
)
def test_where_twilio_keeps_media_may_be_asked_without_credentials(source: TwilioMedia, address: str) -> None:
    source._may_ask(address)
    assert source._headers_for(address) == {}


def test_redirects_that_never_end_do(host: Host, source: TwilioMedia) -> None:
    host.answers[f"{BASE}/{MEDIUM}"] = (307, {"Location": f"{BASE}/{MEDIUM}"}, b"")

    assert why(source) == "elsewhere"
    assert len(host.asked) == media.REDIRECTS + 1


def test_a_body_over_the_limit_is_dropped_whatever_its_declared_length(
    host: Host, source: TwilioMedia
) -> None:
    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65_536)
        except OSError:
            return

    host.answers[f"{BASE}/{MEDIUM}"] = endless
    assert why(source) == "too_large"


def test_a_body_that_trickles_is_given_up(
    host: Host, source: TwilioMedia, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "SECONDS", 0.5)

    def trickling(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    host.answers[f"{BASE}/{MEDIUM}"] = trickling
    began = time.monotonic()
    with pytest.raises(PictureUnavailable):
        source.fetch(TEXT, MEDIUM)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(("status", "gone"), [(404, True), (410, True), (500, False), (401, False)])
def test_what_is_gone_is_gone_and_what_fails_may_come_later(
    host: Host, source: TwilioMedia, status: int, gone: bool
) -> None:
    host.answers[f"{BASE}/{MEDIUM}"] = (status, {}, b"no")
    with pytest.raises(NoPicture if gone else PictureUnavailable):
        source.fetch(TEXT, MEDIUM)


def test_a_provider_that_is_away_may_be_asked_later() -> None:
    with pytest.raises(PictureUnavailable):
        TwilioMedia(with_token(ACCOUNT, TOKEN), "http://127.0.0.1:1").media_of(TEXT)


@pytest.mark.parametrize("text_id", ["", "SMx", f"{TEXT}/../../x", "MM" + "A" * 32, f"{TEXT}?x"])
def test_an_id_that_is_none_is_never_asked_for(host: Host, source: TwilioMedia, text_id: str) -> None:
    with pytest.raises(NoPicture):
        source.media_of(text_id)
    with pytest.raises(NoPicture):
        source.fetch(TEXT, text_id)
    assert host.asked == []


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"media_list": 3}', b'{"media_list": [{}]}'])
def test_a_list_that_cannot_be_read_may_be_asked_later(host: Host, source: TwilioMedia, body: bytes) -> None:
    host.answers[f"{BASE}.json"] = (200, {}, body)
    with pytest.raises(PictureUnavailable):
        source.media_of(TEXT)
