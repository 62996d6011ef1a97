"""The control API and the faults of the API."""

import json
import threading
import time
from typing import Any

import pytest
import requests
import urllib3
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.simulator.harness import ACCOUNT, BOB, LONG, TOKEN, Receiver, Simulator, eventually

FAULTS = {
    "webhooks", "webhook_delay", "webhook_duplicate", "api", "api_latency_ms", "api_fail_next",
    "api_max_concurrent", "callbacks", "callback_delay", "delivery", "error_code", "log", "shared_key",
}  # fmt: skip


def test_the_state_names_senders_and_phones(sim: Simulator) -> None:
    state = sim.call("GET", "/sim/state").json
    assert sim.call("GET", "/healthz").json == {"ok": True}
    assert state["phones"] == [{"number": BOB, "name": "Bob Gagnon"}]
    expected = {
        "number": LONG,
        "type": "long_code",
        "opt_out": "off",
        "messaging_service": "",
        "paused": False,
    }
    assert state["numbers"][0] == expected
    assert sim.call("POST", "/sim/phones", {"number": "+14185550113", "name": "Ann"}).status == 201
    assert sim.call("GET", "/sim/state").json["phones"][-1] == {"number": "+14185550113", "name": "Ann"}


def test_messages_are_polled_by_sequence(sim: Simulator) -> None:
    sim.text("one")
    first = sim.call("GET", "/sim/messages?phone=%2B14185550112").json
    assert [(m["author"], m["direction"], m["body"]) for m in first["messages"]] == [
        ("customer", "inbound", "one")
    ]
    assert sim.call("GET", f"/sim/messages?after={first['seq']}").json == {
        "seq": first["seq"],
        "messages": [],
    }
    sid = sim.create(StatusCallback="http://127.0.0.1:1/s").json["sid"]
    sim.settled(sid)
    (later,) = sim.call("GET", f"/sim/messages?phone=%2B14185550112&after={first['seq']}").json["messages"]
    assert (later["sid"], later["status"], later["author"]) == (sid, "delivered", "responder")
    assert later["status_callback"] == "http://127.0.0.1:1/s"
    assert sim.call("GET", "/sim/messages?phone=%2B14185550199").json["messages"] == []
    assert len(sim.call("GET", "/sim/messages?phone=+14185550112").json["messages"]) == 2


def test_the_witness_log_tells_when_each_create_arrived(sim: Simulator, receiver: Receiver) -> None:
    before = time.time() * 1000
    sim.create(StatusCallback=f"{receiver.base}/twilio/status/s3-77")
    sim.create(To="nobody")
    good, bad = sim.events("create")
    assert before - 1 <= good["at"] <= time.time() * 1000
    detail = good["detail"]
    assert (detail["client_id"], detail["status"], detail["code"]) == ("s3-77", 201, None)
    assert detail["started_at"] == good["at"] <= detail["finished_at"]
    assert (detail["to"], detail["from"]) == (BOB, LONG)
    assert (bad["detail"]["status"], bad["detail"]["code"], bad["sid"]) == (400, 21211, None)


def test_events_come_in_portions(sim: Simulator) -> None:
    for i in range(5):
        sim.create(Body=str(i))
    seen: list[int] = []
    after = 0
    while portion := sim.call("GET", f"/sim/events?after={after}&limit=2").json["events"]:
        seen += [event["seq"] for event in portion]
        after = seen[-1]
    assert seen == sorted(set(seen)) and len(seen) >= 5


def test_wiping_forgets_everything_but_the_sequence(sim: Simulator) -> None:
    sim.text("STOP", to="+14155550198")
    sim.number(LONG, paused=True)
    sim.faults(api="500")
    seq = sim.call("GET", "/sim/state").json["seq"]
    sim.reset()
    assert sim.call("GET", "/sim/messages").json["messages"] == []
    assert sim.call("GET", "/sim/events").json["events"] == []
    assert sim.call("GET", "/sim/state").json["seq"] > seq
    assert sim.create(From="+14155550198").status == 201


def test_faults_are_shown_merged_and_reset(sim: Simulator) -> None:
    shown = sim.call("GET", "/sim/faults").json
    assert FAULTS <= set(shown)
    sim.faults(api="500", api_fail_next=2)
    sim.faults(log="500")
    merged = sim.call("GET", "/sim/faults").json
    assert (merged["api"], merged["api_fail_next"], merged["log"]) == ("500", 2, "500")
    fresh = sim.call("DELETE", "/sim/faults").json
    assert (fresh["api"], fresh["callback_delay"], fresh["error_code"]) == ("ok", 0.05, None)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sim/faults", {"nonsense": 1}),
        ("/sim/faults", {"api": "explode"}),
        ("/sim/faults", {"webhook_delay": -1}),
        ("/sim/faults", {"webhook_duplicate": 1.5}),
        ("/sim/faults", {"shared_key": 1}),
        ("/sim/faults", ["api"]),
        ("/sim/faults/+14185550112", {"status": "lost"}),
        ("/sim/faults/+14185550112", {"create_code": 99999}),
        ("/sim/numbers/+14155550199", {"opt_out": "maybe"}),
        ("/sim/numbers/+14155550199", {"colour": "red"}),
        ("/sim/numbers/+14155550100", {"opt_out": "off"}),
        ("/sim/inbound", {"from": BOB, "to": "+14155550100", "body": "x"}),
        ("/sim/inbound", {"from": BOB, "to": LONG}),
        ("/sim/inbound", {"from": BOB, "to": LONG, "body": "x", "faults": {"vanish": True}}),
        ("/sim/inbound", {"from": BOB, "to": LONG, "body": "x", "faults": {"lose": 1}}),
        ("/sim/phones", {"name": "x"}),
    ],
)
def test_nonsense_is_refused_with_a_sentence(sim: Simulator, path: str, body: Any) -> None:
    reply = sim.call("POST", path, body)
    assert reply.status == 400
    assert reply.json["error"].endswith(".")


