"""The review queue over HTTP: who may decide, once, and what the second one sees."""

import re
from dataclasses import replace

import pytest

from responder.domain.records import Consent, Marketing
from responder.web.console.shell.conversation_ids import Ids
from tests.conftest import FakeClock
from tests.people import ALICE, BOB, CAROL
from tests.product.harness import eventually
from tests.web.test_console import acts, bob, posts, sign_in, texts

UNSURE = "not interested right now"


@pytest.fixture
def unsure(app) -> str:
    """The id of the review: Bob wrote something that may be an opt-out."""
    bob(app)
    texts(app, BOB, UNSURE, "SM1")
    (review,) = app.reviews.open_reviews(10)
    return review.id


def waiting(page: str) -> str:
    """What the navigation counts beside the queue."""
    return " ".join(re.findall(r'href="/review".*?</a>', page, re.S)[0].split())


def test_the_queue_shows_the_text_its_age_what_our_rule_saw_and_the_conversation(app, browser, unsure):
    sign_in(browser)
    listed = browser.get("/review").text
    assert "Bob Gagnon" in listed and UNSURE in listed
    page = browser.get(f"/review/{unsure}").text
    assert "another reading is as likely" in page and "KW-11" in page
    assert "The words: “not interested”." in page
    assert re.search(r'href="/conversations/[\w-]+">Open the conversation', page)
    assert not re.search(rf'(?:href|action|hx-get)="[^"]*{BOB[2:]}', listed + page)


def test_the_oldest_comes_first(app, browser):
    clock = FakeClock()
    for place, number in enumerate((CAROL, ALICE, BOB)):
        clock.advance(1_000)
        texts(replace(app, deps=replace(app.deps, clock=clock)), number, UNSURE, f"SM{place}")
    sign_in(browser)
    found = re.findall(r"\(\d{3}\) 555-01\d\d", browser.get("/review/list").text)
    assert found == ["(514) 555-0137", "(416) 555-0101", "(418) 555-0112"]


def test_the_navigation_counts_what_waits(app, browser, unsure):
    sign_in(browser)
    eventually(lambda: ">1</span>" in waiting(browser.get("/customers").text), 5)  # counted each second
    posts(browser, f"/review/{unsure}/decide", outcome="not_opt_out")
    assert "count" not in waiting(browser.get("/customers").text)


@pytest.mark.parametrize("login", ["dana", "sam", "robin"])
@pytest.mark.parametrize(
    ("outcome", "stands"),
    [("opt_out", (Consent.OPTED_OUT, Marketing.HELD)), ("not_opt_out", (Consent.UNKNOWN, Marketing.OK))],
)
def test_every_role_decides_and_the_ledger_and_the_audit_log_say_who_and_why(
    app, browser, unsure, login, outcome, stands
):
    sign_in(browser, login)
    answer = posts(browser, f"/review/{unsure}/decide", outcome=outcome, why="He laughed.")
    assert answer.location == "/review"
    found = app.store.load(BOB)
    assert (found.consent, found.marketing) == stands
    last = app.queries.timeline(BOB)[-1]
    assert (last["actor"], last["reason"], last["body"]) == (login.title(), "He laughed.", UNSURE)
    assert "link" in last
    assert acts(app)[0] == (login.title(), "review decided")


def test_one_key_needs_no_word_of_its_own(app, browser, unsure):
    sign_in(browser)
    posts(browser, f"/review/{unsure}/decide", outcome="opt_out")
    assert app.queries.timeline(BOB)[-1]["reason"] == "Read as an opt-out at the desk."


def test_after_a_decision_the_next_text_is_there(app, browser, unsure):
    texts(app, ALICE, UNSURE, "SM2")
    sign_in(browser)
    following = [each.id for each in app.reviews.open_reviews(10) if each.number == ALICE]
    answer = posts(browser, f"/review/{unsure}/decide", outcome="opt_out")
    assert answer.location == f"/review/{following[0]}"
    assert "Opted out: Bob Gagnon." in browser.get(answer.location).text


@pytest.mark.parametrize("second", ["opt_out", "not_opt_out"])
def test_the_second_of_two_staff_sees_what_the_first_did_and_nothing_is_done_twice(
    app, flask, browser, unsure, second
):
    other = flask.test_client()
    sign_in(browser, "dana")
    sign_in(other, "robin")
    posts(browser, f"/review/{unsure}/decide", outcome="not_opt_out", why="It was a joke.")
    before = app.queries.timeline(BOB)
    answer = posts(other, f"/review/{unsure}/decide", outcome=second)

    page = other.get(answer.location).text
    assert "It was decided before: nothing was done twice." in page
    assert "Dana decided: not an opt-out" in page and "It was a joke." in page
    assert "Not an opt-out <kbd>" not in page
    assert app.queries.timeline(BOB) == before
    assert acts(app)[0] == ("Robin", "review decided before")


def test_a_stop_meanwhile_leaves_nothing_to_decide(app, browser, unsure):
    sign_in(browser)
    texts(app, BOB, "STOP", "SM2")
    answer = posts(browser, f"/review/{unsure}/decide", outcome="not_opt_out")
    page = browser.get(answer.location).text
    assert "Nothing is left to decide: the customer was faster" in page
    assert app.store.load(BOB).consent is Consent.OPTED_OUT


def test_what_a_colleague_decides_appears_without_a_reload(app, browser, unsure):
    sign_in(browser)
    path = f"/review/{unsure}/state"
    first = browser.get(path)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert browser.get(path, headers=tag).status_code == 304
    posts(browser, f"/review/{unsure}/decide", outcome="not_opt_out")
    assert "Dana decided: not an opt-out" in browser.get(path, headers=tag).text


@pytest.mark.parametrize("outcome", ["", "open", "OPT_OUT", "closed"])
def test_there_is_no_third_decision_and_who_tries_is_in_the_audit_log(app, browser, unsure, outcome):
    sign_in(browser)
    assert posts(browser, f"/review/{unsure}/decide", outcome=outcome).status_code == 400
    assert app.store.load(BOB).consent is Consent.UNKNOWN
    assert acts(app)[0] == ("Dana", "unknown act refused")


@pytest.mark.parametrize("made_up", ["zz", "00", "0" * 22, "+14185550112"])
def test_a_review_that_is_not_there_is_not_there(browser, made_up):
    sign_in(browser)
    assert browser.get(f"/review/{made_up}").status_code == 404
    assert posts(browser, f"/review/{made_up}/decide", outcome="opt_out").status_code == 404


def test_the_thread_says_who_decided_what(app, browser, unsure):
    sign_in(browser)
    posts(browser, f"/review/{unsure}/decide", outcome="not_opt_out")
    texts(app, BOB, UNSURE + "!", "SM2")
    (review,) = app.reviews.open_reviews(10)
    posts(browser, f"/review/{review.id}/decide", outcome="opt_out")
    page = browser.get(f"/review/{review.id}").text
    assert f"Dana read “{UNSURE}”: not an opt-out." in page
    assert f"Opted out: Dana read “{UNSURE}!” as an opt-out" in page


def test_the_conversation_leads_to_the_decision_while_there_is_one(app, browser, unsure):
    sign_in(browser)
    conversation = Ids(app.settings.secret_key.value).of(BOB)
    there = f"/review/of/{conversation}"
    assert f'href="{there}">Decide' in browser.get(f"/conversations/{conversation}").text
    assert browser.get(there).location == f"/review/{unsure}"
    posts(browser, f"/review/{unsure}/decide", outcome="not_opt_out")
    assert browser.get(there).location == "/review"
    assert there not in browser.get(f"/conversations/{conversation}").text
