"""What becomes of an outgoing message: the sender's queue, its states, and the status callbacks.

Accepted limits: a script decides the outcome, not a carrier; `sending` is skipped, as callbacks skip it.
"""

import time
from functools import partial

from responder.simulator.engine import Engine, idempotency_token
from responder.simulator.model import Message, Sender, now_ms
from responder.simulator.webhook import params
from responder.simulator.webhook.caller import Attempt, Call
from responder.simulator.webhook.overrides import target

Step = tuple[str, int | None]

MAX_QUEUE_SECONDS = 36_000.0
PAUSE_CHECK = 0.1
ENDINGS: dict[str, tuple[str, ...]] = {
    "delivered": ("sent", "delivered"),
    "undelivered": ("sent", "undelivered"),
    "stuck_sent": ("sent",),
    "sent": ("sent",),
    "stuck_queued": (),
    "failed": ("failed",),
}
DEFAULT_ERROR: dict[str, int] = {"undelivered": 30003, "failed": 30008}
WAITING = ("queued", "accepted", "scheduled")


def start(engine: Engine, message: Message) -> None:
    """Put a created message on its way."""
    if message.send_at is not None and message.send_at > now_ms():
        wait = (message.send_at - now_ms()) / 1000
        engine.scheduler.later(wait, engine.scheduler.ticks, partial(_enqueue, engine, message))
        return
    if engine.faults["callbacks"] == "before_create_answer":
        _run_at_once(engine, message)
        return
    _enqueue(engine, message)


def queue_is_full(sender: Sender) -> bool:
    """Whether a sender's queue holds ten hours of work."""
    return sender.rate > 0 and sender.next_free - time.monotonic() > MAX_QUEUE_SECONDS


def cancel(engine: Engine, message: Message) -> bool:
    """Stop a message that still waits; False when it is too late."""
    if message.status not in WAITING:
        return False
    engine.store.update(message, status="canceled")
    _notify(engine, message, "canceled", None)
    return True


def resume(engine: Engine, message: Message) -> None:
    """Go on with a message after a restart; its states so far are not repeated."""
    steps = [step for step in _steps(engine, message) if step[0] not in ("queued", message.status)]
    _advance(engine, message, steps)


def _enqueue(engine: Engine, message: Message) -> None:
    sender = engine.store.senders.get(message.from_ or "")
    expires = message.validity - _age(message)
    wait = _take_slot(engine, sender, message, expires)
    if wait > expires:
        _expire_later(engine, message, expires)
        return
    later = partial(_release, engine, message)
    engine.scheduler.later(wait + engine.faults["callback_delay"], engine.scheduler.ticks, later)


def _take_slot(engine: Engine, sender: Sender | None, message: Message, expires: float) -> float:
    """Seconds until the sender's queue reaches this message; a message that expires takes no slot."""
    if sender is None or sender.rate <= 0:
        return 0.0
    with engine.store.lock:
        now = time.monotonic()
        wait = max(sender.next_free - now, 0.0)
        if wait <= expires:
            sender.next_free = now + wait + message.segments / sender.rate
        return wait


def _age(message: Message) -> float:
    return (now_ms() - max(message.created, message.send_at or 0)) / 1000


def _expire_later(engine: Engine, message: Message, wait: float) -> None:
    expire = partial(_advance, engine, message, [("failed", 30036)])
    engine.scheduler.later(max(wait, 0.0), engine.scheduler.ticks, expire)


def _release(engine: Engine, message: Message) -> None:
    """The queue has reached the message: hold it while the sender is paused, drop it when too old."""
    sender = engine.store.senders.get(message.from_ or "")
    if sender is None or not sender.paused:
        _advance(engine, message, _steps(engine, message))
    elif _age(message) > message.validity:
        _advance(engine, message, [("failed", 30036)])
    else:
        engine.scheduler.later(PAUSE_CHECK, engine.scheduler.ticks, partial(_release, engine, message))


def _steps(engine: Engine, message: Message) -> list[Step]:
    first: list[Step] = [("queued", None)] if message.status == "accepted" else []
    if message.doomed:
        return [*first, ("failed", message.doomed)]
    script = engine.faults.script(message.to)
    outcome = str(script.get("status") or engine.faults["delivery"])
    code = script.get("error_code") or engine.faults["error_code"]
    return first + [(state, _code(state, code)) for state in ENDINGS[outcome]]


def _code(state: str, wanted: int | None) -> int | None:
    default = DEFAULT_ERROR.get(state)
    return (wanted or default) if default else None


def _advance(engine: Engine, message: Message, steps: list[Step]) -> None:
    """Take the next step and plan the one after it."""
    if not steps or message.final or message.sid not in engine.store.messages:
        return
    (state, code), rest = steps[0], steps[1:]
    _enter(engine, message, state, code)
    _notify(engine, message, state, code)
    again = partial(_advance, engine, message, rest)
    engine.scheduler.later(engine.faults["callback_delay"], engine.scheduler.ticks, again)


def _enter(engine: Engine, message: Message, state: str, code: int | None) -> None:
    sent = now_ms() if state in ("sent", "failed") and message.sent is None else message.sent
    engine.store.update(message, status=state, error_code=code, sent=sent, priced=state != "queued")


def _run_at_once(engine: Engine, message: Message) -> None:
    """All states and callbacks before the create is answered."""
    for state, code in _steps(engine, message):
        _enter(engine, message, state, code)
        _post(engine, message, state, code, False)


def _notify(engine: Engine, message: Message, state: str, code: int | None) -> None:
    """Plan the callback for a state, with the fault that is on."""
    if not message.status_callback:
        return
    fault = engine.faults["callbacks"]
    if fault == "drop":
        engine.store.emit("callback", message.sid, {"status": state, "http_status": None, "error": "dropped"})
        return
    held_back = fault == "reorder" and state in ("queued", "sent")
    late = 3 * engine.faults["callback_delay"] + 0.2 if held_back else 0.0
    post = partial(_post, engine, message, state, code, fault == "bad_signature")
    for _ in range(2 if fault == "duplicate" else 1):
        engine.scheduler.later(late, engine.scheduler.callbacks, post)


def _post(engine: Engine, message: Message, state: str, code: int | None, broken: bool) -> None:
    if not message.status_callback or message.sid not in engine.store.messages:
        return
    pairs = params.status(message, state, code, engine.config.account_sid)
    token = idempotency_token(message.sid, state)
    signer = engine.signer(broken=broken)
    call = Call(target(message.status_callback), "POST", pairs, signer, token)
    engine.caller.deliver(call, partial(_log_callback, engine, message, state, code))


def _log_callback(engine: Engine, message: Message, state: str, code: int | None, attempt: Attempt) -> None:
    detail = {
        "status": state,
        "error_code": code,
        "http_status": attempt.status,
        "ms": attempt.ms,
        "started_at": attempt.started_at,
        "error": attempt.error,
        "to": message.to,
    }
    engine.store.emit("callback", message.sid, detail)
