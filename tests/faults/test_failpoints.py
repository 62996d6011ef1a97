"""Failpoints: armed only when asked for, at the places that they name, and counted before they strike."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from unittest.mock import Mock

import pytest

from responder.domain.records import MessageState
from responder.lib.validators import ConfigError
from responder.ports import (
    Accepted,
    Claimed,
    ClaimRequest,
    CommitResult,
    Committed,
    Deps,
    Outgoing,
    Settlement,
)
from responder.testing.failpoints import NAMES, FailpointHit, Failpoints, armed, host_is_ahead, parse
from responder.wiring import product as product_wiring

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Ports:
    """A store, a dispatcher and a provider in one, noting what was really done."""

    done: list[str] = field(default_factory=list)
    outcome: Committed = Committed.APPLIED

    def commit(self, decision: object) -> CommitResult:
        self.done.append("commit")
        return CommitResult(self.outcome)

    def claim(self, request: ClaimRequest) -> Claimed:
        self.done.append("claim")
        return Claimed.CLAIMED

    def settle(self, settlement: Settlement) -> None:
        self.done.append("settle")

    def wake(self) -> None:
        self.done.append("wake")

    def send(self, outgoing: Outgoing) -> Accepted:
        self.done.append("send")
        return Accepted("SM1", MessageState.ACCEPTED)

    def ping(self) -> str:
        return "pong"


def deps_of(ports: Ports) -> Deps:
    nothing = cast(Any, None)
    every = cast(Any, ports)
    return Deps(every, every, every, nothing, nothing, nothing, nothing, nothing)


PASS = {
    "after-commit": (lambda deps: deps.store.commit(None), ["commit"]),
    "after-wake": (lambda deps: deps.jobs.wake(), ["wake"]),
    "before-claim": (lambda deps: deps.store.claim(None), []),
    "after-claim": (lambda deps: deps.store.claim(None), ["claim"]),
    "after-hand-over": (lambda deps: deps.provider.send(None), ["send"]),
    "before-settle": (lambda deps: deps.store.settle(None), []),
}


def test_without_the_variable_nothing_is_wrapped() -> None:
    deps = deps_of(Ports())
    assert armed(deps, "", "") is deps


@pytest.mark.parametrize("name", NAMES)
def test_a_place_strikes_where_its_name_says(name: str, tmp_path: Path) -> None:
    passes, done_before = PASS[name]
    ports, hits = Ports(), tmp_path / "hits"
    hits.touch()
    deps = armed(deps_of(ports), f"{name}:raise", str(hits))
    with pytest.raises(FailpointHit):
        passes(deps)
    assert ports.done == done_before
    assert hits.read_text().split()[:2] == [name, "raise"]


@pytest.mark.parametrize("name", NAMES)
def test_the_other_places_are_passed(name: str, tmp_path: Path) -> None:
    ports = Ports()
    deps = armed(deps_of(ports), f"{name}:raise@0.0", str(tmp_path / "hits"))
    for passes, _ in PASS.values():
        passes(deps)
    assert len(ports.done) == len(PASS)
    assert deps.store.ping() == "pong"  # type: ignore[attr-defined]


def test_a_commit_that_changed_nothing_is_no_place_to_strike() -> None:
    deps = armed(deps_of(Ports(outcome=Committed.DUPLICATE)), "after-commit:raise", "")
    assert deps.store.commit(cast(Any, None)).outcome is Committed.DUPLICATE


WRONG = ["after-lunch:kill", "after-claim", "after-claim:shoot", "after-claim:stop"]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_misspelt_failpoint_stops_the_start_with_a_sentence(wrong: str) -> None:
    with pytest.raises(ConfigError, match="RESPONDER_FAILPOINT must be like"):
        parse(wrong)


def test_several_rules_can_stand_at_one_place() -> None:
    rules = parse("after-claim:kill@0.5, after-claim:stop:1.5s@.25,after-commit:raise")
    assert [(r.action, r.seconds, r.chance) for r in rules["after-claim"]] == [
        ("kill", 0.0, 0.5),
        ("stop", 1.5, 0.25),
    ]


def child(action: str, hits: Path) -> "subprocess.Popen[bytes]":
    code = (
        "from responder.testing.failpoints import Failpoints, parse\n"
        f"Failpoints(parse('before-claim:{action}'), {str(hits)!r}).failpoint('before-claim')\n"
        "print('went on', flush=True)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE)


def test_a_killed_process_has_written_its_hit(tmp_path: Path) -> None:
    (tmp_path / "hits").touch()
    process = child("kill", tmp_path / "hits")
    out, _ = process.communicate(timeout=20)
    assert (process.returncode, out) == (-signal.SIGKILL, b"")
    assert (tmp_path / "hits").read_text().startswith("before-claim kill ")


def test_a_stopped_process_goes_on_after_its_time(tmp_path: Path) -> None:
    began = time.monotonic()
    (tmp_path / "hits").touch()
    process = child("stop:0.7s", tmp_path / "hits")
    out, _ = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, b"went on\n")
    assert time.monotonic() - began > 0.7


def test_hits_of_two_processes_stand_in_one_file(tmp_path: Path) -> None:
    hits = tmp_path / "hits"
    hits.touch()
    for _ in range(2):
        with pytest.raises(FailpointHit):
            Failpoints(parse("after-wake:raise"), str(hits)).failpoint("after-wake")
    assert len(hits.read_text().splitlines()) == 2


def test_without_its_file_nothing_is_armed(tmp_path: Path) -> None:
    points = Failpoints(parse("after-wake:raise"), str(tmp_path / "hits"))
    points.failpoint("after-wake")
    (tmp_path / "hits").touch()
    with pytest.raises(FailpointHit):
        points.failpoint("after-wake")


class Noon:
    """A clock that stands still."""

    def now(self) -> int:
        return 1_795_000_000_000

    def ticks(self) -> int:
        return 0


def test_a_process_on_a_host_that_is_an_hour_wrong_begins_with_that_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It follows the server's clock only after that: a storm would pass for a host that is right."""
    step, hour = tmp_path / "step", 3_600_000
    assert host_is_ahead(str(step)) == host_is_ahead("") == 0
    step.with_suffix(".host").write_text(str(hour))
    monkeypatch.setattr(product_wiring, "set_at_start", lambda *_: None)
    monkeypatch.setenv("RESPONDER_CLOCK_STEP", str(step))
    clock, _ = product_wiring._own_clock(cast(Any, None), Mock())
    assert abs(clock.now() - hour - time.time_ns() // 1_000_000) < 60_000


def test_a_clock_that_is_set_wrong_says_so_until_it_is_set_right(tmp_path: Path) -> None:
    step, right = tmp_path / "step", Noon().now()
    deps = replace(deps_of(Ports()), clock=Noon())
    clock = armed(deps, "", "", str(step)).clock
    assert clock.now() == right, "without the file it is right"
    step.write_text("-25000")
    assert clock.now() == right - 25_000
    step.write_text("0")
    assert clock.now() == right
