"""What is damaged of one person takes no page of the console, and never the way to unsubscribe them (I1)."""

import pytest
import redis
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from responder.domain.records import Consent
from responder.store.other_kinds import KINDS
from responder.web.console.app import console_app
from responder.wiring.product import App
from tests.people import BOB
from tests.web.attacks.shop import shop
from tests.web.test_console import sign_in, token


@pytest.fixture(scope="module")
def rules(built: App) -> list[Rule]:
    """The pages of the console."""
    found = console_app(built).url_map.iter_rules()
    return [rule for rule in found if "GET" in (rule.methods or ()) and rule.endpoint != "session.sign_out"]


def _fails(answer: TestResponse) -> bool:
    """An error, and no page that says whose record it is and how to go on."""
    return answer.status_code >= 500 and "This record cannot be read" not in answer.text


@pytest.mark.parametrize("kind", [*KINDS, "pictures"])
def test_every_page_is_shown_and_unsubscribe_works(
    app: App, browser: FlaskClient, client: "redis.Redis", rules: list[Rule], kind: str
) -> None:
    sign_in(browser, "robin")
    there, key = shop(app, "hello"), app.store.keys.of_person(kind, BOB)
    failed: dict[str, int] = {}
    for rule in rules:
        client.delete(key)
        client.set(key, "of another kind")
        answer = browser.get(there.path(rule))
        failed |= {rule.endpoint: answer.status_code} if _fails(answer) else {}
    assert failed == {}

    client.set(key, "of another kind")
    form = {"customer": there.ids["customer_id"], "how": "phone", "confirm": "1", "token": "t"}
    answer = browser.post("/unsubscribe", data=form | {"csrf_token": token(browser.get("/more"))})
    assert answer.status_code == 302
    assert app.store.load(BOB).consent is Consent.OPTED_OUT


def test_a_page_that_cannot_be_shown_says_why_and_leads_to_unsubscribe(
    app: App, browser: FlaskClient, client: "redis.Redis"
) -> None:
    sign_in(browser, "robin")
    there = shop(app, "hello")
    client.delete(app.store.keys.timeline(BOB))
    client.set(app.store.keys.timeline(BOB), "of another kind")
    customer, conversation = there.ids["customer_id"], there.ids["conversation_id"]
    answer = browser.get(f"/customers/{customer}/evidence/{conversation}.html")
    assert answer.status_code == 500, "evidence without its entries would be none"
    assert "This record cannot be read" in answer.text
    assert f"/unsubscribe?customer={customer}" in answer.text
