"""What a Redis server must be: each thing that is refused, by itself, in one sentence with what to type."""

from dataclasses import replace

import pytest

from responder.domain.operations.redis_server import ACCEPT_LOSS, REPLICATED, STRICT, Demand, Facts, findings

GOOD = Facts(
    name="Valkey 9.1.2",
    version=(7, 2),
    settings={
        "appendonly": "yes",
        "appendfsync": "always",
        "no-appendfsync-on-rewrite": "no",
        "slowlog-log-slower-than": "-1",
        "slowlog-max-len": "128",
    },
)
KEEPS = Demand(STRICT, syncs_each_write=True)


def but(**settings: str) -> Facts:
    """The good server with other settings."""
    dashed = {name.replace("_", "-"): value for name, value in settings.items()}
    return replace(GOOD, settings={**(GOOD.settings or {}), **dashed})


WRONG = [
    (replace(GOOD, name="Redis 7.0.15", version=(7, 0)), "Redis 7.0.15", "I2", "7.2 or newer"),
    (replace(GOOD, mode="cluster"), "cluster mode", "I2", "set REDIS_URL"),
    (replace(GOOD, mode="sentinel"), "sentinel mode", "I2", "set REDIS_URL"),
    (replace(GOOD, role="slave"), "a replica", "I2", "set REDIS_URL to its primary"),
    (replace(GOOD, policy="allkeys-lru"), "allkeys-lru", "I1, I2", "CONFIG SET maxmemory-policy noeviction"),
    (replace(GOOD, policy="volatile-ttl"), "volatile-ttl", "I1, I2", "maxmemory-policy noeviction"),
    (but(slowlog_log_slower_than="10000"), "slowlog", "I8", "CONFIG SET slowlog-log-slower-than -1"),
    (but(commandlog_request_larger_than="0"), "commandlog", "I8", "SET commandlog-request-larger-than -1"),
    (replace(GOOD, replicas=2), "2 replica(s)", "I1, I2, I7", "DURABILITY=replicated"),
    (but(no_appendfsync_on_rewrite="yes"), "rewritten", "I2, I7", "CONFIG SET no-appendfsync-on-rewrite no"),
    (but(appendfsync="everysec"), "appendfsync everysec", "I2, I7", "CONFIG SET appendfsync always"),
    (but(appendonly="no"), "appendonly no", "I2, I7", "CONFIG SET appendonly yes"),
    (replace(GOOD, settings=None), "appendonly ?", "I2, I7", "restart Responder"),
]
"""A server, and what the one sentence about it holds."""


@pytest.mark.parametrize(("facts", "found", "promises", "cure"), WRONG, ids=lambda part: str(part)[:40])
def test_what_is_wrong_is_one_sentence_with_the_promise_and_the_cure(facts, found, promises, cure):
    (finding,) = findings(facts, KEEPS)
    said = str(finding)
    assert found in said
    assert f"({promises}): " in said
    assert cure in said
    assert said[0].isupper() and said.endswith(".") and "\n" not in said


@pytest.mark.parametrize(
    ("facts", "demand"),
    [
        (GOOD, KEEPS),
        (replace(GOOD, policy=""), KEEPS),  # INFO without a memory section: nothing is known against it
        (replace(GOOD, settings=None), Demand(STRICT)),  # a managed server: WAITAOF proves each commit
        (but(appendfsync="everysec"), Demand(STRICT)),
        (replace(GOOD, replicas=2), Demand(REPLICATED, 2)),
        (replace(GOOD, replicas=2), Demand(ACCEPT_LOSS)),
        (but(no_appendfsync_on_rewrite="yes"), Demand(ACCEPT_LOSS)),
        (but(slowlog_log_slower_than="10000", slowlog_max_len="0"), KEEPS),
    ],
    ids=lambda part: str(part)[:40],
)
def test_a_server_that_keeps_what_is_asked_of_it_is_taken(facts, demand):
    assert findings(facts, demand) == []


@pytest.mark.parametrize("facts", [wrong[0] for wrong in WRONG[:8]], ids=lambda facts: str(facts)[:40])
def test_accepting_loss_accepts_no_server_that_forgets_or_tells_numbers(facts):
    assert len(findings(facts, Demand(ACCEPT_LOSS))) == 1


def test_everything_that_is_wrong_is_said_at_once():
    wrong = replace(but(no_appendfsync_on_rewrite="yes"), policy="allkeys-lru", replicas=1)
    assert len(findings(wrong, KEEPS)) == 3
