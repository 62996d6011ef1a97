"""`bin/bench hostile`: how long any one request of 64 kB keeps the web process from answering `/healthz`.

The real web process (one worker); one hostile request at a time, and beside it somebody who asks `/healthz`
all the time on a connection of their own. What counts is the longest wait of theirs while the request was
worked on, the least of three rounds: what else the machine did meanwhile is not the request's doing.
"""

import re
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread

from bench.hostile_requests import Hostile, requests
from bench.report import Figure, table
from bench.rig import CannotRun, Rig, cpu_seconds, free_port, placement, python, rig, side, wait_for_http
from responder.domain.staff.accounts import Role
from responder.flows.staff import accounts, api_keys
from responder.settings.environment import load_settings
from responder.wiring.product import build

ROUNDS = 3
TARGET_MS = 100.0
SHOWN = 12
PASSWORD = "a password for the benchmark"
AFTERWARDS = 0.03
"""Seconds for which `/healthz` is still watched after the answer."""

PATIENCE = 120


@dataclass(slots=True)
class Watch:
    """Asks `/healthz` again and again; remembers when each answer was asked for and had."""

    port: int
    stopping: Event = field(default_factory=Event)
    asked: list[tuple[float, float]] = field(default_factory=list)

    def run(self) -> None:
        """Until told to stop."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        while not self.stopping.is_set():
            began = time.perf_counter()
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            self.asked.append((began, time.perf_counter()))
            time.sleep(0.001)
        connection.close()

    def longest(self, began: float, ended: float) -> float:
        """The longest wait that overlaps this time, ms."""
        while self.asked[-1][0] < ended:
            time.sleep(0.001)
        waits = [(had - at) * 1_000 for at, had in list(self.asked) if had >= began and at <= ended]
        return max(waits, default=0.0)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends what, with the cookie of an admin and the key of a program."""

    port: int
    cookie: str
    csrf: str
    key: str
    group: int
    """The web process's."""

    def send(self, wanted: Hostile) -> int:
        """Its status; 0 where the server closed the connection."""
        given = dict(wanted.headers)
        if wanted.who == "admin":
            given |= {"Cookie": self.cookie, "X-CSRFToken": self.csrf}
        if wanted.who == "program":
            given |= {"Authorization": f"Bearer {self.key}"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(wanted.method, wanted.path, wanted.body or None, given)
            answer = connection.getresponse()
            answer.read()
        except (HTTPException, ConnectionError):
            return 0
        else:
            return answer.status
        finally:
            connection.close()


def measure() -> list[Figure]:
    """Run it and print the slowest ones; the figure against its target. Raises CannotRun."""
    with rig() as bench, side("load"):
        caller = _started(bench)
        watch = Watch(caller.port)
        watching = Thread(target=watch.run, daemon=True)
        watching.start()
        try:
            idle, found = _idle(watch), [_one(watch, caller, each) for each in requests()]
        finally:
            watch.stopping.set()
            watching.join(PATIENCE)
    found.sort(key=lambda each: -each.wait)
    print(f"\nHow long one request keeps /healthz waiting, {len(found)} requests, least of {ROUNDS} rounds;")
    print(f"with nothing beside it {idle:.1f} ms at most; {placement()}.\n")
    rows = [("request", "ms", "CPU ms", "status")]
    rows += [(each.name, f"{each.wait:.1f}", f"{each.cpu:.0f}", str(each.status)) for each in found[:SHOWN]]
    print(table(rows))
    failed = [each.name for each in found if each.status >= 500]
    if failed:
        raise CannotRun(f"hostile: a 500 for {', '.join(failed)}.")
    return [Figure("hostile: /healthz kept waiting by one request", found[0].wait, "<=", TARGET_MS, "ms")]


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a request kept others (ms), the CPU that the process used meanwhile (ms), and its status."""

    name: str
    wait: float
    cpu: float
    status: int


def _one(watch: Watch, caller: Caller, wanted: Hostile) -> Kept:
    waits, used, status = [], [], 0
    for _ in range(ROUNDS):
        began, before = time.perf_counter(), cpu_seconds(caller.group)
        status = caller.send(wanted)
        time.sleep(AFTERWARDS)
        waits.append(watch.longest(began, time.perf_counter()))
        used.append((cpu_seconds(caller.group) - before) * 1_000)
    print(f"hostile: {min(waits):7.1f} ms  {status}  {wanted.name[:70]}", file=sys.stderr, flush=True)
    return Kept(wanted.name[:60], min(waits), min(used), status)


def _idle(watch: Watch) -> float:
    began = time.perf_counter()
    time.sleep(1.0)
    return watch.longest(began, time.perf_counter())


def _started(bench: Rig) -> Caller:
    """The web process, an admin who is signed in, and a program's key."""
    env = bench.environment()
    port, app = free_port(), build(load_settings(env), 2)
    accounts.add(app.console.desk, "dana", "Dana", Role.ADMIN, PASSWORD)
    _, key = api_keys.issue(app.deps, app.api_keys, "hostile", "operator")
    app.jobs.queue.connection.close()
    app.console.pool.disconnect()
    process = bench.start("web", python("-m", "responder.cli", "serve", "--port", str(port)), env)
    wait_for_http(f"http://127.0.0.1:{port}/healthz", process, lambda: bench.log("web"))
    cookie, csrf = _signed_in(port)
    return Caller(port, cookie, csrf, key, process.pid)


def _signed_in(port: int) -> tuple[str, str]:
    """An admin's cookies and the token of their forms. Raises CannotRun."""
    cookies, page = _asked(port, "GET", "/sign-in", "", "")
    form = f"login=dana&password={PASSWORD.replace(' ', '+')}&csrf_token={_token(page)}"
    cookies, _ = _asked(port, "POST", "/sign-in", cookies, form)
    cookies, page = _asked(port, "GET", "/more", cookies, "")
    return cookies, _token(page)


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if not found:
        raise CannotRun("hostile: nobody can sign in.")
    return found[1]


def _asked(port: int, method: str, path: str, cookies: str, form: str) -> tuple[str, str]:
    """The cookies after a request, and its page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    given = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, form or None, {name: value for name, value in given.items() if value})
    answer = connection.getresponse()
    kept = dict(each.partition("=")[::2] for each in cookies.split("; ") if each)
    for each in answer.headers.get_all("Set-Cookie", []):
        kept.update([each.partition(";")[0].partition("=")[::2]])
    page = answer.read().decode("utf-8", "replace")
    with suppress(OSError):
        connection.close()
    return "; ".join(f"{name}={value}" for name, value in kept.items()), page
