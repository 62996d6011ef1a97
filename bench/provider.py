"""A stand-in for Twilio's API that takes a fixed time for each create and remembers when each one came.

A thread of the benchmark's process with its own event loop, so that arrivals need not be asked for. It
answers POST …/Messages.json with a create's 201 and everything else with an empty list; no credentials.
Limits: one address, HTTP/1.1 with Content-Length, no errors and no throttling: the simulator has those.
"""

import asyncio
import json
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from bench.texts import ACCOUNT_SID

_EMPTY = json.dumps({"messages": [], "next_page_uri": None, "page": 0, "page_size": 50, "uri": ""}).encode()


@dataclass(slots=True)
class Provider:
    """Call `start`, then read `arrivals`: message id -> when its creates came (perf_counter seconds)."""

    latency: float = 0.0
    arrivals: dict[str, list[float]] = field(default_factory=dict)
    url: str = ""
    _came: threading.Condition = field(default_factory=threading.Condition)
    _loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Listen on a free port; `url` is its address."""
        listening = threading.Event()
        threading.Thread(target=self._run, args=(listening,), name="provider", daemon=True).start()
        listening.wait()

    def stop(self) -> None:
        """End the thread's loop."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._loop.stop)

    def wait_for(self, message_count: int, seconds: float) -> bool:
        """Whether creates for so many different messages came within this time."""
        with self._came:
            return self._came.wait_for(lambda: len(self.arrivals) >= message_count, seconds)

    def create(self, form: bytes) -> bytes:
        """Note the arrival; the answer to it."""
        now = time.perf_counter()
        fields = {name: values[0] for name, values in parse_qs(form.decode()).items()}
        message_id = fields["StatusCallback"].rsplit("/", 1)[1]
        with self._came:
            self.arrivals.setdefault(message_id, []).append(now)
            self._came.notify_all()
        return _created(fields, len(self.arrivals))

    def _run(self, listening: threading.Event) -> None:
        self._loop = asyncio.new_event_loop()
        server = self._loop.run_until_complete(
            self._loop.create_server(lambda: _Connection(self), "127.0.0.1", 0, backlog=512)
        )
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        listening.set()
        self._loop.run_forever()


class _Connection(asyncio.Protocol):
    """One connection; one request at a time, as urllib3 sends them."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, mark, body = self._received.partition(b"\r\n\r\n")
        length = _content_length(head)
        if not mark or len(body) < length:
            return
        self._received = body[length:]
        if head.startswith(b"POST") and b"/Messages.json" in head.partition(b"\r\n")[0]:
            answer = self._provider.create(body[:length])
            self._later(_response(b"201 CREATED", answer))
        else:
            self._later(_response(b"200 OK", _EMPTY))

    def _later(self, response: bytes) -> None:
        if not self._provider.latency:
            self._transport.write(response)
            return
        asyncio.get_running_loop().call_later(self._provider.latency, self._transport.write, response)


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _response(status: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
        *(status, len(body)),
        body,
    )


def _created(fields: dict[str, str], number: int) -> bytes:
    """A Message resource as a create answers it."""
    sid = f"SM{number:032x}"
    return json.dumps(
        {
            "account_sid": ACCOUNT_SID,
            "api_version": "2010-04-01",
            "body": fields.get("Body", ""),
            "date_created": "Sun, 22 Nov 2026 12:00:00 +0000",
            "date_sent": None,
            "date_updated": "Sun, 22 Nov 2026 12:00:00 +0000",
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": fields.get("From"),
            "messaging_service_sid": fields.get("MessagingServiceSid"),
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": sid,
            "status": "queued",
            "subresource_uris": {"media": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}/Media.json"},
            "to": fields.get("To"),
            "uri": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}.json",
        }
    ).encode()
