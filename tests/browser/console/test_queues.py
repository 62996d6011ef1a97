"""Review queue, help inbox and unsent list in a browser: axe, both widths, live, without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from responder.domain.phone import show
from tests.browser.conftest import PHONE
from tests.browser.console.conftest import Console
from tests.product.harness import eventually

pytestmark = pytest.mark.browser

UNSURE = "not interested right now"
OPT_OUT = re.compile("^Opt out")
LONG = "I do not know. " * 100
HOSTILE = '<script>alert(1)</script> "שלום" 🚗 ' + "Long" * 60


def review_of(console: Console, number: str) -> str:
    """The address of the review of a number's last text."""
    (found,) = [each for each in console.app.reviews.open_reviews(100) if each.number == number]
    return f"/review/{found.id}"


def help_of(console: Console, number: str) -> str:
    item = console.app.console.help_inbox.newest_of(number)
    assert item
    return f"/help/{item.first.id}"


def test_what_a_colleague_decides_is_seen_at_once_and_takes_the_buttons_away(
    console: Console, desk: Page, anybody: Callable[..., Page]
) -> None:
    customer = console.customer()
    console.product.phones.text(customer.numbers[0], UNSURE)
    address = review_of(console, customer.numbers[0])
    desk.goto(address)
    desk.evaluate("window.stillTheSamePage = true")
    expect(desk.get_by_role("button", name=OPT_OUT)).to_be_visible()
    other = anybody("robin")
    other.goto(address)
    other.get_by_role("button", name="Not an opt-out").click()

    decided = desk.get_by_role("status").filter(has_text="Robin Tremblay decided: not an opt-out")
    expect(decided).to_be_visible()
    expect(desk.get_by_role("button", name=OPT_OUT)).to_have_count(0)
    expect(desk.get_by_role("link", name=re.compile(customer.name))).to_have_count(0)
    assert desk.evaluate("window.stillTheSamePage")


def test_a_text_appears_in_the_queue_without_a_reload_and_is_decided_on_a_telephone(
    console: Console, telephone: Page
) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    telephone.goto("/more")
    telephone.get_by_role("link", name="Review queue").click()
    telephone.evaluate("window.stillTheSamePage = true")
    console.product.phones.text(number, UNSURE)
    row = telephone.get_by_role("link", name=re.compile(customer.name))
    expect(row).to_be_visible()
    assert telephone.evaluate("window.stillTheSamePage")
    row.click()
    expect(telephone.get_by_text("What our rule saw")).to_be_visible()
    telephone.get_by_role("button", name="Opt out", exact=True).click()
    expect(telephone.get_by_role("status").filter(has_text=f"Opted out: {customer.name}.")).to_be_visible()
    assert console.refused(number) == "I1"
    assert console.product.phones.creates(number) == []


def test_without_javascript_a_review_is_decided_with_its_form(
    console: Console, anybody: Callable[..., Page]
) -> None:
    customer = console.customer()
    console.product.phones.text(customer.numbers[0], UNSURE)
    page = anybody("sam", java_script_enabled=False)
    page.goto("/review")
    page.get_by_role("link", name=re.compile(customer.name)).click()
    page.get_by_label("Note (kept with the proof)").fill("He called to say so.")
    page.get_by_role("button", name="Opt out").click()
    expect(page.get_by_role("status").filter(has_text=f"Opted out: {customer.name}.")).to_be_visible()
    (entry,) = [e for e in console.product.timeline(customer.numbers[0]) if e["kind"] == "consent"]
    assert (entry["actor"], entry["reason"]) == ("Sam Pelletier", "He called to say so.")


def test_support_reads_what_became_of_a_call_for_help_and_ends_it(
    console: Console, anybody: Callable[..., Page]
) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, "HELP")
    eventually(lambda: "delivered" in console.product.states(number))
    page = anybody("sam", **PHONE)
    page.goto("/help")
    page.get_by_role("link", name=re.compile(customer.name)).click()
    below = page.get_by_role("region", name="What became of it")
    expect(below).to_contain_text("Automatic answer: Delivered.")
    below.get_by_label("Assigned to").select_option("Sam Pelletier")
    below.get_by_role("button", name="Assign").click()
    console.product.phones.text(number, "Anybody there?")
    page.reload()
    expect(page.get_by_role("region", name="Question and answer")).to_contain_text("Anybody there?")
    below.get_by_role("button", name="Mark as answered").click()
    expect(below).to_contain_text("Answered by Sam Pelletier")
    page.goto("/help?view=answered")
    expect(page.get_by_role("link", name=re.compile(customer.name))).to_be_visible()


def test_an_agent_answers_a_call_where_it_stands_and_it_leaves_the_list(console: Console, desk: Page) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, "who is this?")
    desk.goto("/help")
    desk.get_by_role("link", name=re.compile(customer.name)).click()
    desk.get_by_label("Text message").fill("Garage Tremblay, about your tires.")
    expect(desk.locator("#preview")).to_contain_text("What the customer receives")
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(desk.get_by_role("log")).to_contain_text("Delivered")
    assert ["about your tires" in text["body"] for text in console.product.phones.heard(number)] == [True]
    desk.goto("/help")
    expect(desk.get_by_role("link", name=re.compile(customer.name))).to_have_count(0)
    desk.get_by_role("link", name="Answered").click()
    desk.get_by_role("link", name=re.compile(customer.name)).click()
    below = desk.get_by_role("region", name="What became of it")
    expect(below).to_contain_text("Answered by Dana Roy")
    expect(desk.get_by_role("region", name="Question and answer")).to_contain_text("about your tires")


def test_who_opted_out_is_called_and_has_no_composer(console: Console, desk: Page) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    for words in ("who is this?", "STOP"):
        console.product.phones.text(number, words)
    desk.goto("/help")
    desk.get_by_role("link", name=re.compile(customer.name)).click()
    below = desk.get_by_role("region", name="What became of it")
    expect(below).to_contain_text(f"{customer.name} has opted out. Call them on {show(number)}.")
    expect(desk.get_by_role("textbox")).to_have_count(0)
    below.get_by_role("link", name="Open the conversation").click()
    expect(desk.get_by_text(f"{customer.name} has opted out.")).to_be_visible()
