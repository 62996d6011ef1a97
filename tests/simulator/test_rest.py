"""Twilio's message API: keys, types, headers, errors, changes."""

import csv
import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator.harness import (
    ACCOUNT,
    ADVANCED_SERVICE,
    BOB,
    LONG,
    MESSAGES,
    POOL_A,
    ROOT,
    SERVICE,
    TOKEN,
    Receiver,
    Simulator,
    eventually,
)

SHARED = ROOT.parent / "shared" / "twilio"
KEYS = {
    "account_sid", "api_version", "body", "date_created", "date_sent", "date_updated", "direction",
    "error_code", "error_message", "from", "messaging_service_sid", "num_media", "num_segments",
    "price", "price_unit", "sid", "status", "subresource_uris", "to", "uri",
}  # fmt: skip
CAPTURED_HEADERS = {
    "Access-Control-Allow-Credentials", "Access-Control-Allow-Headers",
    "Access-Control-Allow-Methods", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers",
    "Content-Type", "Twilio-Concurrent-Requests", "Twilio-Request-Duration", "Twilio-Request-Id",
    "X-Api-Domain", "X-Home-Region", "X-Powered-By", "X-Shenanigans",
}  # fmt: skip
UNREAL = "+15005550"


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip("the collected facts are not on this machine")
    return path


def test_a_create_answers_201_with_exactly_twilios_keys_and_types(sim: Simulator) -> None:
    reply = sim.create()
    assert reply.status == 201
    body = reply.json
    assert set(body) == KEYS
    assert body["from"] == LONG and body["to"] == BOB and body["status"] == "queued"
    assert (body["num_media"], body["num_segments"], body["price"]) == ("0", "1", None)
    assert body["error_code"] is None and body["date_sent"] is None
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000", body["date_created"])
    assert body["uri"] == f"{MESSAGES}/{body['sid']}.json"
    assert body["subresource_uris"] == {"media": f"{MESSAGES}/{body['sid']}/Media.json"}


def test_the_message_has_the_keys_and_types_of_twilios_openapi(sim: Simulator) -> None:
    schemas = json.loads(shared("messages_openapi.json").read_text())["components"]["schemas"]
    properties = schemas["api.v2010.account.message"]["properties"]
    types: dict[str, type] = {"string": str, "integer": int, "object": dict}
    message = sim.settled(sim.create().json["sid"])
    assert set(message) == set(properties)
    for name, schema in properties.items():
        if "type" in schema and message[name] is not None:
            assert isinstance(message[name], types[schema["type"]]), name
    assert message["status"] in schemas["message_enum_status"]["enum"]
    assert message["direction"] in schemas["message_enum_direction"]["enum"]


def test_answers_carry_the_captured_headers(sim: Simulator) -> None:
    for reply in (sim.create(), sim.create(To=UNREAL + "001")):
        assert {name.lower() for name in CAPTURED_HEADERS} <= {name.lower() for name in reply.headers}
        assert reply.headers["Content-Type"] == "application/json"
        assert re.fullmatch(r"RQ[0-9a-f]{32}", reply.headers["Twilio-Request-Id"])
        assert re.fullmatch(r"\d+\.\d{3}", reply.headers["Twilio-Request-Duration"])


def test_the_headers_are_those_of_the_capture(sim: Simulator) -> None:
    captured = json.loads(shared("webhooks.json").read_text())["api_responses"][0]["headers"]
    volatile = {"Connection", "Twilio-Request-Duration", "Twilio-Request-Id"}
    reply = sim.create(To=UNREAL + "001")
    for name in set(captured) - volatile:
        assert reply.headers[name] == captured[name]


