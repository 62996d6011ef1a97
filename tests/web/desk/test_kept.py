"""A form that comes after the session has ended: nothing is done, nothing is lost, a person says go on."""

import re
from html import unescape

import pytest

from responder.web.console.app import console_app
from responder.web.console.shell.conversation_ids import Ids
from responder.web.console.shell.resubmit import KEPT_THROUGH_A_SIGN_IN
from responder.web.console.words.forms import ACTS
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


# -- whose it is, and what the page says of it


OURS = {"Origin": "http://localhost"}


def test_a_form_is_kept_for_who_typed_it_and_shown_to_nobody_else(app, browser, typed):
    """Dana typed at the shared desk; Robin signs in on the page that stands there."""
    asked = typed("/conversations/{conversation}/act", act="note", note="A long text")
    kept = re.findall(r'name="kept" value="([^"]+)"', asked.text)[0]
    form = {"login": "robin", "password": PASSWORD, "csrf_token": token(asked), "kept": kept}
    answer = browser.post("/sign-in", data=form)

    assert answer.status_code == 302
    page = browser.get(answer.location).text
    assert "somebody else typed it" in page and "A long text" not in page
    assert "A long text" not in str(app.queries.timeline(BOB))


def test_a_form_of_somebody_who_had_no_session_is_nobodys(app, flask):
    stranger = flask.test_client()
    answer = stranger.post("/conversations/x/act", data={"act": "note", "note": "x"}, headers=OURS)
    assert (answer.status_code, answer.location[:8]) == (302, "/sign-in")


SAID = [
    # (path, form, what the page says)
    (
        "/unsubscribe",
        {"customer": "{customer}", "how": "by phone", "confirm": "1", "strange": "A strange field"},
        (
            *("Unsubscribe customers from all texts", "Bob Gagnon", "by phone"),
            *("Text them the confirmation", "strange", "A strange field"),
        ),
    ),
    (
        "/conversations/{conversation}/act",
        {"act": "assign", "to": "id-robin"},
        ("assign or close", "Bob Gagnon", "What to do", "Assign", "Assigned to", "Robin"),
    ),
    (
        "/conversations/{conversation}/send",
        {"body": "A long text", "class": "marketing", "language": "fr"},
        ("Send a text to a customer", "Bob Gagnon", "A long text", "Marketing", "fr"),
    ),
]


@pytest.mark.parametrize(("path", "form", "said"), SAID)
def test_the_page_names_the_act_whom_it_is_about_and_every_field(app, browser, typed, path, form, said):
    (customer,) = app.console.customers.of_number(BOB)
    asked = typed(path, **{name: value.format(customer=customer.id) for name, value in form.items()})
    page = unescape(re.sub("<input[^>]*>", "", comes_back(browser, asked).text)).split("<main")[1]
    assert [each for each in said if each not in page] == []


def test_every_address_that_takes_a_form_has_its_sentence(built):
    rules = console_app(built).url_map.iter_rules()
    takes_forms = {rule.endpoint for rule in rules if "POST" in (rule.methods or ())}
    theirs = {each for each in takes_forms if not each.startswith(("account.", "session."))}
    assert theirs == {each for each in ACTS if not each.startswith("session.")}
    assert KEPT_THROUGH_A_SIGN_IN < set(ACTS)


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
