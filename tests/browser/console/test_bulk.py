"""An admin writes a message to many, counts and starts it, at both widths and through the whole product."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console.axe import complaints
from tests.browser.console.conftest import Console
from tests.product.harness import eventually, new_phone

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_an_admin_writes_counts_starts_and_pauses_one(
    console: Console, open_page: Callable[..., Page], width: int
) -> None:
    numbers = [new_phone() for _ in range(3)]
    for number in numbers:
        console.customer("Bulk Reader", number, language="en")
    page = open_page(storage_state=console.states["robin"], base_url=console.url)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/more")
    page.get_by_role("link", name="Messages to many").last.click()
    page.get_by_role("link", name="Write one").click()
    assert complaints(page) == []
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_label("Name, for colleagues").fill(f"Friday {width}")
    page.get_by_label("Text in English").fill("Hi {{ first_name }}, we close at noon on Friday.")
    page.get_by_label("To", exact=True).select_option("listed")
    page.get_by_label("Numbers, one a line").fill("\n".join(numbers))
    page.get_by_role("button", name="Save and look at it").click()

    expect(page.get_by_text("Hi Alex, we close at noon on Friday.")).to_be_visible()
    page.get_by_role("button", name="Count the recipients").click()
    expect(page.get_by_text(re.compile("3 may go now"))).to_be_visible()
    page.get_by_role("button", name="Start sending").click()
    eventually(lambda: all("delivered" in console.product.states(number) for number in numbers))
    expect(page.locator("dt", has_text="Delivered").first).to_be_visible()
    assert complaints(page) == []
    page.goto("/bulk")
    assert complaints(page) == []


def test_a_reason_that_somebody_types_is_not_swept_away_while_counts_move(
    console: Console, open_page: Callable[..., Page]
) -> None:
    page = open_page(storage_state=console.states["robin"], base_url=console.url)
    page.goto("/bulk/new")
    page.get_by_label("Name, for colleagues").fill("Typing")
    page.get_by_label("Text in English").fill("We close at noon.")
    page.get_by_role("button", name="Save and look at it").click()
    page.get_by_label(re.compile("^Why")).fill("because of the ra")
    with page.expect_response(lambda answer: answer.url.endswith("/now")):
        pass
    expect(page.get_by_label(re.compile("^Why"))).to_have_value("because of the ra")
    page.get_by_role("button", name="Stop for good").click()
    expect(page.locator(".badge", has_text="Stopped")).to_be_visible()
