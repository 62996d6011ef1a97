"""A real simulator process, a recording webhook server, and small clients for the tests of the simulator."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import urllib3
from twilio.rest import Client
from urllib3.util import make_headers

from tests.processes import free_port, start

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "12345"
SHARED_ID = "webhooks_sharedkey_00000000000000000000000000000007"
SHARED_SECRET = "a-shared-secret"
SERVICE = "MG00000000000000000000000000000001"
ADVANCED_SERVICE = "MG00000000000000000000000000000002"
TOLL_FREE_SERVICE = "MG00000000000000000000000000000003"

LONG = "+14155550199"
DEFAULT = "+14155550198"
POOL_A, POOL_B = "+14155550197", "+14155550196"
ADVANCED = "+14155550195"
TOLL_FREE, TOLL_FREE_DEFAULT, TOLL_FREE_ADVANCED = "+18005550123", "+18005550124", "+18005550125"
SHORT = "24273"
SLOW = "+14155550190"
BOB = "+14185550112"

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"

# number, type, opt-out mode, service, rate
SENDERS = (
    (LONG, "long_code", "off", "", 0),
    (DEFAULT, "long_code", "default", "", 0),
    (POOL_A, "long_code", "default", SERVICE, 0),
    (POOL_B, "long_code", "default", SERVICE, 0),
    (ADVANCED, "long_code", "advanced", ADVANCED_SERVICE, 0),
    (TOLL_FREE, "toll_free", "off", "", 0),
    (TOLL_FREE_DEFAULT, "toll_free", "default", "", 0),
    (TOLL_FREE_ADVANCED, "toll_free", "advanced", TOLL_FREE_SERVICE, 0),
    (SHORT, "short_code", "off", "", 0),
    (SLOW, "long_code", "off", "", 1),
)

Answer = tuple[int, dict[str, str], bytes]
EMPTY: Answer = (200, {"Content-Type": "text/xml"}, b"<Response/>")


def eventually(probe: Callable[[], T], seconds: float = 60.0) -> T:
    """The first true value of `probe`; fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (value := probe()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)
    return value


@dataclass
class Received:
    """One request that the webhook server got."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: str
    at: float

    @property
    def pairs(self) -> list[tuple[str, str]]:
        text = self.body if self.method == "POST" else self.path.partition("?")[2]
        return parse_qsl(text, keep_blank_values=True)

    @property
    def form(self) -> dict[str, str]:
        return dict(self.pairs)

    def header(self, name: str) -> str:
        return dict((key.lower(), value) for key, value in self.headers).get(name.lower(), "")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    receiver: "Receiver"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        request = Received(self.command, self.path, list(self.headers.items()), body, time.time())
        status, headers, content = self.server.receiver.take(request)
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            return

    do_GET = do_POST = _answer

    def log_message(self, format: str, *args: Any) -> None:
        return


class Receiver:
    """A webhook server that records everything and answers as a test says."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.respond: Callable[[Received], Answer] = lambda request: EMPTY
        self._server = Server(("127.0.0.1", 0), _Handler)
        self._server.receiver = self
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def take(self, request: Received) -> Answer:
        self.requests.append(request)
        return self.respond(request)

    def at(self, path: str) -> list[Received]:
        return [request for request in self.requests if request.path.partition("?")[0] == path]

    def reset(self) -> None:
        self.requests = []
        self.respond = lambda request: EMPTY

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Reply:
    """An HTTP answer."""

    status: int
    headers: Any
    data: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.data)


