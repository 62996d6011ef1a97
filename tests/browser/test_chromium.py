"""The browser of the tests: each page is as good as new, and a killed browser is followed by another one."""

import os
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Error

from tests.browser.chromium import Pages, Shape, Visitor
from tests.browser.simulated import Simulator
from tests.product.harness import eventually

pytestmark = pytest.mark.browser

LEFT = """() => [localStorage.length, sessionStorage.length, document.cookie, innerWidth,
  matchMedia("(prefers-color-scheme: dark)").matches, document.querySelectorAll("button:hover").length]"""
NOTHING = [0, 0, "", 1280, False, 0]


@pytest.fixture
def others(pages: Pages) -> Iterator[Pages]:
    """A browser of this test's own."""
    found = Pages(pages.playwright)
    yield found
    found.stop()


def test_a_page_that_was_used_has_nothing_of_that_use(others: Pages, simulator: Simulator) -> None:
    visitor = Visitor(viewport={"width": 390, "height": 844}, color_scheme="dark")
    first = others.take(Shape(), visitor)
    first.goto(simulator.url)
    first.evaluate("localStorage.a = 1; sessionStorage.a = 1; document.cookie = 'a=1'")
    first.locator("button:visible").first.hover()
    assert first.evaluate(LEFT) == [1, 1, "a=1", 390, True, 1]
    first.context.new_page().goto(simulator.url)
    others.give_back(first)

    second = others.take(Shape(), Visitor())
    assert second is first
    assert [each.url for each in second.context.pages] == ["about:blank"]
    second.goto(simulator.url)
    assert second.evaluate(LEFT) == NOTHING


def test_who_needs_a_page_of_their_own_shares_it_with_nobody(others: Pages) -> None:
    shared = others.take(Shape(), Visitor())
    others.give_back(shared)
    own = others.fresh(Shape(), Visitor())
    assert own.context is not shared.context
    others.close(own)
    assert others.take(Shape(), Visitor()) is shared


def test_a_page_that_crashed_is_given_to_nobody(others: Pages) -> None:
    crashed = others.take(Shape(), Visitor())
    with pytest.raises(Error):
        crashed.goto("chrome://crash")
    others.give_back(crashed)
    after = others.take(Shape(), Visitor())
    assert after is not crashed
    assert after.evaluate("1 + 1") == 2


@pytest.mark.parametrize("idle", [True, False], ids=["between two tests", "in the middle of one"])
def test_a_killed_browser_is_followed_by_another_one(others: Pages, idle: bool) -> None:
    page = others.take(Shape(), Visitor())
    if idle:
        others.give_back(page)
    _kill(others)
    if not idle:
        with pytest.raises(Error):
            page.evaluate("1 + 1")
        others.give_back(page)
    assert others.take(Shape(), Visitor()).evaluate("1 + 1") == 2


def _kill(pages: Pages) -> None:
    about = pages.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    (process,) = [each["id"] for each in about["processInfo"] if each["type"] == "browser"]
    os.kill(process, signal.SIGKILL)
    eventually(lambda: not _lives(process))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
