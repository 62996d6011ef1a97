"""Messages to many over HTTP: admins alone, the second sees what the first did, nothing typed is lost."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from responder.domain.campaigns.campaign import Act, Bulk, BulkState
from responder.flows.campaigns import edit as bulk_flow
from responder.flows.campaigns import preflight
from responder.flows.campaigns.edit import Order
from responder.wiring.product import App
from tests.people import ALICE, BOB
from tests.web.test_console import acts, app, bob, browser, built, flask, posts, sign_in

__all__ = ["app", "browser", "built", "flask"]

FORM = {
    "name": "Friday",
    "class": "service",
    "text_en": "We close at noon, {{ first_name }}.",
    "audience": "everybody",
}
LATER = {"version": 0}


def only(app: App) -> Bulk:
    return app.console.bulk.bulks.all(5)[0]


@pytest.fixture
def made(app: App, browser: FlaskClient) -> Bulk:
    """Robin has written one; Bob is in the list."""
    bob(app, language="en")
    sign_in(browser, "robin")
    answer = posts(browser, "/bulk/new", **FORM)
    assert answer.location == f"/bulk/{only(app).id}"
    return only(app)


def counted(app: App, browser: FlaskClient, bulk: Bulk) -> Bulk:
    app.store.set_fresh(app.business.senders[0].numbers[0], app.deps.clock.now())
    for sender in app.business.senders:
        for number in sender.numbers:
            app.store.set_fresh(number, app.deps.clock.now())
    posts(browser, f"/bulk/{bulk.id}/act", act="check", version=bulk.version)
    preflight.count_all(app.console.bulk)
    return only(app)


@pytest.mark.parametrize("login", ["dana", "sam"])
def test_only_admins_come_in(app: App, browser: FlaskClient, login: str) -> None:
    sign_in(browser, login)
    for path in ("/bulk", "/bulk/new"):
        assert browser.get(path).status_code == 403
    assert posts(browser, "/bulk/new", **FORM).status_code == 403
    assert "Messages to many" not in browser.get("/more").text
    assert app.console.bulk.bulks.all(5) == []


def test_the_page_shows_the_exact_text_its_parts_and_whom_it_may_reach(
    app: App, browser: FlaskClient, made: Bulk
) -> None:
    counted(app, browser, made)
    page = browser.get(f"/bulk/{made.id}").text

    assert "We close at noon, Alex." in page
    assert "Reply STOP to opt out, HELP for help." in page
    assert re.search(r"1 part", page)
    assert re.search(r'<strong class="num">1</strong> (may go now|wait)', page)
    assert "Start sending" in page


def test_it_starts_pauses_resumes_and_stops_each_with_who_and_why(
    app: App, browser: FlaskClient, made: Bulk
) -> None:
    counted(app, browser, made)
    for act, why, state in (
        ("start", "", BulkState.SENDING),
        ("pause", "wrong day", BulkState.PAUSED),
        ("resume", "right day", BulkState.SENDING),
        ("stop", "rain", BulkState.STOPPED),
    ):
        now = only(app)
        assert posts(browser, f"/bulk/{now.id}/act", act=act, version=now.version, why=why).status_code == 302
        assert only(app).state is state
    page = browser.get(f"/bulk/{made.id}").text
    assert "rain" in page
    assert "Robin" in page
    assert ("Robin", "bulk pause") in acts(app)


def test_a_pause_without_a_reason_is_refused_in_one_sentence(
    app: App, browser: FlaskClient, made: Bulk
) -> None:
    counted(app, browser, made)
    posts(browser, f"/bulk/{made.id}/act", act="start", version=only(app).version)
    answer = posts(browser, f"/bulk/{made.id}/act", act="pause", version=only(app).version)

    assert answer.status_code == 422
    assert "Say why: it goes into the audit log." in answer.text
    assert only(app).state is BulkState.SENDING


def test_the_second_of_two_sees_what_the_first_did_and_nothing_is_done(
    app: App, browser: FlaskClient, made: Bulk
) -> None:
    seen = counted(app, browser, made)
    bulk_flow.act(app.console.bulk, bulk_flow.operator("Sam"), made.id, Order(Act.STOP, seen.version, "no"))
    answer = posts(browser, f"/bulk/{made.id}/act", act="start", version=seen.version, why="typed")

    assert answer.status_code == 409
    assert "Sam was faster: it is now “Stopped”." in answer.text
    assert only(app).state is BulkState.STOPPED


def test_two_editors_notice_each_other_and_lose_nothing(app: App, browser: FlaskClient, made: Bulk) -> None:
    app.console.bulk.bulks.save(replace(made, by="Sam"))
    answer = posts(browser, f"/bulk/{made.id}/edit", **{**FORM, "text_en": "Mine", "version": made.version})

    assert answer.status_code == 409
    assert "Mine</textarea>" in answer.text
    assert "Sam was faster" in answer.text
    assert only(app).texts["en"] == FORM["text_en"]


def test_what_is_wrong_is_said_and_kept(app: App, browser: FlaskClient) -> None:
    sign_in(browser, "robin")
    answer = posts(browser, "/bulk/new", **{**FORM, "name": " ", "text_fr": "Nous fermons"})

    assert answer.status_code == 422
    assert "needs a name that colleagues recognise" in answer.text
    assert "Nous fermons</textarea>" in answer.text
    assert app.console.bulk.bulks.all(5) == []


def test_a_list_of_numbers_says_how_many_belong_to_nobody(app: App, browser: FlaskClient) -> None:
    bob(app)
    sign_in(browser, "robin")
    posts(browser, "/bulk/new", **{**FORM, "audience": "listed", "numbers": f"{BOB}\r\n{ALICE}\r\n"})
    counted(app, browser, only(app))

    assert "1 number belongs to nobody in the list" in browser.get(f"/bulk/{only(app).id}").text
    assert BOB in browser.get(f"/bulk/{only(app).id}/edit").text


def test_the_live_parts_answer_304_until_something_changes(
    app: App, browser: FlaskClient, made: Bulk
) -> None:
    for part in ("now", "acts"):
        path = f"/bulk/{made.id}/{part}"
        tag = browser.get(path).headers["ETag"]
        assert browser.get(path, headers={"If-None-Match": tag}).status_code == 304
        now = only(app)
        app.console.bulk.bulks.save(now)
        if part == "acts":
            assert browser.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_what_a_service_text_sells_is_warned_of(app: App, browser: FlaskClient) -> None:
    sign_in(browser, "robin")
    posts(browser, "/bulk/new", **{**FORM, "text_en": "20% off, buy now"})

    assert "reads like marketing" in browser.get(f"/bulk/{only(app).id}").text


def test_an_unknown_one_is_nothing(browser: FlaskClient, app: App) -> None:
    sign_in(browser, "robin")
    assert browser.get("/bulk/nothing").status_code == 404
    assert posts(browser, "/bulk/nothing/act", act="start", version=1).status_code == 404
    assert posts(browser, "/bulk/nothing/act", act="explode", version=1).status_code == 400


def test_the_page_speaks_french(app: App, browser: FlaskClient, made: Bulk) -> None:
    counted(app, browser, made)
    posts(browser, "/language", language="fr", next="/bulk")
    page = browser.get(f"/bulk/{made.id}").text

    assert "Envois groupés" in page
    assert "Start sending" not in page
    assert "What the customers receive" not in page


def test_the_page_shows_how_far_the_count_has_come(app: App, browser: FlaskClient, made: Bulk) -> None:
    bulk_flow.act(app.console.bulk, bulk_flow.operator("Robin"), made.id, Order(Act.CHECK, made.version))
    app.console.bulk.bulks.keep_progress(made.id, 250, 1_000)
    page = browser.get(f"/bulk/{made.id}").text
    assert '<progress max="100" value="25"' in page
    assert "25 %" in page


def test_why_it_paused_by_itself_is_said_in_the_readers_language(
    app: App, browser: FlaskClient, made: Bulk
) -> None:
    """CA-26: the figures and the rule's number stand beside the button that resumes it."""
    bulks = app.console.bulk.bulks
    sending = bulks.save(replace(made, state=BulkState.SENDING))
    why = "9 of 1000 recipients opted out (0.9 %); the line is 0.8 %."
    bulk_flow.pause_by_itself(app.console.bulk, sending, why, "CA-26")
    page = browser.get(f"/bulk/{made.id}").text
    assert "9 of 1000 customers opted out (0.9 %); the line is 0.8 %." in page
    assert "(CA-26)" in page
