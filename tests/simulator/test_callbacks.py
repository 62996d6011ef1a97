"""Status callbacks: order of parameters, states, faults, queues."""

import json
import re

import pytest
from twilio.request_validator import RequestValidator

from tests.simulator.harness import (
    ADVANCED_SERVICE,
    BOB,
    ROOT,
    SERVICE,
    SHARED_ID,
    SHARED_SECRET,
    SLOW,
    TOKEN,
    Receiver,
    Simulator,
    eventually,
)

PATH = "/twilio/status/m1"
# The order in which captured callbacks carry their parameters.
PLAIN = ["MessageStatus", "ApiVersion", "SmsSid", "SmsStatus", "To", "From", "MessageSid", "AccountSid"]
OF_SERVICE = [
    "SmsSid", "SmsStatus", "MessageStatus", "To", "MessagingServiceSid", "MessageSid", "AccountSid", "From",
    "ApiVersion",
]  # fmt: skip


def send(sim: Simulator, receiver: Receiver, **fields: str) -> str:
    reply = sim.create(**({"StatusCallback": receiver.base + PATH} | fields))
    assert reply.status == 201, reply.data
    return str(reply.json["sid"])


def states(receiver: Receiver) -> list[str]:
    return [request.form["MessageStatus"] for request in receiver.at(PATH)]


def names(receiver: Receiver, state: str) -> list[str]:
    (request,) = [r for r in receiver.at(PATH) if r.form["MessageStatus"] == state]
    return [name for name, _ in request.pairs]


def test_a_message_is_sent_and_then_delivered(sim: Simulator, receiver: Receiver) -> None:
    sid = send(sim, receiver)
    eventually(lambda: len(states(receiver)) == 2)
    assert set(states(receiver)) == {"sent", "delivered"}  # two requests: a busy machine reads either first
    assert names(receiver, "sent") == PLAIN
    assert names(receiver, "delivered") == ["RawDlrDoneDate", *PLAIN]
    last = next(each.form for each in receiver.at(PATH) if each.form["MessageStatus"] == "delivered")
    assert (last["MessageSid"], last["SmsSid"], last["To"]) == (sid, sid, BOB)
    assert re.fullmatch(r"\d{10}", last["RawDlrDoneDate"])


def test_a_service_says_queued_first(sim: Simulator, receiver: Receiver) -> None:
    send(sim, receiver, From="", MessagingServiceSid=SERVICE)
    eventually(lambda: len(states(receiver)) == 3)
    assert set(states(receiver)) == {"queued", "sent", "delivered"}
    assert names(receiver, "sent") == OF_SERVICE
    assert names(receiver, "delivered") == ["RawDlrDoneDate", *OF_SERVICE]


def test_the_parameters_are_in_the_order_of_the_captures(sim: Simulator, receiver: Receiver) -> None:
    path = ROOT.parent / "shared" / "twilio" / "webhooks.json"
    if not path.exists():
        pytest.skip("the collected facts are not on this machine")
    captures = {w["id"]: [n for n, _ in w["params"]] for w in json.loads(path.read_text())["webhooks"]}
    send(sim, receiver)
    eventually(lambda: len(states(receiver)) == 2)
    assert names(receiver, "sent") == captures["status-sent-longcode-2017"]
    receiver.reset()
    send(sim, receiver, From="", MessagingServiceSid=SERVICE)
    eventually(lambda: len(states(receiver)) == 3)
    assert names(receiver, "sent") == captures["status-sent-msgservice"]
    assert names(receiver, "delivered") == captures["status-delivered-rawdlr"]
    receiver.reset()
    sim.faults(delivery="failed", error_code=30001)
    send(sim, receiver, From="", MessagingServiceSid=ADVANCED_SERVICE)
    eventually(lambda: "failed" in states(receiver))
    assert names(receiver, "failed") == captures["status-failed-30001"]


def test_callbacks_are_signed_posts_that_twilios_validator_accepts(
    sim: Simulator, receiver: Receiver
) -> None:
    send(sim, receiver)
    eventually(lambda: len(states(receiver)) == 2)
    for request in receiver.at(PATH):
        assert request.method == "POST"
        assert request.header("Content-Type") == "application/x-www-form-urlencoded"
        signature = request.header("X-Twilio-Signature")
        assert RequestValidator(TOKEN).validate(receiver.base + PATH, request.form, signature)


@pytest.mark.parametrize(
    ("delivery", "code", "ending"),
    [
        ("undelivered", None, ["sent", "undelivered"]),
        ("undelivered", 30005, ["sent", "undelivered"]),
        ("failed", None, ["failed"]),
        ("stuck_sent", None, ["sent"]),
    ],
)
def test_an_outcome_can_be_chosen(
    sim: Simulator, receiver: Receiver, delivery: str, code: int | None, ending: list[str]
) -> None:
    sim.faults(delivery=delivery, error_code=code)
    sid = send(sim, receiver)
    message = sim.settled(sid, ending[-1])
    eventually(lambda: states(receiver) == ending)
    expected = code or {"undelivered": 30003, "failed": 30008, "stuck_sent": None}[delivery]
    assert message["error_code"] == expected
    assert receiver.at(PATH)[-1].form.get("ErrorCode") == (str(expected) if expected else None)
    assert (message["error_message"] is None) == (expected is None)


