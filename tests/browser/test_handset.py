"""The handset page in a real Chromium, against a real simulator process."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.simulated import ALICE, BOB, TOLL_FREE, TWILIO_ANSWERS, Business, Simulator
from tests.product.harness import eventually

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
MEND = "Mend everything"
A_MINUTE = 60_000
"""ms of the page's own clock."""


def phone(page: Page, name: str = "Alice Roy") -> Locator:
    return page.get_by_role("article", name=name)


def bubble(page: Page, text: str, name: str = "Alice Roy") -> Locator:
    return phone(page, name).locator(".row").filter(has_text=text)


def write(page: Page, text: str, name: str = "Alice Roy") -> None:
    field = phone(page, name).get_by_label("Text message")
    field.fill(text)
    field.press("Enter")


def choose(page: Page, number: str) -> None:
    phone(page).get_by_label("Business number to text").select_option(number)


def visit(page: Page, simulator: Simulator) -> None:
    page.goto(simulator.url)
    expect(phone(page)).to_be_visible()


# -- texting


def test_a_newcomer_is_told_what_to_do(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    expect(phone(page)).to_contain_text("Text STOP, START or HELP")
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()


def test_a_typed_stop_appears_and_reaches_the_business(
    page: Page, simulator: Simulator, business: Business
) -> None:
    visit(page, simulator)
    write(page, "STOP")
    expect(bubble(page, "STOP")).to_contain_text("Business has it")
    assert [hook["Body"] for hook in business.received] == ["STOP"]
    expect(phone(page).get_by_label("Text message")).to_have_value("")
    expect(phone(page, "Bob Gagnon").locator(".row")).to_have_count(0)


def test_shift_enter_makes_a_line_and_enter_sends(
    page: Page, simulator: Simulator, business: Business
) -> None:
    visit(page, simulator)
    field = phone(page).get_by_label("Text message")
    field.fill("one")
    field.press("Shift+Enter")
    field.press_sequentially("two")
    field.press("Enter")
    expect(bubble(page, "one")).to_contain_text("Business has it")
    assert business.received[0]["Body"] == "one\ntwo"


@pytest.mark.parametrize("word", ["STOP", "START", "HELP", "ARRET", "AYUDA"])
def test_a_quick_key_sends_its_word(page: Page, simulator: Simulator, business: Business, word: str) -> None:
    visit(page, simulator)
    phone(page).get_by_role("button", name=f"Send {word}").click()
    expect(bubble(page, word)).to_contain_text("Business has it")
    assert business.received[0]["Body"] == word


def test_a_picture_is_sent_and_drawn(page: Page, simulator: Simulator, business: Business) -> None:
    visit(page, simulator)
    phone(page).get_by_role("button", name="Attach a picture").click()
    phone(page).get_by_role("button", name="Send", exact=True).click()
    expect(bubble(page, "image/jpeg")).to_contain_text("Business has it")
    assert business.received[0]["NumMedia"] == "1"
    expect(page.locator("img")).to_have_count(0)


# -- who answers


def test_a_text_from_the_business_is_labelled_and_delivered(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    simulator.create(ALICE, "Your tires are in.")
    text = bubble(page, "Your tires are in.")
    expect(text.locator(".author")).to_have_text("Responder")
    expect(text.locator(".meta")).to_contain_text("Delivered")
    expect(page.locator("#announcer")).to_have_text("Alice Roy: text from Responder: Your tires are in.")


def test_twilios_own_answer_is_labelled(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    choose(page, TWILIO_ANSWERS)
    write(page, "STOP")
    expect(bubble(page, "successfully been unsubscribed").locator(".author")).to_have_text("Twilio")
    expect(phone(page).locator(".notice")).to_contain_text("can no longer text this phone")


def test_the_networks_own_answer_is_labelled(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    choose(page, TOLL_FREE)
    write(page, "STOP")
    expect(bubble(page, "NETWORK MSG").locator(".author")).to_have_text("Network")


def test_news_in_another_conversation_is_offered(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    choose(page, TOLL_FREE)
    simulator.create(ALICE, "Over here.")
    phone(page).get_by_role("button", name="New text from +1 (415) 555-0199").click()
    expect(bubble(page, "Over here.")).to_be_visible()


def test_a_failure_explains_itself(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    simulator.control("POST", "/sim/faults", {"delivery": "undelivered", "error_code": 30003})
    simulator.create(ALICE, "Are you there?")
    text = bubble(page, "Are you there?")
    expect(text).to_contain_text("Undelivered")
    expect(text).to_contain_text("30003 The phone is off or out of reach.")


def test_the_history_tells_what_happened(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    write(page, "hello")
    phone(page).locator("summary").click()
    events = phone(page).get_by_role("list", name="What happened")
    expect(events).to_contain_text("Text handed to Twilio")
    expect(events).to_contain_text(re.compile(r"Webhook to Responder\s*200 · \d+ ms"))
    simulator.create(ALICE, "hello back")
    expect(events).to_contain_text(re.compile(r"Responder sends\s*201"))


# -- safety


def test_hostile_words_are_shown_as_words(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    simulator.control("POST", "/sim/phones", {"number": "+14185550150", "name": HOSTILE})
    write(page, HOSTILE)
    simulator.create(BOB, HOSTILE)
    expect(bubble(page, HOSTILE)).to_be_visible()
    expect(bubble(page, HOSTILE, "Bob Gagnon")).to_be_visible()
    expect(page.get_by_role("heading", name=HOSTILE)).to_be_visible()
    expect(page.locator("img, body script")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


def test_the_page_forbids_everything_foreign(page: Page, simulator: Simulator) -> None:
    answer = page.goto(simulator.url)
    assert answer is not None
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    for path in (
        "/handset/../../pyproject.toml",
        "/handset/%2e%2e/%2e%2e/pyproject.toml",
        "/handset/handset.html",
    ):
        assert page.request.get(simulator.url + path).status == 404


# -- breaking things


def test_a_broken_api_is_shown_and_mended(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    page.get_by_role("button", name="Break things").click()
    panel = page.get_by_role("dialog", name="Break things")
    panel.get_by_role("radio", name="429 too many").check()
    banner = page.get_by_role("status").filter(has_text="Broken right now")
    expect(banner).to_contain_text("the API answers 429")
    assert simulator.create(ALICE, "refused").status_code == 429
    banner.get_by_role("button", name=MEND).click()
    expect(banner).to_be_hidden()
    expect(panel.get_by_role("group", name="API answer").get_by_label("Works")).to_be_checked()
    assert simulator.control("GET", "/sim/faults")["api"] == "ok"
    assert simulator.create(ALICE, "taken").status_code == 201


def test_a_lost_webhook_is_seen_on_the_phone(page: Page, simulator: Simulator, business: Business) -> None:
    visit(page, simulator)
    page.get_by_role("button", name="Break things").click()
    page.get_by_role("radio", name="Is lost", exact=True).check()
    expect(page.locator("#banner")).to_contain_text("webhooks are lost")
    write(page, "STOP")
    expect(bubble(page, "STOP")).to_contain_text("Webhook lost")
    assert business.received == []


def test_every_fault_of_the_panel_is_taken(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    page.get_by_role("button", name="Break things").click()
    panel = page.locator("#faults-form")
    for radio in panel.get_by_role("radio").all():
        radio.check()
        name, value = radio.get_attribute("name"), radio.get_attribute("value")
        expect(panel.locator(f"input[name={name}]:checked")).to_have_value(value or "")
        page.wait_for_function(
            "([name, value]) => fetch('/sim/faults').then(a => a.json()).then(f => f[name] === value)",
            arg=[name, value],
        )
    expect(page.locator("#faults-error")).to_be_empty()
    expect(page.locator("#broken-list")).not_to_contain_text("b.")


def test_a_fault_set_elsewhere_is_shown(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    simulator.control("POST", "/sim/faults", {"webhook_duplicate": 3, "callbacks": "reorder"})
    expect(page.locator("#banner")).to_contain_text(
        "webhooks come with 3 extra, delivery reports come out of order."
    )
    page.get_by_role("button", name="Break things").click()
    expect(page.get_by_label("Extra copies")).to_have_value("3")


# -- the link to the simulator


@pytest.fixture
def another(tmp_path: Path, business: Business) -> Iterator[Simulator]:
    """A simulator that a test may stop."""
    found = Simulator(tmp_path)
    found.start()
    yield found.begin(business)
    found.stop()


def test_it_says_when_it_is_not_connected_and_recovers(
    another: Simulator, page: Page, business: Business, expected_errors: list[str]
) -> None:
    expected_errors.append("ERR_")
    visit(page, another)
    write(page, "before")
    expect(bubble(page, "before")).to_be_visible()
    another.stop()
    expect(page.locator("#link")).to_contain_text("Not connected")
    write(page, "kept words")
    expect(phone(page).get_by_role("alert")).to_have_text("Not sent. Your words are kept; try again.")
    expect(phone(page).get_by_label("Text message")).to_have_value("kept words")
    another.start()
    another.begin(business)
    expect(page.locator("#link")).to_contain_text("Live")
    expect(bubble(page, "before")).to_have_count(0)
    phone(page).get_by_label("Text message").press("Enter")
    expect(bubble(page, "kept words")).to_contain_text("Business has it")


WATCHED = """
window.asked = 0;
const really = window.fetch;
window.fetch = (...what) => { window.asked += 1; return really(...what); };
Object.defineProperty(document, 'hidden', {get: () => Boolean(window.away)});
"""


def test_a_hidden_page_asks_nothing(open_page: Callable[..., Page], simulator: Simulator) -> None:
    page = open_page(own=True)
    page.add_init_script(WATCHED)
    page.clock.install()
    visit(page, simulator)
    seen = page.evaluate("window.asked")
    page.clock.run_for(A_MINUTE)
    eventually(lambda: page.evaluate("window.asked") > seen)  # somebody looks: it asks
    before = page.evaluate("window.away = true, window.asked")
    page.clock.run_for(A_MINUTE)
    assert page.evaluate("window.asked") == before
    simulator.create(ALICE, "while away")
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    expect(bubble(page, "while away")).to_be_visible()


# -- phones and languages


def test_a_phone_is_added(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    page.get_by_role("button", name="Add a phone").click()
    dialog = page.get_by_role("dialog", name="Add a phone")
    dialog.get_by_label("Name").fill("Dana Côté")
    dialog.get_by_label("Number").fill("418 555 0142")
    dialog.get_by_role("button", name="Yes, add the phone").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Write the number with +")
    dialog.get_by_label("Number").fill("+1 (418) 555-0142")
    dialog.get_by_role("button", name="Yes, add the phone").click()
    expect(dialog).to_be_hidden()
    expect(phone(page, "Dana Côté").get_by_label("Text message")).to_be_focused()
    write(page, "hello", "Dana Côté")
    expect(bubble(page, "hello", "Dana Côté")).to_contain_text("Business has it")


def test_the_language_is_switched_and_remembered(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    phone(page).get_by_label("Text message").fill("à moitié")
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("button", name="Ajouter un téléphone")).to_be_visible()
    expect(phone(page).get_by_label("Message texte")).to_have_value("à moitié")
    page.reload()
    expect(page.get_by_role("button", name="Provoquer des pannes")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Add a phone")).to_be_visible()


def test_no_word_is_missing_in_either_language(page: Page, simulator: Simulator) -> None:
    visit(page, simulator)
    page.get_by_role("button", name="Break things").click()
    for _ in range(2):
        assert not re.search(r"\b(f|g|v|b|err|log|status)\.[a-z_]+", page.locator("body").inner_text())
        page.locator("#lang").click()


# -- as narrow as a telephone

FOCUSABLE = "button, select, textarea, input, summary, [tabindex='0']"
VISIBLE_FOCUSABLE = f"""() => [...document.querySelectorAll("{FOCUSABLE}")]
  .filter(e => !e.disabled && !e.closest('[inert]') && e.checkVisibility() && e.getClientRects().length)"""
FIND_SMALL = """() => [...document.querySelectorAll("button, select, textarea, summary, .option, .amount")]
  .filter(e => e.checkVisibility())
  .filter(e => e.getBoundingClientRect().height < 44 || e.getBoundingClientRect().width < 44)
  .map(e => e.outerHTML.slice(0, 120))"""


# What sticks out is cut off and not scrolled to, so every edge is looked at; only the switcher may scroll.
FIND_CUT = """() => [...document.querySelectorAll("body *")]
  .filter(e => e.checkVisibility() && !e.closest("#switcher, .aside, .sprite"))
  .filter(e => e.getBoundingClientRect().right > 390.5 || e.getBoundingClientRect().left < -0.5
    || (e.matches(".thread, .events, #faults-form") && e.scrollWidth > e.clientWidth))
  .map(e => e.outerHTML.slice(0, 120))"""


def test_a_narrow_screen_shows_one_phone_and_never_scrolls_sideways(
    phone_page: Page, simulator: Simulator
) -> None:
    visit(phone_page, simulator)
    expect(phone_page.locator("article:visible")).to_have_count(1)
    simulator.create(BOB, "W" * 300)
    phone_page.get_by_role("button", name=re.compile("Bob Gagnon.*1")).click()
    expect(bubble(phone_page, "WWW", "Bob Gagnon")).to_be_visible()
    expect(phone(phone_page)).to_be_hidden()
    for path in ("#break", "#faults-close", "article.active summary", "#add"):
        phone_page.locator(path).click()
        assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390
        assert phone_page.evaluate(FIND_CUT) == []
    assert phone_page.evaluate("window.scrollX") == 0


def test_targets_on_a_narrow_screen_are_large(phone_page: Page, simulator: Simulator) -> None:
    simulator.control("POST", "/sim/faults", {"webhooks": "lose"})
    visit(phone_page, simulator)
    expect(phone_page.locator("#mend")).to_be_visible()
    phone_page.get_by_role("button", name="Attach a picture").click()
    eventually(lambda: phone_page.evaluate(FIND_SMALL) == [])
    for opened in ("#break", "#faults-close", "#add"):
        phone_page.locator(opened).click()
        eventually(lambda: phone_page.evaluate(FIND_SMALL) == [])


def test_everything_is_reached_by_keyboard(phone_page: Page, simulator: Simulator) -> None:
    visit(phone_page, simulator)
    phone(phone_page).get_by_label("Text message").fill("x")
    wanted = phone_page.evaluate(f"({VISIBLE_FOCUSABLE})().length")
    phone_page.evaluate("document.activeElement.blur(); window.reached = new Set()")
    for _ in range(wanted * 2):
        phone_page.keyboard.press("Tab")
        phone_page.evaluate("window.reached.add(document.activeElement)")
    missed = phone_page.evaluate(
        f"({VISIBLE_FOCUSABLE})().filter(e => !window.reached.has(e)).map(e => e.outerHTML)"
    )
    assert missed == []


def test_the_sheet_holds_the_keyboard_and_gives_it_back(phone_page: Page, simulator: Simulator) -> None:
    visit(phone_page, simulator)
    button = phone_page.get_by_role("button", name="Break things")
    button.focus()
    phone_page.keyboard.press("Enter")
    expect(phone_page.get_by_role("button", name="Close")).to_be_focused()
    for _ in range(30):
        phone_page.keyboard.press("Tab")
        assert phone_page.evaluate("document.activeElement.closest('#faults, body') !== null")
        assert not phone_page.evaluate("document.activeElement.closest('.bar, #desk, #switcher') !== null")
    phone_page.locator("#faults-close").focus()
    phone_page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_dark_mode_is_dark(open_page: Callable[..., Page], simulator: Simulator) -> None:
    dark = open_page(color_scheme="dark")
    visit(dark, simulator)
    paper = "getComputedStyle(document.querySelector('.screen')).backgroundColor"
    assert dark.evaluate(paper) == "rgb(21, 25, 35)"
