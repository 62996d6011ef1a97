"""The line at the foot of every page: when the provider's log was read last, and whether a worker lives."""

from collections.abc import Sequence

from responder.domain.operations.heartbeats import Heartbeat, ProcessKind, living
from responder.domain.records import MINUTE, SECOND, Millis
from responder.web.console.words.durations import age
from responder.web.console.words.i18n import translate as _


def line(read_until: Millis, seen: Sequence[Heartbeat], now: Millis) -> str:
    """One sentence for staff; `read_until` is up to when the log was read, 0 = that is not known."""
    return f"{_log(read_until, now)}, {_worker(seen)}"


def _log(read_until: Millis, now: Millis) -> str:
    ago = max(0, now - read_until)
    if not read_until:
        return _("Log not read")
    if ago < MINUTE:
        return _("Log read %(seconds)s s ago", seconds=ago // SECOND)
    return _("Log read %(age)s ago", age=age(ago))


def _worker(seen: Sequence[Heartbeat]) -> str:
    """The relay first: without it the log is not read either, and the worker's word means little."""
    if not living(ProcessKind.WORKER, seen):
        return _("no worker")
    return _("worker alive") if living(ProcessKind.RELAY, seen) else _("no relay")
