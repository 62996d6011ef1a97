"""While the store hangs: a page says so soon, what was typed is kept, nothing is done twice later."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape

import pytest

from responder.wiring.product import build
from tests.people import BOB
from tests.product.harness import eventually
from tests.web.desk.test_drafts import ids
from tests.web.forms import in_page, opened
from tests.web.test_console import HERE, PASSWORD, sign_in, token
from tests.web.test_webhook import settings

__all__ = ["ids"]


@pytest.fixture(scope="module")
def built(redis_url):
    """The product as patient as it is where people use it."""
    app = build(replace(settings(redis_url), public_url=HERE), 4)
    yield app
    app.jobs.queue.connection.close()


@pytest.fixture
def hangs(valkey, browser):
    """Makes Redis hang until it is let go on; the pages are back before the next test."""
    yield valkey.hold
    valkey.let_go()
    eventually(lambda: browser.get("/sign-in").status_code != 503)


@pytest.mark.parametrize(
    "path", ["/conversations", "/customers", "/overview", "/conversations/list", "/more"]
)
def test_a_page_says_so_while_the_store_hangs(browser, hangs, path):
    sign_in(browser, "robin")
    hangs()
    answer = browser.get(path)
    assert answer.status_code == 503 and "The store does not answer." in answer.text


def test_of_many_pages_one_waits_and_the_others_say_so_at_once(flask, browser, hangs):
    """Which of them tries is a matter of `tests/web/test_outage.py`; here all of them meet a real server."""
    sign_in(browser)
    hangs()
    with ThreadPoolExecutor(8) as pool:
        assert {each.status_code for each in pool.map(lambda _: browser.get("/help"), range(8))} == {503}


def test_the_pages_are_back_as_soon_as_the_store_is(browser, hangs, valkey):
    sign_in(browser)
    hangs()
    assert browser.get("/customers").status_code == 503
    valkey.let_go()
    eventually(lambda: browser.get("/customers").status_code == 200)


def test_the_page_that_says_so_is_drawn_with_its_style(browser, hangs):
    sign_in(browser)
    style = re.search(r'href="(/static/console.css[^"]*)"', browser.get("/more").text)[1]
    hangs()
    browser.get("/customers")
    assert browser.get(style).status_code == 200


def test_signing_in_says_so_too(browser, hangs):
    csrf = token(browser.get("/sign-in"))
    hangs()
    answer = browser.post("/sign-in", data={"login": "dana", "password": PASSWORD, "csrf_token": csrf})
    assert answer.status_code == 503 and PASSWORD not in answer.text


def test_what_was_typed_stands_in_the_page_and_goes_once_when_the_store_is_back(
    app, client, browser, ids, hangs, valkey
):
    sign_in(browser)
    note = opened(browser, f"/conversations/{ids['conversation']}", "/act", "note")
    hangs()
    asked = note.send(note="Called: “not today”")
    assert asked.status_code == 503 and "Called: “not today”" in unescape(asked.text)
    valkey.let_go()
    eventually(lambda: browser.get("/more").status_code == 200)
    again = in_page(browser, asked.text, "/", "/act")
    answer = again.send()
    if answer.status_code == 409:  # the first command went through although its answer did not
        again = in_page(browser, answer.text, "/", "/act")
        answer = again.send()
    assert answer.status_code == 302
    assert str(app.queries.timeline(BOB)).count("Called: “not today”") == 1
    assert again.send().status_code == 302
    assert str(app.queries.timeline(BOB)).count("Called: “not today”") == 1
