"""Subscriptions, the import of a list and the profile, in a real browser on a desk and on a telephone."""

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from responder.domain.customers.customer import with_numbers
from responder.domain.phone import show
from responder.flows.outbound import compose
from tests.browser.conftest import PHONE
from tests.browser.console.axe import complaints_as_shown
from tests.browser.console.conftest import Console
from tests.product.harness import new_phone

pytestmark = pytest.mark.browser

WIDTHS = pytest.mark.parametrize("width", [{}, PHONE], ids=["desk", "telephone"])
Anybody = Callable[..., Page]


def refused(console: Console, number: str, kind: str) -> str:
    """The rule that refuses the next text of this class; "" if it goes."""
    try:
        compose.send(console.app.deps, compose.Draft(number, "Your tires are here.", kind, "Robin"))
    except compose.Refusal as refusal:
        return refusal.rule
    return ""


# -- subscriptions


@WIDTHS
def test_marketing_is_switched_off_and_nothing_there_switches_it_on(
    console: Console, anybody: Anybody, width: dict[str, object]
) -> None:
    customer = console.customer()
    (number,) = customer.numbers
    console.product.phones.text(number, "START")
    page = anybody("dana", **width)
    page.goto(f"/customers/{customer.id}")
    page.get_by_label("Why, or the customer's words (optional)").fill("No more offers, please")
    page.get_by_role("button", name="Switch marketing off").press("Enter")

    expect(page.get_by_role("status").filter(has_text="Marketing is switched off.")).to_be_visible()
    expect(page.get_by_text("Off: offers and promotions are not sent.")).to_be_visible()
    expect(page.get_by_role("button", name="Switch marketing off")).to_have_count(0)
    expect(page.get_by_role("link", name="Switch all messages off")).to_be_visible()
    assert complaints_as_shown(page) == []
    assert refused(console, number, "marketing") == "US-09"
    assert refused(console, number, "service") == ""
    entry = next(each for each in console.product.timeline(number) if each.get("intent") == "MARKETING_OFF")
    assert (entry["actor"], entry["reason"]) == ("Dana Roy", "No more offers, please")

    console.product.phones.text(number, "START")
    page.reload()
    expect(page.get_by_role("button", name="Switch marketing off")).to_be_visible()


@WIDTHS
def test_all_messages_are_switched_off_from_the_same_card(
    console: Console, anybody: Anybody, width: dict[str, object]
) -> None:
    customer = console.customer()
    page = anybody("dana", **width)
    page.goto(f"/customers/{customer.id}")
    page.get_by_role("link", name="Switch all messages off").click()
    page.get_by_role("dialog").get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_text("Off: nothing is sent.")).to_be_visible()
    assert refused(console, customer.numbers[0], "service") == "I1"


# -- the import


def a_list(folder: Path, first: str, second: str) -> Path:
    """As Excel saves it: semicolons, Windows-1252, a line end in a cell, a formula, a bad number."""
    rows = (
        "Nom;Téléphone;Notes;Désabonné;Consent",
        f'Zoé Import;{first};"Ligne un\r\nLigne deux";;yes',
        f"=HYPERLINK(1);{second};;oui;yes",
        "Personne Import;12;;;",
    )
    path = folder / "clients.csv"
    path.write_bytes("\r\n".join(rows).encode("cp1252"))
    return path


