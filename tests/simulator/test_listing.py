"""The message list that reconciliation reads: filters, order, pages."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from tests.simulator.harness import ADVANCED, BOB, LONG, MESSAGES, SLOW, Simulator, eventually

PAGE_KEYS = [
    "end", "first_page_uri", "messages", "next_page_uri", "page", "page_size", "previous_page_uri",
    "start", "uri",
]  # fmt: skip


def page(sim: Simulator, **args: str) -> list[str]:
    reply = sim.api("GET", f"{MESSAGES}.json?{urlencode(args)}")
    assert reply.status == 200, reply.data
    return [message["body"] for message in reply.json["messages"]]


def sent(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_page_has_no_key_that_would_confuse_the_sdk(sim: Simulator) -> None:
    sim.text("hi")
    reply = sim.api("GET").json
    assert sorted(reply) == PAGE_KEYS
    assert reply["page_size"] == 50 and reply["next_page_uri"] is None and reply["previous_page_uri"] is None


def test_pages_follow_each_other_newest_first_even_while_new_messages_arrive(sim: Simulator) -> None:
    for i in range(7):
        sim.text(f"text {i}")
    seen: list[str] = []
    uri: str | None = f"{MESSAGES}.json?PageSize=3"
    while uri:
        reply = sim.api("GET", uri).json
        seen += [message["body"] for message in reply["messages"]]
        assert (reply["page"] == 0) == (reply["previous_page_uri"] is None)
        uri = reply["next_page_uri"]
        assert uri is None or uri.startswith("/2010-04-01/")
        sim.text("late")
    assert seen == [f"text {i}" for i in reversed(range(7))]


def test_the_sdk_walks_all_pages(sim: Simulator) -> None:
    for i in range(5):
        sim.text(str(i))
    since = datetime.now(UTC) - timedelta(hours=1)
    found = sim.client().messages.list(to=LONG, date_sent_after=since, page_size=2)
    assert [m.body for m in found] == ["4", "3", "2", "1", "0"]
    assert {(m.direction, m.status) for m in found} == {("inbound", "received")}


def test_to_and_from_filter(sim: Simulator) -> None:
    sim.text("to long")
    sim.text("to advanced", to=ADVANCED)
    sim.settled(sim.create(Body="outbound").json["sid"])
    assert page(sim, To=LONG) == ["to long"]
    assert page(sim, From=LONG) == ["outbound"]
    assert page(sim, From=BOB, To=ADVANCED) == ["to advanced"]
    assert page(sim, From=BOB) == ["to advanced", "to long"]


def test_date_sent_is_understood_in_every_documented_form(sim: Simulator) -> None:
    sim.text("hello")
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    mst = (hour_ago - timedelta(hours=7)).strftime("%m/%d/%Y %H:%M:%S MST")
    mail = hour_ago.strftime("%a, %d %b %Y %H:%M:%S +0000")
    plain = hour_ago.strftime("%Y-%m-%d %H:%M:%S.000")
    for form in (sent(hour_ago), mst, mail, plain, (hour_ago - timedelta(days=1)).strftime("%Y-%m-%d")):
        assert page(sim, **{"DateSent>": form}) == ["hello"], form
        assert page(sim, **{"DateSent<": form}) == [], form
    assert sim.api("GET", f"{MESSAGES}.json?DateSent%3E=yesterday").status == 400


def test_date_sent_includes_its_own_second_and_a_whole_day(sim: Simulator) -> None:
    sid = sim.text("hello")["sid"]
    moment = datetime.strptime(sim.fetch(sid)["date_sent"], "%a, %d %b %Y %H:%M:%S %z")
    for key in ("DateSent>", "DateSent<", "DateSent"):
        assert page(sim, **{key: sent(moment)}) == ["hello"]
    assert page(sim, **{"DateSent>": sent(moment + timedelta(seconds=1))}) == []
    assert page(sim, DateSent=moment.strftime("%Y-%m-%d")) == ["hello"]
    assert page(sim, DateSent=(moment - timedelta(days=1)).strftime("%Y-%m-%d")) == []


def test_a_message_in_the_queue_is_listed_only_without_a_date_filter(sim: Simulator) -> None:
    sim.faults(delivery="delivered", callback_delay=5)
    sim.create(Body="waits", From=SLOW)
    assert page(sim, To=BOB) == ["waits"]
    assert page(sim, **{"To": BOB, "DateSent>": "2020-01-01"}) == []


def test_the_page_size_is_kept_within_twilios_limits(sim: Simulator) -> None:
    for asked, given in (("0", 1), ("1000", 1000), ("5000", 1000), ("x", 50)):
        assert sim.api("GET", f"{MESSAGES}.json?PageSize={asked}").json["page_size"] == given


@pytest.mark.parametrize(("fault", "status"), [("500", 500), ("empty_page", 200)])
def test_the_list_can_be_broken(sim: Simulator, fault: str, status: int) -> None:
    sim.text("hello")
    sim.faults(log=fault)
    reply = sim.api("GET")
    assert reply.status == status
    assert reply.json.get("messages", []) == []
    sim.faults(log="ok")
    assert page(sim) == ["hello"]


def test_a_late_list_lacks_what_came_just_now(sim: Simulator) -> None:
    sim.text("hello")
    sim.faults(log="late")
    assert page(sim) == []


def test_a_list_with_holes_lacks_the_same_third_each_time(sim: Simulator) -> None:
    for place in range(60):
        sim.text(f"text {place}", faults={"lose": True})
    sim.faults(log="holes")
    found = page(sim, PageSize="100")
    assert 20 < len(found) < 60
    assert page(sim, PageSize="100") == found


def test_what_never_reached_the_webhook_is_in_the_list(sim: Simulator) -> None:
    sim.text("lost", faults={"lose": True})
    sim.text("looping", faults={"filter_loop": True})
    rows = {
        m["body"]: (m["status"], m["error_code"], m["direction"]) for m in sim.api("GET").json["messages"]
    }
    assert rows == {"lost": ("received", None, "inbound"), "looping": ("failed", 30039, "inbound")}
    assert page(sim, **{"DateSent>": "2020-01-01"}) == ["looping", "lost"]
    assert sim.events("webhook_attempt") == []
    eventually(lambda: sim.details("inbound")[0]["lost"])
