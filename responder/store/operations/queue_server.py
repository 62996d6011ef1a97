"""The queue's server looked at from outside: what waits there, who would take it, or why it is no use."""

from typing import Any

import redis

from responder.ports.queue import QueueState, QueueUnusable
from responder.store.connection import FAILURES, connect_queue
from responder.store.operations.inspection import is_untrusted


def look(url: str, jobs: str, workers: str, within: float) -> QueueState:
    """The state of the queue whose list of `jobs` and set of `workers` have these keys, asked within so many
    seconds. Raises QueueUnusable.
    """
    client = connect_queue(url, within)
    try:
        pipe = client.pipeline(transaction=False)
        pipe.llen(jobs)
        pipe.smembers(workers)
        waiting, names = pipe.execute()
        registered = sorted(names)
        return QueueState(int(waiting), client.exists(*registered) if registered else 0)
    except FAILURES as error:
        raise QueueUnusable(_why(error)) from None
    finally:
        client.close()


def _why(error: Exception) -> str:
    """What was found, without a word of what the server holds."""
    known: dict[type[Exception], str] = {
        redis.AuthenticationError: "refuses the user or the password",
        redis.exceptions.NoPermissionError: "does not let its user read the queue",
        redis.TimeoutError: "does not answer in time",
    }
    if is_untrusted(error):
        return "has a certificate that this machine does not trust"
    said: Any = next((words for kind, words in known.items() if isinstance(error, kind)), None)
    return said or f"does not answer ({type(error).__name__})"
