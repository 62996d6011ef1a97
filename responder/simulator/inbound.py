"""A customer's text arrives: opt-out handling, the signed webhook, its fallback, and the answer's TwiML.

Accepted limits: one webhook URL per number (a service's number carries the service's URL); the reply loop
guard counts TwiML replies of the last 30 seconds only.
"""

from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from responder.simulator import lifecycle, optout, segments
from responder.simulator.engine import Engine, idempotency_token
from responder.simulator.model import INBOUND, OUTBOUND_REPLY, Message, Sender, new_sid, now_ms
from responder.simulator.rest.create import outgoing_media
from responder.simulator.webhook import params, twiml
from responder.simulator.webhook.caller import Attempt, Call
from responder.simulator.webhook.overrides import CONNECT, target
from responder.simulator.webhook.signing import Pairs

Attempts = list[dict[str, Any]]

MAX_REPLIES = 30
LOOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Mishaps:
    """What goes wrong with one inbound text."""

    lose: bool = False
    duplicate: int = 0
    delay: float = 0.0
    bad_signature: bool = False
    filter_loop: bool = False
    method: str = ""
    shared_key: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """What a customer sent."""

    from_: str
    to: str
    body: str
    media: tuple[dict[str, str], ...] = ()
    sid: str = ""
    geo: dict[str, str] = field(default_factory=dict)
    extra: tuple[tuple[str, str], ...] = ()
    mishaps: Mishaps = Mishaps()


