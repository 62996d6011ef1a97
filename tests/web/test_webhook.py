"""The webhook under hostile requests: a refusal that is understood, never a 500, and nothing is stored."""

import base64
import hashlib
import hmac
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
import redis
from flask import Flask
from twilio.request_validator import RequestValidator

from responder.settings.environment import Durability, Secret, Settings
from responder.store.core.numbers_outbox import RedisStore
from responder.web.app import create_app
from responder.wiring.product import build

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "12345"
PUBLIC = "https://sms.example.com"
INBOUND = "/twilio/inbound"
KEY_ID = "webhooks_sharedkey_00000000000000000000000000000007"
FORM = {"From": "+14165550101", "To": "+14155550199", "Body": "STOP", "MessageSid": "SM" + "0" * 32}
SIGNATURE, SETTINGS = "HTTP_X_TWILIO_SIGNATURE", "HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS"

Environ = dict[str, Any]


def settings(redis_url: str) -> Settings:
    return Settings(
        redis_url=Secret(redis_url),
        queue_redis_url=Secret(redis_url.replace("db=0", "db=1")),
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token=Secret(TOKEN),
        twilio_shared_keys={KEY_ID: Secret("shared secret")},
        twilio_api_url="http://127.0.0.1:9",
        public_url=PUBLIC,
        secret_key=Secret("0123456789abcdef"),
        durability=Durability.STRICT,
        optout_journal=None,
        checkpoint_url="",
        checkpoint_key=None,
        business_file=ROOT / "examples" / "garage.toml",
        log_level="error",
    )


@pytest.fixture(scope="module")
def flask(redis_url: str) -> Iterator[Flask]:
    app = build(settings(redis_url), 4)
    yield create_app(app)
    app.jobs.queue.connection.close()


def sign(path: str, pairs: dict[str, str]) -> str:
    return RequestValidator(TOKEN).compute_signature(PUBLIC + path, pairs)


def environ(body: bytes, signature: str | None, **more: Any) -> Environ:
    """A request as granian hands it over."""
    found: Environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": INBOUND,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8080",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.version": (1, 0),
    }
    if signature is not None:
        found[SIGNATURE] = signature
    found |= more
    return {name: value for name, value in found.items() if value is not None}


def answer(flask: Flask, request: Environ) -> tuple[int, dict[str, str], bytes]:
    """The raw WSGI answer; an exception that escapes Flask fails the test."""
    told: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        told[:] = [int(status.split(maxsplit=1)[0]), dict(headers)]

    chunks = flask.wsgi_app(request, start)
    content = b"".join(chunks)
    close = getattr(chunks, "close", None)
    if close:
        close()
    return told[0], told[1], content


def signed(form: dict[str, str], **more: Any) -> Environ:
    return environ(urlencode(form).encode(), sign(INBOUND, form), **more)


GOOD = urlencode(FORM).encode()
RIGHT = sign(INBOUND, FORM)
MANY = {f"F{index}": "x" for index in range(400)}
LONG = FORM | {"Body": "x" * 70_000}
SHARED_SHA1 = base64.b64encode(hmac.new(b"shared secret", b"", hashlib.sha1).digest()).decode()