def test_the_sdk_sends_fetches_lists_redacts_and_deletes(sim: Simulator) -> None:
    messages = sim.client().messages
    sent = messages.create(to=BOB, from_=LONG, body="Hello 👍")
    sim.settled(str(sent.sid))
    fetched = messages(str(sent.sid)).fetch()
    assert fetched.status == "delivered" and fetched.body == "Hello 👍" and fetched.date_sent is not None
    assert [m.sid for m in messages.list(to=BOB)] == [sent.sid]
    assert messages(str(sent.sid)).update(body="").body == ""
    assert messages(str(sent.sid)).delete()
    with pytest.raises(TwilioRestException) as gone:
        messages(str(sent.sid)).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)


SCHEDULED = {"ScheduleType": "fixed", "From": "", "MessagingServiceSid": SERVICE}
ERRORS: list[tuple[dict[str, str], int, int]] = [
    ({"To": ""}, 400, 21604),
    ({"From": ""}, 400, 21603),
    ({"Body": ""}, 400, 21602),
    ({"Body": "x" * 1601}, 400, 21617),
    ({"To": LONG}, 400, 21266),
    ({"To": "12"}, 400, 21211),
    ({"To": "418 555 0112"}, 400, 21211),
    ({"From": "+14155550100"}, 400, 21659),
    ({"From": "not-a-number!"}, 400, 21212),
    ({"From": "", "MessagingServiceSid": "MG" + "9" * 32}, 404, 21701),
    ({"StatusCallback": "http://bad_host/x"}, 400, 21609),
    ({"StatusCallback": "nonsense"}, 400, 21609),
    ({"ValidityPeriod": "0"}, 400, 21624),
    ({"ValidityPeriod": "36001"}, 400, 21624),
    ({"MediaUrl": "ftp://x"}, 400, 21620),
    ({"ScheduleType": "fixed"}, 400, 35118),
    (SCHEDULED, 400, 35111),
    (SCHEDULED | {"SendAt": "2020-01-01T00:00:00Z"}, 400, 35114),
    ({"To": UNREAL + "001"}, 400, 21211),
    ({"To": UNREAL + "002"}, 400, 21612),
    ({"To": UNREAL + "003"}, 400, 21408),
    ({"To": UNREAL + "004"}, 400, 21610),
    ({"To": UNREAL + "009"}, 400, 21614),
    ({"From": UNREAL + "001"}, 400, 21212),
    ({"From": UNREAL + "007"}, 400, 21606),
    ({"From": UNREAL + "008"}, 400, 21611),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "status", "code"), ERRORS)
