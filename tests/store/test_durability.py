"""What was acknowledged is on disk (I2): by the server's own word, its system calls, and kill -9."""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from responder.domain.records import Consent
from responder.store.connection import Durability, connect
from responder.store.core.numbers_outbox import RedisStore
from responder.store.fast_connection import IDLE
from responder.store.keys import Keys
from tests.conftest import PATIENT
from tests.people import BOB
from tests.store.conftest import changed, consent_entry
from tests.valkey import Valkey

STRACE = shutil.which("strace")


@pytest.fixture
def server() -> Iterator[Callable[..., Valkey]]:
    """Starts a server of the test's own, with these settings."""
    folder = Path(tempfile.mkdtemp(prefix="responder-disk-"))
    started: list[Valkey] = []

    def start(**settings: str) -> Valkey:
        started.append(Valkey(folder, settings).start())
        return started[-1]

    yield start
    for each in started:
        each.stop()
    shutil.rmtree(folder)


def on(server: Valkey) -> RedisStore:
    """The store on it, as it runs where the server syncs by itself."""
    return RedisStore(connect(server.url, 1, PATIENT), Keys("garage", 16), Durability.ALWAYS, PATIENT)


def stop(store: RedisStore, event: str = "SMstop") -> None:
    """BOB opts out."""
    number = store.load(BOB)
    store.commit(changed(number, "inbound", event, consent_entry(event), consent=Consent.OPTED_OUT))


def synced(store: RedisStore) -> int:
    """Whether everything that this connection wrote is synced now; asked, and not waited for."""
    (reply,) = store._lines.call(("WAITAOF", 1, 0, 1))
    return reply[0]


@pytest.mark.parametrize(("setting", "on_disk"), [("always", 1), ("no", 0)])
def test_a_stop_is_synced_before_it_is_acknowledged_and_this_test_would_see_it(
    server, setting, on_disk
) -> None:
    store = on(server(appendfsync=setting))
    stop(store)

    assert synced(store) == on_disk


@pytest.mark.skipif(STRACE is None, reason="strace shows the system calls")
def test_the_sync_stands_before_the_answer_in_the_servers_system_calls(server, tmp_path) -> None:
    valkey = server()
    store = on(valkey)
    store.load(BOB)
    calls = traced(valkey, tmp_path / "calls", lambda: stop(store))

    answer = next(index for index, call in enumerate(calls) if "applied" in call)
    written = next(index for index, call in enumerate(calls) if "SMstop" in call and "write" in call)
    done = [index for index, call in enumerate(calls) if re.search(r"fdatasync\(|fsync\(", call)]
    assert any(written < index < answer for index in done)


def traced(valkey: Valkey, log: Path, work: Callable[[], None]) -> list[str]:
    """The server's writes and syncs during `work`, in order."""
    wanted = "trace=write,writev,sendto,sendmsg,fsync,fdatasync"
    command = [str(STRACE), "-s", "4096", "-e", wanted, "-o", str(log), "-p", str(valkey.process.pid)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    if "attached" not in tracer.stderr.readline():
        tracer.kill()
        tracer.communicate()
        pytest.skip("strace may not attach here")
    work()
    deadline = time.monotonic() + 5
    while "applied" not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    tracer.terminate()
    tracer.communicate()
    return log.read_text().splitlines()


def test_a_stop_survives_kill_9_of_the_server_that_took_it(server) -> None:
    valkey = server()
    stop(on(valkey))
    valkey.kill()

    found = on(server())
    assert found.load(BOB).consent is Consent.OPTED_OUT
    assert found.known_events(BOB, ["SMstop"]) == [True]


def test_a_store_goes_on_when_its_server_was_restarted_and_forgot_the_scripts(server) -> None:
    valkey = server()
    store = on(valkey)
    stop(store, "SM1")
    valkey.kill()
    server()
    time.sleep(IDLE + 0.05)  # until then a connection is trusted unseen

    stop(store, "SM2")
    assert store.load(BOB).version == 2
