"""Everything that reads what somebody outside wrote, as functions of one text: a new one gets a row here."""

import io
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from ipaddress import ip_network
from typing import Any
from urllib.parse import clear_cache

from flask import Flask, session
from flask.wrappers import Request
from jsonschema import Draft202012Validator
from rq.exceptions import NoSuchJobError
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder

from responder.adapters import csv_files
from responder.adapters.previews import business_file, template
from responder.adapters.rq_queue import DrainJob
from responder.adapters.templates import placeholders
from responder.domain import dates, phone
from responder.domain.appointments import replies
from responder.domain.business import Business
from responder.domain.customers import csv_text, customer, import_rows
from responder.domain.inbox import attachments
from responder.domain.law import locations
from responder.domain.proof import sampling
from responder.domain.records import Message, MessageClass
from responder.domain.sending import (
    consent_request,
    digit_prompts,
    disclosure,
    forbidden_prompts,
    promotional_words,
    segments,
)
from responder.domain.timestamps import read as moment
from responder.domain.understanding import keywords, normalised_text, reactions
from responder.domain.understanding.classifier import Classifier
from responder.domain.understanding.keywords import keyword_set
from responder.flows.inbox import notices
from responder.lib import log
from responder.ports.media import NoPicture
from responder.provider import log as provider_log
from responder.provider import media, signature
from responder.provider.inbound import parse_inbound, parse_status
from responder.settings.business_file import load_business
from responder.web.api.routes import _whole
from responder.web.api.table import BULK_WANTED, ENDPOINTS, SEND
from responder.web.console.shell.conversation_ids import Ids
from responder.web.console.words import campaigns, imports, reason_params
from responder.web.server import claims
from responder.web.server.client_address import Addresses, address_parts
from responder.web.server.limits import without_runs
from tests.conftest import ROOT

Reads = Callable[[str], object]

REFUSALS = (ValueError, LookupError, TypeError, RecursionError, NoPicture, NoSuchJobError, HTTPException)
"""What a parser raises for what it cannot read; all are refusals to who calls it."""


@cache
def _business() -> Business:
    return load_business(ROOT / "examples" / "garage.toml")


@cache
def _classifier() -> Classifier:
    return Classifier(keyword_set({}))


@cache
def _validators() -> list[Draft202012Validator]:
    return [Draft202012Validator(each.takes) for each in ENDPOINTS if each.takes in (SEND, BULK_WANTED)]


def _known_zone(name: str) -> bool:
    return name == "America/Toronto"


def _list_of(text: str) -> list[object]:
    lines = csv_files.lines_of(text.encode("utf-8", "replace"))
    return list(import_rows.sheet(lines, _known_zone).rows)


def _cell_of(name: str, text: str) -> object:
    return import_rows.row_of({"name": "Bob", name: text}, _known_zone)


def _numbers_of(text: str) -> list[object]:
    return list(csv_text.rows(["phone,reason\n", *text.splitlines(keepends=True)]))


def _json_of(text: str) -> object:
    return [next(iter(check.iter_errors(_whole(json.loads(text)))), None) for check in _validators()]


def _fields_of(text: str) -> list[object]:
    body = dict.fromkeys(("class", "ends_at"), text)
    return [next(iter(check.iter_errors(_whole(body))), None) for check in _validators()]


def _judged(text: str) -> object:
    here = ROOT / "examples" / "garage.toml"
    return business_file.judge(
        text.encode("utf-8", "replace"), _business(), here, ROOT / "templates" / "sms", lambda _: ""
    )


def _row_of_the_log(name: str, text: str) -> object:
    row: dict[str, Any] = dict.fromkeys(("from", "to", "direction", "status", "sid", "body"), "x")
    row |= {"error_code": None, "date_created": None, "date_sent": None, "num_media": "0", name: text}
    return provider_log._row(row)


def _webhook(name: str, text: str) -> object:
    fields = {"From": "+14165550101", "To": "+14155550199", "MessageSid": "SM1", name: text}
    return parse_inbound(list(fields.items())), parse_status(list(fields.items()))


def _signed(text: str) -> object:
    verifier = signature.Verifier("12345", {"key": "secret"}, "https://sms.example.com")
    pairs = signature.parse_form(text.encode("utf-8", "replace"))
    verifier.valid("/twilio/inbound", text, None, b"x", text, None)
    verifier.valid("/twilio/inbound", text, pairs, b"", text, text)
    return pairs


