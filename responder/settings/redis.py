"""The settings that say where Redis is: addresses, their databases, and how many replicas must keep up.

An address may hold a password, so no sentence quotes one.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from responder.lib.validators import ConfigError

ADDRESS = "the address of a Redis or Valkey server, such as redis://127.0.0.1:6379/0"
REPLICAS = "from 1 to 9: how many replicas have each write on disk, under DURABILITY=replicated"


def redis_address(name: str, value: str) -> str:
    """A Redis address, checked. Never quotes it back: it may hold a password. Raises ConfigError."""
    try:
        parts = urlsplit(value)
        known = parts.scheme in ("redis", "rediss") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise ConfigError(f"{name} must be an address with a valid host and port.") from error
    if not known and not (parts.scheme == "unix" and parts.path not in ("", "/")):
        raise ConfigError(f"{name} must be {ADDRESS}, or rediss://… or unix:///….")
    _database(name, value)
    return value


def next_database(url: str) -> str:
    """The same server's next database: the default of QUEUE_REDIS_URL. Raises ConfigError."""
    parts = urlsplit(url)
    number = str(_database("REDIS_URL", url) + 1)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme == "unix":  # urlunsplit would drop the two slashes, without which redis-py refuses it
        return f"unix://{parts.netloc}{parts.path}?{urlencode({**query, 'db': number})}"
    if "db" in query:
        return urlunsplit(parts._replace(query=urlencode({**query, "db": number})))
    return urlunsplit(parts._replace(path=f"/{number}"))


def _database(name: str, url: str) -> int:
    # The same order as redis-py: ?db= wins, and a unix address has its socket where others have the number.
    parts = urlsplit(url)
    path = "" if parts.scheme == "unix" else parts.path.strip("/")
    number = dict(parse_qsl(parts.query)).get("db", path) or "0"
    if not re.fullmatch(r"\d{1,5}", number):
        raise ConfigError(f"{name} must end in the number of a database, such as /0.")
    return int(number)


def queue_address(given: str | None, redis_url: str) -> str:
    """Where RQ keeps its jobs: as given, else the next database. Raises ConfigError."""
    if given is None:
        return next_database(redis_url)
    if _place(redis_address("QUEUE_REDIS_URL", given)) == _place(redis_url):
        # Emptying the queue is a normal thing to do, and must never empty the record of consent.
        raise ConfigError("QUEUE_REDIS_URL must be another database than REDIS_URL.")
    return given


def replicas(given: Mapping[str, str]) -> int:
    """How many replicas must have each write on disk; 0 unless asked for. Raises ConfigError."""
    value = given.get("DURABILITY_REPLICAS", "1")
    if not re.fullmatch(r"[1-9]", value):
        raise ConfigError(f"DURABILITY_REPLICAS must be {REPLICAS}.")
    return int(value) if given.get("DURABILITY") == "replicated" else 0


def _place(url: str) -> tuple[str | None, int, str, int]:
    parts = urlsplit(url)
    socket = parts.path if parts.scheme == "unix" else ""
    return parts.hostname, parts.port or 6379, socket, _database("QUEUE_REDIS_URL", url)
