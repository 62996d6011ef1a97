"""One child process of the supervisor: start it in its own session, end it and everything it started.

A child's whole process group is killed before the child is started again: granian, for one, leaves its
worker behind, with the port, when its main process is killed. On Linux a child is also ended by the kernel
when its supervisor dies, and orphans come back to the supervisor, which reaps them. Elsewhere (macOS) a
supervisor that is killed with SIGKILL leaves its children running; the next `bin/up` finds the port in use.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
STEADY_AFTER = 30.0
"""Seconds: the back-off before a restart, its cap, and the life after which it begins again."""

LARGEST_LOG = 10_000_000
_TAIL = 4_000
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36

# Loaded before any fork: between fork and exec nothing may be imported.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def adopt_orphans() -> None:
    """Have the kernel hand orphaned grandchildren to this process (Linux), so that none stays as a zombie."""
    if _libc:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """What to run. `needs` names the children that must be ready first; times are seconds.

    It is ready when it has lived for `ready_after` and `ready` says so. `explain` gets the end of its log and
    answers one sentence if it knows why the child stopped.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    ready: Callable[[], bool] = lambda: True
    ready_after: float = 0.0
    needs: tuple[str, ...] = ()
    stop_timeout: float = 10.0
    stop_signal: signal.Signals = signal.SIGTERM
    explain: Callable[[str], str] = lambda _: ""


@dataclass(slots=True)
class Child:
    """A child and its history. `restart_at` is on the monotonic clock; `deaths` since it was last steady."""

    spec: ChildSpec
    run_dir: Path
    log_dir: Path
    process: subprocess.Popen[bytes] | None = None
    ready: bool = False
    deaths: int = 0
    restart_at: float = 0.0
    started_at: float = 0.0
    _log_start: int = field(default=0, repr=False)

    @property
    def log_path(self) -> Path:
        """Where its output goes."""
        return self.log_dir / f"{self.spec.name}.log"

    @property
    def pid_path(self) -> Path:
        """Where its process id stands while it runs."""
        return self.run_dir / f"{self.spec.name}.pid"

    def start(self) -> None:
        """Start it now. Raises OSError where the program cannot be run."""
        self.shorten_log()
        self.started_at = time.monotonic()
        with self.log_path.open("ab") as log:
            self._log_start = log.tell()
            self.process = subprocess.Popen(
                self.spec.argv,
                env=self.spec.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=tie_to(os.getpid()),  # noqa: PLW1509 - one thread; see tie_to
            )
        self._write_pid(self.process.pid)

    def runs(self) -> bool:
        """Whether it is alive."""
        return self.process is not None and self.process.poll() is None

    def look_ready(self) -> None:
        """Note it once it is ready."""
        if not self.ready and self.process and time.monotonic() - self.started_at >= self.spec.ready_after:
            self.ready = self.spec.ready()

    def died(self) -> int | None:
        """The exit code if it ended since it was started, its group cleared away; None while it runs."""
        code = self.process.poll() if self.process else None
        if self.process is None or code is None:
            return None
        self.clear_group()
        self.process, self.ready = None, False
        return code

    def back_off(self) -> float:
        """Count a death and set the next start. Returns the pause in seconds."""
        now = time.monotonic()
        self.deaths = 1 if now - self.started_at >= STEADY_AFTER else self.deaths + 1
        pause = min(FIRST_PAUSE * 2.0 ** (self.deaths - 1), LONGEST_PAUSE)
        self.restart_at = now + pause
        return pause

    def ask_to_stop(self) -> None:
        """Send its stop signal to the child alone: it ends its own helpers in its own order."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.spec.stop_signal)

    def clear_group(self) -> None:
        """Kill and reap whatever is left of its process group."""
        if self.process is None:
            return
        group = self.process.pid
        try:
            os.killpg(group, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # gone; macOS says EPERM of a group of zombies
            pass
        self.process.wait()
        _reap(group)

    def forget(self) -> None:
        """Its end was asked for: remove its pid file."""
        self.process, self.ready = None, False
        self.pid_path.unlink(missing_ok=True)

    def last_words(self) -> str:
        """The end of what it logged since its last start, at most 4,000 bytes."""
        try:
            with self.log_path.open("rb") as log:
                size = log.seek(0, os.SEEK_END)
                log.seek(max(self._log_start, size - _TAIL) if self._log_start <= size else 0)
                return log.read(_TAIL).decode(errors="replace").strip()
        except OSError:
            return ""

    def shorten_log(self) -> None:
        """Keep its log and one older one of at most 10 MB each; a line written in between may be lost."""
        try:
            if self.log_path.stat().st_size < LARGEST_LOG:
                return
            content = self.log_path.read_bytes()
            self.log_path.with_suffix(".log.1").write_bytes(content[-LARGEST_LOG:])
            os.truncate(self.log_path, 0)
        except OSError:
            return  # no log yet, or a full disk: neither may stop the supervisor

    def _write_pid(self, pid: int) -> None:
        fresh = self.pid_path.with_suffix(".new")
        fresh.write_text(f"{pid}\n", encoding="ascii")
        fresh.replace(self.pid_path)


def kill_leftovers(mark: str) -> int:
    """Kill the groups of processes whose environment holds `mark`; how many. Linux only, else 0."""
    ours = (entry for entry in Path("/proc").glob("[0-9]*") if _has_mark(entry, mark.encode()))
    groups = {_group(int(entry.name)) for entry in ours} - {0, os.getpgrp()}
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
    _wait_until_gone(groups)
    return len(groups)


def _wait_until_gone(groups: Iterable[int]) -> None:
    """Until then they hold their ports; what the kernel cannot end in five seconds, nobody can."""
    deadline = time.monotonic() + 5.0
    while any(map(_group_lives, groups)) and time.monotonic() < deadline:
        time.sleep(0.02)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _has_mark(entry: Path, mark: bytes) -> bool:
    try:
        return mark in (entry / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _reap(group: int) -> None:
    try:
        while os.waitpid(-group, 0)[0]:
            pass
    except ChildProcessError:
        return


def tie_to(parent: int) -> Callable[[], None] | None:
    """What a child runs before it becomes its program: end me when my supervisor ends, even by SIGKILL.

    SIGTERM rather than SIGKILL, because the child must end its own helpers. The kernel watches the thread
    that forked, hence one thread.
    """
    if _libc is None:
        return None
    prctl, getppid, leave = _libc.prctl, os.getppid, os._exit

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if getppid() != parent:  # it died before we asked
            leave(1)

    return tie