def _template(text: str) -> object:
    return template.trial(_business(), _business().senders[0], "help", "en", text)


def _placeholders(text: str) -> object:
    return placeholders.fill(text, placeholders.quick_values(_business(), "Bob"))


def _sampled(text: str) -> object:
    return sampling.sampled(
        Message("00m", "+14165550101", "+14155550199", MessageClass.REPLY, 1, 0, 0, 0, body=text)
    )


def _media_address(text: str) -> object:
    fetching = media.TwilioMedia("AC" + "0" * 32, "token", "https://api.twilio.com")
    clear_cache()
    fetching._may_ask(text)
    return media._joined("https://api.twilio.com/x", text)


def _job(text: str) -> object:
    job = DrainJob("x", connection=object())  # type: ignore[arg-type]
    said = text.encode("utf-8", "replace")
    return job.restore({b"data": said, b"created_at": said})


def _log_line(text: str) -> str:
    record = logging.LogRecord("x", logging.ERROR, "x", 1, text, (), None)
    return _formatter().format(record)


@cache
def _formatter() -> logging.Formatter:
    return log._formatter(plain=False)


def _line(text: str) -> str:
    """The text as a header that arrives: bytes read as latin-1, on one line."""
    return text.encode("utf-8", "replace").decode("latin-1").replace("\r", " ").replace("\n", " ")


HEADERS: dict[str, Callable[[Request], object]] = {
    "COOKIE": lambda asked: asked.cookies,
    "ACCEPT": lambda asked: asked.accept_mimetypes,
    "ACCEPT_LANGUAGE": lambda asked: asked.accept_languages.best_match(["en", "fr"]),
    "ACCEPT_ENCODING": lambda asked: asked.accept_encodings.quality("gzip"),
    "IF_NONE_MATCH": lambda asked: asked.if_none_match,
    "IF_MODIFIED_SINCE": lambda asked: asked.if_modified_since,
    "IF_RANGE": lambda asked: asked.if_range,
    "RANGE": lambda asked: asked.range,
    "HOST": lambda asked: asked.host,
    "AUTHORIZATION": lambda asked: asked.authorization,
    "CACHE_CONTROL": lambda asked: asked.cache_control,
    "CONTENT_TYPE": lambda asked: (asked.mimetype_params, asked.is_json),
}
"""The headers that Flask, its extensions or we read, and how Werkzeug parses each."""


def _header(name: str, text: str) -> object:
    environ = EnvironBuilder("/").get_environ()
    environ[name if name == "CONTENT_TYPE" else f"HTTP_{name}"] = _line(text)
    without_runs(environ)
    return HEADERS[name](Request(environ))


def _form(content_type: str, text: str) -> object:
    body = text.encode("utf-8", "replace")
    environ = EnvironBuilder("/", method="POST", data=body, content_type=content_type).get_environ()
    asked = Request(environ | {"wsgi.input": io.BytesIO(body)})
    asked.max_content_length = asked.max_form_memory_size = 256 * 1024
    with asked:  # closes the files that were sent
        return asked.form, claims.claimed(asked.form.items(multi=True))


