"""Every page passes axe-core at both widths, in light and dark; nothing is wider than the window."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console.conftest import Console
from tests.product.harness import eventually

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe-core-4.14.1.min.js"
WIDTHS = ((1280, 800), (390, 844))
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  const places = (v) => v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ");
  const why = (v) => (v.nodes[0].failureSummary || "").split("\\n")[1];
  return found.violations.map((v) => `${v.id}: ${places(v)} ${why(v)}`);
}"""


@pytest.fixture(scope="module")
def scene(console: Console) -> dict[str, str]:
    """One of everything: the addresses of all pages."""
    customer = console.customer("Zoé Tessier", notes="Prefers mornings.")
    gone = console.customer("Max Opted")
    hostile = console.customer('<script>alert(1)</script> "שלום" 🚗 ' + "Long" * 60)
    for who, words in ((customer, "HELP"), (gone, "please take me off"), (gone, "STOP"), (hostile, "Hi")):
        console.product.phones.text(who.numbers[0], words)
    eventually(lambda: "delivered" in console.product.states(customer.numbers[0]))
    eventually(lambda: "delivered" in console.product.states(gone.numbers[0]))
    console.refused(gone.numbers[0])
    appointment = console.appointment(customer)
    ids = {name: console.conversation_id(who.numbers[0]) for name, who in (("ok", customer), ("gone", gone))}
    return {
        "conversations": "/conversations",
        "nothing found": "/conversations?q=zzzzzz",
        "conversation": f"/conversations/{ids['ok']}",
        "opted out": f"/conversations/{ids['gone']}",
        "customers": "/customers",
        "profile": f"/customers/{customer.id}",
        "hostile name": f"/customers/{hostile.id}",
        "add a customer": "/customers/new",
        "edit a customer": f"/customers/{customer.id}/edit",
        "appointments": "/appointments",
        "list of appointments": "/appointments?view=list",
        "appointment": f"/appointments/{appointment.id}",
        "its customer": f"/appointments/{appointment.id}/customer",
        "new appointment": f"/appointments/new?customer={customer.id}",
        "help": "/help",
        "help item": f"/help/{ids['ok']}",
        "unsubscribe": f"/unsubscribe?customer={customer.id}&customer={gone.id}&from=customers",
        "nobody chosen": "/unsubscribe?from=customers",
        "more": "/more",
        "audit": "/audit",
    }


PAGES = (
    *("conversations", "nothing found", "conversation", "opted out", "customers", "profile", "hostile name"),
    *("add a customer", "edit a customer", "appointments", "list of appointments", "appointment"),
    *("its customer", "new appointment", "help", "help item", "unsubscribe", "nobody chosen"),
    *("more", "audit"),
)


def complaints(page: Page) -> list[str]:
    """What axe says at both widths, in light and dark; and whether the page can be pushed sideways."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    found = []
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width}: the page is {wide} wide"] if wide > width else []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{width} {scheme}: {each}" for each in page.evaluate(RUN)]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_axe_has_nothing_to_say(console: Console, scene: dict[str, str], anybody: object, name: str) -> None:
    page = anybody("robin")  # type: ignore[operator]
    page.goto(scene[name])
    assert complaints(page) == []


def test_the_list_of_pages_is_whole(scene: dict[str, str]) -> None:
    assert set(PAGES) == set(scene)


def test_the_dialog_the_menu_and_the_sign_in_page_too(
    console: Console, scene: dict[str, str], desk: Page, open_page: object
) -> None:
    desk.goto(scene["conversation"])
    desk.get_by_label("Text message").fill("Your tires are in.")
    expect(desk.get_by_text("What the customer receives")).to_be_visible()
    assert complaints(desk) == []
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.get_by_label("Options").click()
    assert complaints(desk) == []
    desk.set_viewport_size({"width": 1280, "height": 800})
    desk.get_by_role("link", name="Unsubscribe", exact=True).click()
    expect(desk.get_by_role("dialog")).to_be_visible()
    assert complaints(desk) == []
    stranger = open_page(base_url=console.url)  # type: ignore[operator]
    stranger.goto("/sign-in")
    assert complaints(stranger) == []


def test_axe_does_complain_where_something_is_wrong(desk: Page) -> None:
    desk.goto("/more")
    desk.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input>')")
    assert any("label" in each for each in complaints(desk))


def test_targets_on_a_telephone_are_at_least_44_px(
    console: Console, scene: dict[str, str], telephone: Page
) -> None:
    for name in ("conversations", "conversation", "customers", "profile", "appointment", "help item"):
        telephone.goto(scene[name])
        small = telephone.evaluate(
            """() => [...document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')]
              .filter((e) => e.checkVisibility() && !e.closest('p, dd, .skip, .check-row'))
              .map((e) => [e.textContent.trim().slice(0, 30) || e.name, e.getBoundingClientRect().height])
              .filter(([, height]) => height < 44)"""
        )
        assert (name, json.dumps(small)) == (name, "[]")
