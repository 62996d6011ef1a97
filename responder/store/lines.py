"""One connection a thread for the hot path: several commands in one round trip, nothing repeated.

redis-py's pool and pipelines cost more than the commands themselves here (half of a webhook's CPU), so
this uses redis-py's connections directly. A connection that the server closed meanwhile is noticed before
anything is sent on it, and replaced; one that fails in the middle is dropped and the failure is raised.
"""

import threading
from collections.abc import Sequence
from typing import Any

import hiredis
import redis
from redis.connection import AbstractConnection

Command = tuple[str | int, ...]


class Lines:
    """Connections with a client's settings, one for each thread that calls; closed with the thread."""

    def __init__(self, client: "redis.Redis") -> None:
        self._pool = client.connection_pool
        self._local = threading.local()

    def call(self, *commands: Command) -> list[Any]:
        """The replies, in order; an error reply is an exception in the list and not raised.

        Raises redis.ConnectionError and redis.TimeoutError: then nobody knows what was done.
        """
        connection = self._connection()
        try:
            _send(connection, _packed(commands))
            return [_reply(connection) for _ in commands]
        except (redis.ConnectionError, redis.TimeoutError):
            _drop(connection)  # half a reply must never be taken for the next one's
            raise

    def _connection(self) -> AbstractConnection:
        connection: AbstractConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            # Outside the pool: it is this thread's alone, and the pool's limit is for the other calls.
            connection = self._pool.connection_class(**self._pool.connection_kwargs)
            self._local.connection = connection
        elif _gone(connection):
            _drop(connection)
        return connection


def _send(connection: AbstractConnection, packed: list[bytes]) -> None:
    connection.send_packed_command(packed, check_health=False)  # type: ignore[no-untyped-call]


def _drop(connection: AbstractConnection) -> None:
    connection.disconnect()  # type: ignore[no-untyped-call]


def _gone(connection: AbstractConnection) -> bool:
    """Whether an idle connection has something to read: the server's goodbye, or a stray reply."""
    try:
        return bool(connection.can_read(timeout=0))
    except (redis.ConnectionError, OSError):
        return True


def _packed(commands: Sequence[Command]) -> list[bytes]:
    try:
        return [b"".join([_pack(command) for command in commands])]
    except UnicodeEncodeError:  # lone surrogates from outside: kept as they came
        return [_pack(tuple(map(_encoded, command))) for command in commands]


def _pack(command: tuple[Any, ...]) -> bytes:
    packed: bytes = hiredis.pack_command(command)
    return packed


def _encoded(part: str | int) -> bytes:
    return str(part).encode("utf-8", "surrogatepass")


def _reply(connection: AbstractConnection) -> Any:
    try:
        return connection.read_response()
    except redis.ResponseError as error:
        return error
