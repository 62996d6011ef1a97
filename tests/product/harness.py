"""The running product, seen from outside: its processes, its HTTP ports, its Redis, its command line."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import redis
import urllib3
from rq import Queue
from rq.serializers import JSONSerializer
from twilio.request_validator import RequestValidator

from responder.adapters.rq_queue import queue_name
from responder.local.prepare import PHONES
from responder.settings.environment import SETTINGS
from responder.store.connection import SHARDS
from responder.store.core.queries import Queries
from responder.store.keys import Keys
from tests.processes import free_port, start
from tests.product import forked

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
"""Seconds until what a test waits for has failed: a bound for what never comes, not a speed."""
START_SECONDS = 120.0
CLI_SECONDS = 120.0
PAGE = 5_000

BUSINESS = "garage"
OURS = "+14155550199"
TWILIO_ANSWERS = "+14155550188"
TOLL_FREE = "+18005550123"

BUSINESS_FILE = f"""
[business]
id = "{BUSINESS}"
name = "Garage Tremblay"
legal_name = "Garage Tremblay inc."
address = "120 rue Principale, Québec QC G1R 1A1, Canada"
phone = "+18005550150"
email = "aide@garage.example"
website = "https://garage.example"
languages = ["en", "fr"]

[policy]
service_hours = "off"

[[senders]]
number = "{OURS}"
type = "long_code"
replies = "app"
rate = 1000

[[senders]]
number = "{TWILIO_ANSWERS}"
type = "long_code"
replies = "twilio_default"
rate = 1000

[[senders]]
number = "{TOLL_FREE}"
type = "toll_free"
replies = "app"
rate = 1000
"""
"""The garage of the examples with senders and hours that no test has to wait for."""

_AREAS = ("204", "250", "306", "403", "416", "418", "506", "514", "604", "613", "705", "819", "902", "905")
_possible = (f"+1{area}55501{last:02d}" for last in range(100) for area in _AREAS)
_numbers = (number for number in _possible if number not in dict(PHONES))  # those are in every simulator
_ids = count(1)


def new_phone() -> str:
    """A customer's number that no other test of this run has."""
    return next(_numbers)


def new_sid() -> str:
    """A provider's id that was never seen."""
    return f"SM{next(_ids):032x}"


def eventually(probe: Callable[[], T], seconds: float = PATIENCE) -> T:
    """The first true value of `probe`; fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (value := probe()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)
    return value


def next_second() -> None:
    """Let the provider's log tell two texts apart: whole seconds, and a tie is an opt-out."""
    now = int(time.time())
    eventually(lambda: int(time.time()) > now)


def clean_environment(**more: str) -> dict[str, str]:
    """This process's environment without settings of ours that somebody may have exported."""
    ours = SETTINGS.keys() | {f"{name}_FILE" for name in SETTINGS}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONTZPATH": "", **more}