# -- faults of the API


@pytest.mark.parametrize(
    ("fault", "status", "code", "taken"),
    [("500", 500, 20500, 0), ("500_after", 500, 20500, 1), ("503", 503, 20503, 0), ("429", 429, 20429, 0)],
)
def test_creates_can_fail_with_twilios_errors(
    sim: Simulator, fault: str, status: int, code: int, taken: int
) -> None:
    sim.faults(api=fault)
    with pytest.raises(TwilioRestException) as failed:
        sim.client().messages.create(to=BOB, from_=LONG, body="x")
    assert (failed.value.status, failed.value.code) == (status, code)
    assert len(sim.api("GET").json["messages"]) == taken
    assert [d["taken"] for d in sim.details("create")] == [bool(taken)]


def test_a_gateway_answers_with_html(sim: Simulator) -> None:
    sim.faults(api="502html")
    reply = sim.create()
    assert reply.status == 502 and reply.data.startswith(b"<html>")


@pytest.mark.parametrize(("fault", "taken"), [("reset", 1), ("reset_before", 0)])
def test_a_connection_can_break_without_an_answer(sim: Simulator, fault: str, taken: int) -> None:
    sim.faults(api=fault)
    with pytest.raises(urllib3.exceptions.ProtocolError):
        sim.create()
    with pytest.raises(requests.exceptions.ConnectionError):
        sim.client().messages.create(to=BOB, from_=LONG, body="x")
    assert len(sim.api("GET").json["messages"]) == 2 * taken


@pytest.mark.parametrize(("fault", "taken"), [("timeout_after", 1), ("timeout_before", 0)])
def test_an_answer_can_fail_to_come(sim: Simulator, fault: str, taken: int) -> None:
    sim.faults(api=fault)
    client = Client(ACCOUNT, TOKEN, http_client=TwilioHttpClient(timeout=0.3))
    client.api.base_url = sim.base
    with pytest.raises(requests.exceptions.ReadTimeout):
        client.messages.create(to=BOB, from_=LONG, body="x")
    assert len(sim.api("GET").json["messages"]) == taken
    assert sim.details("create")[0]["status"] is None


def test_only_the_next_creates_fail(sim: Simulator) -> None:
    sim.faults(api="503", api_fail_next=2)
    assert [sim.create().status for _ in range(4)] == [503, 503, 201, 201]
    assert sim.call("GET", "/sim/faults").json["api"] == "ok"


def test_too_many_requests_at_once_get_429(sim: Simulator) -> None:
    sim.faults(api_max_concurrent=2, api_latency_ms=400)
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(sim.create().status)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) == {201, 429}
    assert statuses.count(201) >= 2
    refused = sim.details("create")
    assert {d["code"] for d in refused if d["status"] == 429} == {20429}


def test_webhooks_can_be_lost_delayed_and_doubled(sim: Simulator, receiver: Receiver) -> None:
    sim.faults(webhooks="lose")
    assert sim.text("lost")["attempts"] == []
    sim.faults(webhooks="ok", webhook_delay=0.2, webhook_duplicate=1)
    started = time.time()
    sim.text("late")
    assert [r.form["Body"] for r in receiver.at("/twilio/inbound")] == ["late", "late"]
    assert receiver.requests[0].at - started > 0.19
    assert [m["body"] for m in sim.api("GET").json["messages"]] == ["late", "lost"]


def test_a_create_is_cheap(sim: Simulator) -> None:
    """200 over one connection, on a shared machine; alone they take under 1 ms of CPU each."""
    sim.create()
    started = time.monotonic()
    for _ in range(200):
        sim.create()
    assert time.monotonic() - started < 3
    eventually(
        lambda: all(m["status"] == "delivered" for m in sim.call("GET", "/sim/messages").json["messages"])
    )


HOSTS = (
    *("rebound.evil.example:{port}", "127.0.0.1.evil.example:{port}"),
    *("localhost", "localhost:1", "", "[::1]:x"),
)


@pytest.mark.parametrize("host", HOSTS)
def test_the_control_api_believes_no_other_name_for_itself(sim: Simulator, host: str) -> None:
    """A page of somebody else's, whose name was made to lead here, asks under that name (DNS rebinding)."""
    asked = {"from": BOB, "to": LONG, "body": "START"}
    headers = {"Host": host.format(port=sim.port), "Content-Type": "application/json"}
    for method, path, body in (("POST", "/sim/inbound", json.dumps(asked)), ("GET", "/sim/messages", None)):
        answer = sim.http.request(method, sim.base + path, body=body, headers=headers)
        assert (answer.status, sim.base in answer.json()["error"]) == (403, True)
    assert sim.call("GET", "/sim/messages").json["messages"] == []


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_the_control_api_answers_under_each_loopback_name(sim: Simulator, name: str) -> None:
    answer = sim.http.request("GET", f"{sim.base}/sim/state", headers={"Host": f"{name}:{sim.port}"})

    assert answer.status == 200
