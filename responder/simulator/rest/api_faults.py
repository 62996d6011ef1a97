"""Answers a create: rightly, or with the fault that is on. Each is written into the witness log.

Accepted limits: `reset` and the time-outs hold one of the server's threads or break one connection; they
cannot fake a lost packet.
"""

import time
from collections.abc import Callable

from flask import Response, g, jsonify, request

from responder.simulator.engine import Engine
from responder.simulator.model import Message, now_ms
from responder.simulator.rest import resource
from responder.simulator.rest.create import create
from responder.simulator.rest.errors import MAGIC_FROM_OK, ApiError

Answer = Response | tuple[Response, int] | tuple[str, int]

BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"

# fault: (code that is answered, whether the message is taken all the same)
CODE_FAULTS: dict[str, tuple[int, bool]] = {
    "500": (20500, False),
    "500_after": (20500, True),
    "503": (20503, False),
    "429": (20429, False),
}


def answer_create(engine: Engine) -> Answer:
    """Create a message, or fail as the faults say."""
    time.sleep(engine.faults["api_latency_ms"] / 1000)
    fault = engine.faults.take_api(request.form.get("To", ""))
    if fault == "ok":
        return _created(engine)
    if fault in CODE_FAULTS:
        return _code_fault(engine, *CODE_FAULTS[fault])
    answer, taken = TRANSPORT_FAULTS[fault]
    witness(engine, _take(engine) if taken else None, None, None)
    return answer(engine)


def _take(engine: Engine) -> Message:
    """Create it; what the magic sender sends is not kept."""
    message = create(engine, request.form)
    if message.from_ == MAGIC_FROM_OK:
        engine.store.remove(message.sid)
    return message


def _created(engine: Engine) -> Answer:
    message = _take(engine)
    body = resource.message(message, engine.config.account_sid, created=True)
    witness(engine, message, 201, None)
    return jsonify(body), 201


def _code_fault(engine: Engine, code: int, taken: bool) -> Answer:
    error = ApiError(code)
    witness(engine, _take(engine) if taken else None, error.status, code)
    return jsonify(error.body()), error.status


def _bad_gateway(engine: Engine) -> Answer:
    return BAD_GATEWAY, 502


def _hang(engine: Engine) -> Answer:
    """Say nothing until the caller has given up, or the fault is taken away."""
    engine.faults.released.wait(engine.faults["api_hang"])
    return BAD_GATEWAY, 502


def _cut(engine: Engine) -> Answer:
    """Close without a byte: a WSGI app has no socket, but granian drops an impossible length."""
    return Response(iter((b"",)), 500, {"Content-Length": "impossible"})


# fault: (how it answers, whether the message is taken all the same)
TRANSPORT_FAULTS: dict[str, tuple[Callable[[Engine], Answer], bool]] = {
    "502html": (_bad_gateway, False),
    "timeout_before": (_hang, False),
    "timeout_after": (_hang, True),
    "reset": (_cut, True),
    "reset_before": (_cut, False),
}


def witness(engine: Engine, message: Message | None, status: int | None, code: int | None) -> None:
    """Write the create into the witness log, whatever came of it."""
    form = request.form
    detail = {
        "to": form.get("To"),
        "from": message.from_ if message else form.get("From"),
        "service": form.get("MessagingServiceSid"),
        "body": form.get("Body"),
        "validity": form.get("ValidityPeriod"),
        "status": status,
        "code": code,
        "taken": message is not None,
        "started_at": g.started,
        "finished_at": now_ms(),
        "client_id": _client_id(form.get("StatusCallback", "")),
    }
    engine.store.emit("create", message.sid if message else None, detail, g.started)


def _client_id(url: str) -> str | None:
    path = url.partition("#")[0].partition("?")[0]
    _, mark, client_id = path.rpartition("/twilio/status/")
    return client_id if mark and "/" not in client_id else None
