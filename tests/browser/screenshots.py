"""`bin/screenshots`: both widths of each page of the console, from the running product with its demo data."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from responder.settings.environment import load_settings
from responder.wiring.product import build
from tests.browser.chromium import ARGUMENTS, executable
from tests.browser.customer_scenes import CUSTOMER_SCENES
from tests.browser.scenes import never_left
from tests.browser.shop_scenes import SHOP_PAGES, month
from tests.pictures import as_url, photo
from tests.product.harness import OURS, Product, eventually, next_second

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
WIDTHS = {"desk": (1280, 760), "telephone": (390, 760)}
ALICE, BOB, CAROL, STRANGER = "+14165550101", "+14185550112", "+15145550137", "+14385550177"
WALK_IN = "+14505550164"

Scene = Callable[[Page], None]


def main() -> None:
    """Run the product, set the scene, and take the pictures."""
    with tempfile.TemporaryDirectory(prefix="shots-") as folder, sync_playwright() as playwright:
        product = Product(Path(folder), options=())
        browser = playwright.chromium.launch(executable_path=executable(), args=[*ARGUMENTS])
        try:
            product.start()
            _set_the_scene(product)
            FOLDER.mkdir(exist_ok=True)
            for width, size in WIDTHS.items():
                _take(product, browser, width, size)
        finally:
            browser.close()
            product.stop()


def _set_the_scene(product: Product) -> None:
    texts = (
        (STRANGER, "Hello, are you open on Saturday?"),
        (CAROL, "AIDE"),
        (ALICE, "Who is this?"),
        (BOB, "Thursday works, thanks!"),
        (ALICE, "START"),
        (BOB, "Actually I sold the car. please stop texting me"),
    )
    for number, words in texts:
        product.phones.text(number, words)
        next_second()
    product.phones.text(BOB, "STOP")
    eventually(lambda: "delivered" in product.states(CAROL))
    product.phones.text(CAROL, "Not interested right now, the car runs fine.")
    product.phones.text(WALK_IN, "Enough already")
    _one_that_never_left(product)
    month(product)
    product.cli("send", "--to", BOB, "--body", "Reminder: Thursday 9:00", "--by", "Dana Roy")
    eventually(lambda: product.states(BOB).count("delivered") >= 2)
    media = [{"url": as_url(photo(1_200, 800)), "content_type": "image/jpeg"}]
    noise = {"from": STRANGER, "to": OURS, "body": "This light came on, is it bad?", "media": media}
    product.phones.call("POST", "/sim/inbound", {**noise, "wait": True})
    product.phones.text(ALICE, "please cancel my appointment")


def _one_that_never_left(product: Product) -> None:
    app = build(load_settings(product.env), 2, within=10)
    never_left(product, app, ALICE, "Hi Alice, the part came in. Does Friday suit you?")
    app.jobs.queue.connection.close()
    app.console.pool.disconnect()


def _take(product: Product, browser: Browser, width: str, size: tuple[int, int]) -> None:
    logins = (product.data / "secrets" / "demo-logins").read_text(encoding="utf-8")
    (password,) = re.findall(r"sign in as admin with (\S+)", logins)
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        base_url=product.url,
        locale="en-CA",
        has_touch=width == "telephone",
    )
    page = context.new_page()
    page.goto("/sign-in")
    _shoot(page, f"sign-in-{width}")
    page.get_by_label("Login").fill("admin")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    for name, scene in SCENES.items():
        scene(page)
        _shoot(page, f"{name}-{width}")
    page.emulate_media(color_scheme="dark")
    SCENES["conversation-opted-out"](page)
    _shoot(page, f"dark-{width}")
    context.close()


def _shoot(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


def _open(path: str, *links: str) -> Scene:
    """Go there, then follow these links."""

    def scene(page: Page) -> None:
        page.goto(path)
        for link in links:
            page.get_by_role("link", name=re.compile(link)).first.click()

    return scene


def _composer(page: Page) -> None:
    page.goto("/customers")
    page.get_by_role("link", name="Alice Roy").click()
    page.get_by_role("link", name="+1 (416) 555-0101").click()
    page.get_by_label("Text message").fill("Hi Alice, your brakes are done. Pick it up before six?")
    page.locator("#preview .words").wait_for()


def _dialog(page: Page) -> None:
    page.goto("/customers?q=gagn")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Unsubscribe", exact=True).click()
    page.get_by_role("dialog").wait_for()


def _picture(page: Page) -> None:
    page.goto("/conversations")
    page.get_by_role("link", name=re.compile("555-0177")).first.click()
    page.locator(".picture img").wait_for()


def _quick(page: Page) -> None:
    page.goto("/customers")
    page.get_by_role("link", name="Carol").first.click()
    page.get_by_role("link", name="+1 (514) 555-0137").click()
    page.get_by_text("Quick replies", exact=True).click()


SCENES: dict[str, Scene] = {
    "conversations": _open("/conversations"),
    "conversation": _composer,
    "conversation-opted-out": _open("/conversations", "Bob Gagnon"),
    "customers": _open("/customers"),
    "profile": _open("/customers", "Bob Gagnon"),
    "edit-customer": _open("/customers/new"),
    **CUSTOMER_SCENES,
    "export": _open("/customers/export"),
    "unsubscribe": _dialog,
    "appointments": _open("/appointments?view=list"),
    "appointment": _open("/appointments?view=list", "Bob Gagnon"),
    "appointment-for-whom": _open("/appointments/new?q=ro"),
    "help": _open("/help"),
    "help-item": _open("/help", "Carol"),
    "review": _open("/review"),
    "review-item": _open("/review", "Carol"),
    "unsent": _open("/unsent"),
    "appointment-call-back": _open("/appointments?view=list", "Alice Roy"),
    "edit-appointment": _open("/appointments?view=list", "Bob Gagnon", "Edit appointment"),
    "reminder": _open("/appointments?view=list", "Carol", "Send a reminder"),
    "picture": _picture,
    "quick-reply-in-composer": _quick,
    "quick-replies": _open("/quick-replies"),
    "edit-quick-reply": _open("/quick-replies", "Edit: Your car is ready"),
    "messages-to-many": _open("/bulk"),
    "edit-message-to-many": _open("/bulk/new"),
    "more": _open("/more"),
    "audit": _open("/audit"),
    **{name: _open(path) for name, path in SHOP_PAGES.items()},
}

if __name__ == "__main__":
    main()
