"""A real Chromium and a real simulator process for the browser tests."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "en-CA"}
START_SECONDS = 20

LONG_CODE = "+14155550199"
TWILIO_ANSWERS = "+14155550188"
TOLL_FREE = "+18005550123"
ALICE = "+14185550101"
BOB = "+14185550112"

CONFIG = f"""
account_sid = "AC00000000000000000000000000000001"
auth_token = "0123456789abcdef0123456789abcdef"

[[numbers]]
number = "{LONG_CODE}"
type = "long_code"
opt_out = "off"
inbound_url = "INBOUND_URL"

[[numbers]]
number = "{TWILIO_ANSWERS}"
type = "long_code"
opt_out = "default"
inbound_url = "INBOUND_URL"

[[numbers]]
number = "{TOLL_FREE}"
type = "toll_free"
opt_out = "off"
inbound_url = "INBOUND_URL"

[[phones]]
number = "{ALICE}"
name = "Alice Roy"

[[phones]]
number = "{BOB}"
name = "Bob Gagnon"
"""


# -- the browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; missing on a developer's machine is a skip, in CI a failure."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing")
        pytest.skip(f"{CHROMIUM} is missing")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def expected_errors() -> list[str]:
    """Parts of console errors that a test provokes; every other one fails it."""
    return []


@pytest.fixture
def contexts() -> list[BrowserContext]:
    """The open contexts. A server's fixture closes them before it stops, or the pages would complain."""
    return []


def close_all(contexts: list[BrowserContext]) -> None:
    """No page is open any more."""
    while contexts:
        contexts.pop().close()


@pytest.fixture
def open_page(
    browser: Browser, contexts: list[BrowserContext], expected_errors: list[str]
) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a fresh context with the given options; at the end none may have complained."""
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(message.text)

    def open_one(**options: Any) -> Page:
        context = browser.new_context(**DESKTOP | options)
        contexts.append(context)
        opened = context.new_page()
        opened.on("console", note)
        opened.on("pageerror", lambda error: problems.append(str(error)))
        return opened

    yield open_one
    close_all(contexts)
    assert [text for text in problems if not any(part in text for part in expected_errors)] == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A desktop page in a fresh context."""
    return open_page()


@pytest.fixture
def phone_page(open_page: Callable[..., Page]) -> Page:
    """A page as wide as a telephone."""
    return open_page(viewport={"width": 390, "height": 844}, has_touch=True)


# -- a business that listens


class Business:
    """A server that takes every webhook with 200 and remembers its parameters."""

    def __init__(self) -> None:
        self.received: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/twilio/inbound"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                received.append({name: values[0] for name, values in parse_qs(body).items()})
                answer = b"<Response/>"
                self.send_response(200)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def business() -> Iterator[Business]:
    """A business of this test's own."""
    server = Business()
    yield server
    server.close()


# -- the simulator


class Simulator:
    """The simulator as its users run it: a process on a port of its own."""

    account_sid = "AC00000000000000000000000000000001"
    auth_token = "0123456789abcdef0123456789abcdef"

    def __init__(self, directory: Path, config: str) -> None:
        self._config = directory / "simulator.toml"
        self._config.write_text(config, encoding="utf-8")
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "responder.simulator", "--port", str(self._port)]
        self._process = subprocess.Popen([*command, "--config", str(self._config)], cwd=ROOT)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._process.poll() is None, "the simulator stopped while starting"
            assert time.monotonic() < deadline, "the simulator does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(10)
        self._process = None

    def _answers(self) -> bool:
        try:
            return requests.get(self.url + "/sim/state", timeout=1).ok
        except requests.RequestException:
            return False

    def create(self, to: str, body: str, from_: str = LONG_CODE) -> requests.Response:
        """A text from the business, through the REST API."""
        return requests.post(
            f"{self.url}/2010-04-01/Accounts/{self.account_sid}/Messages.json",
            auth=(self.account_sid, self.auth_token),
            data={"To": to, "From": from_, "Body": body},
            timeout=10,
        )

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A call to the control API."""
        data = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"}
        answer = requests.request(method, self.url + path, data=data, headers=headers, timeout=10)
        answer.raise_for_status()
        return answer.json()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def simulator(tmp_path: Path, business: Business, contexts: list[BrowserContext]) -> Iterator[Simulator]:
    """A running simulator whose three senders text the `business`; Alice and Bob have phones."""
    running = Simulator(tmp_path, CONFIG.replace("INBOUND_URL", business.url))
    running.start()
    yield running
    close_all(contexts)
    running.stop()
