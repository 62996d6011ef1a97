"""A newcomer starts the product, opens the handset page, and texts Responder itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import close_all
from tests.product.harness import Product, next_second

pytestmark = pytest.mark.browser

BOB, CAROL = "Bob Gagnon", "Carol Lévesque"


@pytest.fixture
def product(tmp_path: Path, contexts: list[BrowserContext]) -> Iterator[Product]:
    """What `bin/up` runs, with its demo customers."""
    running = Product(tmp_path, options=())
    try:
        yield running.start()
    finally:
        close_all(contexts)
        running.stop()


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name)


def write(page: Page, text: str, name: str) -> None:
    field = phone(page, name).get_by_label("Text message")
    field.fill(text)
    field.press("Enter")


def answer(page: Page, text: str, name: str) -> Locator:
    return phone(page, name).locator(".row").filter(has_text=text)


def test_a_newcomer_texts_and_responder_answers(page: Page, product: Product) -> None:
    page.goto(product.phones.url)
    expect(phone(page, BOB)).to_be_visible()
    for word, words in (("STOP", "You are opted out"), ("START", "subscribed"), ("HELP", "Msg&data rates")):
        next_second()
        write(page, word, BOB)
        expect(answer(page, words, BOB).last).to_contain_text("Responder", timeout=20_000)
        expect(answer(page, words, BOB).last).to_contain_text("Delivered", timeout=20_000)
    phone(page, CAROL).get_by_role("button", name="Send ARRET").click()
    expect(answer(page, "Désabonnement confirmé", CAROL)).to_contain_text("Responder", timeout=20_000)
    assert [product.consent(number) for number in ("+14185550112", "+15145550137")] == [
        "EXPRESS",
        "OPTED_OUT",
    ]
    expect(phone(page, BOB)).not_to_contain_text("Désabonnement")
