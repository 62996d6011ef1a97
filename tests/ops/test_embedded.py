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

from responder.checks import ConfigError
from responder.embedded import Binary, EmbeddedServer, find_binary, free_port, port_is_free
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


def test_a_server_on_the_path_is_used_if_it_is_new_enough(tmp_path: Path) -> None:
    shipped = find_binary(str(tmp_path))
    assert shipped.kind == "valkey" and shipped.version >= (9, 0, 0)
    fake_server(tmp_path, "redis-server", "Redis server v=6.2.14 sha=0:0 malloc=x")
    assert find_binary(str(tmp_path)) == shipped
    ours = fake_server(tmp_path, "valkey-server", "Valkey server v=8.0.1 sha=0:0 malloc=x")
    assert find_binary(str(tmp_path)) == Binary(ours, "valkey", (8, 0, 1))


def test_no_server_at_all_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
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
