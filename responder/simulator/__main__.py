"""`python -m responder.simulator --port 8090 --config FILE.toml [--data DIR] [--host 127.0.0.1]`.

Accepted limits: one worker process, because the state lives in its memory; it ends with its parent.
"""

import argparse
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from responder.simulator.app import create_app
from responder.simulator.config import Config, ConfigError, load

BLOCKING_THREADS = 64


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    arguments = _arguments(argv)
    try:
        config = load(arguments.config)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    if not _free(arguments.host, arguments.port):
        print(f"Port {arguments.port} on {arguments.host} is not free.", file=sys.stderr)
        return 2
    base_url = f"http://{arguments.host}:{arguments.port}"
    loader = partial(load_app, config, arguments.data, base_url)
    _server(arguments.host, arguments.port).serve(target_loader=loader, wrap_loader=False)
    return 0


def load_app(config: Config, data: Path | None, base_url: str) -> Callable[..., Any]:
    """Build the app inside the worker process."""
    threading.Thread(target=_die_with_parent, args=(os.getppid(),), name="parent-watch", daemon=True).start()
    return create_app(config, data, base_url)


def _server(host: str, port: int) -> MPServer:
    return MPServer(
        "responder.simulator.app:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
        workers_kill_timeout=5,
    )


def _free(host: str, port: int) -> bool:
    """Whether nobody listens there: the server would share the port, and get half of the requests."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _die_with_parent(parent: int) -> None:
    """A worker whose parent was killed would keep the port for ever."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m responder.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
