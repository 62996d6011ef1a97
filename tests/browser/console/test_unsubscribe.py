"""The nine ways to unsubscribe, by the words of the issue, each in a real browser at its width.

Each ends with the ledger's entry naming the staff member, and with the customer's next message refused.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from responder.domain.customers.customer import Customer
from responder.domain.phone import show
from tests.browser.console.conftest import Console
from tests.product.harness import OURS, eventually

pytestmark = pytest.mark.browser


def opted_out_by_dana(console: Console, customer: Customer, how: str = "in person") -> None:
    """The ledger names who and how; the next message is refused; nothing went to the telephone."""
    for number in customer.numbers:
        entries = [entry for entry in console.product.timeline(number) if entry["kind"] == "consent"]
        assert [(e["after"], e["actor"], e["how"], e["channel"]) for e in entries] == [
            ("OPTED_OUT", "Dana Roy", how, "desk")
        ]
        assert "link" in entries[0]
        assert console.refused(number) == "I1"
        assert console.product.phones.creates(number) == []


def told(page: Page, customer: Customer) -> None:
    expect(page.get_by_role("status").filter(has_text=f"Unsubscribed: {customer.name}.")).to_be_visible()


def dialog_says_it_all(page: Page, *customers: Customer) -> None:
    """Whom, their number, what will happen, that it cannot be undone, and how they can come back."""
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for customer in customers:
        expect(dialog).to_contain_text(customer.name)
        for number in customer.numbers:
            expect(dialog).to_contain_text(show(number))
    expect(dialog).to_contain_text("no more texts from Garage Tremblay")
    expect(dialog).to_contain_text("This cannot be undone here.")
    expect(dialog).to_contain_text(f"come back by texting START to {show(OURS)}")
    expect(dialog.get_by_role("link", name="Cancel")).to_be_focused()


def search(page: Page, customer: Customer) -> None:
    page.get_by_label("Name or number").fill(customer.name.split()[-1])
    page.get_by_role("button", name="Search").click()


# -- at a desk, 1280 px


def test_1_conversations_open_the_conversation_unsubscribe_top_right(console: Console, desk: Page) -> None:
    customer = console.customer()
    console.product.phones.text(customer.numbers[0], "Bob here, I sold the car")
    desk.goto("/")
    desk.get_by_role("navigation", name="Main").get_by_role("link", name="Conversations").click()
    desk.get_by_role("link", name=customer.name).click()
    button = desk.get_by_role("link", name="Unsubscribe", exact=True)
    place = button.bounding_box()
    assert place and place["x"] + place["width"] > 1200 and place["y"] < 70
    button.click()
    dialog_says_it_all(desk, customer)
    expect(desk.get_by_role("dialog")).to_contain_text("Bob here, I sold the car")
    desk.get_by_role("button", name="Yes, unsubscribe", exact=True).click()

    told(desk, customer)
    expect(desk.get_by_role("log")).to_contain_text("Opted out by Dana Roy, asked in person.")
    expect(desk.get_by_text(f"{customer.name} has opted out.")).to_be_visible()
    expect(desk.get_by_label("Text message")).to_have_count(0)
    opted_out_by_dana(console, customer)


def test_2_customers_tick_the_checkboxes_unsubscribe_both(console: Console, desk: Page) -> None:
    bob, luc = console.customer("Bob Twinbrook"), console.customer("Luc Twinbrook")
    desk.goto("/")
    desk.get_by_role("navigation", name="Main").get_by_role("link", name="Customers").click()
    desk.get_by_label("Name or number").fill("twinbrook")
    desk.get_by_role("button", name="Search").click()
    for customer in (bob, luc):
        desk.get_by_label(f"Choose {customer.name}").check()
    desk.get_by_role("button", name="Unsubscribe", exact=True).click()
    dialog_says_it_all(desk, bob, luc)
    expect(desk.get_by_role("dialog")).to_contain_text("Unsubscribe 2 customers?")
    desk.get_by_role("button", name="Yes, unsubscribe customers", exact=True).click()

    expect(desk.locator(".said")).to_contain_text(bob.name)
    expect(desk.locator(".said")).to_contain_text(luc.name)
    opted_out_by_dana(console, bob)
    opted_out_by_dana(console, luc)


def test_2_customers_tick_one_checkbox(console: Console, desk: Page) -> None:
    customer = console.customer()
    desk.goto("/customers")
    search(desk, customer)
    desk.get_by_label(f"Choose {customer.name}").check()
    desk.get_by_role("button", name="Unsubscribe", exact=True).click()
    desk.get_by_label("How did they ask?").select_option("By phone")
    desk.get_by_label("Note (kept with the proof)").fill("Sold the car")
    desk.get_by_role("button", name="Yes, unsubscribe customer", exact=True).click()

    told(desk, customer)
    opted_out_by_dana(console, customer, how="by phone")
    (entry,) = [e for e in console.product.timeline(customer.numbers[0]) if e["kind"] == "consent"]
    assert entry["reason"] == "Sold the car"


def test_3_customers_search_the_profile_unsubscribe_customer_under_the_name(
    console: Console, desk: Page
) -> None:
    customer = console.customer()
    desk.goto("/")
    desk.get_by_role("navigation", name="Main").get_by_role("link", name="Customers").click()
    search(desk, customer)
    desk.get_by_role("link", name=customer.name).click()
    name = desk.get_by_role("heading", level=1, name=customer.name).bounding_box()
    button = desk.get_by_role("link", name="Unsubscribe customer")
    under = button.bounding_box()
    assert name and under and under["y"] > name["y"]
    button.click()
    dialog_says_it_all(desk, customer)
    desk.get_by_role("button", name="Unsubscribe", exact=True).last.click()

    told(desk, customer)
    expect(desk.get_by_text("Opted out by Dana Roy, asked in person.").first).to_be_visible()
    opted_out_by_dana(console, customer)


def test_4_appointments_the_appointment_its_customer_tab(console: Console, desk: Page) -> None:
    customer = console.customer()
    console.appointment(customer)
    desk.goto("/")
    desk.get_by_role("navigation", name="Main").get_by_role("link", name="Appointments").click()
    desk.get_by_role("link", name="List", exact=True).click()
    desk.get_by_role("link", name=re.compile(customer.name)).click()
    desk.get_by_role("link", name="Customer", exact=True).click()
    desk.get_by_role("link", name="Unsubscribe", exact=True).click()
    dialog_says_it_all(desk, customer)
    desk.get_by_role("button", name="Yes, unsubscribe", exact=True).click()

    told(desk, customer)
    opted_out_by_dana(console, customer)


# -- on a telephone, 390 px


def options(page: Page) -> None:
    """The menu top right."""
    menu = page.locator("summary", has=page.locator("svg")).and_(page.get_by_label("Options"))
    place = menu.bounding_box()
    assert place and place["x"] + place["width"] > 340 and place["y"] < 120
    menu.click()


def tab(page: Page, name: str) -> None:
    """A tab at the bottom."""
    link = page.get_by_role("navigation", name="Main").get_by_role("link", name=name)
    place = link.bounding_box()
    assert place and place["y"] > 700
    link.click()


def test_5_conversation_options_unsubscribe_from_receiving_messages(
    console: Console, telephone: Page
) -> None:
    customer = console.customer()
    console.product.phones.text(customer.numbers[0], "Sold it")
    telephone.goto("/")
    tab(telephone, "Conversations")
    telephone.get_by_role("link", name=customer.name).click()
    options(telephone)
    telephone.get_by_role("link", name="Unsubscribe from receiving messages").click()
    dialog_says_it_all(telephone, customer)
    telephone.get_by_role("button", name="Yes, unsubscribe", exact=True).click()

    told(telephone, customer)
    expect(telephone.get_by_text(f"{customer.name} has opted out.")).to_be_visible()
    opted_out_by_dana(console, customer)


def test_6_customers_tab_the_name_options_unsubscribe(console: Console, telephone: Page) -> None:
    customer = console.customer()
    telephone.goto("/")
    tab(telephone, "Customers")
    telephone.get_by_role("link", name=customer.name).click()
    options(telephone)
    telephone.get_by_role("link", name="Unsubscribe", exact=True).click()
    dialog_says_it_all(telephone, customer)
    telephone.get_by_role("button", name="Unsubscribe", exact=True).last.click()

    told(telephone, customer)
    opted_out_by_dana(console, customer)


def test_7_the_same_from_a_customer_found_by_search(console: Console, telephone: Page) -> None:
    customer = console.customer()
    telephone.goto("/")
    tab(telephone, "Customers")
    telephone.get_by_label("Name or number").fill(show(customer.numbers[0]))
    telephone.get_by_role("button", name="Search").click()
    telephone.get_by_role("link", name=customer.name).click()
    options(telephone)
    telephone.get_by_role("link", name="Unsubscribe", exact=True).click()
    dialog_says_it_all(telephone, customer)
    telephone.get_by_role("button", name="Unsubscribe", exact=True).last.click()

    told(telephone, customer)
    opted_out_by_dana(console, customer)


def test_8_from_an_appointment(console: Console, telephone: Page) -> None:
    customer = console.customer()
    console.appointment(customer)
    telephone.goto("/")
    tab(telephone, "Appointments")
    telephone.get_by_role("link", name="List", exact=True).click()
    telephone.get_by_role("link", name=re.compile(customer.name)).click()
    options(telephone)
    telephone.get_by_role("link", name="Unsubscribe", exact=True).click()
    dialog_says_it_all(telephone, customer)
    telephone.get_by_role("button", name="Yes, unsubscribe", exact=True).click()

    told(telephone, customer)
    opted_out_by_dana(console, customer)


def test_9_from_the_help_inbox(console: Console, telephone: Page) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, "HELP")
    eventually(lambda: "delivered" in console.product.states(number))
    telephone.goto("/")
    tab(telephone, "Help inbox")
    telephone.get_by_role("link", name=re.compile(customer.name)).click()
    expect(telephone.get_by_role("region").get_by_text("HELP", exact=True)).to_be_visible()
    expect(telephone.get_by_text("Delivered", exact=True)).to_be_visible()
    options(telephone)
    telephone.get_by_role("link", name="Unsubscribe", exact=True).click()
    dialog_says_it_all(telephone, customer)
    before = len(console.product.phones.creates(number))
    telephone.get_by_role("button", name="Yes, unsubscribe", exact=True).click()

    told(telephone, customer)
    expect(telephone.get_by_text("Call them on")).to_contain_text(show(number))
    entries = [e for e in console.product.timeline(number) if e["kind"] == "consent"]
    assert [(e["after"], e["actor"], e["how"]) for e in entries] == [("OPTED_OUT", "Dana Roy", "in person")]
    assert console.refused(number) == "I1"
    assert len(console.product.phones.creates(number)) == before


# -- what every way shares


def test_the_box_sends_the_confirmation_once(console: Console, desk: Page) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    for _ in range(2):
        desk.goto(f"/customers/{customer.id}")
        desk.get_by_role("link", name="Unsubscribe customer").click()
        desk.get_by_label(re.compile("Text them the confirmation now")).check()
        desk.get_by_role("button", name="Unsubscribe", exact=True).last.click()
        expect(desk.locator(".said")).to_be_visible()

    eventually(lambda: console.product.phones.heard(number))
    assert ["opted out" in each["body"] for each in console.product.phones.heard(number)] == [True]
    assert console.product.states(number) in (["sent"], ["accepted"], ["delivered"])


def test_cancel_and_escape_change_nothing(console: Console, desk: Page) -> None:
    customer = console.customer()
    desk.goto(f"/customers/{customer.id}")
    for leave in (lambda: desk.keyboard.press("Escape"), lambda: desk.keyboard.press("Enter")):
        desk.get_by_role("link", name="Unsubscribe customer").click()
        expect(desk.get_by_role("link", name="Cancel")).to_be_focused()
        leave()
        expect(desk.get_by_role("dialog")).to_have_count(0)
    assert console.product.consent(customer.numbers[0]) == "UNKNOWN"


def test_the_second_of_two_staff_sees_what_the_first_did(
    console: Console, desk: Page, anybody: object
) -> None:
    customer = console.customer()
    other = anybody("robin")  # type: ignore[operator]
    for page in (desk, other):
        page.goto(f"/customers/{customer.id}")
        page.get_by_role("link", name="Unsubscribe customer").click()
    for page in (desk, other):
        page.get_by_role("button", name="Unsubscribe", exact=True).last.click()
        expect(page.locator(".said")).to_be_visible()

    expect(other.locator(".said")).to_contain_text(f"Had opted out before: {customer.name}.")


def test_without_javascript_it_is_a_page_of_its_own(console: Console, anybody: object) -> None:
    customer = console.customer()
    page = anybody("dana", java_script_enabled=False)  # type: ignore[operator]
    page.goto("/customers")
    search(page, customer)
    page.get_by_label(f"Choose {customer.name}").check()
    page.get_by_role("button", name="Unsubscribe", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Unsubscribe {customer.name}?")
    page.get_by_role("button", name="Yes, unsubscribe customer").click()

    told(page, customer)
    opted_out_by_dana(console, customer)
