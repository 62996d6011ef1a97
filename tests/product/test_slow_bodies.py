"""More bodies that never end than the web server has threads: a STOP gets in all the same."""

import re
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Thread

import pytest

from responder.web.server.threads import BLOCKING_THREADS
from tests.product.harness import Product, eventually, inbound_form

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Linux alone tells of connections"
)

HEAD = b"POST /twilio/inbound HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
NEVER_ENDING: dict[str, bytes] = {
    "a body that stops": HEAD + b"Content-Length: 100\r\n\r\nBody=",
    "chunks without an end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nBody=\r\n",
    "after a request that was answered": b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    + HEAD
    + b"Content-Length: 100\r\n\r\nBody=",
}


@pytest.fixture
def opens(product: Product) -> Iterator[Callable[[bytes, int], list[socket.socket]]]:
    """Connections that say so much and then hang on."""
    with ExitStack() as stack:

        def open_some(said: bytes, count: int) -> list[socket.socket]:
            address = ("127.0.0.1", product.port)
            found = [stack.enter_context(socket.create_connection(address, timeout=10)) for _ in range(count)]
            for each in found:
                each.sendall(said)
            return found

        yield open_some


def cut_off(product: Product) -> float:
    """How many connections this product has closed."""
    product.http.clear()
    told = product.http.request("GET", product.url + "/metrics", timeout=20).data.decode()
    return float(re.findall(r"^responder_connections_closed_total (\S+)$", told, re.MULTILINE)[0])


def stop_is_taken(product: Product, phone: str) -> None:
    """Within the time that the provider waits, over a connection of its own: silent ones may be closed."""
    product.http.clear()
    assert product.request("POST", "/twilio/inbound", inbound_form(phone, "STOP"), timeout=15) == 200
    eventually(lambda: product.consent(phone) == "OPTED_OUT")


@pytest.mark.parametrize("how", NEVER_ENDING)
def test_bodies_that_never_end_keep_no_stop_out(
    product: Product, phone: str, how: str, opens: Callable[[bytes, int], list[socket.socket]]
) -> None:
    before = cut_off(product)
    opens(NEVER_ENDING[how], 2 * BLOCKING_THREADS)
    stop_is_taken(product, phone)
    eventually(lambda: cut_off(product) > before)


@contextmanager
def dripping(connections: list[socket.socket]) -> Iterator[None]:
    """A byte on each of them, again and again; those that are closed meanwhile get none."""
    ended = Event()

    def drip() -> None:
        while not ended.wait(0.05):
            for each in connections:
                with suppress(OSError):
                    each.sendall(b"x")

    thread = Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def test_bodies_that_drip_keep_no_stop_out(
    product: Product, phone: str, opens: Callable[[bytes, int], list[socket.socket]]
) -> None:
    before = cut_off(product)
    with dripping(opens(HEAD + b"Content-Length: 100000\r\n\r\nBody=", 2 * BLOCKING_THREADS)):
        stop_is_taken(product, phone)
        eventually(lambda: cut_off(product) > before)


def test_connections_that_say_nothing_keep_no_stop_out(
    product: Product, phone: str, opens: Callable[[bytes, int], list[socket.socket]]
) -> None:
    """Half of what the web server takes: the others that it lets in are found silent."""
    opens(b"", 900)
    stop_is_taken(product, phone)


def test_an_upload_that_takes_its_time_is_not_cut_off_while_few_do(
    product: Product, opens: Callable[[bytes, int], list[socket.socket]]
) -> None:
    (slow,) = opens(HEAD + b"Content-Length: 9\r\n\r\n", 1)
    for letter in (b"B", b"o", b"d", b"y", b"=", b"a", b"b", b"c"):
        slow.sendall(letter)
        eventually(lambda: product.http.request("GET", product.url + "/healthz").status == 200)
    slow.settimeout(3)
    with pytest.raises(TimeoutError):
        slow.recv(100)
    slow.sendall(b"d")
    slow.settimeout(10)
    assert slow.recv(100).startswith(b"HTTP/1.1 403")
