"""The control API: what the handset page and the tests use to play the customers and the faults.

Accepted limits: no login (it listens on this machine); JSON in, JSON out; a mistake is 400 and a sentence.
It answers under a loopback name with its own port alone: a page of somebody else's whose name is made to
lead here (DNS rebinding) would otherwise read texts and opt people in from the operator's own browser.
"""

from concurrent.futures import Future
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, request

from responder.simulator import inbound
from responder.simulator.config import CHOICES
from responder.simulator.engine import Engine
from responder.simulator.faults import FaultError
from responder.simulator.inbound import Attempts, Mishaps, Text
from responder.simulator.state import ALL

Answer = Response | tuple[Response, int]

control = Blueprint("control", __name__)

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

WAIT_SECONDS = 60
MAX_EVENTS = 10_000
TEXT_KEYS = {"from", "to", "body", "media", "sid", "geo", "extra", "faults", "wait"}
MISHAP_TYPES = {field.name: field.default for field in fields(Mishaps)}
NUMBER_TYPES: dict[str, type | tuple[type, ...]] = {
    "opt_out": str,
    "type": str,
    "inbound_url": str,
    "inbound_method": str,
    "fallback_url": str,
    "status_callback": str,
    "messaging_service": str,
    "rate": (int, float),
    "webhook_on_number": bool,
    "paused": bool,
}


class ControlError(ValueError):
    """A request that makes no sense, said in one sentence."""


@control.errorhandler(ControlError)
@control.errorhandler(FaultError)
def _refuse(error: ValueError) -> Answer:
    return jsonify(error=str(error)), 400


@control.before_request
def _only_by_its_own_name() -> Answer | None:
    own = urlsplit(_engine().base_url)
    name, _, port = request.headers.get("Host", "").rpartition(":")
    if name in {*LOOPBACK, own.hostname} and port == str(own.port):
        return None
    return jsonify(error=f"The control API is asked at {own.geturl()} alone, not under another name."), 403


def _engine() -> Engine:
    found: Engine = current_app.extensions["simulator"]
    return found


def _json() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ControlError("The body must be a JSON object.")
    return body


# -- state


@control.get("/healthz")
def healthz() -> Answer:
    """Alive."""
    return jsonify(ok=True)


@control.get("/sim/state")
def state() -> Answer:
    """The senders, the phones and the newest sequence number."""
    store = _engine().store
    shown = ("number", "type", "opt_out", "messaging_service", "paused")
    with store.lock:
        numbers = [{key: getattr(sender, key) for key in shown} for sender in store.senders.values()]
        phones = [{"number": phone.number, "name": phone.name} for phone in store.phones.values()]
        return jsonify(numbers=numbers, phones=phones, seq=store.seq)


@control.delete("/sim/state")
def wipe() -> Answer:
    """Forget messages, events, blocks and faults; phones and senders are as configured again."""
    engine = _engine()
    engine.scheduler.forget()
    engine.faults.reset()
    engine.store.wipe()
    return jsonify(ok=True)


@control.post("/sim/phones")
def add_phone() -> Answer:
    """Add a phone."""
    body = _json()
    number, name = body.get("number"), body.get("name", "")
    if not isinstance(number, str) or not number or not isinstance(name, str):
        raise ControlError("A phone needs a number, and its name must be text.")
    _engine().store.add_phone(number, name)
    return jsonify(number=number, name=name), 201


@control.post("/sim/numbers/<number>")
def change_number(number: str) -> Answer:
    """Change a sender at run time."""
    engine, changes = _engine(), _json()
    sender = engine.store.senders.get(number)
    if sender is None:
        raise ControlError("There is no such sender.")
    for key, value in changes.items():
        _check_number(key, value)
    with engine.store.lock:
        for key, value in changes.items():
            setattr(sender, key, value)
    return jsonify({key: getattr(sender, key) for key in ("number", *NUMBER_TYPES)})


def _check_number(key: str, value: Any) -> None:
    if key not in NUMBER_TYPES:
        raise ControlError(f"A sender has no setting {key!r}.")
    fits = isinstance(value, NUMBER_TYPES[key])
    if key == "rate":
        fits = fits and not isinstance(value, bool) and value >= 0
    if not fits or (key in CHOICES and value not in CHOICES[key]):
        raise ControlError(f"{key} cannot be {value!r}.")


# -- texts from customers


@control.post("/sim/inbound")
def send_inbound() -> Answer:
    """A customer texts the business."""
    body = _json()
    arrival = inbound.receive(_engine(), _text(body))
    if not body.get("wait"):
        return jsonify(sid=arrival.sid), 202
    attempts = [attempt for copy in arrival.copies for attempt in _outcome(copy)]
    return jsonify(sid=arrival.sid, attempts=attempts)


