"""Bytes that no provider would send, on the running product's own port."""

import socket
from contextlib import ExitStack

import pytest

from tests.product.harness import Product, eventually, inbound_form

FORM = b"From=%2B14165550101&To=%2B14155550199&Body=STOP&MessageSid=SM1"
TYPE = b"Content-Type: application/x-www-form-urlencoded\r\n"
HEAD = b"POST /twilio/inbound HTTP/1.1\r\nHost: x\r\n" + TYPE
NO_BODY = b"Content-Length: 0\r\n\r\n"

RAW: dict[str, bytes] = {
    "bytes in the query": b"GET /twilio/inbound?a=\xff\xfe&b=\xed\xa0\x80 HTTP/1.1\r\nHost: x\r\n\r\n",
    "escaped bytes in the query": b"GET /twilio/inbound?a=%ff%00%ed%a0%80 HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes in the path": b"POST /twilio/status/\xff\xfe HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "escaped bytes in the path": b"POST /twilio/status/%ff%00%ed%a0%80 HTTP/1.1\r\nHost: x\r\n" + NO_BODY,
    "bytes in the signature": HEAD + b"X-Twilio-Signature: \xff\xfe\xe9\r\nContent-Length: 0\r\n\r\n",
    "two signatures": HEAD + b"X-Twilio-Signature: a\r\nX-Twilio-Signature: b\r\nContent-Length: 0\r\n\r\n",
    "bytes in the settings": HEAD
    + b"X-Twilio-Signature: a\r\nX-Twilio-Webhooks-Signature-Settings: \xff=\xfe\r\n"
    + NO_BODY,
    "a negative length": HEAD + b"Content-Length: -1\r\n\r\n" + FORM,
    "a length that is no number": HEAD + b"Content-Length: ten\r\n\r\n" + FORM,
    "two lengths": HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n" + FORM,
    "a length and chunks": HEAD
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nA=B\r\n0\r\n\r\n",
    "chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nA=B\r\n0\r\n\r\n",
    "broken chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nA=B\r\n0\r\n\r\n",
    "chunks of 200 kB": HEAD
    + b"Transfer-Encoding: chunked\r\n\r\n30d40\r\n"
    + b"x" * 200_000
    + b"\r\n0\r\n\r\n",
    "200 kB": HEAD + b"Content-Length: 200000\r\n\r\n" + b"x" * 200_000,
    "a header of 100 kB": HEAD + b"X: " + b"x" * 100_000 + b"\r\nContent-Length: 0\r\n\r\n",
    "a thousand headers": HEAD + b"X: y\r\n" * 1000 + b"Content-Length: 0\r\n\r\n",
    "HTTP/1.0 without a host": b"POST /twilio/inbound HTTP/1.0\r\nContent-Length: 0\r\n\r\n",
    "a foreign host": b"GET http://evil.example/twilio/inbound HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n",
}


def status_of(product: Product, request: bytes) -> int:
    """The status that the request got; 0 when the connection was closed without a word."""
    with socket.create_connection(("127.0.0.1", product.port), timeout=10) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            said = connection.recv(4096)
        except TimeoutError:
            raise  # a server that hangs is no refusal
        except OSError:
            return 0
    return int(said.split()[1]) if said else 0


@pytest.mark.parametrize("name", RAW)
def test_bytes_of_any_kind_are_refused_and_never_a_server_error(product: Product, name: str) -> None:
    assert status_of(product, RAW[name]) in {0, 400, 403, 404, 405, 411, 413, 414, 431}
    assert product.http.request("GET", product.url + "/healthz", timeout=5).status == 200


def test_requests_that_never_end_do_not_keep_a_stop_out(product: Product, phone: str) -> None:
    with ExitStack() as open_ones:
        for _ in range(100):
            connection = open_ones.enter_context(
                socket.create_connection(("127.0.0.1", product.port), timeout=10)
            )
            connection.sendall(HEAD + b"Content-Length: 100\r\n\r\nBody=")
        assert product.request("POST", "/twilio/inbound", inbound_form(phone, "STOP"), timeout=3) == 200
    eventually(lambda: product.states(phone) == ["delivered"])
