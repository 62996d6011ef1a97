"""`DURABILITY=strict` starts only where the server proves it keeps; each commit waits for the disk (I2)."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from responder.commands.doctor import redis as doctor
from responder.domain.operations.redis_server import REPLICATED, Demand
from responder.domain.records import Consent
from responder.local.valkey import free_port
from responder.ports import StoreUnavailable
from responder.store import scripts
from responder.store.connection import Durability, NotDurable, connect, prove_durability, proven
from responder.store.core.numbers_outbox import RedisStore
from responder.store.keys import Keys
from responder.store.proof.erasure import Eraser
from tests.conftest import PATIENT
from tests.people import BOB
from tests.store.conftest import changed, consent_entry
from tests.valkey import Valkey


@pytest.fixture
def server() -> Iterator[Callable[..., Valkey]]:
    """Starts a server of the test's own, with these settings."""
    folder = Path(tempfile.mkdtemp(prefix="responder-proof-"))
    started: list[Valkey] = []

    def start(**settings: str) -> Valkey:
        started.append(Valkey(folder, settings).start())
        return started[-1]

    yield start
    for each in started:
        each.stop()
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("settings", "proof"),
    [
        ({"appendfsync": "always"}, Durability.ALWAYS),
        ({"appendfsync": "everysec"}, Durability.WAITAOF),
    ],
)
def test_a_server_that_keeps_what_it_acknowledges_is_taken(server, settings, proof) -> None:
    assert prove_durability(connect(server(**settings).url, 1, PATIENT), "strict") is proof


@pytest.mark.parametrize("settings", [{"appendfsync": "no"}, {"appendonly": "no"}])
def test_a_server_that_may_forget_is_refused_with_a_sentence(server, settings) -> None:
    client = connect(server(**settings).url, 1, PATIENT)
    with pytest.raises(NotDurable, match="DURABILITY=strict needs a server"):
        prove_durability(client, "strict")
    assert prove_durability(client, "accept-loss") is Durability.ACCEPT_LOSS


def test_a_commit_that_the_disk_did_not_confirm_is_not_acknowledged(server) -> None:
    valkey = server(appendfsync="no")
    store = RedisStore(connect(valkey.url, 1, PATIENT), Keys("garage", 16), Durability.WAITAOF, PATIENT)
    before = store.load(BOB)
    opted_out = changed(before, "inbound", "SM1", consent_entry("SM1"), consent=Consent.OPTED_OUT)
    with pytest.raises(StoreUnavailable):
        store.commit(opted_out)


@pytest.fixture
def primary(server: Callable[..., Valkey]) -> Iterator[tuple[Valkey, Valkey]]:
    """A server, and a replica of it that keeps a file of its own."""
    folder = Path(tempfile.mkdtemp(prefix="responder-copy-"))
    port = free_port(folder / "port")
    first = server(**{"port": str(port), "bind": "127.0.0.1", "repl-diskless-sync-delay": "0"})
    copy = Valkey(folder, {"replicaof": f"127.0.0.1 {port}"}).start()
    with connect(first.url, 1, 2 * PATIENT) as client:
        client.set("first", "1")
        assert client.waitaof(1, 1, int(PATIENT * 1_000))[1] == 1  # it has copied everything
    yield first, copy
    copy.stop()
    shutil.rmtree(folder)


def test_with_replicas_a_commit_waits_until_they_have_it_on_disk(primary, monkeypatch) -> None:
    first, copy = primary
    demand, durability = proven(first.url, PATIENT, Demand(REPLICATED, 1))
    assert durability is Durability.REPLICATED
    client = connect(first.url, 1, PATIENT, demand)
    store = RedisStore(client, Keys("garage", 16), durability, PATIENT, demand.replicas)
    opted_out = changed(store.load(BOB), "inbound", "SM1", consent_entry("SM1"), consent=Consent.OPTED_OUT)
    assert store.commit(opted_out).outcome == "applied"
    with connect(copy.url, 1, PATIENT) as replica:
        assert replica.hget(store.keys.number(BOB), "consent") == "OPTED_OUT"
    fewer = RedisStore(client, Keys("garage", 16), durability, PATIENT, 0)
    told = [doctor.durability(SimpleNamespace(store=each)).said for each in (store, fewer)]
    assert ["set DURABILITY_REPLICAS=1" in each for each in told] == [False, True]

    copy.stop()
    monkeypatch.setattr(scripts, "SYNC_WITHIN", 50)
    hasty = RedisStore(client, Keys("garage", 16), durability, PATIENT, demand.replicas)
    with pytest.raises(StoreUnavailable):
        hasty.commit(opted_out)


def test_the_file_is_written_anew_without_what_was_erased(server) -> None:
    valkey = server()
    client = connect(valkey.url, 1)
    client.set("r:{garage:00}:names", "Bob Gagnon")
    client.delete("r:{garage:00}:names")
    files = valkey.folder / "appendonlydir"
    assert b"Bob Gagnon" in _held(files)

    assert Eraser(client, Keys("garage", 16)).rewrite_files()
    until = time.monotonic() + 30
    while b"Bob Gagnon" in _held(files):
        assert time.monotonic() < until
        time.sleep(0.02)


def _held(folder: Path) -> bytes:
    """All that its files hold; the server may take one away at any moment."""
    found = b""
    for each in folder.iterdir():
        with suppress(FileNotFoundError):
            found += each.read_bytes()
    return found


def test_a_server_that_has_no_such_file_is_not_asked_for_one(server) -> None:
    assert not Eraser(connect(server(appendonly="no").url, 1), Keys("garage", 16)).rewrite_files()


def test_a_server_that_does_not_let_us_is_said(server) -> None:
    client = connect(server().url, 1)
    client.execute_command("ACL", "SETUSER", "default", "-bgrewriteaof")
    assert not Eraser(client, Keys("garage", 16)).rewrite_files()
