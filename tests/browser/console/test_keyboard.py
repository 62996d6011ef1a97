"""With the keyboard alone: the nine ways to unsubscribe, sending a message, deciding a review.

The words are those of `test_unsubscribe.py`. Nothing here clicks, and every stop of the focus can be seen.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from responder.domain.customers.customer import Customer
from responder.domain.phone import show
from tests.browser.console.conftest import Console
from tests.browser.console.keyboard import Keyboard
from tests.browser.console.test_unsubscribe import dialog_says_it_all, opted_out_by_dana, told
from tests.browser.scenes import never_left
from tests.product.harness import eventually

pytestmark = pytest.mark.browser

UNSURE = "not interested right now"


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Main").get_by_role("link", name=name)


def opens(page: Page, name: str) -> Keyboard:
    """The page's tab, from its address on."""
    page.goto("/more")
    keys = Keyboard(page)
    keys.enters(tab(page, name))
    page.wait_for_url(re.compile(r"/(conversations|customers|appointments|help|review|unsent)$"))
    return keys


def searches(keys: Keyboard, words: str) -> None:
    keys.to(keys.page.get_by_label("Name or number"))
    keys.types(words)
    keys.press("Enter")
    keys.page.wait_for_url(re.compile(r"[?&]q="))


def confirms(keys: Keyboard, customer: Customer, button: str) -> None:
    """The dialog has the focus on Cancel; the button is the next stop."""
    dialog_says_it_all(keys.page, customer)
    keys.sees_the_focus()
    keys.press("Tab")
    keys.sees_the_focus()
    expect(keys.page.get_by_role("dialog").get_by_role("button", name=button, exact=True)).to_be_focused()
    keys.press("Enter")
    told(keys.page, customer)


def options(keys: Keyboard) -> None:
    """The menu top right."""
    keys.enters(keys.page.get_by_label("Options"))


def profile_link(page: Page, customer: Customer) -> Locator:
    return page.get_by_role("link", name=customer.name, exact=True)


# -- at a desk, 1280 px


def test_1_from_the_conversation(console: Console, desk: Page) -> None:
    customer = console.customer()
    console.product.phones.text(customer.numbers[0], "Bob here, I sold the car")
    keys = opens(desk, "Conversations")
    keys.enters(desk.get_by_role("link", name=customer.name))
    keys.enters(desk.get_by_role("link", name="Unsubscribe", exact=True))
    confirms(keys, customer, "Yes, unsubscribe")
    opted_out_by_dana(console, customer)


def test_2_customers_by_their_checkbox(console: Console, desk: Page) -> None:
    customer = console.customer()
    keys = opens(desk, "Customers")
    searches(keys, customer.name.split()[-1])
    keys.to(desk.get_by_label(f"Choose {customer.name}"))
    keys.press("Space")
    keys.enters(desk.get_by_role("button", name="Unsubscribe", exact=True))
    confirms(keys, customer, "Yes, unsubscribe customer")
    opted_out_by_dana(console, customer)


def test_3_from_the_profile(console: Console, desk: Page) -> None:
    customer = console.customer()
    keys = opens(desk, "Customers")
    searches(keys, customer.name.split()[-1])
    keys.enters(profile_link(desk, customer))
    keys.enters(desk.get_by_role("link", name="Unsubscribe customer"))
    confirms(keys, customer, "Unsubscribe")
    opted_out_by_dana(console, customer)


def test_4_from_the_appointments_customer(console: Console, desk: Page) -> None:
    customer = console.customer()
    console.appointment(customer)
    keys = opens(desk, "Appointments")
    keys.enters(desk.get_by_role("link", name="List", exact=True))
    keys.enters(desk.get_by_role("link", name=re.compile(customer.name)))
    keys.enters(desk.get_by_role("link", name="Customer", exact=True))
    keys.enters(desk.get_by_role("link", name="Unsubscribe", exact=True))
    confirms(keys, customer, "Yes, unsubscribe")
    opted_out_by_dana(console, customer)


