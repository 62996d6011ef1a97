"""Two who press at once, and one who presses twice, in real browsers: with JavaScript and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console.axe import complaints
from tests.browser.console.conftest import Console
from tests.product.harness import eventually

pytestmark = pytest.mark.browser

PLAIN: dict[str, Any] = {"java_script_enabled": False}
Opens = Callable[..., Page]


@pytest.fixture
def asked(console: Console) -> tuple[str, str]:
    """Somebody wrote: their number, and the address of the conversation."""
    (number,) = console.customer().numbers
    console.product.phones.text(number, "Is it ready?")
    return number, f"/conversations/{console.conversation_id(number)}"


def writes(page: Page, words: str) -> None:
    page.get_by_label("Text message").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


def test_without_javascript_the_second_answer_waits_until_its_writer_has_read_the_first(
    console: Console, anybody: Opens, asked: tuple[str, str], expected_errors: list[str]
) -> None:
    expected_errors.append("409")
    number, address = asked
    ours, theirs = anybody("dana", **PLAIN), anybody("robin", **PLAIN)
    for page in (ours, theirs):
        page.goto(address)
    writes(theirs, "Yes, since noon.")
    writes(ours, "Not yet, sorry.")
    expect(ours.get_by_role("alert")).to_contain_text("wrote meanwhile, as the thread shows")
    expect(ours.get_by_role("log")).to_contain_text("Yes, since noon.")
    expect(ours.get_by_label("Text message")).to_have_value("Not yet, sorry.")
    eventually(lambda: len(console.product.phones.heard(number)) == 1)
    ours.get_by_role("button", name="Send", exact=True).click()
    expect(ours.get_by_role("alert")).to_have_count(0)
    eventually(lambda: len(console.product.phones.heard(number)) == 2)


def test_a_page_that_showed_the_first_answer_as_it_came_sends_the_second(
    console: Console, anybody: Opens, asked: tuple[str, str]
) -> None:
    number, address = asked
    ours, theirs = anybody("dana"), anybody("robin")
    for page in (ours, theirs):
        page.goto(address)
    ours.get_by_label("Text message").fill("And bring the keys.")
    writes(theirs, "Yes, since noon.")
    expect(ours.get_by_role("log")).to_contain_text("Yes, since noon.")  # by itself, within 2 s
    ours.get_by_role("button", name="Send", exact=True).click()
    expect(ours.get_by_label("Text message")).to_have_value("")
    eventually(lambda: len(console.product.phones.heard(number)) == 2)


def test_a_double_press_without_javascript_makes_one_customer_and_ends_on_their_page(
    console: Console, anybody: Opens
) -> None:
    name = f"Twice {console.customer().name}"
    page = anybody("dana", **PLAIN)
    page.goto("/customers/new")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Save").dblclick(no_wait_after=True)
    page.wait_for_url(re.compile(r"/customers/[0-9a-f]{18}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert len(console.app.console.customers.search(name, 9)) == 1


def test_a_form_that_broke_off_is_asked_about_and_reads_well(
    console: Console, desk: Page, expected_errors: list[str]
) -> None:
    expected_errors.append("409")
    desk.goto("/customers/new")
    desk.get_by_label("Name").fill("Broke Off")
    desk.get_by_label("Notes").fill("Two lines\nof notes")
    once = desk.locator("input[name=once]").first
    again = once.get_attribute("value")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Broke Off")
    with console.product.redis() as redis:
        for key in redis.scan_iter("*form:*"):
            redis.set(key, "")  # as a process leaves it that was killed before it could say where it ended
    desk.goto("/customers/new")
    desk.get_by_label("Name").fill("Broke Off")
    desk.get_by_label("Notes").fill("Two lines\nof notes")
    once.evaluate("(field, value) => { field.value = value; }", again)
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Was this done already?")
    expect(desk.get_by_text("of notes")).to_be_visible()
    assert complaints(desk) == []
    assert len(console.app.console.customers.search("Broke Off", 9)) == 1
