"""Faults of the machine: processes die or stand still, clocks are wrong, a disk is full, a file is torn."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import urllib3

from tests.faults.chaos import BrokenAlready, Chaos, Stretch, now_ms, write_whole

LONGER_THAN_EVERY_DEADLINE = 18.0
"""Seconds: a claim's deadline is 15."""

STEP_MOST = 25_000
"""ms by which all clocks are set wrong: STOP and START are ordered for less than 30 s (DESIGN §5)."""

AN_HOUR = 3_600_000
"""Milliseconds by which the clock of one host is wrong."""

STILL_LISTENS: int = 2_000
"""Milliseconds for which a web server that was killed counts as listening (decision 0105)."""

ENDS_WITHIN = 10.0
"""Seconds for an end that was asked for, and for a start."""


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
    chaos.hold(chaos.rng.choice(chaos.children), chaos.rng.uniform(0.7, 3.0))


def hold_long(chaos: Chaos) -> None:
    """Any process longer than every deadline."""
    seconds = LONGER_THAN_EVERY_DEADLINE if chaos.long_stops else 3.0
    chaos.hold(chaos.rng.choice(chaos.children), seconds)


def kill_supervisor(chaos: Chaos) -> None:
    """The supervisor dies, and with it all its children; somebody starts it again on the same folder."""
    with chaos.holding(chaos.supervisor):
        product = chaos.product
        chaos.must_run()
        assert product.process
        product.kill("supervisor", signal.SIGKILL)
        product.process.wait(10)
        chaos.kills["supervisor"] += 1
        chaos.start_product()


# -- the path of webhooks


def web_server_away(chaos: Chaos) -> None:
    """Nothing listens for some seconds: the web server was told to end, or killed, and stays away."""
    how = chaos.rng.choice((signal.SIGTERM, signal.SIGKILL))
    with chaos.without_supervisor():
        group = chaos.alive("web")
        os.killpg(group, how) if how is signal.SIGKILL else os.kill(group, how)
        until(lambda: not listens(chaos))
        chaos.kills["web"] += how is signal.SIGKILL
        began = now_ms() + (STILL_LISTENS if how is signal.SIGKILL else 0)
        chaos.over.wait(chaos.rng.uniform(3.0, 6.0))
        chaos.away.append(Stretch(began, now_ms()))


def listens(chaos: Chaos) -> bool:
    """Whether the web server takes connections."""
    try:
        chaos.product.http.request("GET", f"{chaos.product.url}/healthz", timeout=1.0)
    except urllib3.exceptions.NewConnectionError:
        return False
    except urllib3.exceptions.HTTPError:
        return True  # it takes connections, and does not answer
    return True


def until(true: Callable[[], bool], seconds: float = ENDS_WITHIN) -> None:
    """Wait for it. Raises BrokenAlready where it does not come: another fault is in its way."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise BrokenAlready
        time.sleep(0.02)


# -- clocks


def step_clock(chaos: Chaos) -> None:
    """The clock of the product's machine is set wrong, and right again; the provider's is not."""
    chaos.must_run()
    path = clock_step(chaos.product.directory)
    began = now_ms()
    write_whole(path, str(chaos.rng.choice((-1, 1)) * chaos.rng.randint(3_000, STEP_MOST)))
    chaos.over.wait(chaos.rng.uniform(2.0, 6.0))
    write_whole(path, "0")
    chaos.wrong_clock.append(Stretch(began, now_ms()))


def clock_step(directory: Path) -> Path:
    """The file that says by how much the product's clock is wrong (ms)."""
    return directory / "clock-step"


def wrong_host(chaos: Chaos) -> None:
    """One process moves to a host whose clock is an hour wrong, ahead or behind, and stays there."""
    name = chaos.rng.choice(("web", "worker", "relay"))
    host = host_clock(chaos.product.directory)
    with chaos.holding(chaos.supervisor):
        old = chaos.alive(name)
        write_whole(host, str(chaos.rng.choice((-AN_HOUR, AN_HOUR))))
        try:
            chaos.kill(name)
            until(lambda: _moved(chaos, name, old), 3 * ENDS_WITHIN)
        finally:
            write_whole(host, "0")


def host_clock(directory: Path) -> Path:
    """The file that says how wrong the clock of the host is on which a process starts (ms)."""
    return clock_step(directory).with_suffix(".host")


def _moved(chaos: Chaos, name: str, old: int) -> bool:
    """Whether it has started anew, and long enough ago to have looked at its host's clock."""
    with suppress(OSError):
        new = chaos.alive(name)
        started = float(Path(f"/proc/{new}/stat").read_text().rpartition(")")[2].split()[19])
        return new != old and time.clock_gettime(time.CLOCK_BOOTTIME) - started / TICKS > STARTED_AFTER
    return False


TICKS = os.sysconf("SC_CLK_TCK")
STARTED_AFTER = 3.0
"""Seconds within which a process has read its host's clock."""


# -- files and disks


def tear_aof(chaos: Chaos) -> None:
    """Valkey dies in the middle of a write: half a command stands at the end of its file."""
    product = chaos.product
    with chaos.without_supervisor():
        os.kill(chaos.alive("valkey"), signal.SIGKILL)
        chaos.kills["valkey"] += 1
        time.sleep(0.2)
        last = max((product.data / "valkey" / "appendonlydir").glob("*.incr.aof"), key=os.path.getmtime)
        with last.open("ab") as aof:
            aof.write(b"*3\r\n$3\r\nSET\r\n$4\r\nto")


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
