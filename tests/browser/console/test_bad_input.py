"""What hurts other consoles: hostile names, long texts, no number, a session that ends while one types."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Dialog, Page, expect

from responder.domain.phone import show
from responder.domain.staff.accounts import Role
from tests.browser.console.axe import complaints
from tests.browser.console.conftest import PASSWORD, Console
from tests.product.harness import eventually, new_phone

pytestmark = pytest.mark.browser

SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"
RTL = "אבי כהן \u202eevil\u202c מוסך"
EMOJI = "👩‍🔧🚗 Zoë 🏳️‍🌈"
LONG = "Montmorency-" * 24 + "Lalonde"
NAMES = {"script": SCRIPT, "right to left": RTL, "emoji": EMOJI, "300 characters": LONG[:290]}
TEXT = "Il faut changer les freins avant. " * 47 + "é"


@pytest.fixture
def quiet(desk: Page) -> Iterator[list[str]]:
    """What a page asked in a box of the browser: nothing may."""
    asked: list[str] = []

    def note(box: Dialog) -> None:
        asked.append(box.message)
        box.dismiss()

    desk.on("dialog", note)
    yield asked
    desk.remove_listener("dialog", note)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_hostile_name_is_shown_as_text_wherever_it_stands(
    console: Console, desk: Page, quiet: list[str], name: str
) -> None:
    customer = console.customer(name)
    (number,) = customer.numbers
    console.product.phones.text(number, "not interested right now")
    console.product.phones.text(number, "HELP")
    eventually(lambda: "delivered" in console.product.states(number))
    (review,) = [each for each in console.app.reviews.open_reviews(100) if each.number == number]
    shown = re.compile(re.escape(" ".join(customer.name.split())))
    for address in (
        f"/conversations/{console.conversation_id(number)}",
        f"/customers/{customer.id}",
        f"/help/{console.conversation_id(number)}",
        f"/review/{review.id}",
        f"/unsubscribe?customer={customer.id}&from=profile",
    ):
        for width in (1280, 390):
            desk.set_viewport_size({"width": width, "height": 800})
            desk.goto(address)
            expect(desk.get_by_role("heading", level=1)).to_have_text(shown)
            assert desk.evaluate("document.documentElement.scrollWidth") <= width
            expect(desk.get_by_text(show(number)).filter(visible=True).first).to_be_visible()
    desk.get_by_role("button", name="Unsubscribe", exact=True).click()
    expect(desk.get_by_role("status").filter(has_text="Unsubscribed:")).to_have_text(shown)
    assert console.refused(number) == "I1"
    assert quiet == []


def test_a_text_of_1600_characters_arrives_whole(console: Console, desk: Page) -> None:
    customer = console.customer()
    words = TEXT[:1_600]
    console.product.phones.text(customer.numbers[0], words)
    desk.goto(f"/conversations/{console.conversation_id(customer.numbers[0])}")
    expect(desk.get_by_role("log").locator("article.in .words p")).to_have_text(words.strip())
    assert desk.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_text_that_is_too_long_with_its_notice_is_refused_and_kept_and_a_shorter_one_goes(
    console: Console, desk: Page, expected_errors: list[str]
) -> None:
    expected_errors.append("422")
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, "Is my car ready?")
    desk.goto(f"/conversations/{console.conversation_id(number)}")
    field = desk.get_by_label("Text message")
    field.fill(TEXT[:1_599])
    expect(desk.locator("#preview")).to_contain_text("The message is too long")
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(desk.get_by_role("alert").filter(has_text="What you typed is kept.")).to_be_visible()
    expect(desk.get_by_label("Text message")).to_have_value(TEXT[:1_599])
    assert console.product.phones.creates(number) == []

    desk.get_by_label("Text message").fill(TEXT[:1_400])
    expect(desk.locator("#preview")).to_contain_text("parts · ")
    desk.get_by_role("button", name="Send", exact=True).click()
    eventually(lambda: console.product.phones.heard(number))
    (heard,) = console.product.phones.heard(number)
    assert TEXT[:1_400].strip() in heard["body"]


def test_a_customer_without_a_number_breaks_no_page_and_is_unsubscribed_beside_another(
    console: Console, desk: Page
) -> None:
    number = new_phone()
    both = console.customer("Ann Quiet", number), console.customer("Ben Quiet")
    bare = console.app.console.customers.save(replace(both[1], numbers=()), console.now())
    desk.goto(f"/customers/{bare.id}")
    expect(desk.get_by_text("No mobile: this customer cannot be texted.").first).to_be_visible()
    desk.get_by_role("link", name="Unsubscribe customer").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text("has no number and receives no texts")
    expect(dialog.get_by_role("button")).to_have_count(0)
    desk.keyboard.press("Escape")

    desk.goto("/customers?q=quiet")
    for each in both:
        desk.get_by_label(f"Choose {each.name}").check()
    desk.get_by_role("button", name="Unsubscribe", exact=True).click()
    desk.get_by_role("button", name="Yes, unsubscribe customers").click()
    said = desk.get_by_role("status").filter(has_text=both[0].name)
    expect(said).to_contain_text("A customer without a number receives no texts anyway.")
    assert console.refused(number) == "I1"


# -- a session that ends


@pytest.fixture
def ends(console: Console) -> Callable[[], None]:
    """Ends every session of Kim, who is there for these tests."""
    if console.app.console.accounts.by_login("kim") is None:
        console.staff("kim", "Kim Lavoie", Role.AGENT)

    def end() -> None:
        member = console.app.console.accounts.by_login("kim")
        assert member
        console.app.console.accounts.close_sessions(member.id)

    return end


def comes_back(page: Page) -> None:
    """Signs in on the page that is there."""
    page.get_by_label("Login").fill("kim")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_draft_outlives_the_session_a_reload_and_another_page(
    console: Console, open_page: Callable[..., Page], ends: Callable[[], None], expected_errors: list[str]
) -> None:
    expected_errors.append("401")
    customer = console.customer()
    address = f"/conversations/{console.conversation_id(customer.numbers[0])}"
    page = open_page(base_url=console.url)
    console.sign_in(page, "kim")
    page.goto(address)
    page.get_by_label("Text message").fill("Half a text")
    page.reload()
    expect(page.get_by_label("Text message")).to_have_value("Half a text")
    ends()
    page.goto(address)
    comes_back(page)
    expect(page.get_by_label("Text message")).to_have_value("Half a text")
    page.goto("/customers")
    page.goto(address)
    expect(page.get_by_label("Text message")).to_have_value("Half a text")
    assert console.product.phones.creates(customer.numbers[0]) == []


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_customers_notes_outlive_the_session(
    console: Console,
    open_page: Callable[..., Page],
    ends: Callable[[], None],
    expected_errors: list[str],
    script: bool,
) -> None:
    expected_errors.append("401")
    customer = console.customer()
    page = open_page(base_url=console.url, java_script_enabled=script)
    console.sign_in(page, "kim")
    page.goto(f"/customers/{customer.id}/edit")
    page.get_by_label("Notes").fill("Two lines\nof notes")
    ends()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="What you typed is kept.")).to_be_visible()
    comes_back(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("You were signed out before this was done")
    assert not script or complaints(page) == []
    assert console.app.console.customers.get(customer.id).notes == ""  # type: ignore[union-attr]
    page.get_by_role("button", name="Do it now").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    found = console.app.console.customers.get(customer.id)
    assert found and found.notes.splitlines() == ["Two lines", "of notes"]


def test_without_javascript_a_text_outlives_the_session(
    console: Console, open_page: Callable[..., Page], ends: Callable[[], None], expected_errors: list[str]
) -> None:
    expected_errors.append("401")
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, "Hi")
    page = open_page(base_url=console.url, java_script_enabled=False)
    console.sign_in(page, "kim")
    page.goto(f"/conversations/{console.conversation_id(number)}")
    page.get_by_label("Text message").fill("Come at nine.")
    ends()
    page.get_by_role("button", name="Send", exact=True).click()
    comes_back(page)
    expect(page.get_by_text("Come at nine.")).to_be_visible()
    assert console.product.phones.creates(number) == []
    page.get_by_role("button", name="Do it now").click()
    eventually(lambda: console.product.phones.heard(number))
    (heard,) = console.product.phones.heard(number)
    assert "Come at nine." in heard["body"]
