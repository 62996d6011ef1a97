"""What breaks things on purpose while the town texts: faults drawn from a deck that a seed shuffles.

Each fault mends itself; which ones there are stands in `table.py`. Processes are found by the supervisor's
pid files; only those of the product under test are ever touched.
"""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread

import redis
import urllib3

from tests.faults.pair import Pair
from tests.product.harness import OURS, Product

CHILDREN = ("web", "worker", "relay", "valkey")
START_WITHIN = 60.0
"""Seconds in which `bin/up` succeeds, however often another fault hits it while it starts."""

TMPFS_MEGABYTES = 600

PATIENCE = 20.0
"""Seconds for which a fault waits until another one lets go of what both would break."""

REST, LONG_REST = (4.0, 9.0), (25.0, 40.0)
"""Seconds between two faults for which the whole product is needed: until each was done once, and then."""


class BrokenAlready(Exception):
    """A fault that could not be done, because another one holds what it would break."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong. `cards`: how many of a deck are its own.

    `guard` begins the name of the guard in `mutants.py` that stands against it. `long`: only where there is
    time. `alone`: it needs the whole product, so that one such fault waits for the other. `last`: it comes
    after all others, because it keeps the provider broken for minutes.
    """

    do: "Callable[[Chaos], None]"
    cards: int
    guard: str
    long: bool = False
    alone: bool = False
    last: bool = False
    needs_disk: bool = False

    @property
    def name(self) -> str:
        return self.do.__name__


