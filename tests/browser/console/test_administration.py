"""Stop switches, overview, second factor and template preview in a real browser, with axe on each page."""

import re
import time
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Page, expect

from responder.domain.staff.accounts import Role
from responder.domain.staff.second_factor import STEP
from responder.flows.reports import counts
from tests.browser.conftest import PHONE
from tests.browser.console.axe import complaints, small_targets
from tests.browser.console.conftest import PASSWORD, Console
from tests.browser.shop_scenes import month as month_of_texts

pytestmark = pytest.mark.browser

Anybody = Callable[..., Page]


@pytest.fixture
def switched_on(console: Console):
    """Whatever a test switched off is on again for the others."""
    yield
    for switch in console.app.store.stop_switches():
        console.app.store.allow_sender(switch.sender)


@pytest.fixture(scope="module")
def month(console: Console) -> None:
    """Thirty days of texts, as commits count them, and a month of sums."""
    month_of_texts(console.product)
    assert counts.last_30_days(console.app.console.counts, console.now()).sums.texts_out > 500


def test_an_admin_switches_a_sender_off_on_a_telephone_and_the_next_message_is_refused(
    console: Console, anybody: Anybody, desk: Page, switched_on: None, expected_errors: list[str]
) -> None:
    expected_errors.append("422")
    customer = console.customer()
    desk.goto(f"/conversations/{console.conversation_id(customer.numbers[0])}")
    page = anybody("robin", **PHONE)
    page.goto("/conversations")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="More").click()
    page.get_by_role("link", name="Stop switches").click()
    page.get_by_label("What").select_option(label="+1 (415) 555-0199")
    page.get_by_label(re.compile("^Why")).fill("The carrier blocks us.")
    page.get_by_role("button", name="Switch sending off").click()
    expect(page.get_by_text("Sending is off: +1 (415) 555-0199.")).to_be_visible()
    # Dana's page, which was open all the time, says so without a reload.
    banner = desk.locator(".warnings")
    expect(banner).to_contain_text("by Robin Tremblay since")
    expect(banner).to_contain_text("The carrier blocks us.")
    assert console.refused(customer.numbers[0]) == "DESIGN 7.1"
    desk.get_by_label("Text message").fill("Your car is ready.")
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(desk.get_by_text("Sending is switched off").last).to_be_visible()
    assert console.product.phones.creates(customer.numbers[0]) == []
    page.get_by_role("button", name=re.compile("Switch on again")).click()
    expect(page.get_by_text("Nothing: every sender sends.")).to_be_visible()
    assert ("Robin Tremblay", "sending switched on") in console.acts()


def test_the_overview_reads_as_a_table_by_keyboard(console: Console, month: None, anybody: Anybody) -> None:
    page = anybody("sam")
    page.goto("/overview?days=30")
    chart = page.get_by_role("img", name=re.compile("Texts a day"))
    expect(chart).to_be_visible()
    drawn = [each.get_attribute("d") or "" for each in page.locator(".chart-texts .plot .bar").all()]
    assert sum(path.count("M") for path in drawn) >= 55
    summary = page.locator(".chart-texts summary")
    summary.focus()
    page.keyboard.press("Enter")
    table = page.get_by_role("region", name="Texts a day").get_by_role("table")
    rows = table.get_by_role("row").all()
    assert len(rows) == 31
    last = [int(cell.inner_text().replace(",", "")) for cell in rows[10].get_by_role("cell").all()]
    assert last[1] > last[0] > 0
    rates = page.get_by_role("region", name=re.compile("Opt-outs by template")).get_by_role("table")
    expect(
        rates.get_by_role("row", name=re.compile(r"Written by staff \(marketing\) Over the line"))
    ).to_be_visible()
    in_the_air = re.compile(r"[1-9]\d* with a text in the air")  # another test may have caught one for real
    expect(page.get_by_text(in_the_air)).to_be_visible()


def test_the_tiles_follow_a_text_without_reload(console: Console, month: None, desk: Page) -> None:
    desk.goto("/overview")
    tile = desk.locator(".tile", has_text="Texts in today").locator("dd").first
    before = int(tile.inner_text())
    console.product.phones.text(console.customer().numbers[0], "Hello there")
    after_midnight = "|1" if before > 1 else ""
    expect(tile).to_have_text(re.compile(rf"^({before + 1}{after_midnight})$"))


def _code(secret: str) -> str:
    return pyotp.TOTP(secret).now()


def _next_code(secret: str) -> str:
    """A code counts once: the next one, which a telephone shows whose clock is half a minute ahead."""
    return pyotp.TOTP(secret).at(int(time.time()) + STEP)


def test_signing_in_with_a_code_from_the_app(
    console: Console, open_page: Callable[..., Page], expected_errors: list[str]
) -> None:
    expected_errors.append("403")
    console.staff("otto", "Otto Totp", Role.AGENT)
    page = open_page(base_url=console.url, **PHONE)
    console.sign_in(page, "otto")
    page.goto("/account")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Set it up").click()
    qr = page.get_by_role("img", name=re.compile("QR code"))
    expect(qr.locator("svg path.qrline")).to_be_visible()
    assert complaints(page) == []
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Six digits").fill(_code(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="The second factor is on")).to_be_visible()
    assert complaints(page) == []
    (recovery, *_) = page.locator(".codes code").all_inner_texts()
    other = open_page(base_url=console.url)
    other.goto("/sign-in?next=/customers")
    other.get_by_label("Login").fill("otto")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.get_by_label(re.compile("^Code from your app")).fill("000000")
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("alert")).to_contain_text("That code is not right")
    assert complaints(other) == []
    other.get_by_label(re.compile("^Code from your app")).fill(_next_code(secret))
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/customers")
    other.goto("/more")
    other.get_by_role("button", name="Sign out", exact=True).click()
    other.get_by_label("Login").fill("otto")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.get_by_label(re.compile("^Code from your app")).fill(recovery)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/conversations")


def test_a_template_is_previewed_while_one_types_and_says_which_rule_it_breaks(
    console: Console, anybody: Anybody
) -> None:
    page = anybody("robin")
    page.goto("/settings/templates/opt_out")
    expect(page.get_by_text("Every rule is kept.")).to_have_count(3)
    page.get_by_label("Français").fill("{{ name }} : Vous êtes désabonné. Aide : {{ phone }}")
    tried = page.locator("#tried-fr")
    expect(tried).to_contain_text("makes it UCS-2")
    expect(tried).to_contain_text("(SG-01)")
    page.get_by_label("Français").fill("{{ name }} : Vous avez été désabonné. Aide : {{ phone }}")
    expect(tried).to_contain_text("Every rule is kept.")
    expect(tried).to_contain_text("GSM-7")
    expect(page.get_by_text("Every rule is kept.")).to_have_count(3)


def test_what_is_switched_off_is_told_on_every_page_and_passes_axe(
    console: Console, anybody: Anybody, switched_on: None
) -> None:
    console.app.store.stop_sender("all", "The carrier blocks us.", "Robin Tremblay", console.now())
    page = anybody("robin")
    for address in ("/sending", "/conversations"):
        page.goto(address)
        expect(page.locator(".warnings")).to_contain_text("The carrier blocks us.")
        assert complaints(page) == []
        assert small_targets(page) == []


def test_a_page_that_a_start_would_refuse_passes_axe_too(console: Console, anybody: Anybody) -> None:
    page = anybody("robin")
    page.goto("/settings")
    page.get_by_label(re.compile("^Try a business file")).fill("[business]\nid = 1\nphone = 'x'\n[colours]\n")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator(".problems li")).not_to_have_count(0)
    assert complaints(page) == []