HOSTILE: dict[str, tuple[Environ, set[int]]] = {
    "no signature": (environ(GOOD, None), {403}),
    "empty signature": (environ(GOOD, ""), {403}),
    "garbage signature": (environ(GOOD, "garbage"), {403}),
    "non-ASCII signature": (environ(GOOD, "sïgnature€"), {403}),
    "a signature with a line end": (environ(GOOD, RIGHT + "\n"), {403}),
    "a signature of 60 kB": (environ(GOOD, "A" * 60_000), {403}),
    "a signature in other letters": (environ(GOOD, RIGHT.swapcase()), {403}),
    "two signatures": (environ(GOOD, f"{RIGHT},{RIGHT}"), {403}),
    "settings that name no key": (environ(GOOD, RIGHT, **{SETTINGS: "nonsense"}), {403}),
    "settings that name another key": (
        environ(GOOD, RIGHT, **{SETTINGS: "key=x,algorithm=HMAC_SHA256"}),
        {403},
    ),
    "settings that name another algorithm": (
        environ(GOOD, RIGHT, **{SETTINGS: f"key={KEY_ID},algorithm=MD5"}),
        {403},
    ),
    "settings that name the key twice": (
        environ(GOOD, SHARED_SHA1, **{SETTINGS: f"key={KEY_ID},key={KEY_ID},algorithm=HMAC_SHA1"}),
        {403},
    ),
    "settings in other letters than ASCII": (environ(GOOD, RIGHT, **{SETTINGS: "é=ü,€"}), {403}),
    "a body that was changed": (environ(GOOD + b"&Body=START", RIGHT), {403}),
    "a body of 70 kB, signed": (signed(LONG), {413}),
    "a body of 70 kB that says it is small": (signed(LONG, CONTENT_LENGTH="10"), {413}),
    "a body that says it is 9 GB": (environ(GOOD, RIGHT, CONTENT_LENGTH="9" * 10), {413}),
    "a length of a thousand digits": (environ(GOOD, RIGHT, CONTENT_LENGTH="9" * 1000), {413}),
    "a negative length": (environ(GOOD, RIGHT, CONTENT_LENGTH="-1"), {400}),
    "a length that is no number": (environ(GOOD, RIGHT, CONTENT_LENGTH="ten"), {400}),
    "a length in Roman digits": (environ(GOOD, RIGHT, CONTENT_LENGTH="Ⅷ"), {400}),
    "400 fields": (signed(MANY), {413}),
    "400 fields without a value": (environ(b"&" * 400, RIGHT), {413}),
    "no body": (environ(b"", None), {403}),
    "invalid UTF-8": (environ(b"Body=\xff\xfe&From=%FF%FE", RIGHT), {403}),
    "lone surrogates": (environ(b"Body=%ED%A0%80", RIGHT), {403}),
    "NUL bytes": (environ(b"Body=\x00%00", RIGHT), {403}),
    "a broken escape": (environ(b"Body=%zz%&%=%", RIGHT), {403}),
    "JSON": (environ(b'{"Body": "STOP"}', RIGHT, CONTENT_TYPE="application/json"), {403}),
    "multipart": (environ(b"--x\r\n\r\n--x--", RIGHT, CONTENT_TYPE="multipart/form-data; boundary=x"), {403}),
    "no content type": (environ(GOOD, None, CONTENT_TYPE=None), {403}),
    "a nonsense content type": (environ(GOOD, None, CONTENT_TYPE="\xff/;;="), {403}),
    "a query that was not signed": (environ(GOOD, RIGHT, QUERY_STRING="a=b"), {403}),
    "a query in Latin-1": (environ(GOOD, RIGHT, QUERY_STRING="\xff=\xfe"), {403}),
    "GET without anything": (environ(b"", None, REQUEST_METHOD="GET"), {403}),
    "GET with 400 fields": (environ(b"", RIGHT, REQUEST_METHOD="GET", QUERY_STRING=urlencode(MANY)), {413}),
    "GET in Latin-1": (environ(b"", RIGHT, REQUEST_METHOD="GET", QUERY_STRING="a=\xff"), {403}),
    "GET with surrogates": (environ(b"", RIGHT, REQUEST_METHOD="GET", QUERY_STRING="a=%ED%A0%80"), {403}),
    "PUT": (environ(GOOD, RIGHT, REQUEST_METHOD="PUT"), {405}),
    "DELETE": (environ(GOOD, RIGHT, REQUEST_METHOD="DELETE"), {405}),
    "HEAD": (environ(b"", None, REQUEST_METHOD="HEAD"), {403}),
    "a method of its own": (environ(GOOD, RIGHT, REQUEST_METHOD="STOP"), {405}),
    "a hostile host": (environ(GOOD, None, HTTP_HOST="evil\x00.example:99999"), {400, 403}),
    "GET of a report": (environ(b"", None, REQUEST_METHOD="GET", PATH_INFO="/twilio/status/00x"), {405}),
    "a report without an id": (environ(GOOD, RIGHT, PATH_INFO="/twilio/status/"), {404}),
    "a report with a path": (environ(GOOD, RIGHT, PATH_INFO="/twilio/status/../inbound"), {404}),
    "a report with bytes in its id": (environ(GOOD, RIGHT, PATH_INFO="/twilio/status/\xff\xfe"), {403}),
    "no From, signed": (signed({k: v for k, v in FORM.items() if k != "From"}), {400}),
    "no To, signed": (signed({k: v for k, v in FORM.items() if k != "To"}), {400}),
    "no id, signed": (signed({k: v for k, v in FORM.items() if k != "MessageSid"}), {400}),
    "nothing, signed": (environ(b"", sign(INBOUND, {})), {400}),
    "another path": (environ(GOOD, RIGHT, PATH_INFO="/twilio/outbound"), {404}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_request_is_refused_and_changes_nothing(flask: Flask, store: RedisStore, name: str) -> None:
    request, wanted = HOSTILE[name]
    if isinstance(request["wsgi.input"], io.BytesIO):
        request["wsgi.input"].seek(0)
    status, _, _ = answer(flask, request)
    assert status in wanted
    assert store.load(FORM["From"]).version == 0


def test_a_chunked_body_without_a_length_is_read_and_limited(flask: Flask, store: RedisStore) -> None:
    assert answer(flask, signed(FORM, CONTENT_LENGTH=None, HTTP_TRANSFER_ENCODING="chunked"))[0] == 200
    assert store.load(FORM["From"]).consent.value == "OPTED_OUT"
    assert answer(flask, signed(LONG, CONTENT_LENGTH=None, HTTP_TRANSFER_ENCODING="chunked"))[0] == 413


ODD_BODIES = {
    "nothing": "",
    "NUL": "STOP\x00",
    "emoji and directions": "🛑\u202estop\u2066",
    "lines": "\r\n\r\nhello\r\n",
    "60 kB of spaces": " " * 60_000,
    "a replacement": "\ufffd",
    "markup": "<Response><Message>x</Message></Response>",
}


@pytest.mark.parametrize("name", ODD_BODIES)
def test_whatever_the_text_holds_is_taken_as_it_is(
    flask: Flask, store: RedisStore, queries: Any, name: str
) -> None:
    assert answer(flask, signed(FORM | {"Body": ODD_BODIES[name]}))[0] == 200
    assert queries.timeline(FORM["From"])[0].get("body", "") == ODD_BODIES[name]


ODD_SENDERS = (
    "",
    "24273",
    "GARAGE",
    "anna@example.com",
    "whatsapp:+14165550101",
    "rcs:garage_agent",
    "+1",
    "x" * 900,
)


@pytest.mark.parametrize("sender", ODD_SENDERS)
def test_whoever_the_text_is_from_is_taken_and_only_phones_are_answered(
    flask: Flask, store: RedisStore, sender: str
) -> None:
    assert answer(flask, signed(FORM | {"From": sender}))[0] == 200
    assert list(store.due("answer", 10**15, 100)) == []


def test_the_answer_is_an_empty_response_in_xml(flask: Flask, store: RedisStore) -> None:
    status, headers, body = answer(flask, signed(FORM))
    assert (status, body) == (200, b"<Response/>")
    assert headers["Content-Type"].startswith("text/xml")
    assert answer(flask, environ(GOOD, None))[2] == b"<Response/>"


def test_get_mode_reads_the_query(flask: Flask, store: RedisStore) -> None:
    query = urlencode(FORM)
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{INBOUND}?{query}", {})
    assert answer(flask, environ(b"", signature, REQUEST_METHOD="GET", QUERY_STRING=query))[0] == 200
    assert store.load(FORM["From"]).consent.value == "OPTED_OUT"


def test_a_signed_query_beside_the_form_is_part_of_what_is_verified(flask: Flask, store: RedisStore) -> None:
    query = "bodySHA256=" + "0" * 64 + "&x=" + quote_plus("é &")
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{INBOUND}?{query}", FORM)
    assert answer(flask, environ(GOOD, signature, QUERY_STRING=query))[0] == 200
    assert answer(flask, environ(GOOD, signature, QUERY_STRING=query + "1"))[0] == 403


def test_a_shared_key_is_accepted_only_with_its_header(flask: Flask, store: RedisStore) -> None:
    text = PUBLIC + INBOUND + "".join(name + FORM[name] for name in sorted(FORM))
    signature = base64.b64encode(hmac.new(b"shared secret", text.encode(), hashlib.sha256).digest()).decode()
    header = {SETTINGS: f"key={KEY_ID},algorithm=HMAC_SHA256"}
    assert answer(flask, environ(GOOD, signature, **header))[0] == 200
    assert answer(flask, environ(GOOD, signature))[0] == 403


def test_the_host_of_the_request_is_never_believed(flask: Flask, store: RedisStore) -> None:
    assert (
        answer(flask, signed(FORM, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example"))[0] == 200
    )
    evil = RequestValidator(TOKEN).compute_signature(f"https://evil.example{INBOUND}", FORM)
    assert answer(flask, environ(GOOD, evil, HTTP_HOST="evil.example"))[0] == 403


def test_while_redis_does_not_answer_all_is_503_and_nothing_is_stored(
    flask: Flask, store: RedisStore, client: "redis.Redis"
) -> None:
    browser = flask.test_client()
    assert browser.get("/readyz").status_code == 200
    report = {"MessageSid": FORM["MessageSid"], "MessageStatus": "sent"}
    body, path = urlencode(report).encode(), "/twilio/status/00message"
    client.execute_command("CLIENT", "PAUSE", 3000, "ALL")
    assert answer(flask, signed(FORM))[::2] == (503, b"<Response/>")
    assert answer(flask, environ(body, sign(path, report), PATH_INFO=path))[0] == 503
    assert browser.get("/readyz").status_code == 503
    assert browser.get("/healthz").data == b"alive\n"
    while browser.get("/readyz").status_code != 200:
        pass  # each try waits for Redis; the pause ends by itself
    assert store.load(FORM["From"]).version == 0
    assert answer(flask, signed(FORM))[0] == 200
