"""Customers over HTTP: subscriptions, where they live, the import of a list, and their proof."""

import html
import json
import re

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from responder.domain.customers.customer import Customer
from responder.domain.records import Consent, Entry, EntryKind, Marketing
from responder.flows.customers import locations
from responder.web.console.shell.conversation_ids import Ids
from responder.wiring.product import App
from tests.people import ALICE, BOB
from tests.web.test_console import acts, app, bob, built, flask, posts, sign_in, texts, token

__all__ = ["app", "built", "flask"]

LIST = "name,phone,opted out,consent\nAlice Roy,416-555-0101,,yes\nBob Gagnon,4185550112,yes,\nNobody,12,,\n"


@pytest.fixture
def browser(app: App, flask: Flask) -> FlaskClient:
    found = flask.test_client()
    sign_in(found)
    return found


def uploads_list(browser: FlaskClient, content: str | bytes = LIST) -> TestResponse:
    raw = content.encode() if isinstance(content, str) else content
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n',
        token(browser.get("/more")).encode(),
        b'\r\n--x\r\nContent-Disposition: form-data; name="list"; filename="customers.csv"\r\n\r\n',
        raw + b"\r\n--x--\r\n",
    )
    form = b"".join(parts)
    return browser.post("/customers/import", data=form, content_type="multipart/form-data; boundary=x")


def says_yes(browser: FlaskClient, address: str) -> str:
    for _ in range(20):
        posts(browser, f"{address}/go-on")
        page = browser.get(address).text
        if "data-continue" not in page:
            return page
    raise AssertionError("it never ends")


# -- subscriptions


def test_marketing_is_switched_off_with_the_reason_on_record(app: App, browser: FlaskClient) -> None:
    customer = bob(app)
    page = f"/customers/{customer.id}"
    assert "Switch marketing off" in browser.get(page).text

    posts(browser, f"{page}/marketing", token="t1", reason="Asked at the counter")

    shown = browser.get(page).text
    assert app.store.load(BOB).marketing is Marketing.OFF
    assert "Switch marketing off" not in shown and "offers and promotions are not sent" in shown
    assert "Switch all messages off" in shown and "Marketing switched off by Dana" in shown
    assert app.queries.timeline(BOB)[-1]["reason"] == "Asked at the counter"


@pytest.mark.parametrize("form", [{"marketing": "ok"}, {"on": "1"}, {"token": "t1", "marketing": "ok"}])
def test_no_form_switches_marketing_on(app: App, browser: FlaskClient, form: dict[str, str]) -> None:
    customer = bob(app)
    posts(browser, f"/customers/{customer.id}/marketing", token="t1")
    posts(browser, f"/customers/{customer.id}/marketing", **form)
    assert app.store.load(BOB).marketing is Marketing.OFF


def test_whoever_opted_out_of_all_is_shown_as_such(app: App, browser: FlaskClient) -> None:
    customer = bob(app)
    texts(app, BOB, "STOP", "SM1")
    shown = browser.get(f"/customers/{customer.id}").text
    assert "Off: nothing is sent." in shown and "Switch all messages off" not in shown


# -- where they live


def test_a_postal_code_and_a_zone_are_edited_and_reach_the_number(app: App, browser: FlaskClient) -> None:
    customer = bob(app)
    form = {"name": "Bob Gagnon", "numbers": BOB, "version": "1", "postal_code": "v6b1a1"}
    posts(browser, f"/customers/{customer.id}/edit", **form, time_zone="America/Vancouver")
    assert app.store.load(BOB).places == ("postal:V6B", "zone:America/Vancouver")
    assert "V6B 1A1" in browser.get(f"/customers/{customer.id}").text

    posts(browser, f"/customers/{customer.id}/edit", **form | {"version": "2"}, time_zone="")
    assert app.store.load(BOB).places == ("postal:V6B",)