# -- at 390 px: a telephone with a keyboard, or a desk at 400 % zoom


def test_5_from_the_conversations_options(console: Console, telephone: Page) -> None:
    customer = console.customer()
    console.product.phones.text(customer.numbers[0], "Sold it")
    keys = opens(telephone, "Conversations")
    keys.enters(telephone.get_by_role("link", name=customer.name))
    options(keys)
    keys.enters(telephone.get_by_role("link", name="Unsubscribe from receiving messages"))
    confirms(keys, customer, "Yes, unsubscribe")
    opted_out_by_dana(console, customer)


def test_6_from_the_customers_options(console: Console, telephone: Page) -> None:
    customer = console.customer()
    keys = opens(telephone, "Customers")
    keys.enters(profile_link(telephone, customer))
    options(keys)
    keys.enters(telephone.get_by_role("link", name="Unsubscribe", exact=True))
    confirms(keys, customer, "Unsubscribe")
    opted_out_by_dana(console, customer)


def test_7_from_a_customer_found_by_number(console: Console, telephone: Page) -> None:
    customer = console.customer()
    keys = opens(telephone, "Customers")
    searches(keys, show(customer.numbers[0]))
    keys.enters(profile_link(telephone, customer))
    options(keys)
    keys.enters(telephone.get_by_role("link", name="Unsubscribe", exact=True))
    confirms(keys, customer, "Unsubscribe")
    opted_out_by_dana(console, customer)


def test_8_from_an_appointments_options(console: Console, telephone: Page) -> None:
    customer = console.customer()
    console.appointment(customer)
    keys = opens(telephone, "Appointments")
    keys.enters(telephone.get_by_role("link", name="List", exact=True))
    keys.enters(telephone.get_by_role("link", name=re.compile(customer.name)))
    options(keys)
    keys.enters(telephone.get_by_role("link", name="Unsubscribe", exact=True))
    confirms(keys, customer, "Yes, unsubscribe")
    opted_out_by_dana(console, customer)


def test_9_from_the_help_inbox(console: Console, telephone: Page) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, "HELP")
    eventually(lambda: "delivered" in console.product.states(number))
    keys = opens(telephone, "Help inbox")
    keys.enters(telephone.get_by_role("link", name=re.compile(customer.name)))
    options(keys)
    keys.enters(telephone.get_by_role("link", name="Unsubscribe", exact=True))
    confirms(keys, customer, "Yes, unsubscribe")
    expect(telephone.get_by_text("Call them on")).to_contain_text(show(number))
    assert console.refused(number) == "I1"


# -- the dialog, the composer, the review queue


def test_the_dialog_keeps_the_focus_and_escape_gives_it_back(console: Console, desk: Page) -> None:
    customer = console.customer()
    desk.goto(f"/customers/{customer.id}")
    keys = Keyboard(desk)
    ask = desk.get_by_role("link", name="Unsubscribe customer")
    keys.enters(ask)
    expect(desk.get_by_role("dialog").get_by_role("link", name="Cancel")).to_be_focused()
    for _ in range(12):
        keys.press("Tab")
        inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        assert desk.evaluate(inside)
    keys.press("Escape")
    expect(ask).to_be_focused()
    assert console.product.consent(customer.numbers[0]) == "UNKNOWN"


@pytest.mark.parametrize("way", ["Tab and Enter", "Ctrl and Enter"])
def test_sending_a_message(console: Console, desk: Page, way: str) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, "Is my car ready?")
    keys = opens(desk, "Conversations")
    keys.enters(desk.get_by_role("link", name=customer.name))
    keys.to(desk.get_by_label("Text message"))
    keys.types("Yes, it is ready.")
    expect(desk.get_by_text("What the customer receives")).to_be_visible()
    if way == "Tab and Enter":
        keys.enters(desk.get_by_role("button", name="Send", exact=True))
    else:
        keys.press("Control+Enter")
    eventually(lambda: console.product.phones.heard(number))
    (heard,) = console.product.phones.heard(number)
    assert "Yes, it is ready." in heard["body"]


