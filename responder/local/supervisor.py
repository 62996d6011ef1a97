"""Runs the product's processes: in order at the start and at the end, again when one died.

`python -m responder.local.supervisor` is `bin/up`. It has one thread and no connection of its own; it never
touches consent. A child that dies is started again with a growing pause; one that cannot start at all stops
the start with a sentence. It does not notice a child that hangs: each process watches its own deadlines.
"""

import argparse
import fcntl
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from responder.lib import log
from responder.lib.validators import ConfigError
from responder.local.child import Child, ChildSpec, adopt_orphans, kill_leftovers
from responder.local.prepare import Options, prepare, run_mark
from responder.local.processes import forget, greet, specs
from responder.local.valkey import port_is_free
from responder.settings.environment import DEFAULT_DATA
from responder.settings.version import version

DEATHS_AT_START = 3
"""After so many deaths before the product was ever ready, the start is given up."""

STOP_ORDER = ("web", "worker", "relay", "simulator", "valkey")
_BUSY_WAIT = 0.02
_CALM_WAIT = 0.5
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class StartFailed(Exception):
    """The product cannot start. Its text is one sentence for the operator."""


class Supervisor:
    """A table of children and the loop over them. `data` is where pid files and logs go."""

    def __init__(self, specs: Sequence[ChildSpec], data: Path) -> None:
        self.children = {spec.name: Child(spec, data / "run", data / "log") for spec in specs}
        self._was_ready = False
        self._asked_to_stop = 0
        self._log = log.get_logger("supervisor")
        self._wake_read, self._wake_write = os.pipe()

    def run(self, on_ready: Callable[[], None]) -> None:
        """Start all, call `on_ready` once when all are ready, watch until a signal, end all.

        Raises StartFailed. Whatever happens, no child is left behind.
        """
        adopt_orphans()
        self._listen()
        try:
            while not self._asked_to_stop:
                self._look_after_children()
                if not self._was_ready and all(child.ready for child in self.children.values()):
                    self._was_ready = True
                    on_ready()
                self._wait(_CALM_WAIT if self._was_ready and self._all_ready() else _BUSY_WAIT)
        finally:
            self.stop()

    def stop(self) -> None:
        """End the children in order, each within its time; a second signal ends them all at once."""
        patience = max(1, self._asked_to_stop)
        for name in sorted(self.children, key=_stop_rank):
            child = self.children[name]
            child.ask_to_stop()
            deadline = time.monotonic() + child.spec.stop_timeout
            while child.runs() and time.monotonic() < deadline and self._asked_to_stop <= patience:
                self._wait(_BUSY_WAIT)
            child.clear_group()
            child.forget()

    def _look_after_children(self) -> None:
        for child in self.children.values():
            code = child.died()
            if code is not None:
                self._note_death(child, code)
            if child.process is None and time.monotonic() >= child.restart_at and self._may_start(child):
                self._start(child)
            child.look_ready()
            child.shorten_log()

    def _note_death(self, child: Child, code: int) -> None:
        words = child.last_words()
        reason = child.spec.explain(words)
        pause = child.back_off()
        if not self._was_ready and (reason or child.deaths >= DEATHS_AT_START):
            raise StartFailed(reason or _why(child, code, words))
        self._log.warning(
            f"{child.spec.name} stopped and is started again in {pause:g} s",
            how=_how(code),
            reason=reason,
            log=str(child.log_path),
        )

    def _start(self, child: Child) -> None:
        try:
            child.start()
        except OSError as error:
            child.clear_group()
            child.process = None
            sentence = f"{child.spec.name} cannot be started: {error.strerror}."
            if not self._was_ready:
                raise StartFailed(sentence) from error
            # A full disk, say: it passes, and the other children go on meanwhile.
            self._log.warning(sentence, pause=child.back_off())

    def _may_start(self, child: Child) -> bool:
        return all(self.children[name].ready for name in child.spec.needs if name in self.children)

    def _all_ready(self) -> bool:
        return all(child.ready for child in self.children.values())

    def _listen(self) -> None:
        # Signals write into a pipe, so that a wait ends at once when a child dies or an end is asked for.
        for end in (self._wake_read, self._wake_write):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        for number in _SIGNALS:
            signal.signal(number, self._on_stop_signal)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _on_stop_signal(self, _: int, __: FrameType | None) -> None:
        self._asked_to_stop += 1

    def _wait(self, seconds: float) -> None:
        if select.select([self._wake_read], [], [], seconds)[0]:
            os.read(self._wake_read, 4096)


def _stop_rank(name: str) -> int:
    return STOP_ORDER.index(name) if name in STOP_ORDER else -1


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit {code}"


def _why(child: Child, code: int, words: str) -> str:
    last_line = log.mask(words.splitlines()[-1] if words else "it said nothing")
    return f"{child.spec.name} does not start ({_how(code)}): {last_line} (see {child.log_path})"


def lock(data: Path) -> int:
    """Take the data folder for this process; the lock goes with it. Raises StartFailed, OSError."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = os.read(handle, 20).decode(errors="replace").strip() or "?"
        os.close(handle)
        raise StartFailed(
            f"Another bin/up (process {owner}) runs on {data}: stop it, or choose another folder with --data."
        ) from error
    os.ftruncate(handle, 0)
    os.write(handle, str(os.getpid()).encode())
    return handle


def check_ports(options: Options) -> None:
    """Refuse ports that are taken, before anything is started. Raises StartFailed."""
    wanted = {"--port": options.port}
    if options.simulator:
        wanted["--simulator-port"] = options.simulator_port
    if len(set(wanted.values())) < len(wanted):
        raise StartFailed("--port and --simulator-port must be two different ports.")
    for option, port in wanted.items():
        if not port_is_free(port):
            raise StartFailed(f"Port {port} is in use by another program: choose another one with {option}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the product until it is told to stop. The exit code: 0, or 1 after one sentence on stderr."""
    began = time.monotonic()
    options = _options(arguments)
    os.umask(0o077)  # all that is written holds secrets or people's numbers
    log.configure()
    try:
        handle = lock(options.data)
        if any((options.data / "run").glob("*.pid")):  # the last one was killed before it could tidy up
            kill_leftovers(run_mark(options.data))
        check_ports(options)
        product = prepare(options, os.environ)
        try:
            Supervisor(specs(product), options.data).run(lambda: greet(product, time.monotonic() - began))
        finally:
            forget(product)
        os.close(handle)
    except (ConfigError, StartFailed) as error:
        print(f"bin/up: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"bin/up: {error.filename or options.data}: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


def _options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="bin/up", description="Run the whole product on this machine.")
    parser.add_argument("--version", action="version", version=f"Responder {version()}")
    parser.add_argument("--port", type=_port, default=8080, help="of the console and the webhook (8080)")
    parser.add_argument("--simulator-port", type=_port, default=8090, help="of the simulated Twilio (8090)")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder for all that is kept (var)")
    parser.add_argument("--no-simulator", action="store_true", help="do not start the simulated Twilio")
    parser.add_argument("--no-demo", action="store_true", help="no demo data; without simulator: real Twilio")
    given = parser.parse_args(arguments)
    return Options(
        port=given.port,
        simulator_port=given.simulator_port,
        data=given.data.absolute(),
        simulator=not given.no_simulator,
        demo=not given.no_demo,
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