def test_a_number_can_have_its_own_script(sim: Simulator, receiver: Receiver) -> None:
    other = "+14185550113"
    assert (
        sim.call("POST", f"/sim/faults/{BOB}", {"status": "undelivered", "error_code": 30006}).status == 200
    )
    assert sim.settled(send(sim, receiver))["error_code"] == 30006
    assert sim.settled(send(sim, receiver, To=other))["status"] == "delivered"
    sim.call("POST", f"/sim/faults/{BOB}", {"create_code": 21610})
    assert sim.create().json["code"] == 21610
    sim.call("DELETE", f"/sim/faults/{BOB}")
    assert sim.settled(send(sim, receiver))["status"] == "delivered"


def test_callbacks_can_be_dropped(sim: Simulator, receiver: Receiver) -> None:
    sim.faults(callbacks="drop")
    sim.settled(send(sim, receiver))
    assert eventually(lambda: len(sim.details("callback")) == 2)
    assert states(receiver) == []


def test_callbacks_can_come_twice(sim: Simulator, receiver: Receiver) -> None:
    sim.faults(callbacks="duplicate")
    send(sim, receiver)
    eventually(lambda: sorted(states(receiver)) == ["delivered", "delivered", "sent", "sent"])
    tokens = {r.header("I-Twilio-Idempotency-Token") for r in receiver.at(PATH)}
    assert len(tokens) == 2


def test_callbacks_can_come_out_of_order(sim: Simulator, receiver: Receiver) -> None:
    sim.faults(callbacks="reorder")
    send(sim, receiver)
    eventually(lambda: states(receiver) == ["delivered", "sent"])


def test_callbacks_can_have_a_wrong_signature(sim: Simulator, receiver: Receiver) -> None:
    sim.faults(callbacks="bad_signature")
    send(sim, receiver)
    request = eventually(lambda: receiver.at(PATH))[0]
    signature = request.header("X-Twilio-Signature")
    assert len(signature) == 28
    assert not RequestValidator(TOKEN).validate(receiver.base + PATH, request.form, signature)


def test_callbacks_can_come_before_the_create_is_answered(sim: Simulator, receiver: Receiver) -> None:
    sim.faults(callbacks="before_create_answer")
    send(sim, receiver)
    assert states(receiver) == ["sent", "delivered"]


def test_a_shared_key_signs_with_sha256(sim: Simulator, receiver: Receiver) -> None:
    sim.faults(shared_key=True)
    send(sim, receiver)
    request = eventually(lambda: receiver.at(PATH))[0]
    settings = request.header("X-Twilio-Webhooks-Signature-Settings")
    assert settings == f"key={SHARED_ID},algorithm=HMAC_SHA256"
    assert RequestValidator(SHARED_SECRET).validate(
        receiver.base + PATH, request.form, request.header("X-Twilio-Signature"), algorithm="HMAC_SHA256"
    )


def test_a_slow_sender_queues_and_a_short_validity_expires(sim: Simulator, receiver: Receiver) -> None:
    first = send(sim, receiver, From=SLOW)
    second = send(sim, receiver, From=SLOW)
    third = send(sim, receiver, From=SLOW, ValidityPeriod="1")
    assert sim.settled(first)["status"] == "delivered"
    assert sim.fetch(second)["status"] == "queued"
    assert sim.settled(third)["error_code"] == 30036
    assert sim.settled(second)["status"] == "delivered"


def test_a_paused_sender_holds_its_queue(sim: Simulator, receiver: Receiver) -> None:
    sim.number("+14155550199", paused=True)
    sid = send(sim, receiver)
    expired = send(sim, receiver, ValidityPeriod="1")
    assert sim.settled(expired)["error_code"] == 30036
    assert sim.fetch(sid)["status"] == "queued"
    sim.number("+14155550199", paused=False)
    assert sim.settled(sid)["status"] == "delivered"


def test_a_callback_is_tried_again_only_when_the_connection_failed(
    sim: Simulator, receiver: Receiver
) -> None:
    receiver.respond = lambda request: (500, {}, b"")
    send(sim, receiver)
    eventually(lambda: len(sim.details("callback")) == 2)
    assert [d["http_status"] for d in sim.details("callback")] == [500, 500]
    assert len(states(receiver)) == 2
    send(sim, receiver, StatusCallback="http://127.0.0.1:1/twilio/status/x")
    eventually(lambda: [d["http_status"] for d in sim.details("callback")] == [500, 500] + [None] * 4)
