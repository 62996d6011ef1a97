"""A marker word and number through every page, form and API call, while the store fails and hangs (I8)."""

import re
import secrets
import signal
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest
import requests
from argon2 import PasswordHasher

from responder.domain.staff.accounts import Role, StaffMember
from responder.settings.environment import load_settings
from responder.web.console.app import console_app
from responder.web.console.shell.context import Ids
from responder.wiring.product import App, build
from tests.product.harness import OURS, ROOT, Product, eventually
from tests.product.leaks import MARKER, NUMBER, OTHER, everything_written, found_in

PASSWORD = f"the {MARKER} is a password of Robin"
FAILPOINTS = "after-commit:raise@0.5,after-wake:raise@0.3,after-claim:raise@0.3,before-settle:raise@0.3"
ERRORS = {400, 401, 403, 404, 405, 413, 415, 429, 500, 502, 503}
"""Statuses whose pages say what went wrong. A form that is shown again (409, 422) holds what was typed."""

KEPT_FORM = re.compile(r'<form method="post"[^>]* class="fields">.*?</form>', re.DOTALL)
"""What somebody typed whose form met a store that failed: it comes back to them, to be sent again."""

EVERY = 25
"""Of the pages so many are asked for while the store hangs: each takes four seconds."""

Route: TypeAlias = tuple[str, str, tuple[str, ...]]
"""Method, address, and the names in it."""

SENSIBLE = {
    "class": "reply",
    "language": "en",
    "version": "1",
    "how": "other",
    "from": OURS,
    "sender": OURS,
    "to": NUMBER,
    "numbers": NUMBER,
    "confirm": "1",
    "act": "note",
    "time_zone": "",
    "at": "2026-12-01T10:00",
}
"""Fields that only some words fit; all others hold the marker."""


class Desk:
    """Robin (admin) with a browser that knows no JavaScript and keeps what error pages said."""

    def __init__(self, product: Product, app: App) -> None:
        self.product, self.app = product, app
        self.session = requests.Session()
        self.session.headers["Connection"] = "close"  # a refused body may be left unread
        self.error_pages: dict[str, str] = {}

    def asks(self, method: str, path: str, **how: object) -> requests.Response:
        answer = self.session.request(
            method,
            self.product.url + path,
            timeout=20,
            allow_redirects=False,
            **how,  # type: ignore[arg-type]
        )
        if answer.status_code in ERRORS:
            self.error_pages[f"{method} {path}"] = KEPT_FORM.sub("", answer.text)
        return answer

    def token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.asks("GET", "/more").text)
        return found[1] if found else ""

    def signs_in(self) -> None:
        page = self.asks("GET", "/sign-in").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        form = {"csrf_token": found[1], "login": "robin", "password": PASSWORD}
        assert self.asks("POST", "/sign-in", data=form).status_code == 302


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("marker")
    hits = folder / "hits"
    hits.touch()
    settings = {"RESPONDER_FAILPOINT": FAILPOINTS, "RESPONDER_FAILPOINT_LOG": str(hits)}
    product = Product(folder, settings=settings)
    try:
        product.start()
        app = build(load_settings(product.env), 2, within=10)
        member = StaffMember(
            secrets.token_hex(8),
            "robin",
            "Robin",
            Role.ADMIN,
            PasswordHasher().hash(PASSWORD),
            "en",
            created_at=1,
        )
        app.console.accounts.add(member)
        yield Desk(product, app)
        app.jobs.queue.connection.close()
        app.console.pool.disconnect()
    finally:
        product.stop()


def fields() -> dict[str, str]:
    """Every field that any form of the console has, filled in."""
    pages = (ROOT / "templates" / "console").glob("*.html")
    names = {
        name for page in pages for name in re.findall(r'name="([a-z_]+)"', page.read_text(encoding="utf-8"))
    }
    return {name: SENSIBLE.get(name, f"the {MARKER}") for name in names - {"csrf_token", "file"}}


def known(desk: Desk) -> dict[str, str]:
    """What stands in addresses: the ids of what exists by now."""
    console = desk.app.console
    (customer, *_) = console.customers.search(MARKER, 1)
    appointments = console.appointments.of_customer(customer.id)
    return {
        "customer_id": customer.id,
        "conversation_id": Ids(desk.app.settings.secret_key.value).of(NUMBER),
        "appointment_id": appointments[0].id if appointments else "00unknown",
    }