@WIDTHS
def test_a_list_is_seen_row_by_row_and_taken_over_after_a_yes(
    console: Console, anybody: Anybody, width: dict[str, object], tmp_path: Path
) -> None:
    first, second = new_phone(), new_phone()
    page = anybody("dana", **width)
    page.goto("/customers")
    page.get_by_role("link", name="Import", exact=True).click()
    assert complaints_as_shown(page) == []
    path = a_list(tmp_path, first, second)
    page.get_by_label("The list (CSV, at most 5,000 rows)").set_input_files(path)
    page.get_by_role("button", name="Look at it").click()

    rows = page.get_by_role("row")
    expect(rows.filter(has_text="Zoé Import")).to_contain_text("New")
    expect(rows.filter(has_text=show(second))).to_contain_text("Opts out.")
    expect(rows.filter(has_text="Personne Import")).to_contain_text("it needs 10 digits")
    expect(page.get_by_text("only a customer's own text gives consent: Consent")).to_be_visible()
    assert complaints_as_shown(page) == []
    assert refused(console, second, "service") == ""

    page.get_by_role("button", name="Yes, import").click()
    expect(page.get_by_role("status").filter(has_text="The list was taken over.")).to_be_visible()
    expect(page.get_by_role("heading", name="Refused rows")).to_be_visible()
    assert complaints_as_shown(page) == []
    assert refused(console, second, "service") == "I1"
    (zoe,) = console.app.console.customers.of_number(first)
    assert (zoe.name, zoe.notes) == ("Zoé Import", "Ligne un\nLigne deux")


def test_a_long_list_goes_on_by_itself_also_over_a_store_that_hangs(
    console: Console, desk: Page, tmp_path: Path, expected_errors: list[str]
) -> None:
    expected_errors.append("503")
    path = tmp_path / "long.csv"
    first = int(new_phone()[2:])
    rows = "".join(f"Longlist Person {place},+1{first + 10_000 + place},G1R 1A1\n" for place in range(1_500))
    path.write_text("name,phone,postal code\n" + rows, encoding="utf-8")
    desk.goto("/customers/import")
    desk.get_by_label("The list").set_input_files(path)
    desk.get_by_role("button", name="Look at it").click()
    console.product.kill("valkey", signal.SIGSTOP)
    try:
        desk.get_by_role("button", name="Yes, import").click()
        expect(desk.get_by_text("this goes on by itself in a moment")).to_be_visible()
    finally:
        console.product.kill("valkey", signal.SIGCONT)
    expect(desk.get_by_role("heading", name="Imported")).to_be_visible()
    assert len(console.app.console.customers.search("longlist", 200)) >= 100


# -- the profile


def read(download: Download) -> str:
    return Path(download.path()).read_text(encoding="utf-8")


@WIDTHS
def test_the_profile_proves_the_consent_and_gives_the_proof_away(
    console: Console, anybody: Anybody, width: dict[str, object]
) -> None:
    customer = console.customer(postal_code="G1R 1A1")
    (number,) = customer.numbers
    console.product.phones.text(number, "stop please")
    page = anybody("robin", **width)
    page.goto(f"/customers/{customer.id}")
    expect(page.get_by_text("Opted out by texting “stop please” to +1 (415) 555-0199")).to_be_visible()
    expect(page.get_by_text("G1R 1A1")).to_be_visible()
    assert complaints_as_shown(page) == []

    with page.expect_download() as printed:
        page.get_by_role("link", name="page to print").click()
    with page.expect_download() as plain:
        page.get_by_role("link", name="JSON", exact=True).click()
    assert "stop please" in read(printed.value)
    assert json.loads(read(plain.value))["consent"] == "OPTED_OUT"
    assert number[2:] not in printed.value.suggested_filename + printed.value.url


@WIDTHS
def test_a_former_number_and_its_customer_lead_to_each_other(
    console: Console, anybody: Anybody, width: dict[str, object]
) -> None:
    customer = console.customer()
    (old,) = customer.numbers
    console.product.phones.text(old, "STOP")
    changed = with_numbers(customer, (new_phone(),))
    console.app.console.customers.save(changed, console.now())
    page = anybody("dana", **width)
    page.goto(f"/customers/{customer.id}")
    expect(page.get_by_text("A changed number is a new number: nothing was copied.")).to_be_visible()
    page.get_by_role("link", name=show(old)).click()
    page.get_by_role("link", name=customer.name).first.click()
    expect(page.get_by_role("heading", name=customer.name)).to_be_visible()
