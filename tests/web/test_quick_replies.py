"""Quick replies over HTTP: a shop edits them itself and inserts them, with and without JavaScript."""

import html
import re

import pytest
from flask.testing import FlaskClient

from responder.domain.inbox.quick_replies import QuickReply
from responder.web.console.shell.conversation_ids import Ids
from responder.wiring.product import App
from tests.people import BOB, CAROL
from tests.web.test_console import acts, app, bob, browser, built, flask, posts, sign_in, texts

__all__ = ["app", "browser", "built", "flask"]

READY = {
    "title": "Your car is ready",
    "en": "Hi {{ first_name }}, your car is ready.",
    "fr": "Bonjour {{ first_name }}, votre auto est prête.",
}


def kept(app: App) -> list[QuickReply]:
    return list(app.console.quick_replies.everything())


def conversation(app: App, number: str, more: str = "") -> str:
    return f"/conversations/{Ids(app.settings.secret_key.value).of(number)}{more}"


def offered(page: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'data-insert="([^"]*)"', page)]


def typed(page: str) -> str:
    found = re.search(r'<textarea id="body"[^>]*>([^<]*)</textarea>', page)
    assert found
    return html.unescape(found[1])


@pytest.fixture
def ready(app: App, browser: FlaskClient) -> QuickReply:
    sign_in(browser)
    posts(browser, "/quick-replies/new", **READY)
    (reply,) = kept(app)
    return reply


def test_one_is_added_edited_and_removed_and_each_act_is_audited(
    app: App, browser: FlaskClient, ready: QuickReply
) -> None:
    assert "Your car is ready" in browser.get("/quick-replies").text
    posts(browser, f"/quick-replies/{ready.id}", **READY | {"title": "Ready", "version": "1"})
    assert [each.title for each in kept(app)] == ["Ready"]
    posts(browser, f"/quick-replies/{ready.id}/remove")

    assert kept(app) == []
    assert [act for _, act in acts(app)[:3]] == [
        "quick reply removed",
        "quick reply changed",
        "quick reply added",
    ]


def test_the_second_of_two_editors_sees_what_the_first_did(
    app: App, browser: FlaskClient, ready: QuickReply
) -> None:
    app.console.quick_replies.save(QuickReply(ready.id, "By Sam", (("en", "Sam's words"),), 1))
    answer = posts(browser, f"/quick-replies/{ready.id}", **READY | {"version": "1"})

    assert answer.status_code == 409
    assert "Sam&#39;s words" in answer.text
    assert "your car is ready." in answer.text
    assert [each.title for each in kept(app)] == ["By Sam"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": " "}, "needs a title"),
        ({"title": "x" * 81}, "needs a title"),
        ({"en": "", "fr": ""}, "needs a text"),
        ({"en": "x" * 1_001}, "too long"),
        ({"en": "{{ last_name }}"}, "names a placeholder that there is not"),
        ({"en": "{% for i in range(9) %}x{% endfor %}"}, "nothing else of Jinja"),
        ({"en": "{{ first_name.__class__ }}"}, "nothing else of Jinja"),
        ({"en": "Tires are in. Reply 2 to stop."}, "No digit may stand for STOP"),
        ({"en": "Reply CANCEL if you cannot come."}, "opt a customer out of all texts: ask for NO"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_in_the_form(
    app: App, browser: FlaskClient, changes: dict[str, str], why: str
) -> None:
    sign_in(browser)
    answer = posts(browser, "/quick-replies/new", **READY | changes)

    assert answer.status_code == 422
    assert why in html.unescape(answer.text)
    assert html.escape(READY["fr"] if "fr" not in changes else READY["title"]) in answer.text
    assert kept(app) == []


def test_it_is_offered_in_the_customers_language_and_by_name(
    app: App, browser: FlaskClient, ready: QuickReply
) -> None:
    bob(app, language="fr")
    texts(app, BOB, "Allo", "SM1")
    texts(app, CAROL, "Hello", "SM2")

    assert offered(browser.get(conversation(app, BOB)).text) == ["Bonjour Bob, votre auto est prête."]
    assert offered(browser.get(conversation(app, CAROL)).text) == ["Hi, your car is ready."]


def test_two_people_on_one_telephone_are_not_called_by_one_name(
    app: App, browser: FlaskClient, ready: QuickReply
) -> None:
    bob(app)
    bob(app)
    texts(app, BOB, "Hello", "SM1")

    assert offered(browser.get(conversation(app, BOB)).text) == ["Hi, your car is ready."]


def test_without_javascript_the_button_puts_it_behind_what_was_typed_and_sends_nothing(
    app: App, browser: FlaskClient, ready: QuickReply
) -> None:
    bob(app)
    texts(app, BOB, "Hello", "SM1")
    form = {"quick": ready.id, "body": "Good news!", "class": "service"}
    page = posts(browser, conversation(app, BOB, "/insert"), **form).text

    assert typed(page) == "Good news! Hi Bob, your car is ready."
    assert '<option value="service" selected>' in page
    assert app.store.load(BOB).written_at == 0
    assert posts(browser, conversation(app, BOB, "/insert"), quick="gone").status_code == 404


def test_support_reads_them_and_changes_none(app: App, browser: FlaskClient, ready: QuickReply) -> None:
    posts(browser, "/sign-out")
    sign_in(browser, "sam")
    assert "Your car is ready" in browser.get("/quick-replies").text
    assert browser.get("/quick-replies/new").status_code == 403
    assert posts(browser, f"/quick-replies/{ready.id}/remove").status_code == 403
    assert posts(browser, f"/quick-replies/{ready.id}", **READY | {"version": "1"}).status_code == 403

    assert kept(app) == [ready]


def test_hostile_words_are_text(app: App, browser: FlaskClient) -> None:
    sign_in(browser)
    posts(browser, "/quick-replies/new", title="<script>x</script>", en='"><img src=x> {{ first_name }}')
    bob(app)
    texts(app, BOB, "Hello", "SM1")
    page = browser.get(conversation(app, BOB)).text

    assert "<script>x" not in page
    assert "<img src=x>" not in page
    assert offered(page) == ['"><img src=x> Bob']
