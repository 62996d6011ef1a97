"""What a Redis server must be so that the promises hold: what is refused, what it endangers, the cure.

Asked at the start and at every new connection: a failover or a changed setting makes another server of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

OLDEST = (7, 2)
"""The first version that can say whether a write is on disk (WAITAOF)."""

STRICT, REPLICATED, ACCEPT_LOSS = "strict", "replicated", "accept-loss"
"""The values of DURABILITY."""

ARGUMENT_LOGS: Mapping[str, str] = {
    "slowlog-log-slower-than": "slowlog-max-len",
    "commandlog-execution-slower-than": "commandlog-slow-execution-max-len",
    "commandlog-request-larger-than": "commandlog-large-request-max-len",
    "commandlog-reply-larger-than": "commandlog-large-reply-max-len",
}
"""Logs of a server that keep commands with their arguments: by threshold (-1 is off) and length."""

SETTINGS = (
    *("appendonly", "appendfsync", "no-appendfsync-on-rewrite"),
    *ARGUMENT_LOGS,
    *ARGUMENT_LOGS.values(),
)
"""What is asked of a server that shows its settings."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a server says of itself. `settings` is empty where it hides them, as many managed servers do.

    `run` names this run of it: a server that is started anew has another one.
    """

    name: str
    version: tuple[int, int]
    mode: str = "standalone"
    role: str = "master"
    replicas: int = 0
    policy: str = "noeviction"
    settings: Mapping[str, str] | None = None
    run: str = ""

    def setting(self, name: str) -> str:
        """One setting, or ""."""
        return (self.settings or {}).get(name, "")

    @property
    def syncs_each_write(self) -> bool:
        """Whether it has every write on disk before it answers."""
        return self.setting("appendonly") == "yes" and self.setting("appendfsync") == "always"


@dataclass(frozen=True, slots=True)
class Demand:
    """What the operator wants: DURABILITY, and with `replicated` how many replicas must have a write on disk.

    `syncs_each_write`: the server did so at the start, so nobody waits for it by WAITAOF.
    """

    durability: str
    replicas: int = 0
    syncs_each_write: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a sentence with what was found, the promises in danger and what to type."""

    found: str
    promises: str
    cure: str

    def __str__(self) -> str:
        return f"{self.found[:1].upper()}{self.found[1:]} ({self.promises}): {self.cure}"


NEARLY_FULL = 90
"""Percent of maxmemory from which on what grows must wait, so that there is room for opt-outs."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes that a server uses, and its maxmemory (0 = no limit)."""

    used: int
    limit: int

    @property
    def percent(self) -> int:
        """How full it is; 0 where there is no limit."""
        return 100 * self.used // self.limit if self.limit else 0

    @property
    def is_nearly_full(self) -> bool:
        """Whether messages to many and staff's texts must wait."""
        return self.percent >= NEARLY_FULL


Rule = Callable[[Facts, Demand], Finding | None]


def findings(facts: Facts, demand: Demand) -> list[Finding]:
    """Everything for which this server is refused, the worst first."""
    rules = ALWAYS_ASKED if demand.durability == ACCEPT_LOSS else (*ALWAYS_ASKED, *ASKED_OF_KEEPERS)
    return [found for rule in rules if (found := rule(facts, demand))]


def arguments_logged(facts: Facts) -> list[str]:
    """The thresholds of those logs that are on."""
    return [
        name
        for name, kept in ARGUMENT_LOGS.items()
        if facts.setting(name).isdigit() and facts.setting(kept) != "0"
    ]


def _too_old(facts: Facts, demand: Demand) -> Finding | None:
    if facts.version >= OLDEST:
        return None
    found = f"REDIS_URL names {facts.name}, which cannot say what it has on disk"
    return Finding(found, "I2", "upgrade it to Redis or Valkey 7.2 or newer.")


def _no_single_server(facts: Facts, demand: Demand) -> Finding | None:
    if facts.mode == "standalone":
        return None
    found = f"REDIS_URL names a server in {facts.mode} mode, which refuses a part of all opt-outs"
    return Finding(found, "I2", "set REDIS_URL to a server that runs alone or with replicas.")


def _is_replica(facts: Facts, demand: Demand) -> Finding | None:
    if facts.role not in ("slave", "replica"):
        return None
    found = "REDIS_URL names a replica, which takes no opt-out"
    return Finding(found, "I2", "set REDIS_URL to its primary.")


def _evicts(facts: Facts, demand: Demand) -> Finding | None:
    if facts.policy in ("noeviction", ""):
        return None
    found = f"maxmemory-policy is {facts.policy}: the server may forget who opted out"
    cure = "type CONFIG SET maxmemory-policy noeviction there, and write it into its configuration."
    return Finding(found, "I1, I2", cure)


def _logs_arguments(facts: Facts, demand: Demand) -> Finding | None:
    logs = arguments_logged(facts)
    if not logs:
        return None
    typed = " and ".join(f"CONFIG SET {name} -1" for name in logs)
    found = f"the server keeps commands with numbers and texts in its log ({', '.join(logs)})"
    return Finding(found, "I8", f"type {typed} there, and write it into its configuration.")


def _has_replicas(facts: Facts, demand: Demand) -> Finding | None:
    if not facts.replicas or demand.durability == REPLICATED:
        return None
    found = f"the server has {facts.replicas} replica(s), and a failover loses what they do not have"
    cure = "set DURABILITY=replicated, with DURABILITY_REPLICAS for how many must have each write on disk."
    return Finding(found, "I1, I2, I7", cure)


def _pauses_syncing(facts: Facts, demand: Demand) -> Finding | None:
    if facts.setting("no-appendfsync-on-rewrite") != "yes":
        return None
    found = "no-appendfsync-on-rewrite is yes: while its file is rewritten nothing is put on disk"
    cure = "type CONFIG SET no-appendfsync-on-rewrite no there, and write it into its configuration."
    return Finding(found, "I2, I7", cure)


def _stopped_syncing(facts: Facts, demand: Demand) -> Finding | None:
    if not demand.syncs_each_write or facts.syncs_each_write:
        return None
    shown = [f"{name} {facts.setting(name) or '?'}" for name in ("appendonly", "appendfsync")]
    found = f"the server synced each write when this process started, and does not now ({', '.join(shown)})"
    cure = "type CONFIG SET appendonly yes and CONFIG SET appendfsync always there, or restart Responder."
    return Finding(found, "I2, I7", cure)


ALWAYS_ASKED: tuple[Rule, ...] = (_too_old, _no_single_server, _is_replica, _evicts, _logs_arguments)
"""What is refused whatever DURABILITY says."""

ASKED_OF_KEEPERS: tuple[Rule, ...] = (_has_replicas, _pauses_syncing, _stopped_syncing)
"""What is refused unless the operator accepts loss."""
