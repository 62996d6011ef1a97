"""Every page passes axe-core at both widths, light and dark, with names and texts that hurt; and it is light.

Dialogs and menus are open as well. A page that is not visited fails the list (`every_page.py`).
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from responder.web.console.app import console_app
from tests.browser.console.axe import DESK, TELEPHONE, complaints, cramped, small_targets
from tests.browser.console.conftest import Console
from tests.browser.console.every_page import NO_PAGE, PAGES, Everything, everything

pytestmark = pytest.mark.browser

FIRST, AFTER = 150_000, 30_000
"""Bytes of a page as they are sent: the first time, and when the browser has the files (issue 4)."""

WEIGHT = """async () => {
  await new Promise((done) => document.readyState === "complete" ? done() : addEventListener("load", done));
  const files = performance.getEntriesByType("resource")
    .filter((e) => !["fetch", "xmlhttprequest"].includes(e.initiatorType) && !e.name.includes("/pictures/"));
  const page = performance.getEntriesByType("navigation")[0].encodedBodySize;
  return [page + files.reduce((sum, e) => sum + e.encodedBodySize, 0), page, files.length];
}"""
"""Bytes of both, as the browser counted them; a customer's photograph is not the page's weight."""


@pytest.fixture(scope="module")
def shown(console: Console) -> Everything:
    return everything(console)


def unfolded(page: Page) -> None:
    """Everything that is folded away is open."""
    page.evaluate("for (const each of document.querySelectorAll('main details:not(.menu)')) each.open = true")


@pytest.mark.parametrize("name", PAGES)
def test_axe_has_nothing_to_say_and_the_page_is_light(
    shown: Everything, anybody: Callable[..., Page], name: str
) -> None:
    page = anybody("robin")
    answer = page.goto(PAGES[name](shown))
    assert answer and answer.status == 200
    first, after, files = page.evaluate(WEIGHT)
    assert files >= 4 and first <= FIRST and after <= AFTER, (first, after, files)
    unfolded(page)
    assert complaints(page) == []
    assert small_targets(page) == []


def test_every_page_has_room_for_french(shown: Everything, anybody: Callable[..., Page]) -> None:
    page = anybody("chloe")
    found = {}
    for name, address in PAGES.items():
        page.goto(address(shown))
        assert page.locator("html").get_attribute("lang") == "fr"
        unfolded(page)
        found[name] = cramped(page)
    assert {name: what for name, what in found.items() if what} == {}


def test_no_page_is_left_out(console: Console) -> None:
    rules = console_app(console.app).url_map.iter_rules()
    routes = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    assert {name.split(",")[0] for name in PAGES} | set(NO_PAGE) == routes


DIALOGS = {
    "conversations.one, hostile": "Unsubscribe",
    "customers.one, hostile": "Unsubscribe customer",
    "appointments.customer": "Unsubscribe",
    "help.one, hostile": "Unsubscribe",
}


@pytest.mark.parametrize("name", DIALOGS)
def test_dialogs_and_menus_are_open_too(shown: Everything, anybody: Callable[..., Page], name: str) -> None:
    page = anybody("chloe" if "help" in name else "robin")
    page.goto(PAGES[name](shown))
    page.set_viewport_size(TELEPHONE)
    page.locator("details.menu summary").click()
    assert complaints(page) == []
    page.set_viewport_size(DESK)
    page.locator("a.stop-text[data-dialog]:visible").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert complaints(page) == []


def test_what_will_be_sent_is_shown_without_a_complaint(shown: Everything, desk: Page) -> None:
    desk.goto(PAGES["conversations.one"](shown))
    desk.get_by_label("Text message").fill("Your tires are in.")
    expect(desk.get_by_text("What the customer receives")).to_be_visible()
    assert complaints(desk) == []


def test_the_sign_in_page_too(console: Console, open_page: Callable[..., Page]) -> None:
    stranger = open_page(base_url=console.url)
    stranger.goto("/sign-in")
    first, after, _ = stranger.evaluate(WEIGHT)
    assert first <= FIRST and after <= AFTER
    assert complaints(stranger) == []


def test_axe_does_complain_where_something_is_wrong(desk: Page) -> None:
    desk.goto("/more")
    desk.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input>')")
    assert any("label" in each for each in complaints(desk))


def test_a_button_in_three_lines_and_one_that_is_cut_off_are_found(desk: Page) -> None:
    desk.goto("/more")
    desk.evaluate("document.querySelector('.card .button').textContent = 'Words '.repeat(90)")
    assert any("Words" in each for each in complaints(desk))


def test_targets_on_a_telephone_are_at_least_44_px(shown: Everything, telephone: Page) -> None:
    telephone.goto(PAGES["conversations.one"](shown))
    assert small_targets(telephone) == []
    telephone.evaluate(
        "document.querySelector('main').insertAdjacentHTML('afterbegin', '<button>x</button>')"
    )
    assert small_targets(telephone) != []