def test_a_wrong_create_is_refused_with_twilios_code(
    sim: Simulator, fields: dict[str, str], status: int, code: int
) -> None:
    reply = sim.create(**fields)
    assert (reply.status, reply.json["code"]) == (status, code)
    assert list(reply.json) == ["code", "message", "more_info", "status"]
    assert reply.json["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert reply.json["status"] == status
    assert sim.call("GET", "/sim/messages").json["messages"] == []


def test_every_code_and_status_is_in_the_error_table() -> None:
    with shared("errors.tsv").open(encoding="utf-8", newline="") as lines:
        known = {row["code"]: row["http_status"].rstrip("?") for row in csv.DictReader(lines, delimiter="\t")}
    for _, status, code in ERRORS:
        assert known[str(code)] == str(status)


@pytest.mark.parametrize(
    ("to", "text"),
    [
        (UNREAL + "001", "The 'To' number +15005550001 is not a valid phone number."),
        (UNREAL + "004", "The message From/To pair violates a blacklist rule."),
        (UNREAL + "009", "To number: +15005550009, is not a mobile number"),
    ],
)
def test_errors_seen_live_have_their_text(sim: Simulator, to: str, text: str) -> None:
    assert sim.create(To=to).json["message"] == text


def test_the_magic_sender_is_accepted_and_nothing_is_kept(sim: Simulator) -> None:
    assert sim.create(From=UNREAL + "006").status == 201
    assert sim.call("GET", "/sim/messages").json["messages"] == []


@pytest.mark.parametrize("login", ["", f"{ACCOUNT}:wrong", f"AC{'9' * 32}:{TOKEN}", "nonsense"])
def test_wrong_credentials_get_401_and_20003(sim: Simulator, login: str) -> None:
    reply = sim.api("GET", login=login)
    assert (reply.status, reply.json["code"], reply.json["message"]) == (401, 20003, "Authenticate")


@pytest.mark.parametrize(
    "path",
    [
        f"{MESSAGES}/SM{'0' * 32}.json",
        f"/2010-04-01/Accounts/AC{'9' * 32}/Messages.json",
        f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json",
    ],
)
def test_what_does_not_exist_gets_404_and_20404(sim: Simulator, path: str) -> None:
    reply = sim.api("GET", path)
    assert (reply.status, reply.json["code"]) == (404, 20404)


def test_a_service_answers_accepted_without_a_sender(sim: Simulator) -> None:
    body = sim.create(From="", MessagingServiceSid=SERVICE).json
    assert (body["status"], body["from"], body["num_segments"]) == ("accepted", None, "0")
    assert body["messaging_service_sid"] == SERVICE
    settled = sim.settled(body["sid"])
    assert (settled["from"], settled["num_segments"], settled["price"]) == (POOL_A, "1", "-0.00750")


def test_a_scheduled_message_can_be_canceled_and_a_delivered_one_cannot(
    sim: Simulator, receiver: Receiver
) -> None:
    scheduled = sim.create(
        From="", MessagingServiceSid=ADVANCED_SERVICE, ScheduleType="fixed", SendAt=in_an_hour(),
        StatusCallback=receiver.base + "/twilio/status/s1",
    ).json  # fmt: skip
    assert scheduled["status"] == "scheduled"
    reply = sim.api("POST", scheduled["uri"], fields={"Status": "canceled"})
    assert (reply.status, reply.json["status"]) == (200, "canceled")
    eventually(lambda: [r.form["MessageStatus"] for r in receiver.at("/twilio/status/s1")] == ["canceled"])
    delivered = sim.settled(sim.create().json["sid"])
    assert sim.api("POST", delivered["uri"], fields={"Status": "canceled"}).json["code"] == 30409
    assert sim.api("POST", delivered["uri"], fields={"Status": "sent"}).json["code"] == 30400


def in_an_hour() -> str:
    return (datetime.now(UTC) + timedelta(hours=1)).isoformat()


def test_media_are_described(sim: Simulator) -> None:
    body = sim.create(MediaUrl="https://example.com/cat.jpg").json
    assert body["sid"].startswith("MM") and body["num_media"] == "1"
    media = sim.api("GET", body["subresource_uris"]["media"]).json["media_list"]
    assert media[0]["parent_sid"] == body["sid"]
    assert sim.api("GET", media[0]["uri"]).json == media[0]


def test_dates_are_whole_seconds_in_gmt(sim: Simulator) -> None:
    message = sim.settled(sim.create().json["sid"])
    for key in ("date_created", "date_sent", "date_updated"):
        assert parsedate_to_datetime(message[key]).utcoffset().total_seconds() == 0  # type: ignore[union-attr]


def test_a_long_text_counts_its_segments(sim: Simulator) -> None:
    counted: dict[str, Any] = {
        text: sim.create(Body=text).json["num_segments"] for text in ("a" * 161, "é" * 160)
    }
    assert list(counted.values()) == ["2", "1"]
    assert sim.create(Body="👍" * 36).json["num_segments"] == "2"


def test_an_updated_body_stays_with_the_message(sim: Simulator) -> None:
    sid = sim.settled(sim.create().json["sid"])["sid"]
    assert sim.api("POST", f"{MESSAGES}/{sid}.json", fields={"Body": ""}).json["body"] == ""
    assert sim.fetch(sid)["body"] == ""
    assert sim.api("DELETE", f"{MESSAGES}/{sid}.json").status == 204
    assert sim.api("GET", f"{MESSAGES}/{sid}.json").status == 404
