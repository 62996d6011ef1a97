"""Which connections are closed when too many requests do not end: real sockets, a real kernel."""

import socket
from contextlib import ExitStack
from threading import Event, Thread

import pytest

from responder.web.server import slow_clients
from responder.web.server.slow_clients import FEW, MOST_STUCK, PATIENCE, Connections, Requests

LINUX = pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="the system does not tell of connections")
pytestmark = LINUX


class Server:
    """Accepts and says what it is told to: the kernel's side of the web server."""

    def __init__(self, stack):
        self.listening = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=1024))
        self.stack = stack

    def meets(self, sends=b""):
        """A client and our side of its connection."""
        client = self.stack.enter_context(socket.create_connection(self.listening.getsockname()))
        ours = self.stack.enter_context(self.listening.accept()[0])
        if sends:
            client.sendall(sends)
            assert ours.recv(100) == sends
        return client, ours


@pytest.fixture
def server():
    with ExitStack() as stack:
        yield Server(stack)


def looking(*moments, stuck):
    """Looks with so many stuck requests: which of them run is the web server's to know."""
    found = Connections(lambda now: stuck)
    return sum(found.look(now) for now in moments)


def is_open(client):
    client.settimeout(0.05)
    try:
        return client.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def test_while_few_are_stuck_nobody_is_cut_off(server):
    everybody = [server.meets(b"POST /") for _ in range(MOST_STUCK + 5)]

    assert looking(0.0, PATIENCE, 2 * PATIENCE, stuck=MOST_STUCK) == 0
    assert all(is_open(client) for client, _ in everybody[:3])


def test_those_that_owed_an_answer_longest_are_cut_off_until_few_are_left(server):
    slow = [server.meets(b"POST /") for _ in range(MOST_STUCK + 6)]

    assert looking(0.0, PATIENCE, stuck=len(slow)) == len(slow) - FEW
    assert sum(is_open(client) for client, _ in slow) == FEW


def test_one_that_came_a_moment_ago_is_not_among_them(server):
    slow = [server.meets(b"POST /") for _ in range(MOST_STUCK + 6)]
    found = Connections(lambda now: MOST_STUCK + 60)
    assert found.look(0.0) == 0
    stop, _ = server.meets(b"POST /twilio/inbound")
    found.look(PATIENCE)

    assert is_open(stop)
    assert sum(is_open(client) for client, _ in slow) == FEW


def test_one_that_was_answered_owes_nothing_and_goes_last(server):
    found = Connections(lambda now: MOST_STUCK + 1)
    served = [server.meets(b"GET /") for _ in range(20)]
    for client, ours in served:
        ours.sendall(b"HTTP/1.1 200 OK")
        client.recv(100)
    slow = [server.meets(b"POST /") for _ in range(MOST_STUCK + 1)]
    found.look(0.0)
    found.look(PATIENCE)

    assert all(is_open(client) for client, _ in served)
    assert sum(is_open(client) for client, _ in slow) == FEW


def test_bytes_that_drip_buy_no_time(server):
    found = Connections(lambda now: MOST_STUCK + 1)
    slow = [server.meets(b"POST /") for _ in range(MOST_STUCK + 1)]
    found.look(0.0)
    for client, ours in slow:
        client.sendall(b"x")
        ours.recv(1)
    found.look(PATIENCE)

    assert sum(is_open(client) for client, _ in slow) == FEW


def test_a_text_that_waits_while_others_drip_goes_last(server):
    """It fell silent when it was sent, they did not; but they came before it."""
    found = Connections(lambda now: MOST_STUCK + 1)
    slow = [server.meets(b"POST /") for _ in range(MOST_STUCK + 20)]
    Event().wait(0.05)  # the kernel's clock says who came first
    stop, _ = server.meets(b"POST /twilio/inbound")
    Event().wait(0.05)
    for client, ours in slow:
        client.sendall(b"x")
        ours.recv(1)
    found.look(0.0)
    found.look(PATIENCE)

    assert is_open(stop)


def test_those_that_were_closed_while_they_waited_for_a_thread_are_not_chosen_again(server):
    """The server lets go of them when a thread looks at them, not before: others hold the threads."""
    found = Connections(lambda now: MOST_STUCK + 1)
    slow = [server.meets(b"POST /") for _ in range(2 * MOST_STUCK + 2)]
    found.look(0.0)
    closed = [found.look(PATIENCE), found.look(PATIENCE + 0.5)]

    assert closed == [MOST_STUCK + 1 - FEW] * 2
    assert sum(is_open(client) for client, _ in slow) == len(slow) - sum(closed)


def test_silent_ones_go_where_no_new_one_would_be_let_in(server, monkeypatch):
    """The kernel's clock says how long they were silent."""
    everybody = [server.meets() for _ in range(20)]
    found = Connections(lambda now: 0, most_open=12)
    monkeypatch.setattr(slow_clients, "PATIENCE", 3_600.0)
    assert found.look(0.0) == 0
    monkeypatch.setattr(slow_clients, "PATIENCE", 0.0)
    found.look(PATIENCE)

    assert sum(is_open(client) for client, _ in everybody) == 12


def test_connections_that_we_made_ourselves_are_left_alone(server):
    """To Redis, for one: they stand among the same open files."""
    elsewhere = socket.create_server(("127.0.0.1", 0))
    address = elsewhere.getsockname()
    ours = socket.create_connection(address)
    theirs, _ = elsewhere.accept()
    elsewhere.close()  # now no port of ours is listened at there
    theirs.sendall(b"+PONG")
    slow = [server.meets(b"POST /") for _ in range(MOST_STUCK + 6)]
    looking(0.0, PATIENCE, stuck=len(slow) + FEW)

    assert sum(is_open(client) for client, _ in slow) == FEW
    ours.settimeout(1)
    assert ours.recv(5) == b"+PONG"
    ours.close()
    theirs.close()


def test_a_request_is_stuck_when_it_is_the_same_one_a_second_later():
    """The web server's frame is the outermost of a request's thread; here the standard library plays it."""
    requests, let_go = Requests("threading.py", few=0), Event()
    others = requests.stuck(0.0) + requests.stuck(PATIENCE)
    threads = [Thread(target=let_go.wait) for _ in range(5)]
    for each in threads:
        each.start()
    first, later = requests.stuck(2 * PATIENCE), requests.stuck(3 * PATIENCE)
    let_go.set()
    for each in threads:
        each.join()

    assert (first, later) == (others, others + 5)
    assert requests.stuck(4 * PATIENCE) == others