@pytest.mark.parametrize("zone", ["Mars/Phobos", "EST5EDT", "../../etc/passwd", "America/Torronto"])
def test_a_zone_that_is_none_is_refused_and_keeps_what_was_typed(
    app: App, browser: FlaskClient, zone: str
) -> None:
    """TZ-03: saved as "no preference", it would leave the quiet hours to a guess that nobody sees."""
    answer = posts(browser, "/customers/new", name="Zoé", numbers="", time_zone=zone)
    assert answer.status_code == 422
    assert "That is not a time zone such as America/Toronto (TZ-03)." in answer.text and "Zoé" in answer.text
    assert app.console.customers.count() == 0


def test_a_postal_code_that_is_none_keeps_what_was_typed(app: App, browser: FlaskClient) -> None:
    answer = posts(browser, "/customers/new", name="Zoé", postal_code="SW1A 1AA", numbers="")
    assert answer.status_code == 422
    assert "not a postal code" in answer.text and "SW1A 1AA" in answer.text


# -- the import


def test_a_list_is_shown_row_by_row_before_anything_happens(app: App, browser: FlaskClient) -> None:
    answer = uploads_list(browser)
    assert answer.status_code == 302
    page = browser.get(answer.location).text
    assert "Alice Roy" in page and "Opts out." in page and "it needs 10 digits" in page
    assert "gives consent: consent." in page
    assert app.console.customers.count() == 0
    assert app.store.load(BOB).consent is Consent.UNKNOWN
    assert "Alice Roy" not in browser.get(f"{answer.location}?show=refused").text


def test_a_yes_carries_it_out_once(app: App, browser: FlaskClient) -> None:
    address = uploads_list(browser).location
    page = says_yes(browser, address)
    posts(browser, f"{address}/go-on")

    assert app.console.customers.count() == 2
    assert app.store.load(BOB).consent is Consent.OPTED_OUT
    assert app.store.load(ALICE).consent is Consent.UNKNOWN
    assert "Refused rows" in page and "Nobody" in page and "Alice Roy" not in page
    assert acts(app)[0] == ("Dana", "customers imported")

    again = browser.get(uploads_list(browser).location).text
    assert again.count("what-same") == 2


def test_two_who_say_yes_at_once_make_nobody_twice(app: App, browser: FlaskClient) -> None:
    address = uploads_list(browser).location
    upload_id = address.rpartition("/")[2]
    assert app.console.uploads.hold(upload_id)  # somebody else is at it
    posts(browser, f"{address}/go-on")
    assert app.console.customers.count() == 0
    app.console.uploads.release(upload_id)
    says_yes(browser, address)
    assert app.console.customers.count() == 2


def test_a_no_imports_nothing_and_keeps_nothing(app: App, browser: FlaskClient) -> None:
    address = uploads_list(browser).location
    posts(browser, f"{address}/forget")
    assert app.console.customers.count() == 0
    assert browser.get(address).location == "/customers/import"


BAD = [b"", b"PK\x03\x04workbook", b"colour\nred\n", b"name,phone\n", b"name,phone\n" + b"A,1\n" * 5_001]


@pytest.mark.parametrize("content", BAD, ids=["empty", "workbook", "no columns", "no rows", "too long"])
def test_what_cannot_be_a_list_is_refused(app: App, browser: FlaskClient, content: bytes) -> None:
    answer = uploads_list(browser, content)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_huge_upload_is_refused_and_no_other_form_may_be_as_large(app: App, browser: FlaskClient) -> None:
    assert uploads_list(browser, b"x" * (3 << 20)).status_code == 413
    csrf = token(browser.get("/more"))
    answer = browser.post("/customers/new", data={"csrf_token": csrf, "name": "x" * (1 << 19)})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/customers/import", "/customers/import/0123456789ab"])
def test_support_imports_nothing(app: App, flask: Flask, path: str) -> None:
    sam = flask.test_client()
    sign_in(sam, "sam")
    assert sam.get(path).status_code == 403
    assert uploads_list(sam).status_code == 403
    assert app.console.customers.count() == 0


