"""What operators do: a number is added, a snapshot or backup is put back, a release is rolled out."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from responder.domain.sending.kill_switches import EVERY_SENDER
from responder.store.connection import SHARDS
from responder.store.keys import Keys
from tests.faults.by_process import listens, until
from tests.faults.chaos import PATIENCE, BrokenAlready, Chaos, Stretch, now_ms, write_whole
from tests.faults.town import NEWCOMERS
from tests.product.harness import BUSINESS, Product

SPARE = ("+14155550177", "+14155550166", "+14155550155")
"""Numbers that our account has at the provider; the business file does not name them at first."""

STARTS_WITHIN = 30.0
"""Seconds for a process to end what it holds, and for its next start."""

AGE = (15.0, 45.0)
"""Seconds between a copy and its return."""

COPIED_WITHIN = 45.0
"""Seconds for the relay to copy what was acknowledged into the journal."""

WELL_WITHIN = 120.0
"""Seconds until what the product demands before sending is switched on can be met."""

KEYS = Keys(BUSINESS, SHARDS)


# -- a number


def number_added(chaos: Chaos) -> None:
    """A number that customers text already is written into the business file; each process starts anew."""
    unused = [number for number in SPARE if number not in chaos.ours]
    if not unused:
        raise BrokenAlready
    number, product = unused[0], chaos.product
    with chaos.holding(chaos.supervisor, PATIENCE):
        chaos.must_run()
        for customer in NEWCOMERS[SPARE.index(number)]:
            body = {"from": customer, "to": number, "body": "STOP", "faults": {"lose": True}}
            product.phones.call("POST", "/sim/inbound", body)
            chaos.texted.append(customer)
        product.business += sender_table(number)
        write_whole(product.data / "business.toml", product.business)
        for name in ("web", "worker", "relay"):
            _restart(chaos, name)
    chaos.ours.append(number)


def sender_table(number: str) -> str:
    """Its table in the business file."""
    return f'\n[[senders]]\nnumber = "{number}"\ntype = "long_code"\nreplies = "app"\nrate = 1000\n'


def _restart(chaos: Chaos, name: str) -> None:
    old = _told_to_end(chaos, name)
    until(lambda: chaos.product.pid(name) != old and _runs(chaos, name), STARTS_WITHIN)


def _told_to_end(chaos: Chaos, name: str) -> int:
    """SIGTERM, as soon as there is such a process: another fault may have just killed it."""
    until(lambda: _runs(chaos, name), STARTS_WITHIN)
    pid = chaos.alive(name)
    os.kill(pid, signal.SIGTERM)
    return pid


def _runs(chaos: Chaos, name: str) -> bool:
    with suppress(OSError):
        return bool(chaos.alive(name))
    return False


# -- what was kept is put back


def older_snapshot(chaos: Chaos) -> None:
    """The product is stopped, Redis's file is put back to how it was, and the product is started on that."""
    product = chaos.product
    chaos.must_run()
    with TemporaryDirectory(dir=product.directory) as folder:
        until(lambda: _runs(chaos, "valkey"), STARTS_WITHIN)
        taken, kept = now_ms(), Path(folder, "appendonlydir")
        shutil.copytree(_file_of(product), kept)
        noted = _beats(product)
        chaos.over.wait(chaos.rng.uniform(*AGE))
        with chaos.desk_closed, chaos.holding(chaos.supervisor, PATIENCE):
            _journal_is_up_to_date(chaos)
            until(lambda: _beats(product) > noted + 1, COPIED_WITHIN)
            product.stop()
            shutil.rmtree(_file_of(product))
            shutil.copytree(kept, _file_of(product))
            chaos.start_product()
            _must_have_stopped(chaos)
            chaos.lost.append(Stretch(taken, now_ms()))


def _must_have_stopped(chaos: Chaos) -> None:
    """All sending is off by itself; nobody switches it on before this has been seen."""
    deadline = time.monotonic() + STARTS_WITHIN
    while not _is_off(chaos.product):
        if time.monotonic() > deadline:
            chaos.wrong.append("I1: an older file of Redis was put back, and sending went on")
            return
        time.sleep(0.2)


def _is_off(product: Product) -> bool:
    """Whether all sending is off, by no refusal of the provider's; not where nobody can be asked now."""
    try:
        switches = product.cli("sending", "list")[1] or ()
    except (OSError, ValueError):
        return False
    return any(each["sender"] == EVERY_SENDER for each in switches)


def _file_of(product: Product) -> Path:
    return product.data / "valkey" / "appendonlydir"


