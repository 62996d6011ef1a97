"""Every form in which somebody types: what they typed outlives the session, and a store that is away."""

import re
from html import unescape

import pytest

from responder.domain.customers.customer import Appointment
from responder.domain.records import DAY
from responder.web.console.shell.conversation_ids import Ids
from responder.web.console.shell.resubmit import SECRETS
from responder.wiring.product import TEMPLATES
from tests.people import BOB
from tests.web.forms import in_page, opened
from tests.web.test_console import PASSWORD, bob, sign_in, texts, token

LONG = "Sept heures, pas avant; “appeler” d'abord\nPorte de côté"

TYPED = {
    "a text": ("dana", "/conversations/{conversation}", "/send", {"body": LONG}),
    "a note": ("dana", "/conversations/{conversation}", "/act", {"note": LONG}),
    "a customer": ("dana", "/customers/{customer}/edit", "", {"notes": LONG}),
    "a new customer": ("dana", "/customers/new", "", {"name": "Chantal Roy", "notes": LONG}),
    "an appointment": ("dana", "/appointments/{appointment}/edit", "", {"notes": LONG}),
    "a new appointment": (
        *("dana", "/appointments/new?customer={customer}", "/new"),
        {"at": "2031-05-05T09:30", "notes": LONG},
    ),
    "a reminder": ("dana", "/appointments/{appointment}/remind", "", {"body": LONG}),
    "a quick reply": ("dana", "/quick-replies/new", "", {"title": "Ready", "en": LONG}),
    "an opt-out": ("dana", "/unsubscribe?customer={customer}&from=profile", "", {"reason": LONG}),
    "marketing off": ("dana", "/customers/{customer}", "/marketing", {"reason": LONG}),
    "a review": ("dana", "/review/{review}", "/decide", {"why": LONG, "outcome": "not_opt_out"}),
    "a message to many": ("robin", "/bulk/new", "", {"name": "Friday", "text_en": LONG}),
    "a business file": ("robin", "/settings", "/check", {"toml": LONG}),
    "a template": ("robin", "/settings/templates/help", "/help", {"en": LONG}),
}


@pytest.fixture
def ids(app):
    """Bob in the list, with an appointment, a conversation, and a text that waits for a decision."""
    now = app.deps.clock.now()
    customer = bob(app)
    texts(app, BOB, "not interested right now", "SM0")
    diary = app.console.appointments
    fresh = Appointment(diary.new_id(customer.id), customer.id, now + 3 * DAY, "Tires")
    for number in app.business.numbers:
        app.store.set_fresh(number, now)
    (review,) = app.reviews.open_reviews(5)
    return {
        "customer": customer.id,
        "conversation": Ids(app.settings.secret_key.value).of(BOB),
        "appointment": diary.save(fresh, now).id,
        "review": review.id,
    }


@pytest.fixture(params=TYPED)
def typing(request, browser, ids):
    """Somebody is typing: the form before them, what they typed, and who they are."""
    login, page, leads_to, typed = TYPED[request.param]
    sign_in(browser, login)
    return login, opened(browser, page.format(**ids), leads_to, next(iter(typed))), typed


def everything(client):
    """All that the store holds, but for who is signed in and how often somebody tried."""
    beside = re.compile(r"session|known_browsers|limits|audit|form:")
    keys = [key for key in client.scan_iter() if not beside.search(key)]
    return {key: client.dump(key) if client.type(key) != "none" else None for key in sorted(keys)}


def comes_back(browser, asked, login):
    """They sign in on the page that they were shown."""
    kept = re.findall(r'name="kept" value="([^"]+)"', asked.text)
    form = {"login": login, "password": PASSWORD, "csrf_token": token(asked)}
    return browser.post("/sign-in", data=form | ({"kept": unescape(kept[0])} if kept else {}))


def test_what_is_typed_outlives_the_session(app, client, browser, typing):
    login, form, typed = typing
    app.console.accounts.close_sessions(f"id-{login}")
    before = everything(client)
    asked = form.send(**typed)
    assert asked.status_code == 401 and "What you typed is kept." in asked.text
    page = comes_back(browser, asked, login)
    shown = unescape(page.text)
    assert "nothing was done yet" in shown and all(each in shown for each in typed.values())
    assert everything(client) == before
    again = in_page(browser, page.text, "/sign-in", form.form.action or form.page)
    assert typed.items() <= again.form.fields.items()
    assert again.send().status_code in (200, 302)


