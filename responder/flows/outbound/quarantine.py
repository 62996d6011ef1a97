"""A message that something unforeseen is wrong with waits by itself; all others leave.

A drain that fails is run again and would meet it again: then nothing leaves. It is put off with its reason,
logged with its trace, and looked at again until it is out of date. What was claimed is in no outbox any more
and stays what its claim says (I7).
"""

from collections.abc import Callable
from typing import TypeVar

from responder.domain.records import HOUR, MINUTE, Message, MessageClass, Millis
from responder.lib.log import get_logger
from responder.ports import AnotherKind, Deps, StoreUnavailable

log = get_logger(__name__)

T = TypeVar("T")

REASON = "Something is wrong with this message; the worker's log says what. It is tried again by itself."

PAUSE: dict[bool, Millis] = {True: 1 * MINUTE, False: 1 * HOUR}
"""Until the next try, of an automatic answer and of all else."""


def set_aside_on_failure(deps: Deps, message: Message, act: Callable[[], T]) -> T | None:
    """Do something with one message; None where that failed. Raises StoreUnavailable."""
    try:
        return act()
    except Exception as error:
        if isinstance(error, StoreUnavailable) and not isinstance(error, AnotherKind):
            raise
        log.exception("message_set_aside", message=message.id, why=type(error).__name__)
        pause = PAUSE[message.message_class is MessageClass.ANSWER]
        deps.store.postpone(message, deps.clock.now() + pause, REASON)
        return None
