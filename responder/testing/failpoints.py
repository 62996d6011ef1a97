"""Failpoints: named places at which a process dies, sleeps or fails on purpose. For fault tests alone.

`RESPONDER_FAILPOINT=after-claim:kill@0.02,after-commit:raise,before-settle:stop:30s` arms them: a place,
what happens there, and how likely (1 when left out). They wrap the ports, so nothing in `flows/` or `domain/`
knows of them, and nothing at all is wrapped when the variable is not set. RESPONDER_FAILPOINT_LOG names a
file to which every hit is appended; when that file is taken away, all processes are disarmed.
RESPONDER_CLOCK_STEP names a file that holds milliseconds: by so much the product's clock is wrong.
A file of the same name and `.host` says how wrong the clock of the machine is on which a process starts.
"""

import os
import random
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from responder.domain.records import Decision, Millis
from responder.lib.log import get_logger
from responder.lib.validators import ConfigError
from responder.ports import (
    Accepted,
    Claimed,
    ClaimRequest,
    Clock,
    CommitResult,
    Committed,
    Deps,
    Jobs,
    Outgoing,
    Provider,
    Settled,
    Settlement,
    Store,
    StoreUnavailable,
)

NAMES = ("after-commit", "after-wake", "before-claim", "after-claim", "after-hand-over", "before-settle")
"""Where a process can be hit, in the order in which a text passes (DESIGN §3)."""

_RULE = re.compile(r"([a-z-]+):(kill|raise|stop:(\d+(?:\.\d+)?)s)(?:@(\d*\.?\d+))?")

log = get_logger(__name__)


class FailpointHit(StoreUnavailable):
    """What `raise` raises: the failure that every caller of the store must expect anyway."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens at one place. `seconds` for `stop` alone; `chance` 0 to 1."""

    name: str
    action: str
    seconds: float
    chance: float


def parse(text: str) -> Mapping[str, tuple[Rule, ...]]:
    """The rules of each place. Raises ConfigError with one sentence."""
    rules: dict[str, tuple[Rule, ...]] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        found = _RULE.fullmatch(part)
        if found is None or found[1] not in NAMES:
            raise ConfigError(
                "RESPONDER_FAILPOINT must be like after-claim:kill@0.02 or before-settle:stop:30s, "
                f"not {part!r}; the places are {', '.join(NAMES)}."
            )
        action = found[2].partition(":")[0]
        rule = Rule(found[1], action, float(found[3] or 0), float(found[4] or 1))
        rules[rule.name] = (*rules.get(rule.name, ()), rule)
    return rules


def kill(_: float) -> None:
    """End this process as `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def stop(seconds: float) -> None:
    """Hold every thread of this process for so long; a helper of its own session lets it go on."""
    waker = f"(sleep {seconds}; kill -CONT {os.getpid()}) >/dev/null 2>&1 &"
    subprocess.run(("sh", "-c", waker), stdin=subprocess.DEVNULL, start_new_session=True, check=True)
    os.kill(os.getpid(), signal.SIGSTOP)


def fail(_: float) -> None:
    """Raise FailpointHit."""
    raise FailpointHit("failpoint")


ACTIONS: Mapping[str, Callable[[float], None]] = {"kill": kill, "stop": stop, "raise": fail}


class Failpoints:
    """The armed places of this process. Every hit is a line in a file before it happens."""

    def __init__(self, rules: Mapping[str, tuple[Rule, ...]], hits: str) -> None:
        """`hits` is the path of the file to which hits are appended; "" for none."""
        self._rules = rules
        self._hits = hits

    def failpoint(self, name: str) -> None:
        """This place has been reached. Raises FailpointHit where a rule says so."""
        for rule in self._rules.get(name, ()):
            if random.random() < rule.chance and self._noted(rule):
                ACTIONS[rule.action](rule.seconds)

    def _noted(self, rule: Rule) -> bool:
        """Whether the hit was written down, or nobody wants to know; without its file nothing is armed."""
        if not self._hits:
            return True
        try:
            file = os.open(self._hits, os.O_WRONLY | os.O_APPEND)
        except FileNotFoundError:
            return False
        # One write to an O_APPEND file: whole, and in the kernel before this process dies.
        os.write(file, f"{rule.name} {rule.action} {os.getpid()} {time.time():.3f}\n".encode())
        os.close(file)
        return True


class _Unlike:
    """A port with some of its methods replaced; the others are its own."""

    def __init__(self, inner: object) -> None:
        self._inner: Any = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _Around(_Unlike):
    """A port with failpoints in it."""

    def __init__(self, inner: object, points: Failpoints) -> None:
        super().__init__(inner)
        self._at = points.failpoint


class FailingStore(_Around):
    """The store with failpoints around commit, claim and settle."""

    def commit(self, decision: Decision) -> CommitResult:
        """Commit; then perhaps never tell."""
        result: CommitResult = self._inner.commit(decision)
        if result.outcome is Committed.APPLIED:
            self._at("after-commit")
        return result

    def claim(self, request: ClaimRequest) -> Claimed:
        """Claim; perhaps not, or without going on."""
        self._at("before-claim")
        claimed: Claimed = self._inner.claim(request)
        if claimed is Claimed.CLAIMED:
            self._at("after-claim")
        return claimed

    def settle(self, settlement: Settlement) -> Settled:
        """Perhaps never settle."""
        self._at("before-settle")
        settled: Settled = self._inner.settle(settlement)
        return settled


class FailingJobs(_Around):
    """The dispatcher with a failpoint after it was told."""

    def wake(self) -> bool:
        """Wake; then perhaps fail, although a wake never raises."""
        queued: bool = self._inner.wake()
        self._at("after-wake")
        return queued


class FailingProvider(_Around):
    """The provider with a failpoint once it has taken a text."""

    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand over; then perhaps forget it."""
        accepted: Accepted = self._inner.send(outgoing)
        self._at("after-hand-over")
        return accepted


class SteppedClock(_Unlike):
    """The clock of a machine that somebody sets while everything runs."""

    def __init__(self, inner: Clock, step: Path) -> None:
        super().__init__(inner)
        self._step = step

    def now(self) -> Millis:
        """What this machine takes for the time."""
        now: Millis = self._inner.now()
        return now + _milliseconds(self._step)


def _milliseconds(path: Path) -> Millis:
    """What the file holds; 0 where there is none."""
    try:
        return int(path.read_text() or 0)
    except OSError:
        return 0


def host_is_ahead(clock_step: str) -> Millis:
    """How wrong the time of day of the machine is on which this process starts (ms)."""
    return _milliseconds(Path(clock_step).with_suffix(".host")) if clock_step else 0


def stepped(clock: Clock, clock_step: str) -> Clock:
    """The clock as it is, or wrong by what the file `clock_step` holds."""
    if not clock_step:
        return clock
    log.warning("clock_is_wrong_on_purpose")
    return cast(Clock, SteppedClock(clock, Path(clock_step)))


def armed(deps: Deps, asked: str, hits: str, clock_step: str = "") -> Deps:
    """`deps` as they are, or with failpoints around them where `asked`. Raises ConfigError."""
    if clock_step:
        deps = replace(deps, clock=stepped(deps.clock, clock_step))
    if not asked:
        return deps
    points = Failpoints(parse(asked), hits)
    log.warning("failpoints_armed", points=asked)
    return replace(
        deps,
        store=cast(Store, FailingStore(deps.store, points)),
        jobs=cast(Jobs, FailingJobs(deps.jobs, points)),
        provider=cast(Provider, FailingProvider(deps.provider, points)),
    )
