"""Twilio's connection overrides: the retry rules in the fragment of a webhook URL.

Accepted limits: `sni` and `e` (edge) are accepted and do nothing; retries follow at once.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

CONNECT = "ct"
READ = "rt"
RESET = "reset"

# key: lowest, highest, default
RANGES: dict[str, tuple[int, int, int]] = {
    "ct": (100, 10_000, 5_000),
    "rt": (100, 15_000, 15_000),
    "tt": (100, 15_000, 15_000),
    "rc": (0, 5, 1),
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where to call and how patiently: times in milliseconds."""

    url: str
    user: str = ""
    password: str = ""
    connect: int = 5_000
    read: int = 15_000
    total: int = 15_000
    retries: int = 1
    policies: frozenset[str] = frozenset({CONNECT})

    def retries_on(self, failure: str) -> bool:
        """Whether this kind of failure ("ct", "rt", "4xx", "5xx", "reset") is tried again."""
        return "all" in self.policies or failure in self.policies


def target(url: str) -> Target:
    """A configured webhook URL taken apart."""
    parts = urlsplit(url)
    settings = dict(parse_qsl(parts.fragment))
    host = parts.netloc.rpartition("@")[2]
    return Target(
        url=urlunsplit((parts.scheme, host, parts.path, parts.query, "")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        connect=_number(settings, "ct"),
        read=_number(settings, "rt"),
        total=_number(settings, "tt"),
        retries=_number(settings, "rc"),
        policies=frozenset(settings.get("rp", CONNECT).split(",")),
    )


def _number(settings: dict[str, str], key: str) -> int:
    low, high, default = RANGES[key]
    text = settings.get(key, "")
    return min(max(int(text), low), high) if text.isdecimal() else default
