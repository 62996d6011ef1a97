"""Where the server keeps its files, and whether its last writes there went well."""

import redis

from responder.store.connection import unavailable_on_failure

WRITES = {
    "aof_last_write_status": "append to its file",
    "aof_last_bgrewrite_status": "rewrite its file",
    "rdb_last_bgsave_status": "save a snapshot",
}
"""What INFO tells of the last write of each kind."""


class ServerDisk:
    """What one server says of its disk."""

    def __init__(self, client: "redis.Redis") -> None:
        self._redis = client

    def folder(self) -> str:
        """The folder of its files on its own machine; "" where it does not say. Raises StoreUnavailable."""
        with unavailable_on_failure():
            return str(self._config().get("dir", ""))

    def failed(self) -> list[str]:
        """What it could not do the last time that it tried. Raises StoreUnavailable."""
        with unavailable_on_failure():
            said = self._redis.info("persistence")
        return [what for name, what in WRITES.items() if said.get(name, "ok") != "ok"]

    def _config(self) -> dict[str | None, str | None]:
        try:
            found = self._redis.config_get("dir")
        except redis.ResponseError:  # managed servers hide it
            return {}
        return found if isinstance(found, dict) else {}
