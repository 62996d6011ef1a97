"""What `responder doctor` says of what runs: processes by their heartbeats, the queue, and what waits."""

from collections.abc import Sequence

from responder.commands.doctor.redis import Check
from responder.domain.operations.heartbeats import Heartbeat, ProcessKind, living, of_kind
from responder.domain.records import MINUTE, SECOND, Millis
from responder.ports import StoreUnavailable
from responder.ports.queue import QueueUnusable
from responder.settings.environment import Settings
from responder.wiring.product import App, queue_state

ANSWERS_WAIT: Millis = 1 * MINUTE
REST_WAITS: Millis = 15 * MINUTE
"""How long what is due may wait until somebody must look: rates and drains take seconds."""

LANES = {"answer": (ANSWERS_WAIT, "automatic answer(s)"), "rest": (REST_WAITS, "other message(s)")}

COMMANDS = {ProcessKind.WEB: "serve", ProcessKind.WORKER: "work", ProcessKind.RELAY: "relay"}
NAMES = {ProcessKind.WEB: "web server", ProcessKind.WORKER: "worker", ProcessKind.RELAY: "relay"}
MISSED = {
    ProcessKind.WEB: "no text is taken; a STOP is found only in the provider's log (I2)",
    ProcessKind.WORKER: "the relay alone hands over, slowly (I4)",
    ProcessKind.RELAY: "the provider's log is not read and no opt-out gets into the journal (I2)",
}
"""What nobody does while a process is missing, and the promise that this endangers."""


def running(app: App, seen: Sequence[Heartbeat] | None) -> list[Check]:
    """The processes, the queue and the outbox; `seen` is None where Redis does not say who lives."""
    if seen is None:
        return [Check(kind.value, False, "Redis does not answer.") for kind in ProcessKind]
    processes = [_process(kind, seen) for kind in ProcessKind]
    return [*processes, queue(app.settings, app.business.id, seen), _outbox(app)]


def heartbeats(app: App) -> Sequence[Heartbeat] | None:
    """Who was seen lately, or None where Redis does not answer."""
    try:
        return app.heartbeats.all()
    except StoreUnavailable:
        return None


def start_it(kind: ProcessKind) -> str:
    """What to type where none of a kind lives."""
    return f"start bin/responder {COMMANDS[kind]}"


def _process(kind: ProcessKind, seen: Sequence[Heartbeat]) -> Check:
    found = living(kind, seen)
    if found:
        names = ", ".join(f"{each.name} ({each.age // SECOND} s ago)" for each in found)
        return Check(kind.value, True, f"{len(found)} alive: {names}.")
    last = of_kind(kind, seen)
    before = f" (the last one, {last[0].name}, {last[0].age // SECOND} s ago)" if last else ""
    return Check(kind.value, False, f"no {NAMES[kind]} is alive{before}: {MISSED[kind]}; {start_it(kind)}.")


def queue(settings: Settings, business_id: str, seen: Sequence[Heartbeat]) -> Check:
    """Whether the queue's server can be used, and whether anybody takes what waits there."""
    try:
        found = queue_state(settings, business_id)
    except QueueUnusable as error:
        said = f"the server at QUEUE_REDIS_URL {error}: the relay alone hands over, slowly (I4)"
        return Check("queue", False, f"{said}; start that server or set QUEUE_REDIS_URL, and start again.")
    waits = f"{found.waiting} job(s) wait"
    if found.workers or not found.waiting:
        return Check("queue", True, f"{waits}, {found.workers} worker(s) take them.")
    if not living(ProcessKind.WORKER, seen):
        do = start_it(ProcessKind.WORKER)
        return Check("queue", False, f"{waits} and no worker takes them (I4): {do}.")
    said = f"{waits}, and the worker that is alive takes its jobs from another server (I4)"
    return Check("queue", False, f"{said}: set the same QUEUE_REDIS_URL for all processes.")


def _outbox(app: App) -> Check:
    """What may go, and how long the oldest of it has waited."""
    now = app.deps.clock.now()
    try:
        lanes = app.gauges.snapshot(now).lanes
    except StoreUnavailable:
        return Check("outbox", False, "Redis does not answer.")
    due = {name: (lane.due, now - (lane.oldest_due_at or now)) for name, lane in lanes.items()}
    late = {name: waited for name, waited in due.items() if waited[1] > LANES[name][0]}
    if not late:
        return Check("outbox", True, f"{sum(count for count, _ in due.values())} message(s) may go now.")
    said = "; ".join(
        f"{count} {LANES[name][1]} may go, the oldest for {age // SECOND} s"
        for name, (count, age) in late.items()
    )
    do = "see worker and queue here, then the worker's log, and start it again"
    return Check("outbox", False, f"{said}: nothing gets on (I4); {do}.")
