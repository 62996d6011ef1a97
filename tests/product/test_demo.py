"""The demo of `bin/up`: somebody who has just started it sees something on every page, as a shop would."""

import re
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.product.harness import Product, eventually

PAGES = {
    "/conversations": ["Karim Haddad", "Marie Lavoie", "Bob Gagnon"],
    "/customers": ["Paul Morin", "Luc Gagné"],
    "/customers?filter=opted_out": ["Paul Morin"],
    "/customers?filter=never_texted": ["Alice Roy"],
    "/customers?filter=no_mobile": ["Luc Gagné"],
    "/customers?filter=review": ["Julie Côté"],
    "/appointments?view=list": ["Pending", "Confirmed", "Cancelled", "Freins arrière"],
    "/help": ["Karim Haddad"],
    "/review": ["Pas intéressée, merci"],
    "/quick-replies": ["Your car is ready"],
    "/bulk": ["Closed for inventory", "Done"],
    "/audit": ["bulk start", "appointment made"],
}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    running = Product(tmp_path_factory.mktemp("demo") / "product", options=())
    running.directory.mkdir()
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture(scope="module")
def admin(product: Product) -> OpenerDirector:
    """A browser in which the demo's admin signed in with what `bin/up` printed."""
    logins = (product.data / "secrets" / "demo-logins").read_text(encoding="utf-8")
    found = re.search(r"sign in as admin with (\S+)", logins)
    assert found
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown(browser, product, "/sign-in"))
    assert token
    form = {"login": "admin", "password": found[1], "csrf_token": token[1]}
    with browser.open(f"{product.url}/sign-in", urlencode(form).encode()) as answer:
        assert answer.status == 200
    return browser


def shown(browser: OpenerDirector, product: Product, path: str) -> str:
    with browser.open(product.url + path) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_shows_something_at_first_sight(
    product: Product, admin: OpenerDirector, path: str
) -> None:
    eventually(lambda: all(each in shown(admin, product, path) for each in PAGES[path]))


def test_one_who_was_reminded_said_no_and_the_appointment_says_so(
    product: Product, admin: OpenerDirector
) -> None:
    eventually(lambda: "Cancellation requested" in shown(admin, product, "/appointments?view=list"))
    texts = [entry["body"] for entry in product.timeline("+14185550141") if entry["kind"] == "inbound"]
    assert texts == ["Je ne pourrai pas"]


def test_a_second_start_adds_nothing(product: Product, tmp_path: Path) -> None:
    before = product.cli("customers", "export", str(tmp_path / "one.csv"))[1]["customers"]
    assert product.cli("seed-demo")[1] == {"messages": [], "logins": []}
    assert product.cli("customers", "export", str(tmp_path / "two.csv"))[1]["customers"] == before == 8
