"""What is broken on purpose while the town texts: a weighted table of faults, drawn from a seed.

Each fault mends itself. Processes are found by the supervisor's pid files; only those of the product under
test are ever touched.
"""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Lock

import redis
import urllib3

from tests.product.harness import Product

CHILDREN = ("web", "worker", "relay", "valkey")
LONGER_THAN_EVERY_DEADLINE = 18.0
"""Seconds: a claim's deadline is 15."""

LONGER_THAN_FRESH = 140.0
"""Seconds: a log is believed for 120 (I2)."""

STEP_MOST = 25_000
"""Milliseconds by which a clock is set wrong: STOP and START are ordered for less than 30 s (DESIGN §5)."""

STARTS = 5

BROKEN_API = (
    *("429", "500", "500_after", "502html", "503"),
    *("timeout_before", "timeout_after", "reset", "reset_before"),
)
TMPFS_MEGABYTES = 600


class BrokenAlready(Exception):
    """A fault that could not be done, because another one holds what it would break."""


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
    """The faults of one run. `long_stops`: processes may also be held longer than every deadline."""

    product: Product
    rng: Random
    has_disk: bool
    long_stops: bool
    kills: Counter[str] = field(default_factory=Counter)
    holds: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(8, "chaos"))
    over: Event = field(default_factory=Event)
    blind: Event = field(default_factory=Event)
    wrong_clock: list[tuple[int, int]] = field(default_factory=list)
    one_start: Lock = field(default_factory=Lock)

    def run(self, every: float) -> None:
        """One fault after the other, on average one in `every` seconds, until told that it is over."""
        drawn = self.schedule()
        while not self.over.wait(self.rng.uniform(0.3, 1.7) * every):
            self.pool.submit(self._carefully, next(drawn))

    def schedule(self) -> Iterator["Fault"]:
        """Without an end, by weight. A long run begins with one of each: chance alone leaves out a rare one.

        The one that keeps the provider broken for minutes is the last of those: meanwhile others cannot be.
        """
        table = [entry for entry in FAULTS if self._possible(entry[1])]
        faults, weights = [fault for _, fault in table], [weight for weight, _ in table]
        if self.long_stops:
            yield from sorted(self.rng.sample(faults, len(faults)), key=lambda fault: fault is dead_and_blind)
        while True:
            missing = [fault for fault in faults if self.long_stops and not self.done[fault.__name__]]
            again = missing and self.rng.random() < 0.3  # its victim was dead when its turn came
            yield self.rng.choice(missing) if again else self.rng.choices(faults, weights)[0]

    def end(self) -> None:
        """No more faults; whatever is held goes on."""
        self.over.set()
        self.pool.shutdown(wait=True)
        for name in CHILDREN:
            self._signal(name, signal.SIGCONT)
        self.product.kill("supervisor", signal.SIGCONT)
        self.product.phones.mend()

    @property
    def possible(self) -> tuple[str, ...]:
        """The names of the faults that this run draws from."""
        return tuple(fault.__name__ for _, fault in FAULTS if self._possible(fault))

    def _possible(self, fault: "Fault") -> bool:
        """Whether this run can do it: it needs a disk of its own, or time."""
        if fault is fill_disk:
            return self.has_disk
        return self.long_stops or fault is not dead_and_blind

    def _carefully(self, fault: "Fault") -> None:
        # What a fault wants to break may be broken already; then it was none, and is not counted.
        with suppress(BrokenAlready, OSError, redis.RedisError, urllib3.exceptions.HTTPError):
            fault(self)
            self.done[fault.__name__] += 1

    def _signal(self, name: str, how: signal.Signals) -> None:
        """To the whole group: granian's worker is a child of the process that the pid file names."""
        pid = self.product.pid(name)
        with suppress(ProcessLookupError):
            if pid:
                os.killpg(pid, how)

    def _alive(self, name: str) -> int:
        """Its process id, if that is still a process of this product. Raises OSError."""
        pid = self.product.pid(name)
        mark = f"RESPONDER_RUN={self.product.data}".encode()
        if mark not in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
            raise ProcessLookupError(name)
        return pid

    def kill(self, name: str) -> None:
        """kill -9 of the process alone; its supervisor clears away what it leaves."""
        pid = self._alive(name)
        os.kill(pid, signal.SIGKILL)
        self.kills[name] += 1

    def hold(self, name: str, seconds: float) -> None:
        """SIGSTOP, and SIGCONT after so long or at the end."""
        pid = self._alive(name)
        os.killpg(pid, signal.SIGSTOP)
        self.holds[name] += 1
        self.over.wait(seconds)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGCONT)

    def provider(self, seconds: float, **faults: object) -> None:
        """The provider misbehaves for so long; then only what this fault changed is mended."""
        if self.blind.is_set():
            raise BrokenAlready  # it would mend what has to stay broken
        usual = {"api": "ok", "callbacks": "ok", "webhooks": "ok", "log": "ok", "webhook_duplicate": 0}
        self.product.phones.faults(**faults)
        self.over.wait(seconds)
        self.product.phones.faults(**{name: usual[name] for name in faults if name in usual})


Fault = Callable[[Chaos], None]


def kill_web(chaos: Chaos) -> None:
    chaos.kill("web")


def kill_worker(chaos: Chaos) -> None:
    chaos.kill("worker")


def kill_relay(chaos: Chaos) -> None:
    chaos.kill("relay")


def kill_valkey(chaos: Chaos) -> None:
    chaos.kill("valkey")