def routes(app: App) -> list[Route]:
    """Method, address and the names in it, for every page but those that end the session."""
    found = []
    for rule in console_app(app).url_map.iter_rules():
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            if rule.rule not in ("/sign-in", "/sign-out", "/sign-in/code") and "static" not in rule.rule:
                found.append((method, rule.rule, tuple(sorted(rule.arguments))))
    return found


def through(desk: Desk, pages: Iterable[Route], ids: Mapping[str, str]) -> list[int]:
    """These pages and forms; what does not exist has an id that nobody has."""
    statuses, token = [], desk.token()
    for method, rule, names in pages:
        path = rule
        for name in names:
            path = re.sub(rf"<[^<>]*\b{name}>", ids.get(name, "00unknown"), path)
        how = {"params": {"q": MARKER}} if method == "GET" else {"data": fields() | {"csrf_token": token}}
        statuses.append(desk.asks(method, path, **how).status_code)
    return statuses


def makes_a_scene(desk: Desk) -> None:
    """CAROL writes, and Robin adds her with an appointment, a note, a reply and a quick reply."""
    desk.product.phones.text(NUMBER, f"Is the {MARKER} ready?")
    eventually(lambda: desk.product.timeline(NUMBER))
    token = {"csrf_token": desk.token()}
    form = {"name": f"Carol {MARKER}", "numbers": NUMBER, "notes": MARKER, "language": "en", "version": "0"}
    eventually(lambda: desk.asks("POST", "/customers/new", data=form | token).status_code == 302)
    where = f"/conversations/{known(desk)['conversation_id']}"
    desk.asks("POST", f"{where}/act", data=token | {"act": "note", "note": f"likes {MARKER}"})
    desk.asks("POST", f"{where}/send", data=token | {"body": f"Your {MARKER} is ready.", "class": "reply"})
    desk.asks("POST", "/quick-replies/new", data=token | {"title": MARKER, "body": f"The {MARKER} is ready."})


def api_calls(desk: Desk) -> None:
    key = desk.product.cli("keys", "add", MARKER, "--role", "operator")[1]["key"]
    for token in (key, f"{MARKER}.wrong", ""):
        head = {"Authorization": f"Bearer {token}", "Idempotency-Key": MARKER}
        texts = ({"to": NUMBER, "body": MARKER, "class": "service"}, {"to": MARKER, "body": NUMBER}, [MARKER])
        for path in (
            "messages",
            "optouts",
            "consent/lookup",
            "timeline/lookup",
            "customers",
            "bulks",
            MARKER,
        ):
            for body in texts:
                desk.asks("POST", f"/api/v1/{path}", json=body, headers=head)
            desk.asks("POST", f"/api/v1/{path}", data=f"{{{MARKER} {NUMBER}", headers=head)
        for path in (f"messages/{MARKER}", f"bulks/{MARKER}", "reviews"):
            desk.asks("GET", f"/api/v1/{path}", headers=head)


def forges(desk: Desk) -> None:
    """Without a token, too large, to an address that does not exist, with a word that opts somebody in."""
    desk.asks("POST", f"/customers/new?note={MARKER}", data={"name": MARKER, "numbers": NUMBER})
    desk.asks("POST", "/customers/new", data={"name": MARKER * 40_000, "csrf_token": desk.token()})
    desk.asks("GET", f"/{MARKER}/{NUMBER}")
    desk.asks("POST", f"/{MARKER}", data={"consent": MARKER, "to": OTHER})
    desk.asks("POST", "/customers/new", data={"consent": f"EXPRESS {MARKER}", "csrf_token": desk.token()})


def test_no_log_job_or_error_page_holds_what_was_typed_while_the_store_fails(desk: Desk) -> None:
    desk.signs_in()
    makes_a_scene(desk)
    ids = known(desk)
    statuses = through(desk, routes(desk.app), ids)
    assert {200, 302, 404} <= set(statuses)
    forges(desk)
    api_calls(desk)
    desk.product.kill("valkey", signal.SIGSTOP)
    try:
        assert set(through(desk, routes(desk.app)[::EVERY], ids)) == {503}
    finally:
        desk.product.kill("valkey", signal.SIGCONT)
    eventually(lambda: desk.asks("GET", "/more").status_code == 200)

    hits = Path(desk.product.settings["RESPONDER_FAILPOINT_LOG"]).read_text(encoding="utf-8")
    assert hits.splitlines()
    assert len(desk.error_pages) > 20
    written = everything_written(desk.product) | desk.error_pages
    assert {name: found for name, text in written.items() if (found := found_in(text))} == {}
