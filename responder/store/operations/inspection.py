"""A server is looked at on every new connection, before anything else is said on it
(domain/operations/redis_server.py).

After a failover or a restart the same address may be another server. One that is not fit answers nothing
more: whoever texts STOP gets a 503, which the provider repeats, and no 200 that nobody keeps.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import redis

from responder.domain.operations.redis_server import SETTINGS, Demand, Facts, arguments_logged, findings

Connection = redis.connection.AbstractConnection


class ServerRefused(redis.ConnectionError):
    """The server is there and not fit. Its text is a sentence for each finding, without data."""


USER_CURE = "see docs/redis.md for the user that Responder needs."
REFUSED = f"Redis refuses the user or the password in REDIS_URL (I2): {USER_CURE}"
UNTRUSTED = (
    "The certificate of Redis is none that this machine trusts (I1, I2): name its authority in REDIS_URL "
    "with ?ssl_ca_certs=FILE."
)


Meets = Callable[[Connection, str], None]
"""Told of each new connection to a fit server, and of the server's run; before any command of ours."""


def nobody(connection: Connection, run: str) -> None:
    """For whoever need not know."""


def inspector(demand: Demand, meets: Meets = nobody) -> Callable[[Connection], None]:
    """What redis-py calls on each new connection. It raises ServerRefused, and what `meets` raises."""

    def inspect(connection: Connection) -> None:
        try:
            connection.on_connect()  # type: ignore[no-untyped-call]
        except redis.AuthenticationError:
            raise ServerRefused(REFUSED) from None
        facts = _facts(connection)
        found = findings(_without_argument_logs(connection, facts), demand)
        if found:
            raise ServerRefused(" ".join(map(str, found)))
        meets(connection, facts.run)

    return inspect


def why_unreachable(error: Exception) -> str:
    """One sentence for a failure to connect that an operator can mend; else empty."""
    return UNTRUSTED if is_untrusted(error) else ""


def is_untrusted(error: Exception) -> bool:
    """Whether a server's certificate is none that this machine trusts."""
    return "CERTIFICATE_VERIFY_FAILED" in str(error)


def facts_of(info: Mapping[str, str], settings: Mapping[str, str] | None) -> Facts:
    """What INFO and CONFIG GET say."""
    name, version = ("Valkey", "valkey_version") if "valkey_version" in info else ("Redis", "redis_version")
    return Facts(
        name=f"{name} {info.get(version, '?')}",
        version=_version(info.get("redis_version", "")),
        mode=info.get("server_mode") or info.get("redis_mode", "standalone"),  # Valkey 9, and all others
        role=info.get("role", "master"),
        replicas=int(info.get("connected_slaves", "0")),
        policy=info.get("maxmemory_policy", ""),
        settings=settings,
        run=info.get("run_id", ""),
    )


def _version(text: str) -> tuple[int, int]:
    found = re.match(r"(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _facts(connection: Connection) -> Facts:
    info, settings = _asked(connection, ("INFO",), ("CONFIG", "GET", *SETTINGS))
    if isinstance(info, Exception):
        raise ServerRefused(f"Redis does not let this user run INFO (I2): {USER_CURE}")
    shown = None if isinstance(settings, Exception) else {str(name): str(settings[name]) for name in settings}
    lines = (line.partition(":") for line in str(info).splitlines())
    return facts_of({name: value for name, _, value in lines}, shown)


def _without_argument_logs(connection: Connection, facts: Facts) -> Facts:
    """Switch off what would keep numbers and texts, where this user may (I8)."""
    logs = arguments_logged(facts)
    if not logs:
        return facts
    replies = _asked(connection, *(("CONFIG", "SET", name, "-1") for name in logs))
    off = {name: "-1" for name, reply in zip(logs, replies, strict=True) if not isinstance(reply, Exception)}
    return replace(facts, settings={**(facts.settings or {}), **off})


def _asked(connection: Connection, *commands: Sequence[str]) -> list[Any]:
    """The replies in one round trip; an error reply is an exception in the list."""
    packed = connection.pack_commands(commands)  # type: ignore[no-untyped-call]
    connection.send_packed_command(packed)  # type: ignore[no-untyped-call]
    return [_reply(connection) for _ in commands]


def _reply(connection: Connection) -> Any:
    try:
        return connection.read_response()
    except redis.ResponseError as error:
        return error
