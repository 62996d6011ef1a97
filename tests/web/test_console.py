"""The console over HTTP: closed to strangers, forged forms and made-up ids; no address shows a number."""

import gzip
import re
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from responder.domain.consent.auto_replies import Inbound
from responder.domain.customers.customer import Customer
from responder.domain.staff.accounts import Role, StaffMember
from responder.flows.inbound.receive import receive
from responder.flows.staff import accounts
from responder.web.app import whole_app
from responder.web.console.shell.conversation_ids import Ids
from responder.wiring.product import App, build
from tests.people import ALICE, BOB, CAROL
from tests.web.test_webhook import settings

PASSWORD = "a winter tire in june"
QUICK_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""As weak as can be, because each test signs in."""

HERE = "http://127.0.0.1:8080"
PAGES = (
    "/",
    "/conversations",
    "/conversations/list",
    "/customers",
    "/customers/new",
    "/appointments",
    "/help",
)
ALL = (*PAGES, "/more", "/audit", "/unsubscribe", "/appointments/new", "/nothing/at/all")


@pytest.fixture(scope="module")
def built(redis_url: str) -> Iterator[App]:
    app = build(replace(settings(redis_url), public_url=HERE), 4, within=10)
    yield app
    app.jobs.queue.connection.close()


@pytest.fixture
def app(built: App, client: object) -> App:
    """The product, empty but for three people on its staff."""
    client.flushdb()  # type: ignore[attr-defined]
    for login, role in (("dana", Role.AGENT), ("sam", Role.SUPPORT), ("robin", Role.ADMIN)):
        built.console.accounts.add(StaffMember(f"id-{login}", login, login.title(), role, QUICK_HASH))
    return built


@pytest.fixture(scope="module")
def flask(built: App) -> Flask:
    return whole_app(built)


@pytest.fixture
def browser(app: App, flask: Flask) -> FlaskClient:
    return flask.test_client()


def token(answer: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
    assert found
    return found[1]


def sign_in(browser: Client, login: str = "dana", password: str = PASSWORD, **more: str) -> TestResponse:
    csrf = token(browser.get("/sign-in"))
    form = {"login": login, "password": password, "csrf_token": csrf, **more}
    return browser.post("/sign-in", data=form)


def posts(browser: Client, path: str, **form: object) -> TestResponse:
    """A form sent from a page of ours."""
    return browser.post(path, data={"csrf_token": token(browser.get("/more")), **form})


def texts(app: App, number: str, body: str, sid: str) -> None:
    receive(app.deps, Inbound(sid, number, True, app.business.senders[0], body))
    time.sleep(0.002)  # no customer texts twice in a millisecond


def bob(app: App, **details: object) -> Customer:
    fresh = Customer(app.console.customers.new_id(), "Bob Gagnon", numbers=(BOB,), **details)  # type: ignore[arg-type]
    return app.console.customers.save(fresh, app.deps.clock.now())


def acts(app: App) -> list[tuple[str, str]]:
    return [(entry.name, entry.action) for entry in app.console.audit.newest(5)]


# -- who may come in


@pytest.mark.parametrize("path", ALL)
def test_a_stranger_is_asked_to_sign_in(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.location.startswith("/sign-in?next=")) == (302, True)
    assert browser.get(path, headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize("path", ["/unsubscribe", "/customers/new", "/sign-out", "/conversations/x/send"])
def test_a_stranger_posts_nothing(app: App, browser: FlaskClient, path: str) -> None:
    csrf = token(browser.get("/sign-in"))
    assert browser.post(path, data={"csrf_token": csrf}).location.startswith("/sign-in")


def test_a_wrong_password_says_so_and_many_are_stopped(browser: FlaskClient) -> None:
    assert "Login or password are wrong." in sign_in(browser, password="wrong").text
    statuses = [sign_in(browser, password="wrong").status_code for _ in range(12)]
    assert (statuses[0], statuses[-1]) == (403, 429)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("/customers?q=bob", "/customers?q=bob"),
        ("https://evil.example/", "/conversations"),
        ("//evil.example/", "/conversations"),
        ("///evil.example/", "/conversations"),
        ("/\\evil.example", "/conversations"),
        ("\\\\evil.example", "/conversations"),
        ("javascript:alert(1)", "/conversations"),
        ("/a\r\nSet-Cookie: x=1", "/conversations"),
        ("", "/conversations"),
    ],
)
def test_nobody_is_sent_elsewhere(browser: FlaskClient, wanted: str, found: str) -> None:
    assert sign_in(browser, next=wanted).location == found


def test_a_session_that_was_revoked_ends_at_the_next_request(app: App, browser: FlaskClient) -> None:
    sign_in(browser)
    assert browser.get("/customers").status_code == 200
    accounts.disable(app.console.desk, "dana")
    assert browser.get("/customers").status_code == 302


def test_signing_out_everywhere_ends_the_other_browsers_too(app: App, flask: Flask) -> None:
    first, second = flask.test_client(), flask.test_client()
    sign_in(first)
    sign_in(second)
    posts(first, "/sign-out", everywhere="1")
    assert second.get("/customers").status_code == 302


def test_the_cookie_is_for_this_site_and_no_script(app: App, browser: FlaskClient) -> None:
    cookie = sign_in(browser).headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Path=/"))
    secure = whole_app(replace(app, settings=replace(app.settings, public_url="https://sms.example.com")))
    cookie = secure.test_client().get("/sign-in", base_url="https://sms.example.com").headers["Set-Cookie"]
    assert cookie.startswith("__Host-responder=") and "Secure" in cookie


# -- what no page does


@pytest.mark.parametrize("path", [*ALL, "/sign-in", "/static/console.css", "/static/../app.py"])
def test_no_page_runs_or_loads_what_is_not_ours(browser: FlaskClient, path: str) -> None:
    sign_in(browser)
    answer = browser.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if answer.mimetype == "text/html":
        assert answer.headers["Cache-Control"] == "no-store"
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]* src=\"/static/)", answer.text)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", answer.text)


def test_the_webhook_pays_nothing_for_the_console(browser: FlaskClient) -> None:
    answer = browser.post("/twilio/inbound")
    assert answer.status_code == 403
    assert not {"Set-Cookie", "Content-Security-Policy"} & set(answer.headers.keys())


def test_no_address_shows_a_number(app: App, browser: FlaskClient) -> None:
    customer = bob(app)
    texts(app, BOB, "HELP", "SM1")
    texts(app, CAROL, "Hello", "SM2")
    sign_in(browser)
    conversation = Ids(app.settings.secret_key.value).of(BOB)
    paths = [
        *PAGES[1:],
        f"/customers/{customer.id}",
        f"/conversations/{conversation}",
        f"/help/{conversation}",
    ]
    for path in paths:
        addresses = re.findall(r'(?:href|action|hx-get|hx-post)="([^"]*)"', browser.get(path).text)
        assert addresses
        assert not [each for each in addresses if BOB[2:] in each or CAROL[2:] in each or "%2B" in each]


@pytest.mark.parametrize("number", [BOB, "short:24273", "raw:garage", "+447700900123", "raw:\ud83d"])
def test_a_conversation_id_leads_back_to_its_number_alone(number: str) -> None:
    ids = Ids("0123456789abcdef")
    assert ids.number(ids.of(number)) == number
    assert ids.of(number) == ids.of(number) != Ids("another secret key").of(number)
    assert Ids("another secret key").number(ids.of(number)) is None


@pytest.mark.parametrize("made_up", ["x", "AAAAAAAAAAAAAAAAAAAAAAAA", "+14185550112", "é", "a" * 500])
def test_made_up_ids_lead_nowhere(browser: FlaskClient, made_up: str) -> None:
    sign_in(browser)
    for path in ("/conversations/", "/help/", "/customers/", "/appointments/"):
        assert browser.get(path + made_up).status_code == 404


# -- acts


def test_a_forged_form_changes_nothing_and_is_in_the_audit_log(app: App, browser: FlaskClient) -> None:
    customer = bob(app)
    sign_in(browser)
    answer = browser.post("/unsubscribe", data={"customer": customer.id, "csrf_token": "forged"})
    assert answer.status_code == 400
    assert app.store.load(BOB).version == 0
    assert acts(app)[0] == ("Dana", "forged form refused")


@pytest.mark.parametrize(
    "path", ["/subscribe", "/customers/1/subscribe", "/unsubscribe/undo", "/conversations/1/opt-in"]
)
def test_nothing_here_can_subscribe_and_who_tries_is_in_the_audit_log(
    app: App, browser: FlaskClient, path: str
) -> None:
    texts(app, BOB, "STOP", "SM1")
    sign_in(browser)
    assert posts(browser, path, number=BOB).status_code in (404, 405)
    assert app.store.load(BOB).consent.value == "OPTED_OUT"
    assert acts(app)[0] == ("Dana", "unknown act refused")


def test_support_unsubscribes_but_does_not_write(app: App, browser: FlaskClient) -> None:
    customer = bob(app)
    sign_in(browser, "sam")
    conversation = Ids(app.settings.secret_key.value).of(BOB)
    assert (
        posts(browser, f"/conversations/{conversation}/send", body="Hi", **{"class": "service"}).status_code
        == 403
    )
    assert posts(browser, f"/customers/{customer.id}/edit", name="Robert").status_code == 403
    assert browser.get("/audit").status_code == 403
    assert posts(browser, "/unsubscribe", customer=customer.id, token="t").status_code == 302
    assert app.store.load(BOB).consent.value == "OPTED_OUT"


def test_a_refused_text_is_kept_with_the_reason(app: App, browser: FlaskClient) -> None:
    bob(app)
    sign_in(browser)
    conversation = Ids(app.settings.secret_key.value).of(BOB)
    answer = posts(
        browser, f"/conversations/{conversation}/send", body="Only today!", **{"class": "marketing"}
    )
    assert answer.status_code == 422
    assert "Only today!</textarea>" in answer.text
    assert "Marketing needs a consent that is on record" in answer.text


def test_a_text_that_is_sent_twice_by_a_double_click_reaches_the_customer_once(
    app: App, browser: FlaskClient
) -> None:
    bob(app)
    app.store.set_fresh(app.business.senders[0].numbers[0], app.deps.clock.now())
    sign_in(browser)
    conversation = Ids(app.settings.secret_key.value).of(BOB)
    page = browser.get(f"/conversations/{conversation}").text
    (mark,) = re.findall(r'name="token" value="([0-9a-f]+)"', page.partition('id="composer"')[2])

    def sends(body: str) -> int:
        form = {"body": body, "class": "service", "token": mark}
        return posts(browser, f"/conversations/{conversation}/send", **form).status_code

    assert (sends("It is ready."), sends("It is ready.")) == (302, 302)
    assert _written(app) == ["It is ready."]
    assert sends("It is not ready.") == 302, "another text from the same old page is another message"
    assert _written(app) == ["It is ready.", "It is not ready."]


def _written(app: App) -> list[str]:
    return [entry["body"] for entry in app.queries.timeline(BOB) if entry["kind"] == "message"]


def test_the_preview_is_the_exact_text_with_its_cost(app: App, browser: FlaskClient) -> None:
    sign_in(browser)
    conversation = Ids(app.settings.secret_key.value).of(ALICE)
    answer = posts(
        browser,
        f"/conversations/{conversation}/preview",
        body="Votre auto est prête ☃",
        **{"class": "service"},
    )
    assert "Garage Tremblay: Votre auto est prête ☃" in answer.text
    assert "Reply STOP to opt out" in answer.text
    assert "2 parts · UCS-2" in answer.text


def test_the_second_of_two_editors_loses_nothing(app: App, browser: FlaskClient) -> None:
    customer = bob(app)
    sign_in(browser)
    form = {"name": "Bob Gagnon", "numbers": "(418) 555-0112", "time_zone": "America/Toronto", "version": "1"}
    assert posts(browser, f"/customers/{customer.id}/edit", **form, notes="Mornings").status_code == 302
    answer = posts(browser, f"/customers/{customer.id}/edit", **form, notes="Evenings")
    assert answer.status_code == 409
    assert "Evenings" in answer.text
    found = app.console.customers.get(customer.id)
    assert found and found.notes == "Mornings"


@pytest.mark.parametrize(
    ("name", "numbers", "said"),
    [
        ("", "", "A customer needs a name."),
        ("x" * 301, "", "too long"),
        ("Bob", "12", "needs 10 digits"),
        ("Bob", "not a number", "not a phone number"),
    ],
)
def test_bad_input_is_one_sentence_and_keeps_what_was_typed(
    browser: FlaskClient, name: str, numbers: str, said: str
) -> None:
    sign_in(browser)
    answer = posts(browser, "/customers/new", name=name, numbers=numbers, notes="kept notes")
    assert answer.status_code == 422
    assert said in answer.text and "kept notes" in answer.text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "אבי כהן", "🚗 Garage", "x" * 300, "A\u202eB"])
def test_hostile_names_are_shown_as_text(app: App, browser: FlaskClient, name: str) -> None:
    sign_in(browser)
    answer = posts(browser, "/customers/new", name=name, numbers="")
    assert answer.status_code == 302
    page = browser.get(answer.location).text
    assert "<script>alert" not in page
    assert (
        f"<bdi>{name}</bdi>".replace("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")
        in page
    )


# -- live parts


def test_a_part_that_did_not_change_is_a_304_and_a_text_changes_it(app: App, browser: FlaskClient) -> None:
    texts(app, BOB, "Hello", "SM1")
    sign_in(browser)
    conversation = Ids(app.settings.secret_key.value).of(BOB)
    for path in ("/conversations/list", f"/conversations/{conversation}/thread"):
        browser.get(f"/conversations/{conversation}")  # it is read now
        first = browser.get(path)
        tag = first.headers["ETag"]
        again = browser.get(path, headers={"If-None-Match": tag})
        assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
        texts(app, BOB, f"Hello again {path}", f"SM{path}")
        changed = browser.get(path, headers={"If-None-Match": tag})
        assert (changed.status_code, f"Hello again {path}" in changed.text) == (200, True)


def test_a_page_is_compressed_for_who_can_read_it(app: App, browser: FlaskClient) -> None:
    sign_in(browser)
    plain = browser.get("/more")
    packed = browser.get("/more", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding, Cookie")
    assert b"<bdi>Dana</bdi></h1>" in gzip.decompress(packed.data)
    # its length tells nobody what it holds
    asked = [browser.get("/more", headers={"Accept-Encoding": "gzip"}) for _ in range(8)]
    assert len({len(gzip.decompress(page.data)) for page in asked}) > 4
    assert len(packed.data) < len(plain.data) / 2
    refused = browser.get("/more", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in refused.headers


def test_pages_are_light(app: App, browser: FlaskClient) -> None:
    """First load ≤ 150 kB, afterwards ≤ 30 kB, compressed (issue 4)."""
    for number in range(60):
        texts(
            app,
            f"+1514555{number:04d}",
            "A text of an ordinary length, as customers write them.",
            f"SM{number}",
        )
    sign_in(browser)
    page = browser.get("/conversations")
    assets = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
    packed = [browser.get(each, headers={"Accept-Encoding": "gzip"}) for each in assets]
    assert assets and all(each.status_code == 200 for each in packed)
    assert all("immutable" in each.headers["Cache-Control"] for each in packed)
    later = len(browser.get("/conversations", headers={"Accept-Encoding": "gzip"}).data)
    assert sum(len(each.data) for each in packed) + later <= 150_000
    assert later <= 30_000
