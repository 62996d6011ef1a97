"""`doctor` against real servers that are wrong: the finding and the cure, each in one sentence."""

import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import redis

from responder import cli
from responder.domain.operations.redis_server import STRICT, Demand
from responder.local.valkey import free_port
from responder.ports import StoreUnfit
from responder.store import connection, fast_connection
from responder.store.connection import connect, proven
from responder.store.core.numbers_outbox import RedisStore
from responder.store.keys import Keys
from tests.full_memory import nearly_full
from tests.ops.old_redis import answers_as_redis_7_0
from tests.people import BOB
from tests.product.harness import ROOT
from tests.store.conftest import changed, consent_entry
from tests.tls import TlsRelay
from tests.valkey import Valkey

GOOD = {"maxmemory-policy": "noeviction", "no-appendfsync-on-rewrite": "no", "appendfsync": "always"}
LOGS = {"slowlog-log-slower-than": "-1", "commandlog-request-larger-than": "-1"}
FEW = "~* &* +@all -config|set"


class Server(Valkey):
    """A server that tests make wrong and right again."""

    port: int = 0

    def admin(self) -> "redis.Redis":
        """Somebody who may do everything."""
        return redis.Redis.from_url(self.url, decode_responses=True)

    def tcp(self, login: str = "") -> str:
        """REDIS_URL by TCP."""
        return f"redis://{login}127.0.0.1:{self.port}/0"


@contextmanager
def started(prefix: str, **settings: str) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    port = free_port(folder / "port")
    server = Server(folder, {"port": str(port), "bind": "127.0.0.1", **settings})
    server.port = port
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with started("responder-wrong-") as found:
        yield found


@pytest.fixture
def old() -> Iterator[int]:
    """The port of a server that is too old."""
    with answers_as_redis_7_0() as port:
        yield port


@pytest.fixture(scope="module")
def cluster() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        bus = str(free_port(Path(folder) / "port"))  # else 10,000 above its own, where there may be none
    with started("responder-cluster-", **{"cluster-enabled": "yes", "cluster-port": bus}) as found:
        yield found


