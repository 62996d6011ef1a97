"""Messages to many over the API: a program writes, checks and starts one, and hears why it may not."""

from responder.flows import bulk_check
from tests.people import BOB
from tests.web.test_api import Caller, app, till
from tests.web.test_console import bob

__all__ = ["app", "till"]

WANTED = {"name": "Friday", "class": "service", "texts": {"en": "We close at noon."}, "by": "Robin"}


def moved(till: Caller, made: dict[str, object], act: str, why: str = "") -> tuple[int, dict[str, object]]:
    now = till.ask("GET", f"/bulks/{made['id']}")[1]
    order = {"act": act, "version": now["version"], "by": "Robin", "why": why}
    return till.ask("POST", f"/bulks/{made['id']}/acts", order)


def test_a_program_writes_counts_starts_and_stops_one(app, till):
    bob(app)
    for sender in app.business.senders:
        for number in sender.numbers:
            app.store.set_fresh(number, app.deps.clock.now())
    code, made = till.ask("POST", "/bulks", WANTED)
    assert (code, made["state"], made["by"]) == (201, "draft", "Robin (API: till)")
    assert "STOP" in till.ask("GET", f"/bulks/{made['id']}/previews")[1]["previews"][0]["text"]
    assert moved(till, made, "check")[1]["state"] == "checking"
    bulk_check.count_all(app.console.bulk)
    one = till.ask("GET", f"/bulks/{made['id']}")[1]
    assert (one["state"], one["recipients"], one["verdicts"][0]["count"]) == ("checked", 1, 1)
    assert moved(till, made, "start")[1]["state"] == "sending"
    assert moved(till, made, "stop", "rain")[1]["why"] == "rain"
    assert [each["id"] for each in till.ask("GET", "/bulks")[1]["bulks"]] == [made["id"]]


def test_it_hears_why_not(app, till):
    assert till.ask("POST", "/bulks", {**WANTED, "class": "reply"})[1]["code"] == "invalid"
    assert till.ask("POST", "/bulks", {**WANTED, "texts": {"fr": "Bonjour"}})[1]["code"] == "refused"
    assert till.ask("POST", "/bulks", {**WANTED, "numbers": [BOB]})[1]["code"] == "refused"
    assert till.ask("GET", "/bulks/nothing")[0] == 404
    made = till.ask("POST", "/bulks", WANTED)[1]
    code, said = moved(till, made, "start")
    assert (code, said["message"]) == (422, "It cannot start now: it is draft.")
    order = {"act": "check", "version": 9, "by": "Robin"}
    assert till.ask("POST", f"/bulks/{made['id']}/acts", order)[0] == 409