@dataclass(slots=True)
class Arrival:
    """The message, and a future per copy of its webhook."""

    sid: str
    copies: list[Future[Attempts]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Webhook:
    """One copy of a webhook that shall be delivered."""

    message: Message
    sender: Sender
    pairs: Pairs
    method: str
    mishaps: Mishaps


def receive(engine: Engine, text: Text) -> Arrival:
    """Take a text; the webhook is called in the background."""
    sender = engine.store.senders[text.to]
    known = engine.store.messages.get(text.sid)
    message = known or _new_message(text, sender)
    if known is None and not _record(engine, sender, message, text):
        return Arrival(message.sid)
    mark = _opt_out_type(engine, sender, message, known is not None)
    if text.mishaps.lose or engine.faults["webhooks"] == "lose" or not sender.inbound_url:
        engine.store.update(message, sent=now_ms(), priced=True, webhook_due=False)
        return Arrival(message.sid)
    return _dispatch(engine, sender, message, text, mark)


def resume(engine: Engine, message: Message) -> None:
    """Call the webhook that a restart prevented."""
    sender = engine.store.senders.get(message.to)
    if sender is not None and sender.inbound_url:
        mark = _opt_out_type(engine, sender, message, True)
        _dispatch(engine, sender, message, Text(message.from_ or "", message.to, message.body), mark)


def _new_message(text: Text, sender: Sender) -> Message:
    media = [{"sid": new_sid("ME"), **entry} for entry in text.media]
    return Message(
        sid=text.sid or new_sid("MM" if media else "SM"),
        direction=INBOUND,
        from_=text.from_,
        to=text.to,
        body=text.body,
        status="received",
        author="customer",
        created=now_ms(),
        service=sender.messaging_service or None,
        media=media,
        segments=segments.count(text.body),
        webhook_due=True,
    )


def _record(engine: Engine, sender: Sender, message: Message, text: Text) -> bool:
    """Log the arrival; False when it goes no further."""
    unlogged = bool(sender.messaging_service) and not (sender.inbound_url or sender.webhook_on_number)
    detail = {
        "from": message.from_,
        "to": message.to,
        "body": message.body,
        "lost": text.mishaps.lose or engine.faults["webhooks"] == "lose",
        "filtered": text.mishaps.filter_loop,
        "dropped": unlogged,
    }
    engine.store.emit("inbound", message.sid, detail, message.created)
    if unlogged:
        return False
    if text.mishaps.filter_loop:
        message.status, message.error_code, message.sent = "failed", 30039, message.created
        message.webhook_due = False
    engine.store.add(message)
    return not text.mishaps.filter_loop


# -- opt-out


def _opt_out_type(engine: Engine, sender: Sender, message: Message, again: bool) -> str | None:
    """Let the network and Twilio react (once per message); the mark for the webhook."""
    reaction = optout.react(_situation(engine, sender, message))
    if not again:
        _act(engine, sender, message, reaction)
    return reaction.opt_out_type


def _situation(engine: Engine, sender: Sender, message: Message) -> optout.Situation:
    scopes = {optout.TWILIO: sender.scope, optout.NETWORK: sender.number}
    phone = message.from_ or ""
    blocks = (layer for layer, scope in scopes.items() if engine.store.is_blocked(layer, scope, phone))
    in_service = bool(sender.messaging_service)
    return optout.Situation(sender.type, sender.opt_out, message.body, in_service, frozenset(blocks))


def _act(engine: Engine, sender: Sender, message: Message, reaction: optout.Reaction) -> None:
    phone = message.from_ or ""
    for layer, blocked in reaction.blocks:
        scope = sender.number if layer == optout.NETWORK else sender.scope
        engine.store.set_block(layer, scope, phone, blocked)
    for layer, text in reaction.replies:
        reply = _outgoing(sender, phone, text, layer)
        reply.status, reply.sent, reply.priced = "delivered", now_ms(), True
        # The network's texts never pass Twilio: the customer sees them, Twilio's log does not.
        reply.listed = layer == optout.TWILIO
        engine.store.add(reply)
        detail = {"from": sender.number, "to": phone, "body": text}
        engine.store.emit(f"{layer}_reply", reply.sid, detail)


def _outgoing(sender: Sender, to: str, body: str, author: str) -> Message:
    return Message(
        sid=new_sid("SM"),
        direction=OUTBOUND_REPLY,
        from_=sender.number,
        to=to,
        body=body,
        status="queued",
        author=author,
        created=now_ms(),
        service=sender.messaging_service or None,
        segments=segments.count(body),
    )


# -- webhook


def _dispatch(engine: Engine, sender: Sender, message: Message, text: Text, mark: str | None) -> Arrival:
    account = engine.config.account_sid
    base = f"{engine.base_url}/{params.API_VERSION}/Accounts/{account}/Messages/{message.sid}/Media/"
    pairs = params.inbound(message, sender, account, text.geo, mark, base) + list(text.extra)
    method = text.mishaps.method or sender.inbound_method
    hook = Webhook(message, sender, pairs, method, text.mishaps)
    delay = text.mishaps.delay + engine.faults["webhook_delay"]
    copies = 1 + text.mishaps.duplicate + engine.faults["webhook_duplicate"]
    return Arrival(message.sid, [_plan(engine, hook, delay) for _ in range(copies)])


def _plan(engine: Engine, hook: Webhook, delay: float) -> Future[Attempts]:
    outcome: Future[Attempts] = Future()
    engine.scheduler.later(delay, engine.scheduler.webhooks, partial(_run, engine, hook, outcome))
    return outcome


def _run(engine: Engine, hook: Webhook, outcome: Future[Attempts]) -> None:
    if hook.message.sid not in engine.store.messages:
        outcome.set_result([])
        return
    if hook.message.sent is None:
        engine.store.update(hook.message, sent=now_ms(), priced=True)
    log: Attempts = []
    try:
        _deliver(engine, hook, log)
    finally:
        # Whoever waits gets what happened so far, even if the simulator itself stumbles.
        engine.store.update(hook.message, webhook_due=False)
        outcome.set_result(log)


def _deliver(engine: Engine, hook: Webhook, log: Attempts) -> None:
    primary = _call(engine, hook, hook.sender.inbound_url, "primary", log, [])
    if primary.ok:
        _execute(engine, hook, primary)
        return
    code = 11205 if primary.failure == CONNECT else 11200
    _alert(engine, hook.message, code)
    if not hook.sender.fallback_url:
        return
    url = target(hook.sender.inbound_url).url
    fallback = _call(
        engine, hook, hook.sender.fallback_url, "fallback", log, [("ErrorCode", str(code)), ("ErrorUrl", url)]
    )
    if fallback.ok:
        _execute(engine, hook, fallback)


def _call(engine: Engine, hook: Webhook, url: str, kind: str, log: Attempts, more: Pairs) -> Attempt:
    """Deliver to one URL; every try goes to the witness log and to whoever waits."""
    broken = hook.mishaps.bad_signature or engine.faults["webhooks"] == "bad_signature"
    signer = engine.signer(hook.mishaps.shared_key, broken)
    call = Call(target(url), hook.method, hook.pairs + more, signer, idempotency_token(hook.message.sid))

    def watch(attempt: Attempt) -> None:
        entry = {"url_kind": kind, "status": attempt.status, "ms": attempt.ms, "error": attempt.error}
        log.append(entry)
        detail = entry | {"started_at": attempt.started_at}
        engine.store.emit("webhook_attempt", hook.message.sid, detail)

    return engine.caller.deliver(call, watch)[-1]


def _alert(engine: Engine, message: Message, code: int) -> None:
    engine.store.emit("alert", message.sid, {"code": code})


# -- the answer


def _execute(engine: Engine, hook: Webhook, attempt: Attempt) -> None:
    """Send back what the answer says."""
    result = twiml.read(attempt.content_type, attempt.body, attempt.too_large)
    for code in result.alerts:
        _alert(engine, hook.message, code)
    for reply in result.replies:
        _reply(engine, hook, reply)


def _reply(engine: Engine, hook: Webhook, reply: twiml.Reply) -> None:
    sender = engine.store.senders.get(reply.from_ or hook.sender.number)
    to = reply.to or hook.message.from_ or ""
    problem = _problem(sender, to, reply)
    if problem or sender is None:
        _alert(engine, hook.message, problem or 14102)
        return
    message = _outgoing(sender, to, reply.body, "responder")
    message.status_callback = reply.status_callback
    message.media = outgoing_media(reply.media)
    message.doomed = _doom(engine, sender, to)
    engine.store.add(message)
    lifecycle.start(engine, message)


def _problem(sender: Sender | None, to: str, reply: twiml.Reply) -> int | None:
    if sender is None:
        return 14102
    if to == sender.number:
        return 14101
    return None if reply.body or reply.media else 14103


def _doom(engine: Engine, sender: Sender, to: str) -> int | None:
    """The code with which a reply will fail: blocked, or an answering loop."""
    if engine.store.is_blocked(optout.TWILIO, sender.scope, to):
        return 21610
    if engine.store.is_blocked(optout.NETWORK, sender.number, to):
        return 30004
    since = now_ms() - LOOP_SECONDS * 1000
    recent = [m for m in engine.store.of_party(to) if m.direction == OUTBOUND_REPLY and m.created >= since]
    return 14107 if sum(m.author == "responder" for m in recent) >= MAX_REPLIES else None