# -- the profile: proof, its download, and numbers of before


def evidence_links(page: str) -> list[str]:
    return re.findall(r'href="(/customers/[^"]+/evidence/[^"]+)"', page)


def test_the_consent_is_one_sentence_with_its_proof(app: App, browser: FlaskClient) -> None:
    customer = bob(app)
    texts(app, BOB, "stop please", "SM1")
    sentence = browser.get(f"/customers/{customer.id}").text
    assert "Opted out by texting “stop please” to" in sentence


def test_an_opt_out_further_back_than_a_thread_reaches_is_still_told(app: App, browser: FlaskClient) -> None:
    customer = bob(app)
    texts(app, BOB, "STOP", "SM1")
    for _ in range(320):
        app.store.append_note(BOB, Entry(app.deps.clock.now(), EntryKind.NOTE, body="x"))
    assert "Opted out on" in browser.get(f"/customers/{customer.id}").text


def test_the_evidence_is_downloaded_by_those_who_may_and_the_act_is_on_record(app: App, flask: Flask) -> None:
    customer = bob(app)
    texts(app, BOB, "STOP\n<b>now</b>", "SM1")
    sam = flask.test_client()
    sign_in(sam, "sam")
    printed, plain = evidence_links(sam.get(f"/customers/{customer.id}").text)

    page, data = sam.get(printed), sam.get(plain)

    assert "attachment" in page.headers["Content-Disposition"]
    assert BOB[2:] not in page.headers["Content-Disposition"] + printed + plain
    assert "&lt;b&gt;now" in page.text and "<b>now" not in page.text
    assert json.loads(data.text)["entries"][0]["words"] == "STOP\n<b>now</b>"
    assert acts(app)[:2] == [("Sam", "evidence downloaded")] * 2


def test_an_agent_takes_no_evidence_out_of_the_house(app: App, browser: FlaskClient, flask: Flask) -> None:
    customer = bob(app)
    robin = flask.test_client()
    sign_in(robin, "robin")
    printed, _ = evidence_links(robin.get(f"/customers/{customer.id}").text)
    assert evidence_links(browser.get(f"/customers/{customer.id}").text) == []
    assert browser.get(printed).status_code == 403
    assert acts(app)[0] == ("Dana", "refused")


def test_the_evidence_is_of_the_customers_own_numbers_alone(app: App, flask: Flask) -> None:
    customer = bob(app)
    robin = flask.test_client()
    sign_in(robin, "robin")
    other = Ids(app.settings.secret_key.value).of(ALICE)
    for conversation in (other, "made-up"):
        assert robin.get(f"/customers/{customer.id}/evidence/{conversation}.json").status_code == 404


def test_a_changed_number_copies_nothing_and_both_lead_to_each_other(app: App, browser: FlaskClient) -> None:
    customer = bob(app)
    texts(app, BOB, "STOP", "SM1")
    posts(browser, f"/customers/{customer.id}/edit", name="Bob Gagnon", numbers=ALICE, version="1")

    assert app.store.load(ALICE).consent is Consent.UNKNOWN
    profile = browser.get(f"/customers/{customer.id}").text
    former = Ids(app.settings.secret_key.value).of(BOB)
    assert f"/conversations/{former}" in profile and "badge-opted_out" in profile
    thread = browser.get(f"/conversations/{former}").text
    assert f'Former number of <a href="/customers/{customer.id}">' in thread


# -- filters


