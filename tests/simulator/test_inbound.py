"""The inbound webhook: parameters, headers, signature, retries, fallback, and the answer's TwiML."""

import json
import threading
import time

import pytest
from twilio.request_validator import RequestValidator

from tests.simulator.harness import (
    ACCOUNT,
    BOB,
    EMPTY,
    LONG,
    POOL_A,
    ROOT,
    SERVICE,
    SHARED_SECRET,
    SHORT,
    TOKEN,
    TOLL_FREE,
    Answer,
    Received,
    Receiver,
    Simulator,
    eventually,
    free_port,
)

PATH = "/twilio/inbound"
FALLBACK = "/twilio/fallback"
ORDER = [
    "ToCountry", "ToState", "SmsMessageSid", "NumMedia", "ToCity", "FromZip", "SmsSid", "FromState",
    "SmsStatus", "FromCity", "Body", "FromCountry", "To", "ToZip", "NumSegments", "MessageSid",
    "AccountSid", "From", "ApiVersion",
]  # fmt: skip
CAPTURED_HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept": "*/*",
    "User-Agent": "TwilioProxy/1.1",
    "X-Home-Region": "us1",
}


def names(request: Received) -> list[str]:
    return [name for name, _ in request.pairs]


def valid(receiver: Receiver, request: Received, key: str = TOKEN, algorithm: str = "HMAC_SHA1") -> bool:
    signature = request.header("X-Twilio-Signature")
    if request.method == "GET":
        return bool(RequestValidator(key).validate(receiver.base + request.path, {}, signature))
    url = receiver.base + request.path
    return bool(RequestValidator(key).validate(url, request.form, signature, algorithm=algorithm))


def twiml(content: str, kind: str = "text/xml") -> Answer:
    return 200, {"Content-Type": kind}, content.encode()


def codes(sim: Simulator) -> list[int]:
    return [detail["code"] for detail in sim.details("alert")]


def test_a_text_is_posted_in_the_captured_order_with_the_captured_headers(
    sim: Simulator, receiver: Receiver
) -> None:
    answer = sim.text("Bonjour é 👍 +%&")
    assert [(a["url_kind"], a["status"]) for a in answer["attempts"]] == [("primary", 200)]
    (request,) = receiver.at(PATH)
    assert names(request) == ORDER
    form = request.form
    assert form["Body"] == "Bonjour é 👍 +%&"
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"] == answer["sid"]
    assert (form["From"], form["To"], form["AccountSid"]) == (BOB, LONG, ACCOUNT)
    assert (form["FromState"], form["FromCountry"], form["NumMedia"]) == ("QC", "CA", "0")
    for name, value in CAPTURED_HEADERS.items():
        assert request.header(name) == value
    assert len(request.header("I-Twilio-Idempotency-Token")) == 36
    assert valid(receiver, request)


def test_the_request_equals_the_captures(sim: Simulator, receiver: Receiver) -> None:
    path = ROOT.parent / "shared" / "twilio" / "webhooks.json"
    if not path.exists():
        pytest.skip("the collected facts are not on this machine")
    captures = {w["id"]: w for w in json.loads(path.read_text())["webhooks"]}
    for to, capture in (
        (LONG, captures["inbound-sms-longcode-geo"]),
        (POOL_A, captures["inbound-sms-msgservice-2023-full-headers"]),
    ):
        sim.text("hi", to=to)
        request = receiver.at(PATH)[-1]
        assert names(request) == [name for name, _ in capture["params"]]
        for name, value in capture["headers"].items():
            assert request.header(name), name
            assert "Token" in name or "Signature" in name or request.header(name) == value


def test_a_captured_body_is_reproduced_byte_for_byte(sim: Simulator, receiver: Receiver) -> None:
    captured = (
        "ToCountry=US&ToState=CA&SmsMessageSid={0}&NumMedia=0&ToCity=SAN+FRANCISCO&FromZip=30512&SmsSid={0}"
        "&FromState=GA&SmsStatus=received&FromCity=BLAIRSVILLE&Body=Blah+blah&FromCountry=US&To=%2B14155550199"
        "&ToZip=94105&NumSegments=1&MessageSid={0}&AccountSid={1}&From=%2B14155550106&ApiVersion=2010-04-01"
    )
    geo = {"FromZip": "30512", "FromState": "GA", "FromCity": "BLAIRSVILLE", "FromCountry": "US"}
    sid = sim.text("Blah blah", sender="+14155550106", geo=geo)["sid"]
    assert receiver.at(PATH)[0].body == captured.format(sid, ACCOUNT)


def test_geography_is_empty_where_nothing_is_known(sim: Simulator, receiver: Receiver) -> None:
    sim.text("hi", to=TOLL_FREE)
    form = receiver.at(PATH)[0].form
    assert (form["ToCountry"], form["ToState"], form["ToCity"], form["ToZip"]) == ("US", "", "", "")
    sim.text("hi", to=SHORT)
    assert receiver.at(PATH)[1].form["To"] == SHORT


def test_a_service_names_itself(sim: Simulator, receiver: Receiver) -> None:
    sim.text("hi", to=POOL_A)
    (request,) = receiver.at(PATH)
    assert request.form["MessagingServiceSid"] == SERVICE
    assert names(request).index("MessagingServiceSid") == names(request).index("To") + 1


def test_pictures_come_with_url_and_type(sim: Simulator, receiver: Receiver) -> None:
    sid = sim.text("", media=[{"url": "http://x.example/a.png", "content_type": "image/png"}])["sid"]
    (request,) = receiver.at(PATH)
    assert sid.startswith("MM") and request.form["NumMedia"] == "1"
    assert names(request)[1] == "MediaContentType0" and names(request)[-2] == "MediaUrl0"
    assert request.form["MediaContentType0"] == "image/png" and request.form["Body"] == ""
    assert f"/Messages/{sid}/Media/ME" in request.form["MediaUrl0"]
    assert valid(receiver, request)


def test_get_puts_everything_into_the_signed_url(sim: Simulator, receiver: Receiver) -> None:
    sim.text("hi there", faults={"method": "GET"})
    (request,) = receiver.at(PATH)
    assert request.method == "GET" and request.body == ""
    assert names(request) == ORDER
    assert valid(receiver, request)


def test_a_signature_can_be_wrong_or_made_with_a_shared_key(sim: Simulator, receiver: Receiver) -> None:
    sim.text("hi", faults={"bad_signature": True})
    sim.text("hi", faults={"shared_key": True})
    wrong, shared = receiver.at(PATH)
    assert not valid(receiver, wrong)
    assert not valid(receiver, shared)
    assert valid(receiver, shared, SHARED_SECRET, "HMAC_SHA256")


def test_every_signature_can_be_wrong_as_with_a_wrong_public_url(sim: Simulator, receiver: Receiver) -> None:
    sim.text("hi")
    sim.faults(webhooks="bad_signature")
    sim.text("hi")
    assert [valid(receiver, request) for request in receiver.at(PATH)] == [True, False]


def test_new_parameters_are_signed_too(sim: Simulator, receiver: Receiver) -> None:
    sim.text("hi", extra=[["Zukunft", "1"], ["AddOns", '{"status":"successful"}']])
    (request,) = receiver.at(PATH)
    assert names(request)[-2:] == ["Zukunft", "AddOns"] and valid(receiver, request)


def test_copies_come_at_the_same_time_with_one_id_and_one_token(sim: Simulator, receiver: Receiver) -> None:
    """Each is answered when all four are there."""
    together = threading.Barrier(4, timeout=60)

    def waits(request: Received) -> Answer:
        together.wait()
        return EMPTY

    receiver.respond = waits
    answer = sim.text("hi", faults={"duplicate": 3})
    assert [each["status"] for each in answer["attempts"]] == [200] * 4
    requests = receiver.at(PATH)
    assert len({(r.form["MessageSid"], r.header("I-Twilio-Idempotency-Token")) for r in requests}) == 1
    assert len(sim.api("GET").json["messages"]) == 1


def test_the_same_sid_again_is_a_redelivery(sim: Simulator, receiver: Receiver) -> None:
    sid = "SM" + "a" * 32
    sim.text("hi", sid=sid)
    sim.text("hi", sid=sid)
    assert [r.form["MessageSid"] for r in receiver.at(PATH)] == [sid, sid]
    assert len(sim.api("GET").json["messages"]) == 1


def test_a_text_can_come_late(sim: Simulator, receiver: Receiver) -> None:
    started = time.time()
    sim.text("hi", faults={"delay": 0.3})
    assert receiver.at(PATH)[0].at - started >= 0.29


def test_without_wait_the_answer_is_202_at_once(sim: Simulator, receiver: Receiver) -> None:
    told = threading.Event()
    receiver.respond = lambda request: EMPTY if told.wait(60) else (500, {}, b"")
    reply = sim.call("POST", "/sim/inbound", {"from": BOB, "to": LONG, "body": "hi"})
    told.set()
    assert reply.status == 202 and list(reply.json) == ["sid"]
    eventually(lambda: sim.details("webhook_attempt"))


# -- retries and fallback


@pytest.mark.parametrize(
    ("fragment", "status", "tries"),
    [
        ("", 500, 1),
        ("#rc=3&rp=ct,rt,5xx", 500, 4),
        ("#rc=3&rp=ct,rt,5xx", 404, 1),
        ("#rc=2&rp=4xx", 404, 3),
        ("#rc=9&rp=all", 503, 6),
        ("#rp=5xx", 503, 2),
    ],
)
def test_the_fragment_decides_what_is_tried_again(
    sim: Simulator, receiver: Receiver, fragment: str, status: int, tries: int
) -> None:
    sim.number(LONG, inbound_url=receiver.base + PATH + fragment)
    receiver.respond = lambda request: (status, {}, b"")
    answer = sim.text("hi")
    assert [a["status"] for a in answer["attempts"]] == [status] * tries
    assert {r.header("I-Twilio-Idempotency-Token") for r in receiver.at(PATH)} != {""}
    assert all(valid(receiver, request) for request in receiver.at(PATH))
    assert codes(sim) == [11200]


def test_a_refused_connection_is_tried_once_more_by_default(sim: Simulator) -> None:
    sim.number(LONG, inbound_url=f"http://127.0.0.1:{free_port()}/x")
    answer = sim.text("hi")
    assert [a["status"] for a in answer["attempts"]] == [None, None]
    assert codes(sim) == [11205]


def test_a_read_time_out_is_tried_again_only_if_asked(sim: Simulator, receiver: Receiver) -> None:
    def slow(request: Received) -> Answer:
        time.sleep(0.4)
        return EMPTY

    receiver.respond = slow
    sim.number(LONG, inbound_url=receiver.base + PATH + "#rt=100")
    assert [a["error"] for a in sim.text("hi")["attempts"]] == ["ReadTimeoutError"]
    sim.number(LONG, inbound_url=receiver.base + PATH + "#rt=100&rp=rt&rc=2")
    assert len(sim.text("hi")["attempts"]) == 3
    sim.number(LONG, inbound_url=receiver.base + PATH + "#rt=200&tt=300&rp=rt&rc=5")
    assert len(sim.text("hi")["attempts"]) == 2


def test_a_success_after_a_failure_ends_the_tries(sim: Simulator, receiver: Receiver) -> None:
    sim.number(LONG, inbound_url=receiver.base + PATH + "#rc=3&rp=5xx")
    receiver.respond = lambda request: EMPTY if len(receiver.requests) > 1 else (503, {}, b"")
    assert [a["status"] for a in sim.text("hi")["attempts"]] == [503, 200]
    assert codes(sim) == []


def test_the_fallback_url_learns_what_failed(sim: Simulator, receiver: Receiver) -> None:
    primary = receiver.base + PATH + "?x=1"
    sim.number(LONG, inbound_url=primary + "#rc=0", fallback_url=receiver.base + FALLBACK)
    receiver.respond = lambda request: (500, {}, b"") if request.path.startswith(PATH) else EMPTY
    answer = sim.text("hi")
    assert [(a["url_kind"], a["status"]) for a in answer["attempts"]] == [("primary", 500), ("fallback", 200)]
    (request,) = receiver.at(FALLBACK)
    assert names(request) == [*ORDER, "ErrorCode", "ErrorUrl"]
    assert (request.form["ErrorCode"], request.form["ErrorUrl"]) == ("11200", primary)
    assert valid(receiver, request)


def test_a_password_is_sent_only_after_a_401(sim: Simulator, receiver: Receiver) -> None:
    def guarded(request: Received) -> Answer:
        if request.header("Authorization"):
            return EMPTY
        return 401, {"WWW-Authenticate": 'Basic realm="x"'}, b""

    receiver.respond = guarded
    sim.number(LONG, inbound_url=receiver.base.replace("//", "//user:pass@") + PATH)
    assert [a["status"] for a in sim.text("hi")["attempts"]] == [200]
    first, second = receiver.at(PATH)
    assert not first.header("Authorization") and second.header("Authorization").startswith("Basic ")
    assert valid(receiver, second)


def test_a_redirect_loses_what_was_posted(sim: Simulator, receiver: Receiver) -> None:
    receiver.respond = lambda r: EMPTY if r.path == "/new" else (302, {"Location": "/new"}, b"")
    assert [a["status"] for a in sim.text("hi")["attempts"]] == [200]
    assert [(r.method, r.body) for r in receiver.at("/new")] == [("GET", "")]


def test_a_service_without_a_url_does_not_even_log(sim: Simulator) -> None:
    sim.number(POOL_A, inbound_url="")
    sim.text("hi", to=POOL_A)
    assert sim.api("GET").json["messages"] == []
    sim.number(LONG, inbound_url="")
    sim.text("hi", to=LONG)
    assert [m["body"] for m in sim.api("GET").json["messages"]] == ["hi"]


# -- what the answer does


def test_messages_in_the_answer_are_sent_back(sim: Simulator, receiver: Receiver) -> None:
    receiver.respond = lambda request: twiml(
        "<Response><Message>one</Message><Message><Body>two</Body></Message><Sms>three</Sms></Response>"
    )
    sim.text("hi")
    assert sim.heard() == [("responder", "one"), ("responder", "two"), ("responder", "three")]
    outbound = [m for m in sim.api("GET").json["messages"] if m["direction"] != "inbound"]
    assert {(m["direction"], m["from"], m["to"]) for m in outbound} == {("outbound-reply", LONG, BOB)}


def test_plain_text_is_sent_back_as_it_is(sim: Simulator, receiver: Receiver) -> None:
    receiver.respond = lambda request: twiml("OK", "text/plain; charset=utf-8")
    sim.text("hi")
    assert sim.heard() == [("responder", "OK")]


@pytest.mark.parametrize(
    ("content", "kind", "alerts", "replies"),
    [
        ("", "text/xml", [], 0),
        ("<Response/>", "application/xml", [], 0),
        ("<Response></Response>", "text/html", [], 0),
        (" <?xml version='1.0'?><Response/>", "text/xml", [12100], 0),
        ("<Answer/>", "text/xml", [12100], 0),
        ("not xml", "text/xml", [12100], 0),
        ("<!DOCTYPE x><Response/>", "text/xml", [12100], 0),
        ("{}", "application/json", [12300], 0),
        ("<Response>" + "<Message>x</Message>" * 11 + "</Response>", "text/xml", [14109], 10),
        ("<Response><Say>x</Say></Response>", "text/xml", [14110], 0),
        ("<Response><message>x</message></Response>", "text/xml", [14110], 0),
        (f'<Response><Message to="{LONG}">x</Message></Response>', "text/xml", [14101], 0),
        ('<Response><Message from="+14155550100">x</Message></Response>', "text/xml", [14102], 0),
        ("<Response><Message/></Response>", "text/xml", [14103], 0),
        ("<Response>" + " " * 66_000 + "</Response>", "text/xml", [11750], 0),
    ],
)
def test_an_answer_is_executed_or_reported(
    sim: Simulator, receiver: Receiver, content: str, kind: str, alerts: list[int], replies: int
) -> None:
    receiver.respond = lambda request: twiml(content, kind)
    sim.text("hi")
    assert codes(sim) == alerts
    assert len(sim.heard()) == replies


def test_an_answering_loop_is_stopped(sim: Simulator, receiver: Receiver) -> None:
    receiver.respond = lambda request: twiml("<Response>" + "<Message>x</Message>" * 10 + "</Response>")
    for _ in range(4):
        sim.text("hi")
    last = sim.call("GET", "/sim/messages").json["messages"][-1]["sid"]
    assert sim.settled(last)["error_code"] == 14107
