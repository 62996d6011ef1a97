"""The command line as processes that are forked, not started: each is alone, none imports everything anew.

A process that has imported `responder.cli` and done nothing with it waits for orders. Each order is forked
off with its own arguments, environment, folder and files; it runs `main`, and ends as `python -m` would.
Starting Python instead takes a second of CPU, some four hundred times in a run of all tests.
"""

import atexit
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

ORDER_BYTES = 1 << 20
STANDARD = 3
"""Standard input, output and error; one more file comes along, to which the exit code goes."""


def run(
    arguments: Sequence[str | bytes], stdin: bytes, env: Mapping[str, str], folder: Path, seconds: float
) -> "subprocess.CompletedProcess[bytes]":
    """Run one command. Raises TimeoutError, and the command is killed, after `seconds`."""
    said = [os.fsdecode(argument) for argument in arguments]
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(STANDARD)]
        files[0].write(stdin)
        files[0].seek(0)
        ours, theirs = socket.socketpair()
        stack.enter_context(ours)
        with theirs:
            order = json.dumps({"argv": said, "env": dict(env), "folder": str(folder)}).encode()
            socket.send_fds(_waiting(), [order], [*(file.fileno() for file in files), theirs.fileno()])
        ours.settimeout(seconds)
        code = int(ours.recv(16) or b"-9")  # nothing: it was killed
        for file in files[1:]:
            file.seek(0)
        return subprocess.CompletedProcess(said, code, files[1].read(), files[2].read())


@functools.cache
def _waiting() -> socket.socket:
    """Where orders go; the process that takes them ends with this one."""
    folder = Path(__file__).resolve().parents[2]
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ORDER_BYTES)
    with theirs:
        waiting = subprocess.Popen(
            [sys.executable, "-c", f"from {__name__} import wait; wait({theirs.fileno()})"],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder), "PYTHONTZPATH": ""},
        )
    atexit.register(waiting.wait)
    atexit.register(ours.close)  # first: it is what the other one waits for
    return ours


def wait(orders_fd: int) -> None:
    """Take orders until whoever gives them is gone."""
    import responder.cli  # noqa: F401, PLC0415 - what all of them share

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who watch
    orders = socket.socket(fileno=orders_fd)
    while True:
        order, files, _, _ = socket.recv_fds(orders, ORDER_BYTES, STANDARD + 1)
        if not order:
            return
        if os.fork() == 0:
            orders.close()
            _watched(json.loads(order), files)
        for file in files:
            os.close(file)


def _watched(order: dict[str, Any], files: list[int]) -> NoReturn:
    """Run the order in a child, and tell its exit code; nothing is told of one that was killed."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        os.close(files[STANDARD])
        _command(order, files[:STANDARD])
    _, status = os.waitpid(child, 0)
    os.write(files[STANDARD], str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _command(order: dict[str, Any], files: list[int]) -> NoReturn:
    for standard, file in enumerate(files):
        os.dup2(file, standard)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["folder"])
    sys.argv = ["responder", *order["argv"]]
    os._exit(_ended())


def _ended() -> int:
    """The exit code, with what Python would print; files are written out."""
    from responder.cli import main  # noqa: PLC0415 - imported long ago, before the fork

    try:
        code = main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else bool(end.code)
    except BaseException:  # noqa: BLE001 - the interpreter's own last words
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return int(code)
