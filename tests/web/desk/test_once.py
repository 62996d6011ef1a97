"""A form that makes or changes something is carried out once, whatever is pressed, reloaded or replayed."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest

from responder.domain.customers.customer import Customer
from responder.domain.sending.kill_switches import EVERY_SENDER
from responder.flows.outbound import kill_switches
from responder.web.console.shell.conversation_ids import Ids
from responder.wiring.product import TEMPLATES, App
from tests.people import BOB
from tests.web.test_console import bob, posts, sign_in, texts

WITHOUT_TOKEN = {
    "sign_in.html": "opens a session, limited of its own",
    "sign_in_code.html": "as above",
    "more.html": "one's language, and signing out",
    "base.html": "one's language",
    "export.html": "each press is a download, and an entry in the audit log",
    "settings.html": "tries a file",
    "template_trial.html": "tries a text",
    "import_preview.html": "does the next part of a list: what is done already is not done again",
    "resume.html": "has the token of the form that it stands for",
}
"""Forms without a token, and why."""


@pytest.mark.parametrize("page", sorted(TEMPLATES.glob("console/*.html")), ids=lambda page: page.name)
def test_every_form_that_changes_something_has_a_token(page: Path):
    forms = re.findall(r"<form method=\"post\".*?</form>", page.read_text(encoding="utf-8"), re.S)
    bare = [form for form in forms if "{{ once() }}" not in form]
    assert bool(bare) == (page.name in WITHOUT_TOKEN)


# -- what is made is made once

CUSTOMER = {"name": "Chantal Roy", "numbers": "+14185550177", "language": "fr"}
APPOINTMENT = {"customer": "{customer}", "at": "2031-05-05T09:30", "subject": "Tires"}
BULK = {"name": "Friday", "class": "service", "text_en": "We close at noon.", "audience": "everybody"}
STAFF = {"name": "Kim", "login": "kim", "role": "agent", "language": "en"}
TEXT = {"body": "Votre auto est prête", "class": "service", "token": "t1"}

Case = tuple[str, str, dict[str, str], Callable[[App, Customer], int]]

MADE: dict[str, Case] = {
    "a customer": ("dana", "/customers/new", CUSTOMER, lambda app, _: app.console.customers.count() - 1),
    "an appointment": (
        *("dana", "/appointments/new", APPOINTMENT),
        lambda app, bob: len(app.console.appointments.of_customer(bob.id)),
    ),
    "a quick reply": (
        *("dana", "/quick-replies/new", {"title": "Ready", "fr": "Votre auto est prête"}),
        lambda app, _: len(app.console.quick_replies.everything()),
    ),
    "a note": (
        *("dana", "/conversations/{conversation}/act", {"act": "note", "note": "Called them"}),
        lambda app, _: str(app.queries.timeline(BOB)).count("Called them"),
    ),
    "a text": (
        *("dana", "/conversations/{conversation}/send", TEXT),
        lambda app, _: sum(TEXT["body"] in str(each) for each in app.queries.timeline(BOB)),
    ),
    "a message to many": ("robin", "/bulk/new", BULK, lambda app, _: len(app.console.bulk.bulks.all(9))),
    "an account": (
        "robin",
        "/settings/staff",
        STAFF,
        lambda app, _: len(app.console.accounts.everybody()) - 3,
    ),
    "an opt-out": (
        *("sam", "/unsubscribe", {"customer": "{customer}", "how": "by phone", "token": "t2"}),
        lambda app, _: sum(each.action == "unsubscribe" for each in app.console.audit.newest(20)),
    ),
    "a stop switch": (
        *("robin", "/sending/stop", {"sender": EVERY_SENDER, "why": "A wrong text goes out"}),
        lambda app, _: len(kill_switches.switches(app.console.desk)),
    ),
}


@pytest.fixture(params=MADE)
def case(request, app, browser):
    """Somebody has filled in a form; sends it as often as it is called, each time with the same token."""
    login, path, given, count = MADE[request.param]
    customer = bob(app)
    texts(app, BOB, "Bonjour", "SM1")
    for sender in app.business.senders:
        for number in sender.numbers:
            app.store.set_fresh(number, app.deps.clock.now())
    sign_in(browser, login)
    ids = {"customer": customer.id, "conversation": Ids(app.settings.secret_key.value).of(BOB)}
    form = {name: value.format(**ids) for name, value in given.items()}

    def send(once="a-token", **more):
        return posts(browser, path.format(**ids), **form, once=once, **more)

    send.form, send.made = form, lambda: count(app, customer)
    return send


def place(answer):
    return re.sub(r"[?].*", "", answer.location or "")


def test_a_form_that_is_sent_twice_makes_one_thing_and_leads_to_its_page(browser, case):
    first = case()
    assert case.made() == 1 and first.status_code in (200, 302)
    second = case()
    assert (case.made(), second.status_code) == (1, 302)
    assert place(second) == (place(first) or second.location)
    assert "This was sent before: it is done once." in browser.get(second.location).text


def test_what_was_done_is_on_record_once_however_often_it_is_sent(app, case):
    def recorded():
        return [each for each in app.console.audit.newest(50) if each.action != "signed in"]

    case()
    assert len(recorded()) == 1
    case()
    assert len(recorded()) == 1


def test_two_presses_at_once_make_one_thing(app, flask, browser, case):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: case(), range(4)))
    assert case.made() == 1
    # 400: the four threads share one browser, whose cookies may get mixed up.
    assert {answer.status_code for answer in answers} <= {200, 302, 400, 409}


def test_the_next_form_is_another_one_also_when_somebody_went_back_to_fill_it_in(app, browser):
    sign_in(browser)
    posts(browser, "/customers/new", **CUSTOMER, once="a-token")
    posts(browser, "/customers/new", **CUSTOMER | {"name": "Denis Roy"}, once="a-token")
    assert {each.name for each in app.console.customers.everybody()} == {"Chantal Roy", "Denis Roy"}


def test_what_was_refused_may_be_sent_again_as_it_is(app, browser):
    sign_in(browser, "robin")
    for _ in range(2):
        answer = posts(browser, "/settings/staff", **STAFF | {"role": "owner"}, once="a-token")
        assert (answer.status_code, len(app.console.accounts.everybody())) == (422, 3)


def test_the_form_of_a_colleague_is_another_one(app, flask):
    for login in ("dana", "robin"):
        theirs = flask.test_client()
        sign_in(theirs, login)
        assert posts(theirs, "/customers/new", **CUSTOMER, once="a-token").status_code == 302
    assert app.console.customers.count() == 2


def test_a_list_is_taken_in_once_and_another_list_is_another_one(app, browser):
    sign_in(browser)
    places = [_upload(browser, name) for name in ("Ann", "Ann", "Ben")]
    assert places[0] == places[1] != places[2]


def _upload(browser, name):
    file = (BytesIO(f"name,phone\n{name},418-555-0178\n".encode()), "list.csv")
    return posts(browser, "/customers/import", list=file, once="a-token").location


def test_a_new_password_is_not_made_anew_by_a_reload(app, browser):
    sign_in(browser, "robin")
    answer = posts(browser, "/settings/staff/id-sam/password", once="a-token")
    (password,) = re.findall(r"<code[^>]*>([^<]+)</code>", answer.text)[:1]
    again = posts(browser, "/settings/staff/id-sam/password", once="a-token")
    assert again.location == "/settings/staff/id-sam"
    assert sign_in(flask_of(browser), "sam", password).status_code == 302


def flask_of(browser):
    return browser.application.test_client()


# -- nobody can know whether it was done


@pytest.mark.parametrize("case", ["a customer", "a note"], indirect=True)
def test_after_a_process_died_in_the_middle_a_person_is_asked_and_nothing_is_lost(client, case):
    case()
    (begun,) = {*client.scan_iter("*:form:*")}  # a scan may name a key twice
    client.set(begun, "")  # as it is between the act and its end
    asked = case()
    assert (asked.status_code, case.made()) == (409, 1) and "Was this done already?" in asked.text
    fields = _fields(asked)
    assert case.form.items() <= fields.items()
    case(once=fields["once"])
    assert case.made() == 2


def _fields(page):
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found}
