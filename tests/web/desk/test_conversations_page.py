"""Conversations over HTTP: the list, the days of a thread, what goes out by default and from which number."""

import re
from dataclasses import replace
from html import unescape

import pytest

from responder.domain.consent.auto_replies import Inbound
from responder.domain.customers.customer import Appointment, AppointmentStatus
from responder.domain.records import DAY, HOUR
from responder.flows.inbound.receive import receive
from responder.flows.outbound import compose
from responder.web.app import whole_app
from responder.web.console.shell.conversation_ids import Ids
from responder.wiring.product import build
from tests.conftest import FakeClock
from tests.people import ALICE, BOB, CAROL
from tests.test_architecture import ROOT
from tests.web.desk.test_help import asked
from tests.web.forms import opened
from tests.web.test_console import HERE, bob, posts, sign_in, texts
from tests.web.test_webhook import settings

__all__ = ["asked"]


def rows(page):
    """The list, each row as one line of text."""
    found = re.findall(r'<a class="(row[^"]*)".*?</a>', page, re.S)
    texts_of = re.findall(r'<a class="row[^"]*"[^>]*>(.*?)</a>', page, re.S)
    return [
        (kind, " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()))
        for kind, row in zip(found, texts_of, strict=True)
    ]


def conversation(app, number):
    return f"/conversations/{Ids(app.settings.secret_key.value).of(number)}"


def wrote(app, number, body, sid, ago, sender=0):
    """A text that came so many milliseconds ago, to one of the shop's numbers."""
    clock = FakeClock()
    clock.at = app.deps.clock.now() - ago
    receive(replace(app.deps, clock=clock), Inbound(sid, number, True, app.business.senders[sender], body))


def test_the_list_is_newest_first_with_who_is_unread_opted_out_and_whose_it_is(app, browser):
    bob(app)
    for place, (number, words) in enumerate(((BOB, "Hi"), (ALICE, "Is it ready?"), (CAROL, "STOP"))):
        texts(app, number, words, f"SM{place}")
    app.console.conversations.assign(ALICE, "id-robin", app.deps.clock.now())
    sign_in(browser)
    browser.get(conversation(app, BOB))
    (_, carol), (unread, alice), (read, bobs) = rows(browser.get("/conversations").text)
    assert (unread, read) == ("row unread", "row")
    assert "STOP" in carol or "Opted out" in carol
    assert "Opted out" in carol and "unread" in alice and "Is it ready?" in alice and " R " in f" {alice} "
    assert bobs.startswith("Bob Gagnon") and "unread" not in bobs


def test_a_thread_is_parted_by_days(app, browser):
    wrote(app, BOB, "Long ago", "SM1", 40 * DAY)
    wrote(app, BOB, "Yesterday", "SM2", DAY)
    wrote(app, BOB, "Now", "SM3", 0)
    sign_in(browser)
    days = re.findall(r'<p class="event-day">([^<]+)</p>', browser.get(conversation(app, BOB)).text)
    assert len(days) == 3 and days[1:] == ["Yesterday", "Today"]


@pytest.mark.parametrize(("ago", "chosen"), [(HOUR, "reply"), (23 * HOUR, "reply"), (25 * HOUR, "service")])
def test_the_class_is_a_reply_while_their_last_text_is_under_a_day_old(app, browser, ago, chosen):
    wrote(app, BOB, "Is it ready?", "SM1", ago)
    sign_in(browser)
    assert opened(browser, conversation(app, BOB), "/send").form.fields["class"] == chosen


@pytest.fixture
def two_numbers(app, redis_url, tmp_path):
    """The same shop with a second number."""
    file = tmp_path / "shop.toml"
    second = '\n[[senders]]\nnumber = "+14155550188"\ntype = "long_code"\nreplies = "app"\n'
    file.write_text((ROOT / "examples" / "garage.toml").read_text(encoding="utf-8") + second, "utf-8")
    found = build(replace(settings(redis_url), public_url=HERE, business_file=file), 4, within=10)
    yield found
    found.jobs.queue.connection.close()


def test_one_sender_sticks_to_a_thread(two_numbers):
    app, browser = two_numbers, whole_app(two_numbers).test_client()
    second = app.business.senders[1]
    wrote(app, BOB, "Bonjour", "SM1", 0, sender=1)
    sign_in(browser)
    for number in app.business.numbers:
        app.store.set_fresh(number, app.deps.clock.now())
    form = opened(browser, conversation(app, BOB), "/send")
    shown = unescape(browser.get(form.page).text)
    assert second.shown[-4:] in re.search(r"from <span class=\"num\">([^<]+)", shown)[1]
    assert form.send(body="Yes.").status_code == 302
    (message,) = [each for each in app.queries.timeline(BOB) if each.get("body") == "Yes."]
    assert app.store.message(message["message"]).sender == second.id


def test_what_waits_and_what_was_refused_explain_themselves_in_the_thread(app, browser):
    bob(app)
    texts(app, BOB, "Is it ready?", "SM1")
    for number in app.business.numbers:
        app.store.set_fresh(number, app.deps.clock.now())
    sign_in(browser)
    page = conversation(app, BOB)
    opened(browser, page, "/send").send(body="Your car is ready.")
    assert re.search(r'mark-queued"[^>]*>Waiting</span>', browser.get(page).text)
    texts(app, BOB, "STOP", "SM2")
    with pytest.raises(compose.Refusal):
        compose.send(app.deps, compose.Draft(BOB, "Are you sure?", "service", "Dana"))
    shown = " ".join(unescape(re.sub(r"<[^>]+>", "", browser.get(page).text)).split())
    assert re.search(r"Opted out by texting “STOP” · \d\d:\d\d", shown)
    assert "Not sent: The customer has opted out; only they can come back" in shown


def test_what_a_french_desk_reads_in_the_list_is_french(app, browser, asked):
    sign_in(browser)
    opened(browser, f"/help/{asked}", "/act", holds="asked").send(act="end")
    posts(browser, "/language", language="fr")
    assert "marked as answered" not in browser.get("/conversations").text


def test_each_status_of_an_appointment_has_a_word_a_colour_and_a_shape_of_its_own(app, flask, browser):
    sign_in(browser)
    drawn = set()
    for status in AppointmentStatus:
        customer = bob(app)
        diary = app.console.appointments
        fresh = Appointment(diary.new_id(customer.id), customer.id, app.deps.clock.now(), "Tires", status)
        page = browser.get(f"/appointments/{diary.save(fresh, app.deps.clock.now()).id}").text
        drawn.add(
            re.search(rf'<span class="status status-{status.value}">.*?</svg>\s*([^<]+)', page, re.S)[0]
        )
    assert len(drawn) == len(AppointmentStatus)
    assert len({re.search(r"<svg.*?</svg>", each, re.S)[0] for each in drawn}) == len(AppointmentStatus)