def hold_briefly(chaos: Chaos) -> None:
    """Any process for a moment: longer than the webhook's deadline and the claim's second."""
    chaos.hold(chaos.rng.choice(CHILDREN), chaos.rng.uniform(0.7, 3.0))


def hold_long(chaos: Chaos) -> None:
    """Any process longer than every deadline."""
    seconds = LONGER_THAN_EVERY_DEADLINE if chaos.long_stops else 3.0
    chaos.hold(chaos.rng.choice(CHILDREN), seconds)


def kill_supervisor(chaos: Chaos) -> None:
    """The supervisor dies, and with it all its children; somebody starts it again on the same folder."""
    with chaos.one_start:
        product = chaos.product
        assert product.process is not None
        product.kill("supervisor", signal.SIGKILL)
        product.process.wait(10)
        chaos.kills["supervisor"] += 1
        for _ in range(STARTS):
            with suppress(AssertionError):  # another fault hit it while it started
                product.start()
                return
        raise AssertionError(product.output.read_text(encoding="utf-8"))


def step_clock(chaos: Chaos) -> None:
    """The clock of the product's machine is set wrong, and right again; the provider's is not."""
    path = clock_step(chaos.product.directory)
    began = time.time_ns() // 1_000_000
    _write_whole(path, str(chaos.rng.choice((-1, 1)) * chaos.rng.randint(3_000, STEP_MOST)))
    chaos.over.wait(chaos.rng.uniform(2.0, 6.0))
    _write_whole(path, "0")
    chaos.wrong_clock.append((began, time.time_ns() // 1_000_000))


def clock_step(directory: Path) -> Path:
    """The file that says by how much the product's clock is wrong (ms)."""
    return directory / "clock-step"


def _write_whole(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    new.write_text(text)
    new.replace(path)


def tear_aof(chaos: Chaos) -> None:
    """Valkey dies in the middle of a write: half a command stands at the end of its file."""
    product = chaos.product
    product.kill("supervisor", signal.SIGSTOP)
    try:
        pid = product.pid("valkey")
        os.kill(pid, signal.SIGKILL)
        chaos.kills["valkey"] += 1
        time.sleep(0.2)
        last = max((product.data / "valkey" / "appendonlydir").glob("*.incr.aof"), key=os.path.getmtime)
        with last.open("ab") as aof:
            aof.write(b"*3\r\n$3\r\nSET\r\n$4\r\nto")
    finally:
        product.kill("supervisor", signal.SIGCONT)


def flush_queue(chaos: Chaos) -> None:
    """Everything that RQ knew is gone."""
    with chaos.product.redis("QUEUE_REDIS_URL", socket_timeout=2) as client:
        client.flushdb()


def fill_disk(chaos: Chaos) -> None:
    """Not one byte more can be written; after some seconds there is space again."""
    filler = chaos.product.data / "valkey" / "filler"
    try:
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while not chaos.over.is_set():
                file.write(b"\0" * 1_048_576)
        chaos.over.wait(chaos.rng.uniform(1.0, 3.0))
    finally:
        filler.unlink()


def break_api(chaos: Chaos) -> None:
    """The next few creates go wrong."""
    few = chaos.rng.randint(1, 6)
    chaos.provider(2.0, api=chaos.rng.choice(BROKEN_API), api_fail_next=few, api_hang=11)


def slow_api(chaos: Chaos) -> None:
    chaos.product.phones.faults(api_latency_ms=chaos.rng.choice((50, 400, 1_500)))
    chaos.over.wait(2.0)
    chaos.product.phones.faults(api_latency_ms=0)


def break_callbacks(chaos: Chaos) -> None:
    kinds = ("drop", "duplicate", "reorder", "bad_signature", "before_create_answer")
    chaos.provider(3.0, callbacks=chaos.rng.choice(kinds))


def dead_tunnel(chaos: Chaos) -> None:
    """Every webhook is lost while all processes live."""
    chaos.provider(chaos.rng.uniform(1.0, 4.0), webhooks="lose")


def wrong_public_url(chaos: Chaos) -> None:
    """Every webhook is signed for another address: all are answered with 403."""
    chaos.provider(chaos.rng.uniform(1.0, 3.0), webhooks="bad_signature")


def dead_and_blind(chaos: Chaos) -> None:
    """Every webhook is lost and the log cannot be read, for longer than any log is believed (I2)."""
    if chaos.blind.is_set():
        raise BrokenAlready
    chaos.blind.set()
    chaos.product.phones.faults(webhooks="lose", log="500")
    chaos.over.wait(LONGER_THAN_FRESH)
    chaos.product.phones.faults(webhooks="ok", log="ok")
    chaos.blind.clear()


def duplicate_webhooks(chaos: Chaos) -> None:
    chaos.provider(2.0, webhook_duplicate=3)


def unreadable_log(chaos: Chaos) -> None:
    chaos.provider(3.0, log="500")


FAULTS: tuple[tuple[int, Fault], ...] = (
    (22, kill_worker),
    (26, kill_relay),
    (10, kill_web),
    (9, kill_valkey),
    (2, kill_supervisor),
    (4, step_clock),
    (8, hold_briefly),
    (3, hold_long),
    (3, tear_aof),
    (5, flush_queue),
    (2, fill_disk),
    (12, break_api),
    (4, slow_api),
    (6, break_callbacks),
    (3, dead_tunnel),
    (3, wrong_public_url),
    (1, dead_and_blind),
    (5, duplicate_webhooks),
    (3, unreadable_log),
)
"""How often each is drawn, relative to the others."""