def _outcome(copy: Future[Attempts]) -> Attempts:
    try:
        return copy.result(WAIT_SECONDS)
    except TimeoutError as error:
        # Also when the state was wiped in the meantime: then nobody calls the webhook any more.
        raise ControlError(f"The webhook was not called within {WAIT_SECONDS} s.") from error


def _text(body: dict[str, Any]) -> Text:
    unknown = sorted(set(body) - TEXT_KEYS)
    if unknown:
        raise ControlError(f"A text has no {unknown[0]!r}.")
    for key in ("from", "to", "body"):
        if not isinstance(body.get(key), str):
            raise ControlError(f"A text needs {key!r}, as text.")
    if body["to"] not in _engine().store.senders:
        raise ControlError("There is no such sender to text to.")
    media = tuple(_media(entry) for entry in body.get("media") or ())
    return Text(
        from_=body["from"],
        to=body["to"],
        body=body["body"],
        media=media,
        sid=str(body.get("sid") or ""),
        geo=_geo(body.get("geo") or {}),
        extra=tuple(_pair(entry) for entry in body.get("extra") or ()),
        mishaps=_mishaps(body.get("faults") or {}),
    )


def _geo(wanted: Any) -> dict[str, str]:
    if not isinstance(wanted, dict):
        raise ControlError("geo must be a JSON object.")
    return {str(key): str(value) for key, value in wanted.items()}


def _media(entry: Any) -> dict[str, str]:
    if not isinstance(entry, dict) or not isinstance(entry.get("url"), str):
        raise ControlError("Each medium needs a url.")
    return {"url": entry["url"], "content_type": str(entry.get("content_type", "image/jpeg"))}


def _pair(entry: Any) -> tuple[str, str]:
    if not isinstance(entry, list) or len(entry) != 2:
        raise ControlError("Each extra parameter is a name and a value.")
    return str(entry[0]), str(entry[1])


def _mishaps(wanted: Any) -> Mishaps:
    if not isinstance(wanted, dict):
        raise ControlError("faults must be a JSON object.")
    for key, value in wanted.items():
        if key not in MISHAP_TYPES:
            raise ControlError(f"A text has no fault {key!r}.")
        if not _mishap_fits(key, value):
            raise ControlError(f"{key} cannot be {value!r}.")
    return replace(Mishaps(), **wanted)


def _mishap_fits(key: str, value: Any) -> bool:
    if key == "method":
        return value in ("", "GET", "POST")
    if isinstance(MISHAP_TYPES[key], bool):
        return isinstance(value, bool)
    number = isinstance(value, int) or (key == "delay" and isinstance(value, float))
    return number and not isinstance(value, bool) and value >= 0


# -- what happened


@control.get("/sim/messages")
def messages() -> Answer:
    """Messages of a phone, or all, that changed after a sequence number."""
    store = _engine().store
    with store.lock:
        found = store.changed_after(_phone(), _whole("after", 0))
        return jsonify(seq=store.seq, messages=[message.for_page() for message in found])


def _phone() -> str:
    """The phone that is asked for; a plus sign that nobody escaped arrives as a blank."""
    phone = request.args.get("phone") or ALL
    return "+" + phone[1:] if phone.startswith(" ") else phone


@control.get("/sim/events")
def events() -> Answer:
    """The witness log."""
    store = _engine().store
    limit = min(_whole("limit", 1000), MAX_EVENTS)
    with store.lock:
        found = store.events_after(_whole("after", 0), limit)
        newest = found[-1].seq if len(found) == limit and found else store.seq
        return jsonify(seq=newest, events=[event.to_json() for event in found])


def _whole(name: str, default: int) -> int:
    text = request.args.get(name, "")
    if text and not text.isdecimal():
        raise ControlError(f"{name} must be a whole number.")
    return int(text) if text else default


# -- faults


@control.get("/sim/faults")
def show_faults() -> Answer:
    """The global faults."""
    return jsonify(_engine().faults.shown())


@control.post("/sim/faults")
def merge_faults() -> Answer:
    """Change some of the global faults."""
    faults = _engine().faults
    faults.merge(_json())
    return jsonify(faults.shown())


@control.delete("/sim/faults")
def reset_faults() -> Answer:
    """No faults, no scripts."""
    _engine().faults.reset()
    return jsonify(_engine().faults.shown())


@control.post("/sim/faults/<phone>")
def script_phone(phone: str) -> Answer:
    """What shall happen to messages to this phone."""
    script = _json()
    _engine().faults.set_script(phone, script)
    return jsonify(script)


@control.delete("/sim/faults/<phone>")
def unscript_phone(phone: str) -> Answer:
    """Nothing special for this phone any more."""
    _engine().faults.drop_script(phone)
    return jsonify(ok=True)
