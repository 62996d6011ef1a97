"""A text that was given up never arrives later, and none leaves after its last look said no (I1).

On real sockets: a peer that stops reading stands for a path that died, because for the kernel both are bytes
that nobody acknowledges.
"""

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from responder.domain.business import ReplyMode, Sender, SenderType
from responder.domain.sending.delivery import Failure
from responder.ports import Outgoing, SendError
from responder.provider import connection
from responder.provider.http import Limits
from tests.provider.twilio_stub import Server, answers, provider_at

ROOT = Path(__file__).resolve().parents[2]
SENDER = Sender("+14155550199", SenderType.LONG_CODE, ReplyMode.APP, 1.0, ("+14155550199",))
LONG = "\N{PARTY POPPER}" * 1_600
"""As a form field 19 kB: more than a peer takes in that does not read."""

CREATED = {"sid": "SM1", "status": "queued", "error_code": None, "date_sent": None}


@dataclass
class Look:
    """A last look: `allowed` says no, `leaves` are the seconds that are left."""

    allowed: Callable[[], bool] = bool
    leaves: float = 1.0
    asked: list[str] = field(default_factory=list)

    def left(self) -> float:
        self.asked.append("left")
        return self.leaves

    def allows(self) -> bool:
        self.asked.append("allows")
        return self.allowed()


def yes() -> bool:
    return True


def text(look: Look, body: str = "Ready.") -> Outgoing:
    return Outgoing("07-abc", "+14155550123", SENDER, body, 300, look)


def failure(url: str, outgoing: Outgoing, limits: Limits) -> Failure:
    with pytest.raises(SendError) as raised:
        provider_at(url, limits).send(outgoing)
    return raised.value.failure


@pytest.fixture
def unread() -> Iterator[socket.socket]:
    """A listener with a receive window of some 2 kB that reads nothing until a test does."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_024)
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        listener.settimeout(60)
        yield listener


def url_of(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def arrives_whole(listener: socket.socket) -> bool:
    """Whether the whole request arrives on the first connection after all, before its end or reset."""
    return arrives_whole_on(listener.accept()[0])


def arrives_whole_on(taken: socket.socket) -> bool:
    """The same on a connection that was taken."""
    head, _, body = _everything(taken).partition(b"\r\n\r\n")
    [length] = re.findall(rb"Content-Length: (\d+)", head)
    assert int(length) > 10_000
    return len(body) == int(length)


def _everything(taken: socket.socket) -> bytes:
    found = b""
    with taken:
        taken.settimeout(5)
        while True:
            try:
                part = taken.recv(65_536)
            except ConnectionResetError:
                return found
            if not part:
                return found
            found += part


def test_what_was_given_up_does_not_arrive_when_the_path_is_back(unread: socket.socket) -> None:
    outcome = failure(url_of(unread), text(Look(yes), LONG), Limits(total=0.2, connect=0.2))

    assert outcome is Failure.UNKNOWN, "bytes were written: nobody may send it again blindly (I7)"
    assert not arrives_whole(unread)


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux alone has it")
def test_a_path_that_is_dead_ends_the_wait_and_does_not_deliver_for_half_a_minute(
    unread: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel gives up long before we do: what it still held for the path would arrive within our 15 s."""
    monkeypatch.setattr(connection, "TEXT_UNACKNOWLEDGED", 50)
    began = time.monotonic()
    outcome = failure(url_of(unread), text(Look(yes), LONG), Limits(total=15.0))

    assert outcome is Failure.UNKNOWN
    assert time.monotonic() - began < 10
    assert not arrives_whole(unread)


POSTS = """
import sys
from urllib.parse import urlsplit
from responder.provider.connection import pool_for
pool_for(urlsplit(sys.argv[1]), 1, 20.0).urlopen("POST", "/", b"x" * 20_000, {}, retries=False, timeout=30.0)
"""


def test_what_a_killed_process_had_written_does_not_arrive_later(unread: socket.socket) -> None:
    """kill -9: the kernel closes its connections, and nobody is left to give anything up."""
    process = subprocess.Popen([sys.executable, "-c", POSTS, url_of(unread)], cwd=ROOT)
    taken, _ = unread.accept()
    taken.recv(1, socket.MSG_PEEK)  # the first bytes are here, the others wait for room
    process.kill()
    process.wait()

    assert not arrives_whole_on(taken)


def test_a_text_that_arrives_does_so_in_one_piece(server: Server) -> None:
    server.will(answers(201, CREATED))
    look = Look(yes)
    assert provider_at(server.url).send(text(look, LONG)).provider_id == "SM1"
    assert server.requests[0].form["Body"] == LONG
    assert look.asked[-1] == "allows", "the look is the last thing before the first byte"


def test_what_the_last_look_forbids_is_never_written(server: Server) -> None:
    server.will(answers(201, CREATED))
    provider = provider_at(server.url)
    provider.send(text(Look(yes)))
    with pytest.raises(SendError) as raised:
        provider.send(text(Look(lambda: False)))
    assert raised.value.failure is Failure.UNREACHABLE, "certainly not sent: it goes back into the outbox"
    assert provider.send(text(Look(yes))).provider_id == "SM1"
    assert len(server.requests) == 2


def test_a_claim_that_grew_old_while_the_connection_was_made_is_not_written(server: Server) -> None:
    server.will(answers(201, CREATED))
    look = Look(yes)

    def grows_old() -> float:
        look.leaves -= 0.6
        return look.leaves

    look.left = grows_old  # type: ignore[method-assign]
    assert failure(server.url, text(look), Limits(connect=1.0)) is Failure.UNREACHABLE
    assert server.requests == []


def test_to_connect_there_is_only_what_the_claim_leaves() -> None:
    """A handshake that hangs: without the claim's rest it would be waited for the whole limit."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"https://127.0.0.1:{deaf.getsockname()[1]}"
        began = time.monotonic()
        assert failure(url, text(Look(yes, 0.05)), Limits(connect=30.0, total=60.0)) is Failure.UNREACHABLE
        assert time.monotonic() - began < 20


def test_one_threads_look_is_not_anothers(server: Server) -> None:
    """A reading of the log in another thread is asked nothing, while a text waits at its last look."""
    server.will(answers(200, {"messages": [], "next_page_uri": None}))
    provider = provider_at(server.url, Limits())
    inside, go_on = threading.Event(), threading.Event()

    def waits() -> bool:
        inside.set()
        return go_on.wait(20) and False

    sending = threading.Thread(target=lambda: pytest.raises(SendError, provider.send, text(Look(waits))))
    sending.start()
    assert inside.wait(20)
    assert provider.inbound_log("+14155550199", 0) == []
    go_on.set()
    sending.join()
    assert [request.method for request in server.requests] == ["GET"]
