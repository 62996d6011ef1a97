"""A simulator as its users run it and a business that takes its webhooks, for tests of the handset page."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import requests

from tests.processes import free_port, start
from tests.product.harness import ROOT, START_SECONDS, answers, clean_environment, eventually

LONG_CODE = "+14155550199"
TWILIO_ANSWERS = "+14155550188"
TOLL_FREE = "+18005550123"
ALICE = "+14185550101"
BOB = "+14185550112"
SENDERS = {
    LONG_CODE: ("long_code", "off"),
    TWILIO_ANSWERS: ("long_code", "default"),
    TOLL_FREE: ("toll_free", "off"),
}
"""Our numbers, with their type and who answers a STOP."""

ACCOUNT_SID = "AC00000000000000000000000000000001"
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
CALL_SECONDS = 60


def config() -> str:
    """An account with the three senders; Alice and Bob have phones."""
    numbers = (
        f'[[numbers]]\nnumber = "{number}"\ntype = "{kind}"\nopt_out = "{opt_out}"\n'
        for number, (kind, opt_out) in SENDERS.items()
    )
    phones = (
        f'[[phones]]\nnumber = "{number}"\nname = "{name}"\n'
        for number, name in ((ALICE, "Alice Roy"), (BOB, "Bob Gagnon"))
    )
    account = f'account_sid = "{ACCOUNT_SID}"\nauth_token = "{AUTH_TOKEN}"\n'
    return "\n".join((account, *numbers, *phones))


class Business:
    """A server that takes every webhook with 200 and remembers its parameters.

    Each test has an address of its own: what is still under way from an earlier one is not taken for its own.
    """

    def __init__(self) -> None:
        self.received: list[dict[str, str]] = []
        self._addresses = count(1)
        self.path = "/0"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def begin(self) -> "Business":
        """Forget everything, and move to another address."""
        self.path, self.received = f"/{next(self._addresses)}", []
        return self

    @property
    def url(self) -> str:
        """Where its webhooks go."""
        return f"http://127.0.0.1:{self._server.server_port}{self.path}"

    def close(self) -> None:
        """Take nothing more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _take(self, path: str, parameters: dict[str, str]) -> None:
        if path == self.path:
            self.received.append(parameters)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self._take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                take(self.path, {name: values[0] for name, values in parse_qs(body).items()})
                answer = b"<Response/>"
                self.send_response(200)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Handler


class Simulator:
    """A process on a port of its own."""

    def __init__(self, directory: Path) -> None:
        self._config = directory / "simulator.toml"
        self._config.write_text(config(), encoding="utf-8")
        self._log = directory / "simulator.log"
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Run it until it answers."""
        command = [sys.executable, "-m", "responder.simulator", "--port", str(self._port)]
        with self._log.open("ab") as log:
            self._process = start(
                [*command, "--config", str(self._config)],
                cwd=ROOT,
                env=clean_environment(),
                stdout=log,
                stderr=log,
            )
        eventually(self._answers, START_SECONDS)

    def stop(self) -> None:
        """End it, if it runs."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(START_SECONDS)
        self._process = None

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text(encoding="utf-8")
        return answers(self.url + "/healthz")

    def begin(self, business: Business) -> "Simulator":
        """Forget every text, event and fault; from now on customers text this business."""
        self.control("DELETE", "/sim/state")
        for number in SENDERS:
            self.control("POST", f"/sim/numbers/{number}", {"inbound_url": business.url})
        return self

    def create(self, to: str, body: str, from_: str = LONG_CODE) -> requests.Response:
        """A text from the business, through the REST API."""
        return requests.post(
            f"{self.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json",
            auth=(ACCOUNT_SID, AUTH_TOKEN),
            data={"To": to, "From": from_, "Body": body},
            timeout=CALL_SECONDS,
        )

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A call to the control API."""
        data = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"}
        answer = requests.request(method, self.url + path, data=data, headers=headers, timeout=CALL_SECONDS)
        answer.raise_for_status()
        return answer.json()
