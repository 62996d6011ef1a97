"""A form that comes after the session has ended: nothing is done, nothing is lost, a person says go on."""

import re

import pytest

from responder.web.console.opaque import Ids
from tests.people import BOB
from tests.web.test_console import PASSWORD, bob, sign_in, token


@pytest.fixture
def typed(app, browser):
    """Dana typed while her session ended; what came back when she sent the form."""
    customer = bob(app)
    sign_in(browser)
    csrf = token(browser.get("/more"))
    app.console.accounts.close_sessions("id-dana")

    def send(path, csrf_token=csrf, **form):
        path = path.format(customer=customer.id, conversation=Ids(app.settings.secret_key.value).of(BOB))
        return browser.post(path, data={"csrf_token": csrf_token, **form})

    return send


def comes_back(browser, answer):
    """She signs in on the page that she was shown."""
    kept = re.findall(r'name="kept" value="([^"]+)"', answer.text)
    form = {"login": "dana", "password": PASSWORD, "csrf_token": token(answer)}
    return browser.post("/sign-in", data=form | ({"kept": kept[0]} if kept else {}))


def goes_on(browser, page):
    """She presses "Do it now"."""
    path = re.findall(r'<form method="post" action="([^"]+)" class="fields">', page.text)[0]
    return browser.post(path, data=dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text)))


FORMS = {
    "a text": (
        "/conversations/{conversation}/send",
        {"body": "A long text", "class": "service", "token": "t"},
    ),
    "a note": ("/conversations/{conversation}/act", {"act": "note", "note": "A long text"}),
    "a customer": ("/customers/{customer}/edit", {"name": "Bob", "version": "1", "notes": "A long text"}),
    "an opt-out": ("/unsubscribe", {"customer": "{customer}", "reason": "A long text", "token": "t"}),
}


@pytest.mark.parametrize("given", FORMS.values(), ids=FORMS)
def test_what_was_typed_comes_through_the_sign_in_and_nothing_is_done_before(app, browser, typed, given):
    path, form = given
    (customer,) = app.console.customers.of_number(BOB)
    before = (app.store.load(BOB), app.queries.timeline(BOB), customer)
    form = {name: value.format(customer=customer.id) for name, value in form.items()}
    asked = typed(path, **form)
    assert asked.status_code == 401 and "What you typed is kept." in asked.text
    page = comes_back(browser, asked)
    assert "A long text" in page.text and "nothing was done yet" in page.text
    assert (app.store.load(BOB), app.queries.timeline(BOB), app.console.customers.get(customer.id)) == before

    app.store.set_fresh(app.business.senders[0].numbers[0], app.deps.clock.now())
    assert goes_on(browser, page).status_code == 302
    found = app.console.customers.get(customer.id)
    assert "A long text" in str(app.queries.timeline(BOB)) + found.notes


def test_a_wrong_password_loses_nothing(browser, typed):
    asked = typed("/conversations/{conversation}/act", act="note", note="A long text")
    kept = re.findall(r'name="kept" value="([^"]+)"', asked.text)[0]
    form = {"login": "dana", "password": "wrong", "csrf_token": token(asked), "kept": kept}
    assert "A long text" in comes_back(browser, browser.post("/sign-in", data=form)).text


@pytest.mark.parametrize("csrf", ["", "forged"])
def test_a_form_that_is_not_from_a_page_of_ours_is_not_kept(browser, typed, csrf):
    answer = typed("/unsubscribe", csrf_token=csrf, customer="{customer}")
    assert (answer.status_code, answer.location[:8]) == (302, "/sign-in")


def test_another_sites_form_is_not_kept(app, flask):
    """It comes without the cookie, so the token, though a right one, fits nothing."""
    browser, other = flask.test_client(), flask.test_client()
    bob(app)
    sign_in(browser)
    right = token(browser.get("/more"))
    assert other.post("/unsubscribe", data={"customer": "x", "csrf_token": right}).status_code == 302


@pytest.mark.parametrize("kept", ["x", "", "WyIvdW5zdWJzY3JpYmUiLFtdXQ.x.y"])
def test_what_we_did_not_sign_is_not_carried_out(app, browser, kept):
    csrf = token(browser.get("/sign-in"))
    form = {"login": "dana", "password": PASSWORD, "csrf_token": csrf, "kept": kept}
    assert browser.post("/sign-in", data=form).location == "/conversations"


def test_where_the_page_itself_keeps_the_words_one_comes_back_to_the_page(browser, typed):
    answer = typed("/conversations/{conversation}/send", body="A long text", kept_here="1")
    assert answer.status_code == 302
