"""Who answers STOP, START and HELP in each mode, and what happens to later texts."""

import pytest

from tests.simulator.harness import (
    ADVANCED,
    ADVANCED_SERVICE,
    BOB,
    DEFAULT,
    LONG,
    POOL_A,
    POOL_B,
    SERVICE,
    SHORT,
    TOLL_FREE,
    TOLL_FREE_ADVANCED,
    TOLL_FREE_DEFAULT,
    Receiver,
    Simulator,
)

# Twilio's and the network's own texts.
STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
NETWORK_STOPPED = (
    'NETWORK MSG: You replied with the word "stop" which blocks all texts sent from this number. '
    'Text back "unstop" to receive messages again.'
)
NETWORK_STARTED = (
    'NETWORK MSG: You have replied "{}" and will begin receiving messages again from this number.'
)

STOP_WORDS = ["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "CANCEL", "REVOKE", "OPTOUT"]
START_WORDS = ["START", "YES", "UNSTOP"]


def marks(receiver: Receiver) -> list[str | None]:
    return [request.form.get("OptOutType") for request in receiver.at("/twilio/inbound")]


def result(sim: Simulator, sender: str) -> str:
    """What comes of an API message: its HTTP code, or its final state with the code."""
    reply = sim.create(From=sender)
    if reply.status != 201:
        return str(reply.json["code"])
    message = sim.settled(reply.json["sid"])
    return f"{message['status']} {message['error_code'] or ''}".strip()


@pytest.mark.parametrize("sender", [LONG, SHORT])
def test_off_does_nothing(sim: Simulator, receiver: Receiver, sender: str) -> None:
    for word in ("STOP", "HELP", "START"):
        sim.text(word, to=sender)
    sim.text("STOP", to=sender)
    assert sim.heard() == []
    assert result(sim, sender) == "delivered"
    assert marks(receiver) == [None] * 4


@pytest.mark.parametrize("word", [*STOP_WORDS, "stop", "  Stop \n"])
def test_default_stops_on_its_words(sim: Simulator, receiver: Receiver, word: str) -> None:
    sim.text(word, to=DEFAULT)
    assert sim.heard() == [("twilio", STOPPED)]
    assert result(sim, DEFAULT) == "21610"
    assert marks(receiver) == [None]
    assert [e["phone"] for e in sim.details("optout_block")] == [BOB]


@pytest.mark.parametrize("word", ["OPT OUT", "Stop.", "Stop please", "ARRET", "S T O P", "unsubscribe me"])
def test_default_does_not_stop_on_anything_else(sim: Simulator, word: str) -> None:
    sim.text(word, to=DEFAULT)
    assert sim.heard() == []
    assert result(sim, DEFAULT) == "delivered"


@pytest.mark.parametrize("word", START_WORDS)
def test_default_starts_again(sim: Simulator, word: str) -> None:
    sim.text("STOP", to=DEFAULT)
    sim.text(word, to=DEFAULT)
    assert sim.heard()[-1] == ("twilio", STARTED)
    assert result(sim, DEFAULT) == "delivered"
    assert [e["phone"] for e in sim.details("optout_unblock")] == [BOB]


@pytest.mark.parametrize("word", ["HELP", "info"])
def test_default_helps_even_the_opted_out(sim: Simulator, word: str) -> None:
    sim.text(word, to=DEFAULT)
    sim.text("STOP", to=DEFAULT)
    sim.text(word, to=DEFAULT)
    assert sim.heard() == [("twilio", HELPED), ("twilio", STOPPED), ("twilio", HELPED)]


def test_a_second_stop_gets_no_second_answer(sim: Simulator) -> None:
    sim.text("STOP", to=DEFAULT)
    sim.text("STOP", to=DEFAULT)
    assert len(sim.heard()) == 1


def test_a_number_of_its_own_is_blocked_alone_and_a_service_as_a_whole(sim: Simulator) -> None:
    sim.text("STOP", to=DEFAULT)
    assert result(sim, LONG) == "delivered"
    sim.text("STOP", to=POOL_A)
    assert result(sim, POOL_B) == "21610"
    assert sim.create(From="", MessagingServiceSid=SERVICE).json["code"] == 21610
    assert sim.create(From=POOL_B, To="+14185550113").status == 201


def test_advanced_marks_answers_and_fails_later(sim: Simulator, receiver: Receiver) -> None:
    sim.text("stop", to=ADVANCED)
    sim.text("HELP", to=ADVANCED)
    assert sim.heard() == [("twilio", STOPPED)], "HELP is not answered while opted out"
    assert result(sim, ADVANCED) == "failed 21610"
    reply = sim.create(From="", MessagingServiceSid=ADVANCED_SERVICE)
    assert (reply.status, reply.json["status"]) == (201, "accepted")
    assert sim.settled(reply.json["sid"])["error_code"] == 21610
    sim.text("UNSTOP", to=ADVANCED)
    sim.text("hello", to=ADVANCED)
    assert marks(receiver) == ["STOP", "HELP", "START", None]
    assert result(sim, ADVANCED) == "delivered"


@pytest.mark.parametrize("word", ["START", "unstop"])
def test_the_toll_free_network_has_its_own_words_and_list(
    sim: Simulator, receiver: Receiver, word: str
) -> None:
    sim.text("STOP", to=TOLL_FREE)
    assert sim.heard() == [("network", NETWORK_STOPPED)]
    assert result(sim, TOLL_FREE) == "failed 30004"
    sim.text("YES", to=TOLL_FREE)
    assert result(sim, TOLL_FREE) == "failed 30004"
    sim.text(word, to=TOLL_FREE)
    assert result(sim, TOLL_FREE) == "delivered"
    assert sim.heard()[1] != ("network", NETWORK_STARTED)
    assert ("network", NETWORK_STARTED.format(word.lower())) in sim.heard()
    assert marks(receiver) == [None] * 3
    assert len(sim.events("network_reply")) == 2


def test_the_network_ignores_twilios_other_words(sim: Simulator) -> None:
    for word in ("QUIT", "UNSUBSCRIBE", "HELP"):
        sim.text(word, to=TOLL_FREE)
    assert sim.heard() == []
    assert result(sim, TOLL_FREE) == "delivered"


def test_toll_free_with_default_handling_has_both_lists(sim: Simulator) -> None:
    sim.text("QUIT", to=TOLL_FREE_DEFAULT)
    assert result(sim, TOLL_FREE_DEFAULT) == "21610"
    sim.text("YES", to=TOLL_FREE_DEFAULT)
    sim.text("STOP", to=TOLL_FREE_DEFAULT)
    assert result(sim, TOLL_FREE_DEFAULT) == "failed 30004"
    sim.text("HELP", to=TOLL_FREE_DEFAULT)
    assert sim.heard()[:3] == [("twilio", STOPPED), ("twilio", STARTED), ("network", NETWORK_STOPPED)]
    assert ("twilio", HELPED) not in sim.heard()


def test_toll_free_with_advanced_handling_answers_start_twice(sim: Simulator, receiver: Receiver) -> None:
    sim.text("STOP", to=TOLL_FREE_ADVANCED)
    assert sim.heard() == [("network", NETWORK_STOPPED)]
    assert result(sim, TOLL_FREE_ADVANCED) == "failed 21610"
    sim.text("START", to=TOLL_FREE_ADVANCED)
    assert sim.heard()[-2:] == [("network", NETWORK_STARTED.format("start")), ("twilio", STARTED)]
    assert marks(receiver) == ["STOP", "START"]
    assert result(sim, TOLL_FREE_ADVANCED) == "delivered"


def test_network_texts_are_not_in_twilios_list_and_twilios_own_are(sim: Simulator) -> None:
    sim.text("STOP", to=TOLL_FREE)
    sim.text("STOP", to=DEFAULT)
    bodies = [m["body"] for m in sim.api("GET").json["messages"] if m["direction"] == "outbound-reply"]
    assert bodies == [STOPPED]


def test_an_answer_by_twiml_to_the_opted_out_fails(sim: Simulator, receiver: Receiver) -> None:
    content = b"<Response><Message>x</Message></Response>"
    receiver.respond = lambda request: (200, {"Content-Type": "text/xml"}, content)
    sim.text("STOP", to=DEFAULT)
    last = sim.call("GET", "/sim/messages").json["messages"][-1]
    assert last["author"] == "responder"
    assert sim.settled(last["sid"])["error_code"] == 21610


def test_a_redelivered_stop_is_not_handled_twice(sim: Simulator) -> None:
    sid = "SM" + "b" * 32
    sim.text("STOP", to=DEFAULT, sid=sid)
    sim.text("START", to=DEFAULT)
    sim.text("STOP", to=DEFAULT, sid=sid)
    assert result(sim, DEFAULT) == "delivered"


def test_a_lost_stop_still_blocks_at_twilio(sim: Simulator, receiver: Receiver) -> None:
    sim.text("STOP", to=DEFAULT, faults={"lose": True})
    assert receiver.at("/twilio/inbound") == []
    assert result(sim, DEFAULT) == "21610"


def test_the_mode_can_change_at_run_time(sim: Simulator) -> None:
    sim.number(LONG, opt_out="default")
    sim.text("STOP")
    assert result(sim, LONG) == "21610"
    sim.reset()
    sim.text("STOP")
    assert sim.heard() == []
