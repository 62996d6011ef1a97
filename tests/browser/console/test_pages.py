"""What the pages do while they are open: texts arrive, drafts stay, what will go is shown before it goes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from responder.domain.phone import show
from tests.browser.console.conftest import PASSWORD, Console
from tests.product.harness import OURS

pytestmark = pytest.mark.browser


def conversation(console: Console, number: str) -> str:
    return f"/conversations/{console.conversation_id(number)}"


def test_a_text_arrives_in_the_list_and_in_the_thread_without_a_reload(console: Console, desk: Page) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    desk.goto("/conversations")
    desk.evaluate("window.stillTheSamePage = true")
    console.product.phones.text(number, "Is my car ready?")
    expect(desk.get_by_role("link", name=re.compile(customer.name))).to_be_visible()
    assert desk.evaluate("window.stillTheSamePage")

    desk.goto(conversation(console, number))
    desk.evaluate("window.stillTheSamePage = true")
    console.product.phones.text(number, "Hello?")
    expect(desk.get_by_role("log").get_by_text("Hello?")).to_be_visible()
    assert desk.evaluate("window.stillTheSamePage")


def test_what_is_shown_before_is_what_the_customer_receives(console: Console, desk: Page) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, "Is my car ready?")
    desk.goto(conversation(console, number))
    expect(desk.get_by_label("Class")).to_have_value("reply")
    desk.get_by_label("Text message").fill("Your car is ready. 🚗")
    preview = desk.locator("#preview")
    expect(preview.locator(".words")).to_contain_text("Reply STOP to opt out")
    expect(preview).to_contain_text("UCS-2")
    shown = "\n".join(preview.locator(".words p").all_inner_texts())
    desk.get_by_role("button", name="Send").click()

    expect(desk.get_by_role("log")).to_contain_text("Delivered")
    assert [text["body"] for text in console.product.phones.heard(number)] == [shown]
    expect(desk.get_by_label("Text message")).to_have_value("")
    expect(desk.locator("article.out .notice")).to_contain_text("Reply STOP to opt out")


def test_a_stop_while_one_types_closes_the_composer_and_says_the_way_back(
    console: Console, desk: Page
) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, "Hi")
    desk.goto(conversation(console, number))
    desk.get_by_label("Text message").fill("Thursday at nine?")
    console.product.phones.text(number, "please stop texting me")

    expect(desk.get_by_text(f"{customer.name} has opted out.")).to_be_visible()
    expect(desk.locator("#composer")).to_contain_text(f"they text START to {show(OURS)}")
    expect(desk.get_by_role("log")).to_contain_text("Opted out by texting “please stop texting me”")
    expect(desk.get_by_label("Text message")).to_have_count(0)


def test_a_refused_text_stands_in_the_thread_with_its_reason(console: Console, desk: Page) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, "STOP")
    console.refused(number)
    desk.goto(conversation(console, number))
    expect(desk.get_by_role("log")).to_contain_text("Not sent: The customer has opted out")
    expect(desk.get_by_role("log")).not_to_contain_text("Your car is ready.")  # noted without its words


def test_a_session_that_ended_while_typing_keeps_the_draft(
    console: Console, open_page: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append("401")
    customer = console.customer()
    page = open_page(base_url=console.url)
    console.sign_in(page, "sam2")
    page.goto(conversation(console, customer.numbers[0]))
    page.get_by_label("Text message").fill("A long text that took a while")
    member = console.app.console.accounts.by_login("sam2")
    assert member
    console.app.console.accounts.close_sessions(member.id)
    expect(page.get_by_role("alert")).to_contain_text("What you typed is kept.")
    page.get_by_role("button", name="Send").click()
    page.get_by_label("Login").fill("sam2")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_label("Text message")).to_have_value("A long text that took a while")
    assert console.product.phones.creates(customer.numbers[0]) == []


def test_the_desk_notes_assigns_closes_and_a_text_opens_it_again(console: Console, desk: Page) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, "Hi")
    desk.goto(conversation(console, number))
    desk.get_by_text("Notes, assign, close").click()
    desk.get_by_label("Internal note").fill("Wants the cheap tires")
    desk.get_by_role("button", name="Add note").click()
    expect(desk.get_by_role("log")).to_contain_text("Wants the cheap tires · Note by Dana Roy")
    desk.get_by_text("Notes, assign, close").click()
    desk.get_by_label("Assigned to").select_option("Dana Roy")
    desk.get_by_role("button", name="Assign", exact=True).click()
    desk.get_by_role("link", name="Mine").click()
    expect(desk.get_by_role("link", name=re.compile(customer.name))).to_be_visible()
    desk.get_by_role("link", name=re.compile(customer.name)).click()
    desk.get_by_text("Notes, assign, close").click()
    desk.get_by_role("button", name="Close conversation").click()
    desk.goto("/conversations")
    expect(desk.get_by_role("link", name=re.compile(customer.name))).to_have_count(0)
    console.product.phones.text(number, "One more thing")
    expect(desk.get_by_role("link", name=re.compile(customer.name))).to_be_visible()
    assert console.product.phones.creates(number) == []


def test_a_customer_is_added_edited_and_gets_an_appointment(console: Console, desk: Page) -> None:
    desk.goto("/customers")
    desk.get_by_role("link", name="Add", exact=True).click()
    desk.get_by_label("Name").fill("Nadia Xhaka")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Nadia Xhaka")
    expect(desk.get_by_text("No mobile: this customer cannot be texted.").first).to_be_visible()
    desk.get_by_role("link", name="Edit").click()
    desk.get_by_label(re.compile("Mobile numbers")).fill("418 555 0198")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("region", name="Profile")).to_contain_text("+1 (418) 555-0198")
    desk.get_by_role("link", name="New appointment").click()
    desk.get_by_label("When, in the customer's time").fill("2031-03-04T09:30")
    desk.get_by_label("What for").fill("Brakes")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Brakes")
    expect(desk.locator(".top")).to_contain_text("09:30")
    desk.get_by_role("button", name="Confirm").click()
    expect(desk.get_by_role("region", name="This appointment")).to_contain_text("Confirmed")


def test_a_staff_member_works_in_french(console: Console, anybody: Callable[..., Page]) -> None:
    customer = console.customer()
    page = anybody("camille")
    page.goto(f"/customers/{customer.id}")
    assert page.locator("html").get_attribute("lang") == "fr"
    page.get_by_role("link", name="Désabonner le client").click()
    expect(page.get_by_role("dialog")).to_contain_text("On ne peut pas l’annuler ici.")
    page.get_by_role("button", name="Désabonner", exact=True).last.click()
    expect(page.locator(".said")).to_contain_text(f"Désabonné : {customer.name}.")
    expect(page.get_by_text("Désabonné par Camille Roy, demande faite en personne.").first).to_be_visible()
    assert console.refused(customer.numbers[0]) == "I1"


def test_two_people_on_one_telephone_are_shown_as_such(console: Console, desk: Page) -> None:
    first = console.customer("Ann Share")
    second = console.customer("Ben Share", *first.numbers)
    desk.goto(conversation(console, first.numbers[0]))
    expect(desk.get_by_role("heading", level=1)).to_have_text(f"{first.name} & {second.name}")
    expect(desk.get_by_text("Several people share this telephone")).to_be_visible()
