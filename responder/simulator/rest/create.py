"""Creating an outgoing message: validation in Twilio's codes, the blocks, the sender of a service.

Accepted limits: the order in which several mistakes are found is a guess; Content templates are accepted
as a body without being rendered; the magic numbers work with the ordinary credentials.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from responder.simulator import lifecycle, optout, segments
from responder.simulator.engine import Engine
from responder.simulator.model import OUTBOUND_API, Message, Sender, new_sid, now_ms
from responder.simulator.rest.errors import MAGIC_FROM, MAGIC_FROM_OK, MAGIC_TO, ApiError

Form = MultiDict[str, str]

E164 = re.compile(r"\+[1-9]\d{6,14}")
FROM_FORM = re.compile(r"\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9 ]{1,11}")
HOST = re.compile(r"[A-Za-z0-9.\-:\[\]]+")
MAX_BODY = 1600
MAX_MEDIA = 10
VALIDITY = (1, 36_000)
EARLIEST, LATEST = timedelta(minutes=15), timedelta(days=35)


def create(engine: Engine, form: Form) -> Message:
    """Validate, remember and start one message from the API."""
    _check_form(form)
    _check_script(engine, form)
    sender = _sender(engine, form)
    message = _message(form, sender, engine)
    if sender is not None:
        message.doomed = _blocked(engine, sender, message)
        if lifecycle.queue_is_full(sender):
            raise ApiError(21611, **{"from": sender.number})
    engine.store.add(message)
    lifecycle.start(engine, message)
    return message


# -- validation, in this order


def _check_form(form: Form) -> None:
    for check in CHECKS:
        code = check(form)
        if code is not None:
            raise ApiError(code, to=form.get("To", ""), **{"from": form.get("From", "")})


def _to_missing(form: Form) -> int | None:
    return None if form.get("To") else 21604


def _from_missing(form: Form) -> int | None:
    return None if form.get("From") or form.get("MessagingServiceSid") else 21603


def _body_missing(form: Form) -> int | None:
    return None if any(form.get(key) for key in ("Body", "MediaUrl", "ContentSid")) else 21602


def _body_long(form: Form) -> int | None:
    return 21617 if len(form.get("Body", "")) > MAX_BODY else None


def _to_magic(form: Form) -> int | None:
    return MAGIC_TO.get(form.get("To", ""))


def _from_magic(form: Form) -> int | None:
    return MAGIC_FROM.get(form.get("From", ""))


def _same(form: Form) -> int | None:
    return 21266 if form.get("To") == form.get("From") else None


def _to_form(form: Form) -> int | None:
    return None if E164.fullmatch(form.get("To", "")) else 21211


def _from_form(form: Form) -> int | None:
    sender = form.get("From", "")
    return None if not sender or FROM_FORM.fullmatch(sender) else 21212


def _media(form: Form) -> int | None:
    urls = form.getlist("MediaUrl")
    if len(urls) > MAX_MEDIA:
        return 21623
    return None if all(_is_url(url) for url in urls) else 21620


def _callback(form: Form) -> int | None:
    url = form.get("StatusCallback", "")
    return None if not url or (_is_url(url) and len(url) <= 4000) else 21609


def _validity(form: Form) -> int | None:
    text = form.get("ValidityPeriod", "")
    low, high = VALIDITY
    return None if not text or (text.isdecimal() and low <= int(text) <= high) else 21624


def _schedule(form: Form) -> int | None:
    if form.get("ScheduleType") != "fixed":
        return None
    if not form.get("MessagingServiceSid"):
        return 35118
    if not form.get("SendAt"):
        return 35111
    at = _timestamp(form["SendAt"])
    ahead = timedelta(milliseconds=at - now_ms()) if at is not None else timedelta(0)
    return None if EARLIEST <= ahead <= LATEST else 35114


CHECKS: tuple[Callable[[Form], int | None], ...] = (
    _to_missing, _from_missing, _body_missing, _body_long, _to_magic, _from_magic, _same, _to_form,
    _from_form, _media, _callback, _validity, _schedule,
)  # fmt: skip


def _is_url(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(HOST.fullmatch(parts.netloc.rpartition("@")[2]))


def _timestamp(text: str) -> int | None:
    try:
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError:
        return None


def _check_script(engine: Engine, form: Form) -> None:
    code = engine.faults.script(form["To"]).get("create_code")
    if code:
        raise ApiError(int(code), to=form["To"], **{"from": form.get("From", "")})


# -- sender, block, message


def _sender(engine: Engine, form: Form) -> Sender | None:
    """The sender; None for the magic number, which sends nothing."""
    service, number = form.get("MessagingServiceSid", ""), form.get("From", "")
    if number == MAGIC_FROM_OK:
        return None
    pool = engine.store.service_senders(service)
    if service and not pool:
        raise ApiError(21701)
    if not number:
        return pool[0]
    sender = engine.store.senders.get(number)
    if sender is None:
        raise ApiError(21659, **{"from": number})
    return sender


def _blocked(engine: Engine, sender: Sender, message: Message) -> int | None:
    """The code with which a blocked message will fail later; raises where Twilio refuses at once."""
    if engine.store.is_blocked(optout.TWILIO, sender.scope, message.to):
        if sender.opt_out != "advanced":
            raise ApiError(21610, to=message.to, **{"from": sender.number})
        return 21610
    return 30004 if engine.store.is_blocked(optout.NETWORK, sender.number, message.to) else None


def outgoing_media(urls: Iterable[str]) -> list[dict[str, str]]:
    """Media resources for the URLs; nobody fetches them, so their type is a guess."""
    return [{"sid": new_sid("ME"), "url": url, "content_type": "image/jpeg"} for url in urls]


def _message(form: Form, sender: Sender | None, engine: Engine) -> Message:
    media = outgoing_media(form.getlist("MediaUrl"))
    body, service = form.get("Body", ""), form.get("MessagingServiceSid") or None
    scheduled = form.get("ScheduleType") == "fixed"
    chosen = bool(form.get("From")) or service is None
    return Message(
        sid=new_sid("MM" if media else "SM"),
        direction=OUTBOUND_API,
        from_=sender.number if sender else form.get("From"),
        to=form["To"],
        body=body,
        status="scheduled" if scheduled else "queued" if chosen else "accepted",
        author="responder",
        created=now_ms(),
        service=service or (sender.messaging_service or None if sender else None),
        media=media,
        status_callback=form.get("StatusCallback") or (sender.status_callback if sender else ""),
        segments=segments.count(body),
        validity=int(form.get("ValidityPeriod") or VALIDITY[1]),
        send_at=_timestamp(form["SendAt"]) if scheduled else None,
    )
