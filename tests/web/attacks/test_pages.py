"""Every page of the console, with words and values that hurt: none of them is an error."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from responder.web.console.app import console_app
from responder.wiring.product import App
from tests.web.attacks.shop import Shop, shop
from tests.web.test_console import sign_in, token

HALF = "half \ud83d of one"
LEAVES = {"session.sign_out"}
"""What would end the session."""

FIELDS = (
    "act after appointment at audience body bulk by chosen class code confirm conversation customer "
    "day days deed en es ends_at fr evidence filter first_name from here how id kept language list "
    "login name names new next notes number numbers of old once outcome part password postal_code q "
    "quick reason role scope seen sender show shown small start status subject text text_en title to "
    "token toml until value version view was who why"
).split()
"""Names of fields that some page reads."""

VALUES = {
    "digits": "9" * 5_000,
    "below zero": "-1",
    "the end of all dates": "9999-12-31T23:59",
    "nul": "\x00 \r\n \x7f",
    "a template": "{% for a in b %}{{ x.y() }}{{",
    "nested": "[" * 3_000,
}


@pytest.fixture(scope="module")
def rules(built: App) -> list[Rule]:
    """The console's addresses."""
    return [rule for rule in console_app(built).url_map.iter_rules() if rule.endpoint not in LEAVES]


@pytest.fixture
def robin(browser: FlaskClient) -> FlaskClient:
    sign_in(browser, "robin")
    return browser


def read(rules: list[Rule]) -> Iterator[Rule]:
    return (rule for rule in rules if "GET" in (rule.methods or ()))


def written(rules: list[Rule]) -> Iterator[Rule]:
    return (rule for rule in rules if "POST" in (rule.methods or ()))


def test_every_page_is_shown_after_half_a_character_in_all_that_came_from_outside(
    app: App, robin: FlaskClient, rules: list[Rule]
) -> None:
    there = shop(app, HALF)

    answers = {rule.endpoint: robin.get(there.path(rule)) for rule in read(rules)}
    assert {name: each.status_code for name, each in answers.items() if each.status_code >= 500} == {}
    shown = [name for name, each in answers.items() if each.status_code == 200]
    assert len(shown) > 40, "the pages were not there"
    for name in ("conversations.index", "conversations.listed", "conversations.one", "review.one"):
        assert "half ? of one" in answers[name].text, name


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_value_of_any_field_is_an_error(
    app: App, robin: FlaskClient, rules: list[Rule], value: str
) -> None:
    there, fields = shop(app, "hello"), dict.fromkeys(FIELDS, value)
    failed = {f"GET {rule}": _get(robin, there, rule, value) for rule in read(rules)}
    for rule in written(rules):
        form = {**fields, "csrf_token": token(robin.get("/more"))}
        failed[f"POST {rule}"] = robin.post(there.path(rule), data=form).status_code
    assert {name: status for name, status in failed.items() if status >= 500} == {}


def _get(robin: FlaskClient, there: Shop, rule: Rule, value: str) -> int:
    named = {
        name: value[:300] for name in ("q", "day", "days", "start", "after", "view", "filter", "customer")
    }
    return robin.get(there.path(rule), query_string=named).status_code


@pytest.mark.parametrize(
    "made_up", ["a" * 12_000, "\x00", "%", "..", "\ud7ff\U0001f697", "0" * 34, "A=" * 100]
)
def test_no_made_up_id_is_an_error(robin: FlaskClient, rules: list[Rule], made_up: str) -> None:
    nobody, form = Shop(), {"csrf_token": token(robin.get("/more"))}
    named = [rule for rule in rules if rule.arguments]
    found = {rule.rule: robin.get(nobody.path(rule, made_up)).status_code for rule in read(named)}
    for rule in written(named):
        path = nobody.path(rule, quote(made_up)) if made_up == ".." else nobody.path(rule, made_up)
        found[f"POST {rule}"] = robin.post(path, data=form).status_code
    assert {name: status for name, status in found.items() if status >= 500} == {}
