"""A newcomer starts the product, opens the handset page, and texts Responder itself."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.product.harness import Product, next_second

pytestmark = pytest.mark.browser

BOB, CAROL = "Bob Gagnon", "Carol Lévesque"


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
        expect(answer(page, words, BOB).last).to_contain_text("Responder")
        expect(answer(page, words, BOB).last).to_contain_text("Delivered")
    phone(page, CAROL).get_by_role("button", name="Send ARRET").click()
    expect(answer(page, "Désabonnement confirmé", CAROL)).to_contain_text("Responder")
    assert [product.consent(number) for number in ("+14185550112", "+15145550137")] == [
        "EXPRESS",
        "OPTED_OUT",
    ]
    expect(phone(page, BOB)).not_to_contain_text("Désabonnement")
