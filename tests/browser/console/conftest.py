"""The console of the running product, its staff, and customers that no other test has."""

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

import pytest
import urllib3
from playwright.sync_api import Page, StorageState

from responder.domain.customers.customer import Appointment, Customer
from responder.domain.records import HOUR
from responder.domain.staff.accounts import Role, StaffMember
from responder.flows.outbound import compose
from responder.flows.staff.accounts import HASHER
from responder.settings.environment import load_settings
from responder.web.console.shell.conversation_ids import Ids
from responder.wiring.product import App, build
from tests.browser.conftest import PHONE
from tests.product.harness import PATIENCE, Product, new_phone

PASSWORD = "a winter tire in june"
_places = count(1)


class States(dict[str, StorageState]):
    """A sign-in of each of the staff, made when the first test wants it and kept for all pages."""

    def __init__(self, made: Callable[[str], StorageState]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, login: str) -> StorageState:
        self[login] = self._made(login)
        return self[login]


@cache
def _hashed() -> str:
    return HASHER.hash(PASSWORD)


@dataclass
class Console:
    """The console as its staff use it, and the means to set a scene."""

    product: Product
    app: App
    states: "States" = field(init=False)

    def __post_init__(self) -> None:
        self.states = States(self.signed_in)

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
        with pytest.raises(compose.Refusal) as refusal:
            compose.send(self.app.deps, compose.Draft(number, "Your car is ready.", "service", "Robin"))
        return refusal.value.rule

    def staff(self, login: str, name: str, role: Role, language: str = "en") -> StaffMember:
        member = StaffMember(
            secrets.token_hex(8), login, name, role, _hashed(), language, created_at=self.now()
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

    def signed_in(self, login: str) -> StorageState:
        """A browser's state after a sign-in of its own, by the form, without a browser."""
        page = self._asks("GET", {})
        (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', page.data.decode())
        form = {"csrf_token": token, "login": login, "password": PASSWORD}
        answer = self._asks("POST", form, cookie=page.headers["Set-Cookie"].split(";")[0])
        assert answer.status == 302, answer.data
        return {"cookies": [_kept(told) for told in answer.headers.getlist("Set-Cookie")]}  # type: ignore[misc]

    def _asks(self, method: str, form: dict[str, str], cookie: str = "") -> urllib3.BaseHTTPResponse:
        return self.product.http.request_encode_body(
            method,
            self.url + "/sign-in",
            fields=form,
            headers={"Cookie": cookie},
            encode_multipart=False,
            redirect=False,
        )

    def sign_in(self, page: Page, login: str) -> None:
        """Open the conversations, in a session that no other page has."""
        page.context.add_cookies(self.signed_in(login)["cookies"])  # type: ignore[arg-type]
        page.goto(self.url + "/conversations")


def _kept(told: str) -> dict[str, Any]:
    """A cookie as a browser keeps it."""
    name, value = told.split(";", maxsplit=1)[0].split("=", 1)
    kept = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "httpOnly": True}
    return {**kept, "expires": -1, "secure": False, "sameSite": "Lax"}


def _letters(number: int) -> str:
    """A surname-like word for a number: names are searched, so none may be a part of another."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:04d}").capitalize() + "son"


@pytest.fixture(scope="session")
def console(product: Product) -> Iterator[Console]:
    """The console of the product, with six people on its staff."""
    app = build(load_settings(product.env), 2, within=PATIENCE)
    running = Console(product, app)
    running.staff("dana", "Dana Roy", Role.AGENT)
    running.staff("sam", "Sam Pelletier", Role.SUPPORT)
    running.staff("robin", "Robin Tremblay", Role.ADMIN)
    running.staff("sam2", "Sam Second", Role.AGENT)
    running.staff("camille", "Camille Roy", Role.AGENT, "fr")
    running.staff("chloe", "Chloé Côté", Role.ADMIN, "fr")
    yield running
    app.jobs.queue.connection.close()
    app.console.pool.disconnect()


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
