"""Messages to many over the API: a program writes, checks and starts one, and hears why it may not."""

from dataclasses import replace

from responder.domain.campaigns.campaign import Act, BulkState
from responder.flows.campaigns import edit, preflight
from responder.flows.campaigns.edit import Order
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
    preflight.count_all(app.console.bulk)
    one = till.ask("GET", f"/bulks/{made['id']}")[1]
    assert (one["state"], one["recipients"], one["verdicts"][0]["count"]) == ("checked", 1, 1)
    assert moved(till, made, "start")[1]["state"] == "sending"
    assert moved(till, made, "stop", "rain")[1]["why"] == "rain"
    assert [each["id"] for each in till.ask("GET", "/bulks")[1]["bulks"]] == [made["id"]]


def test_a_program_names_until_when_it_may_reach_anybody(app, till):
    """Nothing of it leaves later: each of its messages is valid until then, and is dropped after it."""
    bob(app)
    named = "2099-01-02T10:00:00-05:00"
    made = till.ask("POST", "/bulks", {**WANTED, "ends_at": named})[1]
    assert made["ends_at"] == "2099-01-02T15:00:00.000Z"
    said = till.ask("POST", "/bulks", {**WANTED, "ends_at": "2020-01-02T10:00:00Z"})[1]
    assert (said["code"], "has passed" in said["message"]) == ("refused", True)
    for wrong in ("tomorrow", "2099-01-02T10:00:00"):
        assert till.ask("POST", "/bulks", {**WANTED, "ends_at": wrong})[1]["code"] == "invalid"
    assert till.ask("POST", "/bulks", {**WANTED, "ends_at": "2099-13-02T10:00Z"})[1]["code"] == "refused"


def test_a_program_does_not_resume_what_paused_by_itself_and_hears_the_figure(app, till):
    deps, made = app.console.bulk, till.ask("POST", "/bulks", WANTED)[1]
    sending = deps.bulks.save(replace(deps.bulks.get(made["id"]), state=BulkState.SENDING))
    why = "9 of 1000 recipients opted out (0.9 %); the line is 0.8 %."
    edit.pause_by_itself(deps, sending, why, "CA-26")
    code, said = moved(till, made, "resume", "why not")
    assert (code, said["code"]) == (422, "refused")
    assert why in said["message"] and "CA-26" in said["message"] and "An admin" in said["message"]

    now = deps.bulks.get(made["id"])
    edit.act(deps, edit.operator("Robin"), now.id, Order(Act.RESUME, now.version, "we called them"))
    newest = deps.audit.newest(1)[0]
    assert (newest.action, newest.name) == ("bulk resume", "Robin")
    assert newest.detail == f"we called them · It had paused by itself: {why} (CA-26)"


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