def _part(text: str) -> object:
    half = text[: len(text) // 2]
    head = f'content-disposition: form-data; name="{half}"; filename="{half}"'
    return _form("multipart/form-data; boundary=x", f"--x\r\n{head}\r\n\r\n{half}\r\n--x--\r\n")


@cache
def _console() -> Flask:
    flask = Flask("attacked")
    flask.config["SECRET_KEY"] = "0123456789abcdef"
    from flask_babel import Babel  # noqa: PLC0415 - the sentences alone need it

    Babel(flask)
    return flask


def _said(say: Reads, text: str) -> object:
    with _console().test_request_context():
        return say(text)


def _session(text: str) -> object:
    line = _line(text)
    environ = EnvironBuilder("/").get_environ() | {"HTTP_COOKIE": f"session={line}; remember={line}"}
    without_runs(environ)
    with _console().request_context(environ):
        return dict(session)


IDS = Ids("0123456789abcdef")
BEHIND_PROXIES = Addresses([ip_network("10.0.0.0/8"), ip_network("::/0")])


def _network_address(text: str) -> str:
    return BEHIND_PROXIES.of({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": text})


PARSERS: dict[str, Reads] = {
    "log.mask": log.mask,
    "log: an address": lambda text: log._ADDRESS.sub(log._without_query, text),
    "log: a number": lambda text: log._NUMBER.sub("", text),
    "log.without_messages": lambda text: log.mask(f"Traceback (most recent call last):\n{text}"),
    "log: a line": _log_line,
    "reactions": lambda text: (reactions.beside_reaction(text), reactions.is_automatic(text)),
    "keywords.normalised": lambda text: keywords.spaced(keywords.normalised(text)),
    "keywords.squeezed": keywords.squeezed,
    "reading": lambda text: normalised_text.Reading(text).courtesy_language(),
    "the classifier": lambda text: _classifier().classify(text),
    "yes or no": replies.yes_or_no,
    "a reminder's words": lambda text: replies.why_not_ask(text, _business().senders[0]),
    "asked words": lambda text: forbidden_prompts.why_not_write(text, *_business().senders),
    "one step": digit_prompts.asks_for_a_digit,
    "a request for consent": consent_request.asks_for_consent,
    "words that sell": promotional_words.selling_words,
    "the notice": lambda text: disclosure.with_notice(text, "Garage", "en", "Reply STOP to opt out."),
    "parts": lambda text: (segments.segments(text), segments.cheapest(text)),
    "a sender's number": phone.channel_address,
    "a typed number": phone.parse_number,
    "a shown number": lambda text: (phone.show(text), phone.mask(text), phone.show("+" + text)),
    "a list of customers": _list_of,
    "a list with a header": lambda text: _list_of(f"name,phone,notes,opted out\n{text}"),
    "a quoted cell": lambda text: _list_of(f'name,phone\n"{text}'),
    "a list's numbers": partial(_cell_of, "phone"),
    "a list's opt-out": partial(_cell_of, "opted_out"),
    "a list's language": partial(_cell_of, "language"),
    "a list's postal code": partial(_cell_of, "postal_code"),
    "a list's notes": partial(_cell_of, "notes"),
    "a list of numbers": _numbers_of,
    "a header of a list": csv_text.columns,
    "a searched name": customer.fold,
    "a name": customer.clean_name,
    "a first name": customer.first_name,
    "a postal code": locations.clean_postal_code,
    "a day": dates.day_from,
    "a moment": moment,
    "a kind of file": lambda text: (attachments.kind(text), attachments.ending(text)),
    "placeholders": _placeholders,
    "a template": _template,
    "a business file": _judged,
    "a table of a business file": lambda text: _judged(f"[business]\n{text}"),
    "a text of a business file": lambda text: _judged(f'[business]\nname = """{text}'),
    "an audit's sample": _sampled,
    "a mail address": notices._ADDRESS.fullmatch,
    "a conversation's id": IDS.number,
    "a network address": _network_address,
    "a web address": lambda text: (clear_cache(), address_parts(text)),
    "a picture's address": _media_address,
    "a webhook's form": _signed,
    "a webhook's Body": partial(_webhook, "Body"),
    "a webhook's From": partial(_webhook, "From"),
    "a webhook's To": partial(_webhook, "To"),
    "a webhook's ErrorCode": partial(_webhook, "ErrorCode"),
    "a webhook's MessageStatus": partial(_webhook, "MessageStatus"),
    "a date of the provider's log": partial(_row_of_the_log, "date_sent"),
    "a number of pictures": partial(_row_of_the_log, "num_media"),
    "the provider's date": lambda text: provider_log._told(text, 0),
    "JSON": _json_of,
    "JSON's fields": _fields_of,
    "a JSON text": lambda text: _json_of(json.dumps({"body": text, "number": text, "numbers": [text]})),
    "a claim of consent": lambda text: claims.claimed([(text, text), ("decision", text)]),
    **{f"header {name}": partial(_header, name) for name in HEADERS},
    "a session's cookie": _session,
    "a form": partial(_form, "application/x-www-form-urlencoded"),
    "a form in parts": partial(_form, "multipart/form-data; boundary=x"),
    "a part of a form": _part,
    "a sentence with values": partial(_said, reason_params.filled),
    "a sentence of the import": partial(_said, imports.told),
    "a reason of a pause": partial(_said, campaigns.why_word),
    "a job": _job,
}


def read(parser: Reads, text: str) -> None:
    """Have it read the text; a refusal is an answer."""
    with suppress(*REFUSALS):
        parser(text)
