"""Every captured webhook of Twilio, posted to the running product, has its right effect."""

import json
import os
from dataclasses import dataclass
from typing import Any

import pytest

from tests.product.harness import OURS, ROOT, Product, eventually, inbound_form, new_phone, new_sid

CAPTURED = ROOT.parent / "shared" / "twilio" / "webhooks.json"


def _captured(kind: str) -> list[Any]:
    if not CAPTURED.exists():
        # In CI the file lies beside the checkout: its absence there is a failure, not a skip.
        missing = [] if os.environ.get("CI") else [pytest.mark.skip(f"{CAPTURED} is missing")]
        return [pytest.param(None, marks=missing, id="missing")]
    webhooks = json.loads(CAPTURED.read_text(encoding="utf-8"))["webhooks"]
    return [pytest.param(hook, id=hook["id"]) for hook in webhooks if hook["kind"] == kind]


def _form(hook: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in hook["params"]}


def _address(phone: str, form: dict[str, str]) -> str:
    """The phone on the text's channel; timeline and consent are the number's, whatever the channel."""
    channel, colon, _ = form["From"].rpartition(":")
    return channel + colon + phone


@dataclass(frozen=True)
class Effect:
    """What a text must come to: its meaning, consent, and words of the answer ("" = none)."""

    intent: str
    consent: str = "UNKNOWN"
    answer: str = ""


NOTHING = Effect("NONE")
INBOUND = {
    "inbound-sms-msgservice-2023-full-headers": NOTHING,
    "inbound-sms-longcode-geo": NOTHING,
    "inbound-sms-canada-addons": NOTHING,
    "inbound-sms-docs-numbers-addons-referral": NOTHING,
    "inbound-whatsapp-text-shape": NOTHING,
    # The garage's long code answers for itself, whatever the provider marks; only the mark is the provider's.
    "inbound-stop-advanced-optout": Effect("OPT_OUT", "OPTED_OUT", "You are opted out"),
    "inbound-start-advanced-optout": Effect("OPT_IN", "EXPRESS", "ubscribed"),
    "inbound-help-advanced-optout": Effect("HELP", answer="Reply STOP to opt out"),
    "inbound-stop-default-optout-no-type": Effect("OPT_OUT", "OPTED_OUT", "You are opted out"),
    # INFO from Canada, and nobody knows the customer's language (CA-21).
    "inbound-fallback-request": Effect("HELP", answer="Help/Aide"),
}


@pytest.mark.parametrize("hook", _captured("inbound"))
def test_a_captured_text_has_its_effect_and_its_answer(
    product: Product, phone: str, hook: dict[str, Any]
) -> None:
    sid = new_sid()
    ids = dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), sid)
    form = _form(hook)
    form |= {"From": _address(phone, form)} | {name: value for name, value in ids.items() if name in form}
    for _ in range(2):
        assert product.request(hook["method"], "/twilio/inbound", form) == 200
    wanted = INBOUND[hook["id"]]
    entries = product.timeline(phone)
    inbound = [(entry["body"], entry["intent"]) for entry in entries if entry["kind"] == "inbound"]
    assert inbound == [(form["Body"], wanted.intent)]
    assert product.consent(phone) == wanted.consent
    if not wanted.answer:
        assert product.sent(phone) == []
        return
    eventually(lambda: product.phones.heard(phone))
    assert [wanted.answer in text["body"] for text in product.phones.heard(phone)] == [True]
    assert product.phones.heard(phone)[0]["from"] == OURS
    assert len(product.phones.creates(phone)) == 1


STATUS = {
    "status-sent-longcode-2017": ("sent", 0),
    "status-sent-msgservice": ("sent", 0),
    "status-delivered-rawdlr": ("delivered", 0),
    "status-undelivered-30003": ("undelivered", 30003),
    "status-undelivered-30005": ("undelivered", 30005),
    "status-undelivered-30006": ("undelivered", 30006),
    "status-undelivered-30007": ("undelivered", 30007),
    "status-failed-21610-async": ("failed", 21610),
    "status-failed-30001": ("failed", 30001),
    "status-canceled": ("dropped", 0),
}


@pytest.mark.parametrize("hook", _captured("status"))
def test_a_captured_report_settles_its_message(product: Product, phone: str, hook: dict[str, Any]) -> None:
    message = accepted(product, phone)
    ids = {"MessageSid": message["provider_id"], "SmsSid": message["provider_id"]}
    form = _form(hook) | ids | {"To": phone, "From": OURS}
    for _ in range(2):
        assert product.post(f"/twilio/status/{message['message']}", form) == 200
    (settled,) = product.sent(phone)
    assert (settled["state"], settled["error_code"]) == STATUS[hook["id"]]
    assert product.consent(phone) == ("OPTED_OUT" if "21610" in hook["id"] else "UNKNOWN")