def test_every_filter_shows_whom_it_names(app: App, browser: FlaskClient) -> None:
    save, now = app.console.customers.save, app.deps.clock.now()
    for name, numbers in (
        ("Ann Out", (BOB,)),
        ("Ben Never", ("+14165550120",)),
        ("Cleo Nomobile", ()),
        ("Dora Review", (ALICE,)),
    ):
        places = "V6B 1A1" if name == "Ben Never" else ""
        new = Customer(app.console.customers.new_id(), name, numbers=numbers, postal_code=places)
        save(new, now)
    locations.keep(app.deps, app.console.customers, ["+14165550120"])
    texts(app, BOB, "STOP", "SM1")
    texts(app, ALICE, "not interested", "SM2")
    shown = {
        "all": ["Ann Out", "Ben Never", "Cleo Nomobile", "Dora Review"],
        "opted_out": ["Ann Out"],
        "never_texted": ["Ben Never"],
        "no_mobile": ["Cleo Nomobile"],
        "review": ["Dora Review"],
    }
    for chosen, names in shown.items():
        page = browser.get(f"/customers?filter={chosen}").text
        assert sorted(re.findall(r"<bdi>(\w+ \w+)</bdi></a>", page)) == names, chosen


def walked(browser: FlaskClient, address: str) -> tuple[list[str], list[str]]:
    """The names on all pages of a list, and the addresses of these pages."""
    found, addresses = [], [address]
    while True:
        page = browser.get(addresses[-1]).text
        found += re.findall(r"<bdi>(\w+ \w+)</bdi></a>", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if not following:
            return found, addresses
        addresses.append(html.unescape(following[1]))


@pytest.mark.parametrize("chosen", ["all", "never_texted", "opted_out", "no_mobile", "review"])
def test_a_filter_shows_everybody_page_by_page_and_nobody_twice(
    app: App, browser: FlaskClient, chosen: str
) -> None:
    numbers = [f"+1416555{place:04d}" for place in range(60)]
    both = [Customer("", f"Number {place}", numbers=tuple(numbers[place : place + 2])) for place in range(60)]
    none = [Customer("", f"Nomobile {place}") for place in range(60)]
    app.console.many.add([*both, *none], app.deps.clock.now())
    for place, number in enumerate(numbers):
        if chosen in ("opted_out", "review"):
            texts(app, number, "STOP" if chosen == "opted_out" else "not interested", f"SM{place}")

    found, addresses = walked(browser, f"/customers?filter={chosen}")

    wanted = {"all": [*both, *none], "no_mobile": none}.get(chosen, both)
    assert sorted(found) == sorted(each.name for each in wanted)
    assert len(addresses) == (3 if chosen == "all" else 2)
    assert not any(number[2:] in "".join(addresses) for number in numbers)


def test_who_has_several_numbers_leaves_no_page_short(app: App, browser: FlaskClient) -> None:
    three = [tuple(f"+1416555{3 * place + each:04d}" for each in range(3)) for place in range(40)]
    people = [Customer("", f"Number {place}", numbers=numbers) for place, numbers in enumerate(three)]
    app.console.many.add(people, app.deps.clock.now())
    found, addresses = walked(browser, "/customers?filter=never_texted")
    assert sorted(found) == sorted(each.name for each in people)
    assert len(addresses) == 1


def test_an_index_that_is_behind_shows_nobody_who_does_not_belong(
    app: App, browser: FlaskClient, client: "redis.Redis"
) -> None:
    bob(app)
    texts(app, BOB, "Bonjour", "SM1")
    keys = app.store.keys
    client.zadd(keys.untexted(keys.shard(BOB)), {BOB: 1})
    assert walked(browser, "/customers?filter=never_texted") == ([], ["/customers?filter=never_texted"])


@pytest.mark.parametrize("mark", ["made-up", "0", "%00", "x" * 500])
def test_a_made_up_page_is_the_first(app: App, browser: FlaskClient, mark: str) -> None:
    bob(app)
    assert "Bob Gagnon" in browser.get(f"/customers?filter=all&after={mark}").text


def test_a_profile_shows_the_customers_time_and_utc_and_says_which(app: App, browser: FlaskClient) -> None:
    customer = bob(app, postal_code="V6B 1A1", time_zone="America/Vancouver")
    texts(app, BOB, "STOP", "SM1")
    shown = browser.get(f"/customers/{customer.id}").text
    assert "America/Vancouver (by the postal code)" in shown
    assert re.search(r"\d\d:\d\d:\d\d P[SD]T \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\)", shown)
