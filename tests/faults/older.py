"""A process that speaks to Redis as the release before did: `python -m tests.faults.older work`.

It has that release's scripts for commits, claims and outcomes, which know none of the later keys (decision
0109). Everything else is today's code. A storm runs it beside processes of today.
"""

import sys
from typing import Any

from responder.cli import main
from responder.store.core.numbers_outbox import RedisStore
from responder.store.scripts import SCRIPTS
from tests.store import version_1


def speak_older() -> None:
    """Every store of this process, from now on."""
    SCRIPTS.update(version_1.scripts())
    made = RedisStore.__init__

    def make(self: RedisStore, *given: Any, **named: Any) -> None:
        made(self, *given, **named)
        version_1.speaks(self)

    RedisStore.__init__ = make  # type: ignore[method-assign]


if __name__ == "__main__":
    speak_older()
    sys.exit(main(sys.argv[1:]))