@pytest.fixture
def doctor(server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """What `bin/responder doctor` prints, and its exit code, with these settings beside the ordinary ones."""

    monkeypatch.setattr(connection, "PROOF_STEP", 20)  # ms: a server that never syncs is soon known

    def run(**settings: str) -> tuple[int, str]:
        ordinary = {
            "REDIS_URL": server.url,
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "12345",
            "TWILIO_API_URL": "http://127.0.0.1:9",
            "PUBLIC_URL": "https://sms.example.com",
            "SECRET_KEY": "0123456789abcdef",
            "RESPONDER_CONFIG": str(ROOT / "examples" / "garage.toml"),
        }
        for name, value in {**ordinary, **settings}.items():
            monkeypatch.setenv(name, value)
        code = cli.main(["doctor"])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


Wrong = Callable[[Server, ExitStack], dict[str, str]]
"""Makes a server wrong until the stack is left; the settings with which `doctor` then looks at it."""


def set_to(url: str = "", **settings: str) -> Wrong:
    """Its configuration, seen by everybody or by a user who may change none."""

    def make(server: Server, after: ExitStack) -> dict[str, str]:
        admin = after.enter_context(server.admin())
        for name, value in settings.items():
            dashed = name.replace("_", "-")
            before = admin.config_get(dashed)[dashed]
            admin.config_set(dashed, value)
            after.callback(admin.config_set, dashed, before)
        return {"REDIS_URL": url.format(server.port)} if url else {}

    return make


def by_user(rules: str, **settings: str) -> Wrong:
    """The same, by a user of these rights."""

    def make(server: Server, after: ExitStack) -> dict[str, str]:
        admin = after.enter_context(server.admin())
        admin.execute_command("ACL", "SETUSER", "few", "reset", "on", ">pw", *rules.split())
        set_to(**settings)(server, after)
        return {"REDIS_URL": server.tcp("few:pw@")}

    return make


def with_a_replica(server: Server, after: ExitStack) -> dict[str, str]:
    """Whoever says PSYNC is one."""
    admin = after.enter_context(server.admin())
    after.callback(until_replicas, admin, 0)
    replica = after.enter_context(socket.create_connection(("127.0.0.1", server.port)))
    replica.sendall(b"PSYNC ? -1\r\n")
    until_replicas(admin, 1)
    return {}


def until_replicas(admin: "redis.Redis", count: int) -> None:
    """Wait until the server counts so many."""
    deadline = time.monotonic() + 60
    while admin.info("replication")["connected_slaves"] != count:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def as_a_replica(server: Server, after: ExitStack) -> dict[str, str]:
    admin = after.enter_context(server.admin())
    admin.replicaof("127.0.0.1", "9")
    after.callback(admin.replicaof, "NO", "ONE")
    return {}


def by_tls(trusted: bool) -> Wrong:
    def make(server: Server, after: ExitStack) -> dict[str, str]:
        folder = Path(after.enter_context(tempfile.TemporaryDirectory()))
        relay = TlsRelay(folder, f"{server.folder}/valkey.sock")
        after.callback(relay.stop)
        return {"REDIS_URL": relay.url() if trusted else relay.url().partition("?")[0]}

    return make


def asking(**settings: str) -> Wrong:
    def make(server: Server, after: ExitStack) -> dict[str, str]:
        return {name: value.format(server.port) for name, value in settings.items()}

    return make


SYNC = "CONFIG SET no-appendfsync-on-rewrite no"
WRONG: dict[str, tuple[Wrong, str, str]] = {
    "it evicts": (set_to(maxmemory_policy="allkeys-lru"), "I1, I2", "CONFIG SET maxmemory-policy noeviction"),
    "it evicts what ends": (set_to(maxmemory_policy="volatile-lru"), "I1, I2", "maxmemory-policy noeviction"),
    "no sync in a rewrite": (set_to(no_appendfsync_on_rewrite="yes"), "I2, I7", SYNC),
    "no sync": (set_to(appendfsync="no"), "DURABILITY=strict needs", "set that on the server"),
    "no file": (set_to(appendonly="no"), "DURABILITY=strict needs", "set that on the server"),
    "slow log": (by_user(FEW, slowlog_log_slower_than="10000"), "I8", "SET slowlog-log-slower-than -1"),
    "command log": (by_user(FEW, commandlog_request_larger_than="0"), "I8", "request-larger-than -1"),
    "a replica": (with_a_replica, "I1, I2, I7", "DURABILITY=replicated"),
    "it is a replica": (as_a_replica, "I2", "set REDIS_URL to its primary"),
    "too few replicas": (asking(DURABILITY="replicated"), "I1, I2, I7", "DURABILITY_REPLICAS"),
    "no INFO": (by_user("~* &* +@all -info"), "I2", "docs/redis.md"),
    "no scripts": (by_user("~* &* +@all -@scripting -set"), "I2", "docs/redis.md"),
    "a wrong password": (asking(REDIS_URL="redis://nobody:wrong@127.0.0.1:{}/0"), "I2", "docs/redis.md"),
    "an unknown certificate": (by_tls(trusted=False), "I1, I2", "?ssl_ca_certs=FILE"),
}


@pytest.mark.parametrize("name", WRONG)
def test_doctor_says_what_is_wrong_with_a_server_and_what_to_type(name: str, server: Server, doctor) -> None:
    make, promise, cure = WRONG[name]
    with ExitStack() as after:
        code, said = doctor(**make(server, after))
    assert code == 1
    (line,) = said.splitlines()
    assert line.startswith("BAD  server: ") and line.endswith(".")
    assert promise in line
    assert cure in line


def test_doctor_says_that_a_cluster_is_none_of_ours(cluster: Server, doctor) -> None:
    code, said = doctor(REDIS_URL=cluster.tcp())
    assert code == 1
    assert said.startswith("BAD  server: REDIS_URL names a server in cluster mode")
    assert "set REDIS_URL to a server that runs alone" in said


def test_doctor_says_that_a_server_is_too_old(old: int, doctor) -> None:
    code, said = doctor(REDIS_URL=f"redis://127.0.0.1:{old}/0")
    assert code == 1
    assert said.startswith("BAD  server: REDIS_URL names Redis 7.0.15, which cannot say what it has on disk")
    assert "(I2)" in said
    assert "upgrade it to Redis or Valkey 7.2 or newer." in said


def test_a_right_server_is_taken_also_by_tls(server: Server, doctor) -> None:
    with ExitStack() as after:
        for settings in ({}, by_tls(trusted=True)(server, after)):
            _, said = doctor(**settings)
            assert "ok   durability: every STOP is on disk" in said


def test_doctor_says_that_memory_is_nearly_full_and_what_waits(server: Server, doctor) -> None:
    with server.admin() as admin, nearly_full(admin):
        code, said = doctor()
    assert code == 1
    (line,) = [line for line in said.splitlines() if " memory: " in line]
    assert line.startswith("BAD  memory: Redis uses 9")
    assert "(DESIGN 4)" in line and "CONFIG SET maxmemory" in line


def test_what_would_keep_numbers_is_switched_off_at_every_connection(server: Server) -> None:
    """DESIGN I8: the slow log and the command log are off."""
    with server.admin() as admin, connect(server.url, 1, demand=Demand(STRICT)) as ours:
        for name in LOGS:
            admin.config_set(name, 0)
        ours.ping()
        assert [admin.config_get(name)[name] for name in LOGS] == ["-1", "-1"]


@pytest.fixture
def store(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisStore]:
    """A store that found its server right, and looks at its connection before each call."""
    monkeypatch.setattr(fast_connection, "IDLE", 0)
    demand, durability = proven(server.url, 5.0, Demand(STRICT))
    client = connect(server.url, 2, 5.0, demand)
    yield RedisStore(client, Keys("garage", 16), durability, 5.0)
    client.close()


AFTERWARDS = {
    "it evicts": {"maxmemory_policy": "allkeys-lfu"},
    "it syncs once a second": {"appendfsync": "everysec"},
    "it pauses syncing": {"no_appendfsync_on_rewrite": "yes"},
}


@pytest.mark.parametrize("name", AFTERWARDS)
def test_a_server_that_became_wrong_is_refused_at_the_next_connection(name: str, server, store) -> None:
    """As after a failover to a server that was set up otherwise: no STOP is acknowledged there."""
    before = store.load(BOB)
    stop = changed(before, "inbound", f"SM {name}", consent_entry("SM"))
    with ExitStack() as after:
        set_to(**AFTERWARDS[name])(server, after)
        after.enter_context(server.admin()).client_kill_filter(_type="normal", skipme=True)
        for call in (lambda: store.commit(stop), store.ping):
            with pytest.raises(StoreUnfit, match="CONFIG SET"):
                call()
    assert store.commit(stop).outcome == "applied"