def run_cli(*arguments: str | bytes, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """The command line in an environment without settings of ours but `env`, in a process of its own."""
    return forked.run(arguments, stdin, clean_environment(**env), ROOT, CLI_SECONDS)


def start_cli(*arguments: str | bytes, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """The same as people start it: Python anew."""
    return subprocess.run(
        [sys.executable, "-m", "responder.cli", *arguments],
        input=stdin,
        env=clean_environment(**env),
        cwd=ROOT,
        capture_output=True,
        timeout=CLI_SECONDS,
        check=False,
    )


class Phones:
    """The simulator's control API: the customers' phones, the witness log, the faults."""

    def __init__(self, url: str, http: urllib3.PoolManager) -> None:
        self.url = url
        self._http = http

    def call(self, method: str, path: str, body: Any = None) -> Any:
        content = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"}
        answer = self._http.request(method, self.url + path, body=content, headers=headers, timeout=60)
        assert answer.status < 300, answer.data
        return json.loads(answer.data)

    def text(
        self, phone: str, body: str, to: str = OURS, sid: str = "", media: Sequence[Any] = (), **faults: Any
    ) -> Any:
        """A customer's text, or the caption of their pictures; returns when the webhook was called."""
        wanted = {"from": phone, "to": to, "body": body, "sid": sid, "wait": True, "faults": faults}
        wanted["media"] = list(media)
        return self.call("POST", "/sim/inbound", wanted)

    def faults(self, **faults: Any) -> None:
        self.call("POST", "/sim/faults", faults)

    def mend(self) -> None:
        self.call("DELETE", "/sim/faults")

    def script(self, phone: str, **script: Any) -> None:
        self.call("POST", f"/sim/faults/{phone}", script)

    def heard(self, phone: str, author: str = "") -> list[dict[str, Any]]:
        """What the phone received, oldest first; of one author if asked."""
        found = self.call("GET", f"/sim/messages?phone={phone.replace('+', '%2B')}")["messages"]
        texts = [message for message in found if message["direction"] != "inbound"]
        return [text for text in texts if author in ("", text["author"])]

    def events(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        after, more = 0, True
        while more:
            page = self.call("GET", f"/sim/events?after={after}&limit={PAGE}")
            found += [event for event in page["events"] if event["kind"] == kind]
            after, more = page["seq"], len(page["events"]) == PAGE
        return found

    def creates(self, phone: str) -> list[dict[str, Any]]:
        """Every request to send something to the phone that reached the provider, taken or not.

        What the phone has heard is among them: the provider writes it down a moment later.
        """
        heard = len(self.heard(phone, "responder"))

        def listed() -> list[list[dict[str, Any]]]:
            found = [event for event in self.events("create") if event["detail"]["to"] == phone]
            return [found] if sum(event["detail"]["taken"] for event in found) >= heard else []

        return eventually(listed)[0]


@dataclass
class Simulator:
    """A simulator of a test's own, in its own process."""

    directory: Path
    config: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Simulator":
        path = self.directory / "simulator.toml"
        path.write_text(self.config, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "responder.simulator",
            "--port",
            str(self.port),
            "--config",
            str(path),
        ]
        with (self.directory / "simulator.log").open("wb") as log:
            self.process = start(command, cwd=ROOT, env=clean_environment(), stdout=log, stderr=log)
        eventually(lambda: answers(self.url + "/healthz"), START_SECONDS)
        return self

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(20)


def answers(url: str) -> bool:
    """Whether somebody says 200 there."""
    with urllib3.PoolManager(retries=False) as http:
        try:
            return http.request("GET", url, timeout=2).status == 200
        except urllib3.exceptions.HTTPError:
            return False


@dataclass
class Product:
    """What `bin/up` runs, on free ports and a folder of its own."""

    directory: Path
    options: Sequence[str] = ("--no-demo",)
    settings: Mapping[str, str] = field(default_factory=dict)
    business: str = BUSINESS_FILE
    port: int = field(default_factory=free_port)
    simulator_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(maxsize=32, retries=False))

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def output(self) -> Path:
        """What the supervisor says."""
        return self.directory / "up.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def phones(self) -> Phones:
        simulated = f"http://127.0.0.1:{self.simulator_port}"
        return Phones(self.settings.get("TWILIO_API_URL", simulated), self.http)

    @property
    def env(self) -> dict[str, str]:
        """The settings that the product runs with."""
        lines = (self.data / "run" / "env").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def start(self) -> "Product":
        self.data.mkdir(exist_ok=True)
        (self.data / "business.toml").write_text(self.business, encoding="utf-8")
        ports = ["--port", str(self.port), "--simulator-port", str(self.simulator_port)]
        command = [sys.executable, "-m", "responder.local.supervisor", *ports, "--data", str(self.data)]
        env = clean_environment(**self.settings)
        with self.output.open("wb") as log:
            self.process = start([*command, *self.options], cwd=ROOT, env=env, stdout=log, stderr=log)
        eventually(self._ready, START_SECONDS)
        return self

    def _ready(self) -> bool:
        said = self.output.read_text(encoding="utf-8")
        assert self.process is not None and self.process.poll() is None, said
        return "Ready in" in said

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        code = self.process.wait(60)
        self.http.clear()
        return code

    # -- processes

    def pid(self, name: str) -> int:
        path = self.data / "run" / f"{name}.pid"
        return int(path.read_text()) if path.exists() else 0

    def kill(self, name: str, how: signal.Signals) -> int:
        """Send a signal to a process of the product (`supervisor` too); returns its id."""
        assert self.process is not None
        pid = self.process.pid if name == "supervisor" else self.pid(name)
        os.kill(pid, how)
        return pid

    def restarted(self, name: str, old: int) -> int:
        """Wait until the supervisor has started it again; the new id."""
        return eventually(lambda: (pid := self.pid(name)) and pid != old and pid)

    @property
    def log_files(self) -> list[Path]:
        return [*(self.data / "log").glob("*"), self.output]

    # -- what people do

    def cli(self, *arguments: str, stdin: str = "") -> tuple[int, Any, str]:
        """A command on the running product: exit code, the JSON on stdout, the words on stderr."""
        done = run_cli("--data", str(self.data), "--json", *arguments, stdin=stdin.encode())
        return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr.decode()

    def post(self, path: str, form: Mapping[str, str], **how: Any) -> int:
        """A webhook as the provider would send it, signed; the status that it got."""
        return self.request("POST", path, form, **how)

    def request(
        self,
        method: str,
        path: str,
        form: Mapping[str, str],
        signature: str | None = None,
        timeout: float = 20,
    ) -> int:
        env = self.env
        signed = RequestValidator(env["TWILIO_AUTH_TOKEN"]).compute_signature(
            env["PUBLIC_URL"] + path, dict(form)
        )
        headers = {"X-Twilio-Signature": signed if signature is None else signature}
        answer = self.http.request_encode_body(
            method,
            self.url + path,
            fields=dict(form),
            headers=headers,
            encode_multipart=False,
            timeout=timeout,
        )
        return answer.status

    # -- what Redis holds

    @contextmanager
    def redis(self, name: str = "REDIS_URL", **options: Any) -> Iterator["redis.Redis"]:
        client = redis.Redis.from_url(self.env[name], **options)
        yield client
        client.close()

    def forgets_webhook_texts(self) -> None:
        """What a test posted by itself is in no log of the provider's: for an hour that is not believed."""
        keys = Keys(BUSINESS, SHARDS)
        with self.redis() as client:
            client.delete(*map(keys.webhook_texts, keys.shards()))

    def consent(self, phone: str) -> str:
        with self.redis(decode_responses=True) as client:
            return str(client.hget(Keys(BUSINESS, SHARDS).number(phone), "consent") or "UNKNOWN")

    def timeline(self, phone: str) -> list[dict[str, Any]]:
        with self.redis(decode_responses=True) as client:
            return Queries(client, Keys(BUSINESS, SHARDS)).timeline(phone)

    def sent(self, phone: str) -> list[dict[str, Any]]:
        """The outgoing messages of a number with their present state."""
        return [entry for entry in self.timeline(phone) if entry["kind"] == "message"]

    def states(self, phone: str) -> list[str]:
        return [message["state"] for message in self.sent(phone)]

    @contextmanager
    def queue(self) -> Iterator[Queue]:
        with self.redis("QUEUE_REDIS_URL") as client:
            yield Queue(queue_name(BUSINESS), connection=client, serializer=JSONSerializer)


def inbound_form(phone: str, body: str, to: str = OURS, sid: str = "") -> dict[str, str]:
    """The least that a text's webhook holds."""
    return {"From": phone, "To": to, "Body": body, "MessageSid": sid or new_sid(), "NumMedia": "0"}