@dataclass
class Simulator:
    """A simulator in a process of its own."""

    directory: Path
    webhook_base: str
    data: Path | None = None
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(maxsize=32, retries=False))

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Simulator":
        config = self.directory / "simulator.toml"
        config.write_text(self._config())
        command = [sys.executable, "-m", "responder.simulator", "--port", str(self.port)]
        command += ["--config", str(config)]
        command += ["--data", str(self.data)] if self.data else []
        self.process = start(command, cwd=ROOT, env=dict(os.environ), start_new_session=True)
        eventually(self._alive)
        return self

    def _config(self) -> str:
        lines = [
            f'account_sid = "{ACCOUNT}"',
            f'auth_token = "{TOKEN}"',
            f'shared_key_id = "{SHARED_ID}"',
            f'shared_key_secret = "{SHARED_SECRET}"',
        ]
        for number, kind, opt_out, service, rate in SENDERS:
            lines += ["[[numbers]]", f'number = "{number}"', f'type = "{kind}"', f'opt_out = "{opt_out}"']
            lines += [f'messaging_service = "{service}"', f"rate = {rate}"]
            lines += [f'inbound_url = "{self.webhook_base}/twilio/inbound"']
        lines += ["[[phones]]", f'number = "{BOB}"', 'name = "Bob Gagnon"']
        return "\n".join(lines)

    def _alive(self) -> bool:
        try:
            return self.call("GET", "/healthz").status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        if how == signal.SIGKILL:
            os.killpg(self.process.pid, how)
        else:
            self.process.send_signal(how)
        return self.process.wait(60)

    # -- control API

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> Reply:
        if body is not None:
            options |= {"body": json.dumps(body), "headers": {"Content-Type": "application/json"}}
        answer = self.http.request(method, self.base + path, **options)
        return Reply(answer.status, answer.headers, answer.data)

    def reset(self) -> None:
        assert self.call("DELETE", "/sim/state").status == 200

    def faults(self, **faults: Any) -> None:
        reply = self.call("POST", "/sim/faults", faults)
        assert reply.status == 200, reply.data

    def number(self, number: str, **changes: Any) -> None:
        reply = self.call("POST", f"/sim/numbers/{number}", changes)
        assert reply.status == 200, reply.data

    def text(self, body: str, to: str = LONG, sender: str = BOB, **more: Any) -> Any:
        """A customer's text; waits for the webhook."""
        content = {"from": sender, "to": to, "body": body, "wait": True} | more
        reply = self.call("POST", "/sim/inbound", content)
        assert reply.status in (200, 202), reply.data
        return reply.json

    def events(self, kind: str) -> list[dict[str, Any]]:
        found = self.call("GET", "/sim/events?after=0&limit=5000").json["events"]
        return [event for event in found if event["kind"] == kind]

    def details(self, kind: str) -> list[dict[str, Any]]:
        return [event["detail"] for event in self.events(kind)]

    def heard(self, phone: str = BOB) -> list[tuple[str, str]]:
        """Who said what to a phone, in order."""
        found = self.call("GET", "/sim/messages?phone=" + phone.replace("+", "%2B")).json["messages"]
        return [(m["author"], m["body"]) for m in found if m["direction"] != "inbound"]

    # -- Twilio's API

    def api(
        self,
        method: str,
        path: str = MESSAGES + ".json",
        *,
        login: str = f"{ACCOUNT}:{TOKEN}",
        **options: Any,
    ) -> Reply:
        headers = make_headers(basic_auth=login) if login else {}
        options.setdefault("timeout", 10)
        if "fields" in options:
            options["encode_multipart"] = False
        answer = self.http.request(method, self.base + path, headers=headers, **options)
        return Reply(answer.status, answer.headers, answer.data)

    def create(self, **fields: str) -> Reply:
        """POST Messages with a valid form unless a field says otherwise; an empty field is left out."""
        form = {"To": BOB, "From": LONG, "Body": "Hello"} | fields
        return self.api("POST", fields={key: value for key, value in form.items() if value})

    def fetch(self, sid: str) -> Any:
        return self.api("GET", f"{MESSAGES}/{sid}.json").json

    def settled(self, sid: str, *states: str) -> Any:
        wanted = states or ("delivered", "undelivered", "failed")
        return eventually(lambda: (m := self.fetch(sid))["status"] in wanted and m)

    def client(self) -> Client:
        client = Client(ACCOUNT, TOKEN)
        client.api.base_url = self.base
        return client


def running(directory: Path, base: str) -> Iterator[Simulator]:
    simulator = Simulator(directory, base).start()
    yield simulator
    assert simulator.stop() == 0
