"""A shop's day at both widths: appointments edited, reminded of and answered; quick replies; pictures."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from responder.domain.customers.customer import Customer
from responder.domain.inbox.quick_replies import QuickReply
from tests.browser.conftest import PHONE
from tests.browser.console.axe import complaints_as_shown
from tests.browser.console.conftest import Console
from tests.pictures import as_url, photo
from tests.product.harness import OURS, eventually

pytestmark = pytest.mark.browser

WIDTHS: dict[str, dict[str, Any]] = {"desk": {}, "telephone": PHONE}


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, anybody: Callable[..., Page]) -> Page:
    """Dana's browser, at her desk and on her telephone."""
    return anybody("dana", **WIDTHS[request.param])


@pytest.fixture
def ready(console: Console) -> QuickReply:
    """A quick reply in two languages, with a name that no other test has."""
    kept = console.app.console.quick_replies
    words = (("en", "Hi {{ first_name }}, your car is ready."), ("fr", "Bonjour {{ first_name }} !"))
    return kept.save(QuickReply(kept.new_id(), f"Ready {kept.new_id()}", words))


def sends_picture(console: Console, customer: Customer, words: str = "This noise") -> None:
    wanted = {"from": customer.numbers[0], "to": OURS, "body": words, "wait": True}
    media = [{"url": as_url(photo(1_200, 900)), "content_type": "image/jpeg"}]
    console.product.phones.call("POST", "/sim/inbound", {**wanted, "media": media})


def conversation(console: Console, customer: Customer) -> str:
    return f"/conversations/{console.conversation_id(customer.numbers[0])}"


def test_an_appointment_is_edited_and_says_that_it_moved(console: Console, page: Page) -> None:
    tires = console.appointment(console.customer())
    page.goto(f"/appointments/{tires.id}")
    page.get_by_role("link", name="Edit appointment").click()
    page.get_by_label("When, in the customer's time").fill("2031-03-04T09:30")
    page.get_by_label("What for").fill("Brakes")
    page.get_by_label("Notes").fill("Brings his own rims")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Brakes")
    expect(page.locator(".top")).to_contain_text("09:30")
    expect(page.get_by_role("region", name="This appointment")).to_contain_text("Rescheduled")
    expect(page.get_by_text("Brings his own rims")).to_be_visible()


