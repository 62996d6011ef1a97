"""A primary and the replica that follows it, at one address that is reached by TLS: what a failover moves."""

import shutil
import time
from pathlib import Path
from threading import Lock

import redis

from tests.processes import free_port
from tests.store.conftest import PASSWORD, documented_user
from tests.tls import TlsRelay
from tests.valkey import Valkey

FOLLOWS_WITHIN = 30.0
"""Seconds for a replica to have copied everything."""

NOTHING_IS_LOGGED = {
    "slowlog-log-slower-than": "-1",
    "commandlog-request-larger-than": "-1",
    "commandlog-reply-larger-than": "-1",
}


class Pair:
    """Two servers below `folder`. The product knows `url` alone, as the user of docs/redis.md."""

    def __init__(self, folder: Path) -> None:
        self.moving = Lock()
        self._ports: dict[Path, int] = {}
        self.primary, self.replica = (self._made(folder / name) for name in ("one", "two"))
        self.primary.start()
        self._follow(self.replica)
        self.relay = TlsRelay(folder, str(self.primary.folder / "valkey.sock"))
        self.url = self.relay.url(f"responder:{PASSWORD}@")

    def _made(self, folder: Path) -> Valkey:
        folder.mkdir()
        self._ports[folder] = free_port()
        return Valkey(folder, self._settings(folder))

    def _settings(self, folder: Path) -> dict[str, str]:
        """Of a server that follows nobody."""
        where = {"port": str(self._ports[folder]), "bind": "127.0.0.1", "repl-diskless-sync-delay": "0"}
        return {**where, **NOTHING_IS_LOGGED, "user": " ".join(documented_user())}

    def _follow(self, server: Valkey) -> None:
        """It starts with nothing, as a replica, and has copied everything when this returns."""
        shutil.rmtree(server.folder / "appendonlydir", ignore_errors=True)
        leader = self._ports[self.primary.folder]
        server.settings = {**self._settings(server.folder), "replicaof": f"127.0.0.1 {leader}"}
        server.start()
        deadline = time.monotonic() + FOLLOWS_WITHIN
        with redis.Redis.from_url(server.url) as client:
            while client.info("replication")["master_link_status"] != "up":
                assert time.monotonic() < deadline, "the replica does not follow"
                time.sleep(0.02)

    def fail_over(self, behind: float) -> None:
        """The primary dies, and the address names the replica; a new replica follows that.

        `behind`: for so many seconds before that the replica is cut off. What the primary takes meanwhile,
        and confirms to nobody, is lost.
        """
        old, new = self.primary, self.replica
        with redis.Redis.from_url(new.url) as client:
            client.execute_command("REPLICAOF", "NO", "ONE")
        time.sleep(behind)
        old.kill()
        self.relay.lead_to(str(new.folder / "valkey.sock"))
        self.relay.hang_up()
        new.settings.pop("replicaof", None)
        self.primary, self.replica = new, old
        self._follow(old)

    def lose_replica(self, seconds: float) -> None:
        """Nobody has a second copy for so long."""
        self.replica.kill()
        time.sleep(seconds)
        self._follow(self.replica)

    def stop(self) -> None:
        """Both, and the address."""
        self.relay.stop()
        for server in (self.replica, self.primary):
            server.stop()
