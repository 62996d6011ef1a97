"""Messages that never left, over HTTP: a person sends each again, or leaves it; once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from responder.domain.records import SECOND, MessageState
from responder.domain.sending.delivery import Failure
from responder.flows.outbound import compose, deliver, unknown_outcomes
from responder.ports import SendError
from tests.conftest import FakeClock
from tests.flows.conftest import FakeProvider
from tests.people import BOB
from tests.web.test_console import acts, bob, posts, sign_in, texts


@pytest.fixture
def lost(app) -> str:
    """Dana's text to Bob: no answer came when it was handed over, and the provider never had it. Its id."""
    bob(app)
    texts(app, BOB, "Is it ready?", "SM0")  # so that a reply may go at any hour
    clock = FakeClock()
    clock.at = app.deps.clock.now()
    deps = replace(app.deps, clock=clock, provider=FakeProvider(fails=[SendError(Failure.UNKNOWN, 20500)]))
    for number in deps.business.numbers:
        app.store.set_fresh(number, clock.at)
    message, _ = compose.send(deps, compose.Draft(BOB, "Your car is ready.", "reply", "Dana"))
    with ThreadPoolExecutor(1) as pool:
        deliver.drain(deps, pool, lambda: False)
    for _look in range(2):
        clock.advance(61 * SECOND)
        unknown_outcomes.look(deps, app.unresolved)
    assert unknown_outcomes.is_asked(app.store.message(message.id))
    return message.id


def test_the_page_says_whom_what_and_since_when(app, browser, lost):
    sign_in(browser)
    page = browser.get("/unsent").text
    assert all(said in page for said in ("Bob Gagnon", "Your car is ready.", "written by", "Send again"))
    assert f'action="/unsent/{lost}"' in page and BOB[2:] not in page
    assert ">1</span>" in page.partition('href="/unsent"')[2].partition("</a>")[0]


@pytest.mark.parametrize(
    ("act", "becomes"),
    [
        ("again", (MessageState.QUEUED, "It goes as soon as it may.", "unsent message sent again")),
        ("leave", (MessageState.DROPPED, "It stays unsent.", "unsent message left")),
    ],
)
def test_a_person_decides_once_and_the_second_sees_by_whom(app, flask, browser, lost, act, becomes):
    state, said, audit = becomes
    other = flask.test_client()
    sign_in(browser, "dana")
    sign_in(other, "robin")
    assert posts(browser, f"/unsent/{lost}", act=act).location == "/unsent"
    assert said in browser.get("/unsent").text
    assert app.store.message(lost).state is state
    assert acts(app)[0] == ("Dana", audit)
    before = app.queries.timeline(BOB)
    for second in ("again", "leave"):
        posts(other, f"/unsent/{lost}", act=second)
        page = other.get("/unsent").text
        assert "That message does not wait for a decision." in page and "(Dana)" in page
    assert app.queries.timeline(BOB) == before
    assert app.store.message(lost).state is state


def test_support_reads_the_list_and_decides_nothing(app, browser, lost):
    sign_in(browser, "sam")
    assert "Send again" not in browser.get("/unsent").text
    assert posts(browser, f"/unsent/{lost}", act="again").status_code == 403
    assert app.store.message(lost).state is MessageState.UNKNOWN
    assert acts(app)[0] == ("Sam", "refused")


def test_who_opted_out_since_is_sent_nothing(app, browser, lost):
    texts(app, BOB, "STOP", "SM1")
    sign_in(browser)
    page = browser.get("/unsent").text
    assert "The customer has opted out since" in page and "Send again" not in page
    posts(browser, f"/unsent/{lost}", act="again")
    provider = FakeProvider()
    with ThreadPoolExecutor(1) as pool:
        deliver.drain(replace(app.deps, provider=provider), pool, lambda: False)
    assert "Your car is ready." not in str(provider.sent)


@pytest.mark.parametrize(("path", "act"), [("x", "again"), ("0" * 22, "leave")])
def test_a_message_that_is_not_there_waits_for_nobody(browser, path, act):
    sign_in(browser)
    posts(browser, f"/unsent/{path}", act=act)
    assert "That message does not wait for a decision." in browser.get("/unsent").text


def test_an_empty_list_says_so(browser):
    sign_in(browser)
    assert "Nothing waits: every message is accounted for." in browser.get("/unsent").text
    assert posts(browser, "/unsent/x", act="start").status_code == 400
