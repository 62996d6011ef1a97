"""Serves hello or the tutorial with the options of `responder serve`: `python -m bench.serve hello 8080`."""

import sys

from granian import Granian
from granian.constants import Interfaces

from responder.lib.log import ACCESS_FORMAT, stdlib_config
from responder.web.server.threads import BLOCKING_THREADS


def main(name: str, port: int) -> None:
    """Serve until told to stop."""
    Granian(
        f"bench.{name}:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        log_dictconfig=stdlib_config("info"),
        log_access_format=ACCESS_FORMAT,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
