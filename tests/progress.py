"""How far a run is: a line that moves on a terminal, and a new line every ten seconds elsewhere.

A pytest plugin (`tests/conftest.py` names it). It replaces pytest's dots; what fails is named at once. At the
end it says which tests did not run, and why: without Chromium the others do, and nobody takes them for all.
"""

import sys
import time
from collections import Counter

import pytest

from tests.order import SECONDS, kind_of

EVERY = 10.0
"""Seconds between two lines where output is kept and not drawn over."""

WARM = 10.0
"""Seconds after which what was seen weighs as much as what was expected."""


class Progress:
    """Counts the tests of this run as they end."""

    def __init__(self) -> None:
        self.drawn_over = sys.stderr.isatty()
        self.began = self.last = time.monotonic()
        self.nodeids: list[str] = []
        self.cost = self.done_cost = 0.0
        self.done = self.failed = 0

    def starts(self, nodeids: list[str]) -> None:
        """These will run; every worker says so, of the same ones."""
        if not self.nodeids:
            self.nodeids, self.began = nodeids, time.monotonic()
            self.cost = sum(SECONDS[kind_of(nodeid)] for nodeid in nodeids)

    def ended(self, nodeid: str) -> None:
        """One has ended."""
        self.done += 1
        self.done_cost += SECONDS[kind_of(nodeid)]
        now = time.monotonic()
        if now - self.last >= (0.2 if self.drawn_over else EVERY):
            self.last = now
            self.say(self.line(now), over=self.drawn_over)

    def line(self, now: float) -> str:
        """How many, how many of them failed, and how long it will take."""
        pace = (now - self.began + WARM) / (self.done_cost + WARM)
        left = pace * max(0.0, self.cost - self.done_cost)
        count = max(1, len(self.nodeids))
        so_far = f"{self.done:,} of {count:,} tests ({100 * self.done // count} %)"
        return f"{so_far}, {self.failed} failed, {_about(left)} left"

    def say(self, line: str, over: bool = False) -> None:
        start, end = ("\r\x1b[K", "") if self.drawn_over else ("", "\n")
        sys.stderr.write(f"{start}{line}{end if over or not self.drawn_over else chr(10)}")
        sys.stderr.flush()


def _about(seconds: float) -> str:
    return f"about {seconds / 60:.0f} min" if seconds >= 90 else f"about {seconds:.0f} s"


class Shown:
    """Pytest's hooks, in the process that a person looks at."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    @pytest.hookimpl(optionalhook=True)  # the hunt for guards runs without xdist
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        self.progress.starts(ids)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if session.items:
            self.progress.starts([item.nodeid for item in session.items])

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        passed = report.passed and report.when == "call"
        return ("passed", "", "PASSED") if passed else None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.progress.failed += 1
            self.progress.say(f"FAILED {report.nodeid} ({report.when})")

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.progress.ended(nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        skipped = terminalreporter.stats.get("skipped", ())
        reasons = Counter(each.longrepr[2] for each in skipped if isinstance(each.longrepr, tuple))
        for reason, count in reasons.most_common():
            terminalreporter.write_line(f"{count} tests did not run: {reason.removeprefix('Skipped: ')}")


def pytest_configure(config: pytest.Config) -> None:
    shown_here = not hasattr(config, "workerinput") and config.get_verbosity() < 1
    if shown_here and not config.option.collectonly:
        config.pluginmanager.register(Shown(Progress()), "progress-shown")
