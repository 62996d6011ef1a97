"""While the store hangs: a page says so soon, what was typed is kept, nothing is done twice later."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape

import pytest

from responder.wiring import build
from tests.people import BOB
from tests.web.desk.test_drafts import ids
from tests.web.forms import in_page, opened
from tests.web.test_console import HERE, PASSWORD, sign_in, token
from tests.web.test_webhook import settings

__all__ = ["ids"]

SOON = 1.95
"""Seconds: the client's 1.2 s for one reading, and a busy machine."""


@pytest.fixture(scope="module")
def built(redis_url):
    """The product as patient as it is where people use it."""
    app = build(replace(settings(redis_url), public_url=HERE), 4)
    yield app
    app.jobs.queue.connection.close()


@pytest.fixture
def hangs(client):
    """Makes Redis hang, for so many milliseconds; it answers again before the next test."""

    def hang(for_ms):
        client.execute_command("CLIENT", "PAUSE", for_ms, "ALL")

    yield hang
    client.ping()


def timed(act):
    began = time.monotonic()
    answer = act()
    return answer, time.monotonic() - began


@pytest.mark.parametrize(
    "path", ["/conversations", "/customers", "/overview", "/conversations/list", "/more"]
)
def test_a_page_says_so_within_a_second_and_a_half(browser, hangs, path):
    sign_in(browser, "robin")
    hangs(3_000)
    answer, took = timed(lambda: browser.get(path))
    assert answer.status_code == 503 and "The store does not answer." in answer.text
    assert took < SOON


def test_of_many_pages_one_waits_and_the_others_say_so_at_once(flask, browser, hangs):
    sign_in(browser)
    hangs(6_000)
    browser.get("/customers")
    time.sleep(0.15)  # from then on one page tries again
    with ThreadPoolExecutor(8) as pool:
        took = sorted(
            seconds for _, seconds in pool.map(lambda _: timed(lambda: browser.get("/help")), range(8))
        )
    assert took[-1] < SOON
    assert took[6] < 0.9, "one thread waits, not eight"


def test_the_pages_are_back_as_soon_as_the_store_is(browser, hangs):
    sign_in(browser)
    hangs(1_500)
    assert browser.get("/customers").status_code == 503
    until = time.monotonic() + 5
    while browser.get("/customers").status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_the_page_that_says_so_is_drawn_with_its_style(browser, hangs):
    sign_in(browser)
    style = re.search(r'href="(/static/console.css[^"]*)"', browser.get("/more").text)[1]
    hangs(3_000)
    browser.get("/customers")
    answer, took = timed(lambda: browser.get(style))
    assert answer.status_code == 200 and took < 0.9


def test_signing_in_says_so_too(browser, hangs):
    csrf = token(browser.get("/sign-in"))
    hangs(3_000)
    form = {"login": "dana", "password": PASSWORD, "csrf_token": csrf}
    answer, took = timed(lambda: browser.post("/sign-in", data=form))
    assert answer.status_code == 503 and took < SOON and PASSWORD not in answer.text


def test_what_was_typed_stands_in_the_page_and_goes_once_when_the_store_is_back(
    app, client, browser, ids, hangs
):
    sign_in(browser)
    note = opened(browser, f"/conversations/{ids['conversation']}", "/act", "note")
    hangs(2_000)
    asked = note.send(note="Called: “not today”")
    assert asked.status_code == 503 and "Called: “not today”" in unescape(asked.text)
    client.ping()
    again = in_page(browser, asked.text, "/", "/act")
    answer = again.send()
    if answer.status_code == 409:  # the first command went through although its answer did not
        again = in_page(browser, answer.text, "/", "/act")
        answer = again.send()
    assert answer.status_code == 302
    assert str(app.queries.timeline(BOB)).count("Called: “not today”") == 1
    assert again.send().status_code == 302
    assert str(app.queries.timeline(BOB)).count("Called: “not today”") == 1