@pytest.mark.parametrize("typing", ["a text", "a customer"], indirect=True)
def test_a_sign_out_or_a_sign_in_in_another_tab_loses_nothing(browser, typing):
    login, form, typed = typing
    browser.post("/sign-out", data={"csrf_token": form.form.fields["csrf_token"]})
    asked = form.send(**typed)
    assert asked.status_code == 302, "a form whose token fits nothing is not kept without the browser's word"

    asked = browser.post(form.form.action or form.page, data=form.form.fields | typed, headers=OURS)
    page = comes_back(browser, asked, login)
    assert all(each in unescape(page.text) for each in typed.values())
    stale = browser.post(form.form.action or form.page, data=form.form.fields | typed, headers=OURS)
    assert stale.status_code == 409 and "You signed in again meanwhile" in stale.text
    assert all(each in unescape(stale.text) for each in typed.values())


OURS = {"Origin": "http://localhost"}


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example", "null", ""])
@pytest.mark.parametrize("typing", ["a text"], indirect=True)
def test_a_form_of_another_site_is_shown_to_nobody(browser, typing, origin):
    _login, form, typed = typing
    forged = {**form.form.fields, **typed, "csrf_token": "forged"}
    answer = browser.post(form.form.action, data=forged, headers={"Origin": origin})
    assert answer.status_code == 400 and "Sept heures" not in unescape(answer.text)


PRESSED_AGAIN = {
    "an account": ("/settings/staff", "", {"name": "Kim Lavoie", "login": "kim", "role": "admin"}),
    "a role": ("/settings/staff/id-dana", "/role", {"role": "admin"}),
    "a stop switch": ("/sending", "/stop", {"sender": "all", "why": LONG}),
    "an export": ("/customers/export", "", {"part": "1"}),
}
"""What an admin may do and a colleague may not: no sign-in carries it out, whoever prepared it."""


@pytest.mark.parametrize("given", PRESSED_AGAIN.values(), ids=PRESSED_AGAIN)
@pytest.mark.parametrize("headers", [{}, OURS], ids=["her own page", "the browser's word"])
def test_what_only_an_admin_may_do_is_typed_again_after_a_sign_in(app, client, browser, given, headers):
    page, leads_to, typed = given
    sign_in(browser, "robin")
    form = opened(browser, page, leads_to)
    app.console.accounts.close_sessions("id-robin")
    before = everything(client)

    sent = form.form.fields | typed
    asked = browser.post(form.form.action or page, data=sent, headers=headers)
    assert (asked.status_code, asked.location[:8]) == (302, "/sign-in")
    sign_in(browser, "robin")
    stale = browser.post(form.form.action or page, data=sent, headers=OURS)
    assert stale.status_code == 400 and "Do it now" not in stale.text
    assert everything(client) == before


def test_a_message_to_many_is_not_started_by_a_sign_in(app, browser):
    sign_in(browser, "robin")
    csrf = token(browser.get("/more"))
    app.console.accounts.close_sessions("id-robin")
    asked = browser.post("/bulk/x/act", data={"csrf_token": csrf, "act": "start"}, headers=OURS)
    assert (asked.status_code, asked.location[:8]) == (302, "/sign-in")


def test_every_form_with_a_field_to_type_in_is_in_the_table():
    typed = re.compile(
        r'<(?:textarea|input(?![^>]*type="(?:hidden|checkbox|radio|file|search|date)))[^>]*name="([\w{ ]+)'
    )
    forms = re.compile(r'<form[^>]*method="post".*?</form>', re.S)
    found = {
        page.name
        for page in TEMPLATES.glob("console/*.html")
        for form in forms.findall(page.read_text(encoding="utf-8"))
        if set(typed.findall(form)) - SECRETS - {"login"}
    }
    assert found == KNOWN


KNOWN = {
    *("_write.html", "_composer.html", "customer_form.html", "appointment_form.html", "reminder_form.html"),
    *(
        "quick_reply_form.html",
        "unsubscribe.html",
        "_subscriptions.html",
        "review.html",
        "_more_notices.html",
    ),
    *("bulk_form.html", "_bulk_acts.html", "staff.html", "switches.html", "settings.html"),
    "template_trial.html",
}