def accepted(product: Product, phone: str) -> dict[str, Any]:
    """An answer that the provider has taken and says no more about."""
    product.phones.faults(callbacks="drop", delivery="stuck_sent")
    product.phones.text(phone, "HELP")
    return eventually(lambda: [message for message in product.sent(phone) if message["state"] == "accepted"])[
        0
    ]


@pytest.mark.parametrize(
    "message_id", ["00nothing", "99", "x", "..", "%00", "caf%C3%A9", "%ED%A0%80", "a" * 900]
)
def test_a_report_about_a_message_that_nobody_knows_is_taken(product: Product, message_id: str) -> None:
    report = {"MessageSid": new_sid(), "MessageStatus": "delivered"}
    assert product.post(f"/twilio/status/{message_id}", report) in (200, 403, 404)
    if message_id.isalnum():
        assert product.post(f"/twilio/status/{message_id}", report) == 200


def test_reports_out_of_order_never_move_a_message_back(product: Product, phone: str) -> None:
    message = accepted(product, phone)
    for state in ("delivered", "sent", "queued", "failed", "nonsense"):
        report = {"MessageSid": message["provider_id"], "MessageStatus": state}
        assert product.post(f"/twilio/status/{message['message']}", report) == 200
        assert product.states(phone) == ["delivered"]


def test_a_second_provider_id_for_one_message_is_an_alarm(product: Product, phone: str) -> None:
    message = accepted(product, phone)
    report = {"MessageSid": new_sid(), "MessageStatus": "delivered"}
    assert product.post(f"/twilio/status/{message['message']}", report) == 200
    assert [entry["rule"] for entry in product.timeline(phone) if entry["kind"] == "alarm"] == ["I7"]
    assert product.states(phone) == ["accepted"]


def test_a_report_that_comes_before_the_create_answer_counts(product: Product, phone: str) -> None:
    product.phones.faults(callbacks="before_create_answer")
    product.phones.text(phone, "HELP")
    eventually(lambda: product.states(phone) == ["delivered"])
    assert len(product.phones.creates(phone)) == 1


# -- with Twilio's own signatures, at the address for which they were made


def _original(hook: dict[str, Any], product: Product) -> int:
    answer = product.http.request(
        hook["method"],
        product.url + "/twilio/inbound",
        body=hook["body"],
        headers=hook["headers"],
        timeout=20,
    )
    return answer.status


@pytest.mark.parametrize("hook", _captured("inbound"))
def test_a_captured_text_verifies_as_it_was_signed(live: Product, hook: dict[str, Any]) -> None:
    assert _original(hook, live) == 200
    form = _form(hook)
    assert form["Body"] in [
        entry.get("body") for entry in live.timeline(form["From"].rpartition(":")[2])
    ] or _seen_before(form, live)


def _seen_before(form: dict[str, str], live: Product) -> bool:
    """Five of the captured texts carry one id: the first of them is acted on, the others are duplicates."""
    return form["MessageSid"] in [
        entry.get("event") for entry in live.timeline(form["From"].rpartition(":")[2])
    ]


@pytest.mark.parametrize("hook", _captured("inbound"))
def test_a_captured_text_with_one_letter_changed_is_refused(live: Product, hook: dict[str, Any]) -> None:
    assert _original(hook | {"body": hook["body"].replace("Body=", "Body=x")}, live) == 403


MARKED = (
    ("STOP", "STOP", "OPTED_OUT", ""),
    ("quiero salir", "STOP", "OPTED_OUT", ""),
    ("START", "START", "EXPRESS", ""),
    ("HELP", "HELP", "UNKNOWN", ""),
    ("ARRET", "", "OPTED_OUT", "Désabonnement"),
)


@pytest.mark.parametrize(("body", "mark", "consent", "answer"), MARKED)
def test_what_twilio_answers_itself_is_recorded_in_silence(
    live: Product, phone: str, body: str, mark: str, consent: str, answer: str
) -> None:
    form = inbound_form(phone, body) | ({"OptOutType": mark} if mark else {})
    assert live.post("/twilio/inbound", form) == 200
    assert live.consent(phone) == consent
    assert bool(live.sent(phone)) == bool(answer)
    if answer:
        eventually(lambda: live.phones.creates(phone))
        assert answer in live.phones.creates(phone)[0]["detail"]["body"]


def test_get_mode_is_verified_over_the_query(product: Product) -> None:
    phone = new_phone()
    attempts = product.phones.text(phone, "HELP & more é", method="GET")["attempts"]
    assert [attempt["status"] for attempt in attempts] == [200]
    assert product.timeline(phone)[0]["body"] == "HELP & more é"