def test_of_two_who_edit_at_once_the_second_sees_what_the_first_did(
    console: Console, page: Page, anybody: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append("409")
    tires = console.appointment(console.customer())
    other = anybody("robin")
    for each in (page, other):
        each.goto(f"/appointments/{tires.id}/edit")
    other.get_by_label("What for").fill("Oil change")
    other.get_by_role("button", name="Save").click()
    page.get_by_label("What for").fill("Brakes")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert")).to_contain_text("Somebody else changed this appointment meanwhile")
    expect(page.get_by_role("region", name="How it is now")).to_contain_text("Oil change")
    expect(page.get_by_label("What for")).to_have_value("Brakes")
    assert complaints_as_shown(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Brakes")


def test_a_reminder_is_sent_and_the_customers_yes_confirms_without_touching_consent(
    console: Console, page: Page
) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    tires = console.appointment(customer)
    page.goto(f"/appointments/{tires.id}")
    page.get_by_role("link", name="Send a reminder").click()
    expect(page.get_by_label("Text message")).to_have_value(re.compile("Reply YES to confirm"))
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status").last).to_contain_text("The reminder is on its way.")
    eventually(lambda: console.product.phones.heard(number))
    before = console.product.consent(number)
    console.product.phones.text(number, "Yes please!")

    eventually(lambda: console.app.console.appointments.get(tires.id).status == "confirmed")  # type: ignore[union-attr]
    page.reload()
    expect(page.get_by_role("region", name="This appointment")).to_contain_text("Confirmed")
    expect(page.get_by_role("region", name="This appointment")).to_contain_text("Sent by hand: Delivered")
    assert console.product.consent(number) == before


def test_cancel_opts_out_and_asks_for_a_call(console: Console, page: Page) -> None:
    customer = console.customer()
    tires = console.appointment(customer)
    console.product.phones.text(customer.numbers[0], "CANCEL")
    eventually(lambda: console.app.console.appointments.get(tires.id).call_back)  # type: ignore[union-attr]
    page.goto("/appointments?view=list")
    row = page.get_by_role("link", name=re.compile(customer.name))
    expect(row).to_contain_text("Call back")
    expect(row).to_contain_text("Opted out")
    row.click()
    expect(page.get_by_role("region", name="Call back")).to_contain_text("The customer texted CANCEL.")
    assert complaints_as_shown(page) == []
    page.get_by_role("button", name="Called back").click()
    expect(page.get_by_role("region", name="Call back")).to_have_count(0)


def test_a_quick_reply_goes_in_where_the_cursor_is_and_is_shown_as_it_will_leave(
    console: Console, page: Page, ready: QuickReply
) -> None:
    customer = console.customer("Zoé Tessier")
    console.product.phones.text(customer.numbers[0], "Hello?")
    page.goto(conversation(console, customer))
    body = page.get_by_label("Text message")
    body.fill("Good news!")
    page.get_by_text("Quick replies", exact=True).click()
    page.get_by_role("button", name=ready.title).click()

    expect(body).to_have_value("Good news! Hi Zoé, your car is ready.")
    expect(body).to_be_focused()
    expect(page.locator("#preview .words")).to_contain_text("Hi Zoé, your car is ready.")
    page.get_by_text("Quick replies", exact=True).click()
    assert complaints_as_shown(page) == []


def test_a_quick_reply_goes_in_without_javascript_too(
    console: Console, anybody: Callable[..., Page], ready: QuickReply
) -> None:
    customer = console.customer("Zoé Tessier", language="fr")
    page = anybody("dana", java_script_enabled=False)
    page.goto(conversation(console, customer))
    page.get_by_label("Text message").fill("Voilà.")
    page.get_by_text("Quick replies", exact=True).click()
    page.get_by_role("button", name=ready.title).click()

    expect(page.get_by_label("Text message")).to_have_value("Voilà. Bonjour Zoé !")
    assert console.product.phones.creates(customer.numbers[0]) == []


def test_a_shop_edits_its_quick_replies(console: Console, page: Page, expected_errors: list[str]) -> None:
    expected_errors.append("422")
    title = f"Closed {console.app.console.quick_replies.new_id()}"
    page.goto("/quick-replies")
    page.get_by_role("link", name="Add").click()
    page.get_by_label("Title, for you alone").fill(title)
    page.get_by_label("English").fill("{{ nobody }}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("names a placeholder that there is not")
    page.get_by_label("English").fill("We close at five, {{ first_name }}.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.get_by_role("link", name=f"Edit: {title}").click()
    page.get_by_label("Français").fill("Nous fermons à 17 h.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nous fermons à 17 h.")).to_be_visible()
    page.get_by_role("button", name=f"Remove: {title}").click()
    expect(page.get_by_role("heading", name=title)).to_have_count(0)


def test_a_picture_arrives_in_the_thread_and_opens_large(console: Console, page: Page) -> None:
    customer = console.customer()
    console.product.phones.text(customer.numbers[0], "My car makes a noise")
    page.goto(conversation(console, customer))
    sends_picture(console, customer)
    picture = page.get_by_role("img", name=re.compile("Picture from the customer"))

    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    eventually(lambda: page.evaluate("document.querySelector('.picture img').naturalWidth") == 360)
    assert complaints_as_shown(page) == []
    picture.click()
    large = page.get_by_role("img", name="Picture from the customer")
    expect(large).to_be_visible()
    eventually(lambda: page.evaluate("document.images[0].naturalWidth") == 1_200)
    assert complaints_as_shown(page) == []
    page.get_by_role("link", name="Back to the conversation").click()
    expect(page.get_by_role("log")).to_contain_text("My car makes a noise")


def test_a_picture_that_leads_elsewhere_is_not_fetched(console: Console, page: Page) -> None:
    customer = console.customer()
    wanted = {"from": customer.numbers[0], "to": OURS, "body": "Look", "wait": True}
    media = [{"url": "http://169.254.169.254/latest/meta-data/", "content_type": "image/jpeg"}]
    console.product.phones.call("POST", "/sim/inbound", {**wanted, "media": media})
    page.goto(conversation(console, customer))

    expect(page.get_by_text("it was not fetched")).to_be_visible()


SPY = """
window.shown = [];
class Spy { constructor(title, options) { window.shown.push([title, options.body]); } close() {} }
Spy.permission = "granted";
Spy.requestPermission = async () => "granted";
window.Notification = Spy;
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_an_assignee_is_told_once_by_the_browser_who_wrote_and_not_what(
    console: Console, anybody: Callable[..., Page], width: str
) -> None:
    page = anybody("dana", own=True, **WIDTHS[width])
    customer = console.customer()
    (number,) = customer.numbers
    dana = console.app.console.accounts.by_login("dana")
    assert dana
    page.add_init_script(SPY)
    page.goto("/more")
    page.get_by_role("button", name="Tell me in this browser").click()
    expect(page.get_by_text("This browser tells you while a tab is open.")).to_be_visible()
    assert complaints_as_shown(page) == []
    console.product.phones.text(number, "My secret plate is ABC 123")
    console.app.console.conversations.assign(number, dana.id, console.now())

    told = f"() => window.shown.filter(([, body]) => body === {customer.name!r}).length"
    page.evaluate("askForNews()")  # as it does every ten seconds
    eventually(lambda: page.evaluate(told) == 1)
    assert "secret" not in str(page.evaluate("window.shown"))
    with page.expect_response("**/news"):
        page.goto("/customers")
    page.evaluate("askForNews()")  # waits until it has told, if it tells
    assert page.evaluate(told) == 0
    console.app.console.conversations.assign(number, "", console.now())
