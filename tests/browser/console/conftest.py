"""One running product with its console for all these tests; each uses customers of its own."""

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from responder.config import load_settings
from responder.domain.accounts import Role, StaffMember
from responder.domain.customers import Appointment, Customer
from responder.domain.messages import HOUR
from responder.flows import staff
from responder.flows.accounts import HASHER
from responder.web.console.opaque import Ids
from responder.wiring import App, build
from tests.browser.conftest import DESKTOP
from tests.product.harness import Product, new_phone

PASSWORD = "a winter tire in june"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
_places = count(1)


@dataclass
class Console:
    """The console as its staff use it, and the means to set a scene."""

    product: Product
    app: App
    states: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.product.url

    def now(self) -> int:
        return self.app.deps.clock.now()

    def conversation_id(self, number: str) -> str:
        """What stands in the address of a number's conversation."""
        return Ids(self.app.settings.secret_key.value).of(number)

    def refused(self, number: str) -> str:
        """Why the next message to this number is refused; fails if it is not."""
        with pytest.raises(staff.Refusal) as refusal:
            staff.send(self.app.deps, staff.Draft(number, "Your car is ready.", "service", "Robin"))
        return refusal.value.rule

    def staff(self, login: str, name: str, role: Role, language: str = "en") -> StaffMember:
        member = StaffMember(
            secrets.token_hex(8), login, name, role, HASHER.hash(PASSWORD), language, created_at=self.now()
        )
        self.app.console.accounts.add(member)
        return member

    def customer(self, name: str = "", *numbers: str, **details: Any) -> Customer:
        """A customer with a name that no other test has, and a mobile unless told otherwise."""
        own = f"{name or 'Bob Gagnon'} {_letters(next(_places))}"
        wanted = numbers or (new_phone(),)
        fresh = Customer(self.app.console.customers.new_id(), own, numbers=wanted, **details)
        return self.app.console.customers.save(fresh, self.now())

    def appointment(self, customer: Customer, subject: str = "Winter tires") -> Appointment:
        diary = self.app.console.appointments
        at = self.now() + HOUR // 60
        return diary.save(Appointment(diary.new_id(customer.id), customer.id, at, subject), self.now())

    def acts(self) -> list[tuple[str, str]]:
        """Who did what, newest first."""
        return [(entry.name, entry.action) for entry in self.app.console.audit.newest(50)]

    def sign_in(self, page: Page, login: str = "dana") -> None:
        page.goto(self.url + "/sign-in")
        page.get_by_label("Login").fill(login)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name=re.compile("Sign in|Se connecter|Ouvrir")).click()
        page.wait_for_url("**/conversations")


def _letters(number: int) -> str:
    """A surname-like word for a number: names are searched, so none may be a part of another."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:04d}").capitalize() + "son"


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Console]:
    """The product with three people on its staff; Dana's sign-in is kept for the pages of all tests."""
    product = Product(tmp_path_factory.mktemp("console"))
    try:
        product.start()
        app = build(load_settings(product.env), 2)
        running = Console(product, app)
        running.staff("dana", "Dana Roy", Role.AGENT)
        running.staff("sam", "Sam Pelletier", Role.SUPPORT)
        running.staff("robin", "Robin Tremblay", Role.ADMIN)
        running.staff("sam2", "Sam Second", Role.AGENT)
        running.staff("claude", "Claude Roy", Role.AGENT, "fr")
        for login in ("dana", "sam", "robin", "claude"):
            context = browser.new_context(**DESKTOP)
            running.sign_in(context.new_page(), login)
            running.states[login] = context.storage_state()
            context.close()
        yield running
        app.jobs.queue.connection.close()
        app.console.pool.disconnect()
    finally:
        product.stop()


@pytest.fixture
def desk(console: Console, open_page: Callable[..., Page]) -> Page:
    """Dana's browser, 1280 px wide."""
    return open_page(storage_state=console.states["dana"], base_url=console.url)


@pytest.fixture
def telephone(console: Console, open_page: Callable[..., Page]) -> Page:
    """Dana's telephone, 390 px wide."""
    return open_page(storage_state=console.states["dana"], base_url=console.url, **PHONE)


@pytest.fixture
def anybody(console: Console, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """A page of whom one wants: `anybody("sam")`, with options of the browser."""

    def opened(login: str, **options: Any) -> Page:
        return open_page(storage_state=console.states[login], base_url=console.url, **options)

    return opened
