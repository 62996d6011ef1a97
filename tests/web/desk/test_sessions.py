"""An open page keeps nobody signed in: what it asks by itself counts as nothing that somebody did."""

import pytest

from responder.store.staff.accounts import IDLE_FOR, RENEWED_AFTER
from responder.web.console.shell.conversation_ids import Ids
from tests.people import BOB
from tests.web.test_console import sign_in, token

BY_ITSELF = {"HX-Request": "true"}
SHORT = 60_000


@pytest.fixture
def left(browser, client):
    """What is left of Dana's time without a deed (ms); a minute of it now."""
    sign_in(browser)
    (key,) = client.scan_iter("*:session_used:*")
    client.pexpire(key, SHORT)
    return lambda: client.pttl(key)


@pytest.mark.parametrize("path", ["/warnings", "/foot", "/conversations/list", "/review/list", "/help/list"])
def test_a_page_that_asks_for_news_makes_the_session_no_longer(browser, left, path):
    assert browser.get(path, headers=BY_ITSELF).status_code in (200, 304)
    assert left() <= SHORT


def test_a_page_that_somebody_opens_does(browser, left):
    browser.get("/customers")
    assert left() > IDLE_FOR - RENEWED_AFTER


def test_what_somebody_types_does(app, browser, client):
    """A long text is shown as it will be while it is written: the page posts it, so somebody is there."""
    sign_in(browser)
    form = {"csrf_token": token(browser.get("/more")), "body": "A long text", "class": "service"}
    (key,) = client.scan_iter("*:session_used:*")
    client.pexpire(key, SHORT)

    address = f"/conversations/{Ids(app.settings.secret_key.value).of(BOB)}/preview"
    assert browser.post(address, data=form, headers=BY_ITSELF).status_code == 200
    assert client.pttl(key) > IDLE_FOR - RENEWED_AFTER


def test_after_two_hours_without_a_deed_the_page_says_that_one_was_signed_out(browser, client, left):
    (key,) = client.scan_iter("*:session_used:*")
    client.pexpire(key, 0)

    assert browser.get("/warnings", headers=BY_ITSELF).status_code == 401
    assert browser.get("/customers").location.startswith("/sign-in")