@dataclass(frozen=True)
class Stretch:
    """A stretch of time, in ms since 1970 UTC."""

    began: int
    ended: int


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk of its own below `folder`, that a test can fill; False where this user may not have one."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={TMPFS_MEGABYTES}m,mode=0700"
    made = subprocess.run(
        ("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)), capture_output=True, check=False
    )
    try:
        yield made.returncode == 0
    finally:
        if made.returncode == 0:
            subprocess.run(("umount", "-l", str(folder)), check=True)


@dataclass
class Chaos:
    """The faults of one run. `long_stops`: there is time for those that take long.

    `desk_closed` is held while nobody at the desk may opt anybody out. Texts go to the numbers in `ours`;
    staff write to `texted`. `pair`: the Redis, where it is not the product's own. `away`: nothing listened;
    `lost`: what Redis knew of this stretch was taken away. `wrong`: what the product should have done.
    """

    product: Product
    rng: Random
    has_disk: bool
    long_stops: bool
    table: Sequence[Fault]
    pair: Pair | None = None
    texted: list[str] = field(default_factory=list)
    ours: list[str] = field(default_factory=lambda: [OURS])
    kills: Counter[str] = field(default_factory=Counter)
    holds: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    not_done: Counter[str] = field(default_factory=Counter)
    busy: Counter[str] = field(default_factory=Counter)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(8, "chaos"))
    over: Event = field(default_factory=Event)
    blind: Event = field(default_factory=Event)
    wrong_clock: list[Stretch] = field(default_factory=list)
    away: list[Stretch] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: list[Stretch] = field(default_factory=list)
    desk_closed: Lock = field(default_factory=Lock)
    supervisor: Lock = field(default_factory=Lock)
    memory: Lock = field(default_factory=Lock)
    mends: "list[Callable[[], None]]" = field(default_factory=list)

    def run(self, every: float) -> None:
        """One fault after the other, on average one in `every` seconds, until told that it is over."""
        slow = Thread(target=self._run_alone, name="chaos-alone", daemon=True)
        slow.start()
        drawn = self.schedule(alone=False)
        while not self.over.wait(self.rng.uniform(0.3, 1.7) * every):
            self.pool.submit(self._carefully, next(drawn))
        slow.join()

    def _run_alone(self) -> None:
        """Those that need the whole product, one after the other, with time between them to get well."""
        for fault in self.schedule(alone=True):
            missing = any(not self.done[each.name] for each in self.possible if each.alone)
            if self.over.wait(self.rng.uniform(*(REST if missing else LONG_REST))):
                return
            self._carefully(fault)

    def schedule(self, alone: bool) -> Iterator[Fault]:
        """Without an end: decks that are shuffled. A long run begins with a deck that has one card of each.

        A fault whose victim was dead when its turn came is drawn again soon.
        """
        rng = Random(self.rng.random())
        faults = [fault for fault in self.possible if fault.alone is alone]
        if self.long_stops:
            yield from sorted(rng.sample(faults, len(faults)), key=lambda fault: fault.last)
        while faults:
            deck = [fault for fault in faults for _ in range(fault.cards)]
            for card in rng.sample(deck, len(deck)):
                missing = [fault for fault in faults if self.long_stops and not self._done_or_begun(fault)]
                yield rng.choice(missing) if missing and rng.random() < 0.3 else card

    def end(self) -> None:
        """No more faults; whatever is held goes on."""
        self.over.set()
        self.pool.shutdown(wait=True)
        for name in self.children:
            self._signal(name, signal.SIGCONT)
        with suppress(ProcessLookupError):
            self.product.kill("supervisor", signal.SIGCONT)
        self.product.phones.mend()
        for mend in self.mends:
            mend()

    @property
    def children(self) -> tuple[str, ...]:
        """The processes that the product's supervisor looks after."""
        return tuple(name for name in CHILDREN if self.pair is None or name != "valkey")

    @property
    def possible(self) -> tuple[Fault, ...]:
        """The faults that this run draws from: some need a disk of their own, some need time."""
        return tuple(
            fault
            for fault in self.table
            if (self.has_disk or not fault.needs_disk) and (self.long_stops or not fault.long)
        )

    def _done_or_begun(self, fault: Fault) -> bool:
        return self.done[fault.name] > 0 or self.busy[fault.name] > 0

    def _carefully(self, fault: Fault) -> None:
        # What a fault wants to break may be broken already; then it was none, and is not counted.
        self.busy[fault.name] += 1
        try:
            fault.do(self)
            self.done[fault.name] += 1
        except (BrokenAlready, OSError, redis.RedisError, urllib3.exceptions.HTTPError):
            self.not_done[fault.name] += 1
        finally:
            self.busy[fault.name] -= 1

    # -- what faults are made of

    def must_run(self) -> None:
        """Raises BrokenAlready where nobody has started the product."""
        if self.product.process is None:
            raise BrokenAlready

    @contextmanager
    def holding(self, lock: Lock, patience: float = 0.0) -> Iterator[None]:
        """Nobody else breaks this meanwhile. Raises BrokenAlready after so many seconds."""
        taken = lock.acquire(timeout=patience) if patience else lock.acquire(blocking=False)
        if not taken:
            raise BrokenAlready
        try:
            yield
        finally:
            lock.release()

    def _signal(self, name: str, how: signal.Signals) -> None:
        """To the whole group: granian's worker is a child of the process that the pid file names."""
        pid = self.product.pid(name)
        with suppress(ProcessLookupError):
            if pid:
                os.killpg(pid, how)

    def alive(self, name: str) -> int:
        """Its process id, if that is still a process of this product. Raises OSError."""
        pid = self.product.pid(name)
        mark = f"RESPONDER_RUN={self.product.data}".encode()
        if mark not in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
            raise ProcessLookupError(name)
        return pid

    def kill(self, name: str) -> None:
        """kill -9 of the process alone; its supervisor clears away what it leaves."""
        pid = self.alive(name)
        os.kill(pid, signal.SIGKILL)
        self.kills[name] += 1

    def hold(self, name: str, seconds: float) -> None:
        """SIGSTOP, and SIGCONT after so long or at the end."""
        pid = self.alive(name)
        os.killpg(pid, signal.SIGSTOP)
        self.holds[name] += 1
        self.over.wait(seconds)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGCONT)

    @contextmanager
    def without_supervisor(self, patience: float = 0.0) -> Iterator[None]:
        """Nobody starts a process that ended, meanwhile."""
        with self.holding(self.supervisor, patience):
            self.must_run()
            self.product.kill("supervisor", signal.SIGSTOP)
            try:
                yield
            finally:
                self.product.kill("supervisor", signal.SIGCONT)

    def start_product(self) -> None:
        """`bin/up` on the same folder, again where another fault hit it while it started."""
        deadline = time.monotonic() + START_WITHIN
        while time.monotonic() < deadline:
            with suppress(AssertionError):
                self.product.start()
                return
            time.sleep(1.0)  # its disk may be full for some seconds
        raise AssertionError(self.product.output.read_text(encoding="utf-8"))

    def provider(self, seconds: float, **faults: object) -> None:
        """The provider misbehaves for so long; then only what this fault changed is mended."""
        if self.blind.is_set():
            raise BrokenAlready  # it would mend what has to stay broken
        self.product.phones.faults(**faults)
        self.over.wait(seconds)
        self.product.phones.faults(**{name: USUAL[name] for name in faults if name in USUAL})


USUAL = {
    "api": "ok",
    "callbacks": "ok",
    "webhooks": "ok",
    "log": "ok",
    "account": "ok",
    "webhook_duplicate": 0,
}


def now_ms() -> int:
    """By the clock of this machine, which nobody sets wrong: ms since 1970 UTC."""
    return time.time_ns() // 1_000_000


def write_whole(path: Path, text: str) -> None:
    """The file holds the old text or the new one, never a half."""
    new = path.with_suffix(".new")
    new.write_text(text)
    new.replace(path)