def _beats(product: Product) -> int:
    """How often the relay has noted beside the journal how far Redis is."""
    return int(json.loads((product.data / "optouts.journal.store").read_text("utf-8"))["beats"])


def restored_backup(chaos: Chaos) -> None:
    """`bin/responder backup`, some time passes, `bin/responder restore --replace` while the product runs."""
    product, file = chaos.product, chaos.product.directory / "backup.jsonl"
    chaos.must_run()
    until(lambda: not _command(product, "backup", str(file)), STARTS_WITHIN)
    taken = now_ms() - round(STARTS_WITHIN * 1_000)
    chaos.over.wait(chaos.rng.uniform(*AGE))
    try:
        _journal_is_up_to_date(chaos)
        _until_done(lambda: not _command(product, "restore", str(file), "--replace"))
    finally:
        chaos.lost.append(Stretch(taken, now_ms()))


def _journal_is_up_to_date(chaos: Chaos) -> None:
    """What was acknowledged until now is in the journal. Raises BrokenAlready where no relay copies it."""
    with chaos.product.redis(socket_timeout=2, decode_responses=True) as client:
        newest = {shard: client.xrevrange(KEYS.changes(shard), count=1) for shard in KEYS.shards()}
    wanted = {shard: _place(found[0][0]) for shard, found in newest.items() if found}
    until(lambda: _copied(chaos.product, wanted), COPIED_WITHIN)


def _copied(product: Product, wanted: dict[str, tuple[int, ...]]) -> bool:
    """Whether the journal is as far in each shard."""
    told = (product.data / "optouts.journal").read_text("utf-8").splitlines(keepends=True)
    marks = [json.loads(line)["mark"] for line in told if '"mark"' in line and line.endswith("\n")]
    return bool(marks) and all(_place(marks[-1].get(s, "0-0")) >= place for s, place in wanted.items())


def _place(entry: str) -> tuple[int, ...]:
    return tuple(map(int, entry.split("-")))


def somebody_looks(chaos: Chaos) -> None:
    """Whenever something was put back, a person switches sending on, once the product lets them."""
    seen = 0
    while not chaos.over.wait(5.0):
        if len(chaos.lost) > seen and _allowed(chaos.product):
            seen = len(chaos.lost)


def switched_on_again(chaos: Chaos) -> None:
    """Nothing that a recovery switched off is off any more. Raises AssertionError after two minutes."""
    _until_done(lambda: _allowed(chaos.product))


def _allowed(product: Product) -> bool:
    """Whether nothing is off any more that a recovery switched off."""
    if _command(product, "sending", "allow", "--by", "Dana"):
        return False
    time.sleep(1.0)  # a relay that has just started looks once a second
    return not _is_off(product)


def _command(product: Product, *words: str) -> int:
    """Its exit code; 1 where the product is down at this moment."""
    try:
        return product.cli(*words)[0]
    except (OSError, ValueError):
        return 1


def _until_done(done: Callable[[], bool]) -> None:
    """People try again. Raises AssertionError where it never becomes possible."""
    deadline = time.monotonic() + WELL_WITHIN
    while not done():
        assert time.monotonic() < deadline, "what an operator has to do was refused for two minutes"
        time.sleep(1.0)


# -- a release


def rolling_upgrade(chaos: Chaos) -> None:
    """Web and worker are of the release before, beside today's relay; after some seconds today's come."""
    port = str(chaos.product.port)
    with chaos.without_supervisor(PATIENCE):
        until(lambda: _runs(chaos, "worker"))
        environment = _environment(chaos.alive("worker"))
        with _older(chaos, "web", environment, ("serve", "--port", port)):
            with _older(chaos, "worker", environment, ("work",)):
                until(lambda: listens(chaos), STARTS_WITHIN)
                chaos.over.wait(chaos.rng.uniform(4.0, 7.0))


@contextmanager
def _older(chaos: Chaos, name: str, environment: dict[str, str], words: Sequence[str]) -> Iterator[None]:
    """A process with the scripts of the release before in the place of today's."""
    _told_to_end(chaos, name)
    until(lambda: not _runs(chaos, name), STARTS_WITHIN)
    command = [sys.executable, "-m", "tests.faults.older", *words]
    with (chaos.product.data / "log" / f"older-{name}.log").open("ab") as log:
        older = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        yield
    finally:
        _ended(older)


def _ended(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STARTS_WITHIN)
    except subprocess.TimeoutExpired:
        pass
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(pid: int) -> dict[str, str]:
    """That of a process of the product: its settings, its failpoints, and the mark by which it is known."""
    pairs = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)