@pytest.mark.parametrize(
    ("key", "stands", "said"),
    [("o", "OPTED_OUT", "Opted out: "), ("n", "UNKNOWN", "Not an opt-out: ")],
)
def test_deciding_a_review_with_one_key(
    console: Console, desk: Page, key: str, stands: str, said: str
) -> None:
    customer = console.customer()
    console.product.phones.text(customer.numbers[0], UNSURE)
    keys = opens(desk, "Review queue")
    keys.enters(desk.get_by_role("link", name=customer.name))
    expect(desk.get_by_role("region", name="Decide")).to_be_focused()
    keys.sees_the_focus()
    keys.press(key)
    expect(desk.get_by_role("status").filter(has_text=f"{said}{customer.name}")).to_be_visible()
    assert console.product.consent(customer.numbers[0]) == stands
    (entry,) = [e for e in console.product.timeline(customer.numbers[0]) if e.get("channel") == "review"]
    assert entry["actor"] == "Dana Roy"


def test_deciding_a_review_with_a_note_and_the_space_bar(console: Console, desk: Page) -> None:
    customer = console.customer()
    console.product.phones.text(customer.numbers[0], UNSURE)
    keys = opens(desk, "Review queue")
    keys.enters(desk.get_by_role("link", name=customer.name))
    expect(desk.get_by_role("region", name="Decide")).to_be_focused()
    keys.to(desk.get_by_label("Note (kept with the proof)"))
    keys.types("no, only now")
    keys.to(desk.get_by_role("button", name="Not an opt-out"))
    keys.press("Space")
    expect(desk.get_by_role("status").filter(has_text=customer.name)).to_be_visible()
    (entry,) = [e for e in console.product.timeline(customer.numbers[0]) if e.get("channel") == "review"]
    assert entry["reason"] == "no, only now"


def test_no_key_decides_from_elsewhere_or_while_one_types(console: Console, desk: Page) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, UNSURE)
    (review,) = [each for each in console.app.reviews.open_reviews(100) if each.number == number]
    desk.goto(f"/review/{review.id}")
    keys = Keyboard(desk)
    decide = desk.get_by_role("region", name="Decide")
    expect(decide).to_be_focused()
    for key in ("Control+o", "Shift+Tab", "o", "n"):
        keys.press(key)
    expect(decide).not_to_be_focused()
    keys.to(desk.get_by_label("Note (kept with the proof)"))
    keys.types("on and on")
    keys.press("Enter")
    expect(desk.get_by_label("Note (kept with the proof)")).to_have_value("on and on")
    assert console.app.reviews.review(review.id) == review


def test_what_never_left_is_decided_with_the_keyboard(console: Console, desk: Page) -> None:
    customer = console.customer()
    never_left(console.product, console.app, customer.numbers[0], "Your part is here.")
    keys = opens(desk, "Not sent")
    card = desk.get_by_role("article").filter(has_text=customer.name)
    keys.enters(card.get_by_role("button", name="Send again"))
    expect(desk.get_by_text("It goes as soon as it may.")).to_be_visible()
    eventually(lambda: console.product.phones.heard(customer.numbers[0]))
    (heard,) = console.product.phones.heard(customer.numbers[0])
    assert "Your part is here." in heard["body"]


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("*:focus-visible { outline: none; }", "not to be seen"),
        ("* { outline: 2px solid red !important; }", "looks the same"),
    ],
    ids=["no ring at all", "a ring on everything"],
)
def test_a_focus_that_nobody_sees_is_noticed(console: Console, desk: Page, style: str, said: str) -> None:
    desk.goto("/more")
    desk.evaluate(
        "(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        "document.adoptedStyleSheets = [sheet]; }",
        style,
    )
    with pytest.raises(AssertionError, match=said):
        Keyboard(desk).to(tab(desk, "Appointments"))
