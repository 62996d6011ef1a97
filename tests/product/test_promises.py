"""The promises of DESIGN §1, kept by running processes."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from tests.product.harness import Product, eventually, inbound_form, new_phone, new_sid, next_second

LANGUAGE_AND_ANSWER = {
    "STOP": ("OPTED_OUT", "You are opted out"),
    "START": ("EXPRESS", "ubscribed"),
    "HELP": ("UNKNOWN", "Reply STOP to opt out"),
    "ARRET": ("OPTED_OUT", "Désabonnement confirmé"),
    "AYUDA": ("UNKNOWN", "ALTO para cancelar"),
}


PROVIDER_WAITS = 15.0
"""Seconds that the provider waits for an answer (TWILIO.md): a store that hangs may not use them up."""


def answered(product: Product, phone: str, times: int = 1) -> list[str]:
    """Wait for so many texts at the phone."""
    eventually(lambda: len(product.phones.heard(phone)) >= times)
    return [text["body"] for text in product.phones.heard(phone)]


def quiet_since(product: Product) -> None:
    """Wait until a later text of somebody else was answered: whatever was due before has left."""
    other = new_phone()
    product.phones.text(other, "HELP")
    answered(product, other)


# -- the main job


@pytest.mark.parametrize("word", LANGUAGE_AND_ANSWER)
def test_a_keyword_is_answered_at_the_phone_in_its_language(product: Product, phone: str, word: str) -> None:
    product.phones.text(phone, word)
    consent, words = LANGUAGE_AND_ANSWER[word]
    (answer,) = answered(product, phone)
    assert words in answer and answer.startswith("Garage Tremblay")
    code, said, _ = product.cli("consent", phone)
    assert (code, said["state"]) == (0, consent)
    eventually(lambda: product.states(phone) == ["delivered"])


def test_start_brings_back_a_customer_who_opted_out_and_help_does_not(product: Product, phone: str) -> None:
    product.phones.text(phone, "STOP")
    answered(product, phone)
    product.phones.text(phone, "HELP")
    assert "Help" in answered(product, phone, 2)[1]
    assert product.consent(phone) == "OPTED_OUT"
    product.phones.text(phone, "YES")
    assert product.consent(phone) == "OPTED_OUT"
    next_second()
    product.phones.text(phone, "START")
    assert "ubscribed" in answered(product, phone, 3)[2]
    assert product.consent(phone) == "EXPRESS"


@pytest.mark.parametrize("body", ["hello there", "", "YES", "Thanks! See you at 5 pm"])
def test_any_other_text_is_recorded_and_not_answered(product: Product, phone: str, body: str) -> None:
    product.phones.text(phone, body)
    quiet_since(product)
    assert product.phones.creates(phone) == []
    assert [entry["kind"] for entry in product.timeline(phone)] == ["inbound"]
    assert product.consent(phone) == "UNKNOWN"


# -- I1 silence


def test_nothing_can_be_sent_after_an_opt_out(product: Product, phone: str) -> None:
    product.phones.text(phone, "STOP")
    answered(product, phone)
    code, said, why = product.cli("send", "--to", phone, "--body", "Your car is ready.")
    assert (code, said) == (1, None)
    assert "opted out" in why and "START" in why and len(why.splitlines()) == 1
    quiet_since(product)
    assert len(product.phones.creates(phone)) == 1


def test_a_message_that_waits_is_refused_when_an_opt_out_comes_first(product: Product, phone: str) -> None:
    product.phones.faults(api="429", api_to=phone)
    assert product.cli("send", "--to", phone, "--body", "Your car is ready.")[0] == 0
    eventually(lambda: product.phones.creates(phone))
    product.phones.text(phone, "STOP")
    product.phones.mend()
    eventually(lambda: sorted(product.states(phone)) == ["delivered", "refused"])
    taken = [
        create["detail"]["body"] for create in product.phones.creates(phone) if create["detail"]["taken"]
    ]
    assert len(taken) == 1 and "opted out" in taken[0]


def test_the_desk_can_opt_a_customer_out_and_only_the_customer_comes_back(
    product: Product, phone: str
) -> None:
    reason = ("--by", "Dana", "--reason", "asked at the counter")
    code, said, _ = product.cli("unsubscribe", phone, *reason)
    assert (code, said["state"], said["changed"]) == (0, "OPTED_OUT", True)
    assert product.cli("send", "--to", phone, "--body", "Hello")[0] == 1
    product.phones.text(phone, "UNSTOP")
    eventually(lambda: product.consent(phone) == "EXPRESS")


# -- I4 one answer


def test_stop_twice_has_one_confirmation(product: Product, phone: str) -> None:
    for _ in range(2):
        product.phones.text(phone, "STOP")
    answered(product, phone)
    quiet_since(product)
    assert len(product.phones.creates(phone)) == 1


def test_twenty_copies_of_one_text_have_one_answer(product: Product, phone: str) -> None:
    arrived = product.phones.text(phone, "HELP", duplicate=19)
    assert [attempt["status"] for attempt in arrived["attempts"]] == [200] * 20
    answered(product, phone)
    quiet_since(product)
    assert len(product.phones.creates(phone)) == 1
    assert [entry["kind"] for entry in product.timeline(phone)] == ["inbound", "message"]


# -- I2 nothing lost


def test_a_stop_whose_webhook_was_lost_is_found_in_the_log(product: Product, phone: str) -> None:
    assert product.phones.text(phone, "STOP", lose=True)["attempts"] == []
    assert product.cli("reconcile")[0] == 0
    assert product.cli("consent", phone)[1]["state"] == "OPTED_OUT"
    assert "opted out" in answered(product, phone)[0]
    assert product.cli("reconcile")[1]["missed"] == 0
    quiet_since(product)
    assert len(product.phones.creates(phone)) == 1


def test_only_answers_leave_while_the_log_cannot_be_read(live: Product, phone: str) -> None:
    live.phones.faults(log="500")
    code, _, why = live.cli("reconcile")
    assert code == 2 and "log could not be read" in why
    assert live.cli("send", "--to", phone, "--body", "Your car is ready.")[0] == 0
    eventually(lambda: "(I2)" in live.sent(phone)[0]["reason"])
    assert live.post("/twilio/inbound", inbound_form(phone, "AYUDA")) == 200
    eventually(lambda: len(live.phones.creates(phone)) == 1)
    assert "ALTO" in live.phones.creates(phone)[0]["detail"]["body"]
    assert live.sent(phone)[0]["state"] == "queued"
    live.phones.faults(log="ok")
    assert live.cli("reconcile")[0] == 0
    eventually(lambda: len(live.phones.creates(phone)) == 2)
    assert live.phones.creates(phone)[1]["detail"]["body"].startswith("Garage Tremblay")


def test_while_redis_hangs_the_webhook_says_503_and_later_acts_once(product: Product, phone: str) -> None:
    form = inbound_form(phone, "STOP")
    valkey = product.kill("valkey", signal.SIGSTOP)
    try:
        assert product.post("/twilio/inbound", form, timeout=PROVIDER_WAITS) == 503
        assert product.http.request("GET", product.url + "/healthz").status == 200
        assert product.http.request("GET", product.url + "/readyz").status == 503
    finally:
        os.kill(valkey, signal.SIGCONT)
    eventually(lambda: product.post("/twilio/inbound", form) == 200)
    assert product.post("/twilio/inbound", form) == 200
    answered(product, phone)
    quiet_since(product)
    assert len(product.phones.creates(phone)) == 1
    assert product.consent(phone) == "OPTED_OUT"


def test_an_opt_out_survives_the_death_of_redis(product: Product, phone: str) -> None:
    product.phones.text(phone, "STOP")
    valkey = product.kill("valkey", signal.SIGKILL)
    product.restarted("valkey", valkey)
    eventually(lambda: _consent_if_up(product, phone) == "OPTED_OUT")
    answered(product, phone)
    quiet_since(product)
    assert len(product.phones.creates(phone)) == 1


def _consent_if_up(product: Product, phone: str) -> str:
    try:
        return product.consent(phone)
    except redis.RedisError:  # not yet
        return ""


@pytest.mark.parametrize("name", ["web", "worker", "relay"])
def test_a_process_that_is_killed_comes_back_and_the_product_answers(
    product: Product, phone: str, name: str
) -> None:
    product.restarted(name, product.kill(name, signal.SIGKILL))
    eventually(lambda: _ready(product))
    product.phones.text(phone, "STOP")
    answered(product, phone)
    assert product.consent(phone) == "OPTED_OUT"


def _ready(product: Product) -> bool:
    try:
        return product.http.request("GET", product.url + "/readyz", timeout=2).status == 200
    except Exception:  # noqa: BLE001 - it is being restarted
        return False


# -- I5 first message


def test_the_first_message_carries_the_notice_until_one_was_delivered(product: Product, phone: str) -> None:
    product.phones.script(phone, status="stuck_sent")
    for body in ("One.", "Two."):
        code, said, _ = product.cli("send", "--to", phone, "--body", body)
        assert (code, said["notice"]) == (0, True)
        assert said["parts"] >= said["parts_without_notice"] == 1
    eventually(lambda: product.states(phone) == ["sent", "sent"])
    product.phones.script(phone, status="delivered")
    assert product.cli("send", "--to", phone, "--body", "Three.")[1]["notice"]
    eventually(lambda: product.states(phone)[2:] == ["delivered"])
    assert product.cli("send", "--to", phone, "--body", "Four.")[1]["notice"] is False
    bodies = answered(product, phone, 4)
    for body in bodies[:3]:
        assert "Garage Tremblay" in body and "STOP" in body and "HELP" in body
    assert bodies[3] == "Four."


def test_after_a_new_start_the_notice_is_due_again(product: Product, phone: str) -> None:
    for times, word in enumerate(("START", "STOP"), 1):
        product.phones.text(phone, word)
        answered(product, phone, times)
    next_second()
    product.phones.script(phone, status="undelivered")
    product.phones.text(phone, "START")
    eventually(lambda: product.states(phone)[2:] == ["undelivered"])
    assert product.cli("send", "--to", phone, "--body", "Hello.")[1]["notice"] is True
    # It leaves when the log was read again, because the START came so soon after the STOP (DESIGN §5).
    eventually(lambda: product.states(phone)[3:] == ["undelivered"])
    assert "STOP" in product.phones.heard(phone)[-1]["body"]


# -- who signs


@pytest.mark.parametrize("signature", ["", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "not base64 at all"])
def test_a_text_that_the_provider_did_not_sign_changes_nothing(
    product: Product, phone: str, signature: str
) -> None:
    assert product.post("/twilio/inbound", inbound_form(phone, "STOP"), signature=signature) == 403
    assert product.timeline(phone) == []
    assert product.consent(phone) == "UNKNOWN"


def test_a_signature_for_another_text_is_not_taken(product: Product, phone: str) -> None:
    attempts = product.phones.text(phone, "STOP", bad_signature=True)["attempts"]
    assert {attempt["status"] for attempt in attempts} == {403}
    assert product.timeline(phone) == []


def test_a_report_that_the_provider_did_not_sign_changes_nothing(product: Product, phone: str) -> None:
    product.phones.faults(callbacks="bad_signature")
    product.phones.text(phone, "HELP")
    message = eventually(lambda: [m for m in product.sent(phone) if m["state"] == "accepted"])[0]
    eventually(lambda: [e for e in product.phones.events("callback") if e["detail"].get("to") == phone][1:])
    assert product.states(phone) == ["accepted"]
    report = {"MessageSid": message["provider_id"], "MessageStatus": "delivered"}
    assert product.post(f"/twilio/status/{message['message']}", report) == 200
    assert product.states(phone) == ["delivered"]


# -- I7 never twice


@pytest.mark.parametrize("fault", ["500", "500_after", "502html", "503", "reset", "reset_before"])
def test_what_may_have_been_sent_is_not_sent_again(product: Product, phone: str, fault: str) -> None:
    product.phones.faults(api=fault, api_to=phone, api_fail_next=1, callbacks="drop")
    product.phones.text(phone, "HELP")
    eventually(lambda: product.states(phone) == ["unknown"])
    product.phones.mend()
    quiet_since(product)
    assert len(product.phones.creates(phone)) == 1


def test_what_the_provider_did_not_take_is_tried_again(product: Product, phone: str) -> None:
    product.phones.faults(api="429", api_to=phone, api_fail_next=2)
    product.phones.text(phone, "HELP")
    answered(product, phone)
    assert [create["detail"]["taken"] for create in product.phones.creates(phone)] == [False, False, True]


def test_a_text_seen_before_does_not_bring_anybody_back(product: Product, phone: str) -> None:
    start = new_sid()
    for sid, word in ((start, "START"), (new_sid(), "STOP"), (start, "START")):
        assert product.post("/twilio/inbound", inbound_form(phone, word, sid=sid)) == 200
    assert product.consent(phone) == "OPTED_OUT"


def test_the_start_tells_where_the_console_and_the_handset_are(product: Product) -> None:
    said = product.output.read_text(encoding="utf-8")
    assert f"Console    {product.url}/" in said
    assert f"Handset    http://127.0.0.1:{product.simulator_port}/" in said


def test_while_redis_hangs_each_of_a_crowd_hears_503_in_time_and_the_next_one_is_taken_when_it_is_back(
    product: Product,
) -> None:
    crowd = [new_phone() for _ in range(40)]  # more than a web process has threads

    def text(phone: str) -> int:
        form = inbound_form(phone, "STOP", sid=f"SMcrowd{phone[1:]}")
        return product.post("/twilio/inbound", form, timeout=PROVIDER_WAITS)

    with ThreadPoolExecutor(len(crowd)) as threads:
        assert set(threads.map(text, crowd)) == {200}
        valkey = product.kill("valkey", signal.SIGSTOP)
        try:
            crowd = [new_phone() for _ in crowd]
            heard = list(threads.map(text, crowd))
        finally:
            os.kill(valkey, signal.SIGCONT)
        assert set(heard) == {503}
        eventually(lambda: set(threads.map(text, crowd)) == {200})
    assert {product.consent(phone) for phone in crowd} == {"OPTED_OUT"}
