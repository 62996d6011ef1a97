"""A page of a real Chromium for each test, and a real simulator process for those of the handset."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Error, Page, expect, sync_playwright

from tests.browser.chromium import MISSING, PATIENCE, Pages, Shape, Visitor, executable
from tests.browser.simulated import Business, Simulator
from tests.product.harness import Product

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
"""As wide as a telephone."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def pages() -> Iterator[Pages]:
    """Chromium; missing on a developer's machine is a skip, in CI a failure."""
    if not executable():
        absent = pytest.fail if os.environ.get("CI") else pytest.skip
        absent(MISSING)
    with sync_playwright() as playwright:
        found = Pages(playwright)
        yield found
        found.stop()


@pytest.fixture
def expected_errors() -> list[str]:
    """Parts of console errors that a test provokes; every other one fails it."""
    return []


class Complaints(list[str]):
    """What the pages of a test complain about in their console."""

    def note(self, message: ConsoleMessage) -> None:
        """A message on the console."""
        if message.type == "error":
            self.append(message.text)

    def note_error(self, error: Error) -> None:
        """An exception that nobody caught."""
        self.append(str(error))

    def listen(self, page: Page) -> None:
        """From now on."""
        page.on("console", self.note)
        page.on("pageerror", self.note_error)

    def end(self, page: Page) -> None:
        """Not any more: what a page says while it is left is about the leaving."""
        with suppress(Error):  # it was killed
            page.evaluate("0")  # what it said until now has arrived
        page.remove_listener("console", self.note)
        page.remove_listener("pageerror", self.note_error)


@pytest.fixture
def open_page(pages: Pages, expected_errors: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens pages, each as good as new, with the options of a context; at the end none may have complained.

    `own=True` is for a test that changes its page for good: a script for all documents, a clock, a route. No
    other test has that page, before or after.
    """
    said, used, owned = Complaints(), [], []

    def open_one(own: bool = False, **options: Any) -> Page:
        visitor = {name: options.pop(name) for name in vars(Visitor()) if name in options}
        found = (pages.fresh if own else pages.take)(Shape(**options), Visitor(**visitor))
        (owned if own else used).append(found)
        said.listen(found)
        return found

    yield open_one
    for page in (*used, *owned):
        said.end(page)
    for page in used:
        pages.give_back(page)
    for page in owned:
        pages.close(page)
    assert [text for text in said if not any(part in text for part in expected_errors)] == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page of a desk."""
    return open_page()


@pytest.fixture
def phone_page(open_page: Callable[..., Page]) -> Page:
    """A page as wide as a telephone."""
    return open_page(**PHONE)


# -- what runs


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """What `bin/up` runs, once for all tests; each uses customers of its own."""
    found = Product(tmp_path_factory.mktemp("product"))
    try:
        yield found.start()
    finally:
        found.stop()


@pytest.fixture(scope="session")
def listening() -> Iterator[Business]:
    """One business for all tests."""
    server = Business()
    yield server
    server.close()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """One simulator for all tests."""
    found = Simulator(tmp_path_factory.mktemp("simulator"))
    found.start()
    yield found
    found.stop()


@pytest.fixture
def business(listening: Business) -> Business:
    """A business that has received nothing."""
    return listening.begin()


@pytest.fixture
def simulator(running: Simulator, business: Business) -> Simulator:
    """A simulator in which nothing has happened; its three senders text the `business`."""
    return running.begin(business)
