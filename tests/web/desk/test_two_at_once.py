"""Two staff at once, in two browsers: the second sees what the first did, and nothing is done twice."""

from dataclasses import replace
from io import BytesIO

import pytest

from responder.domain.customers.customer import Appointment, AppointmentStatus
from responder.domain.records import DAY, Consent
from responder.domain.staff.accounts import Role
from responder.flows.outbound import kill_switches
from responder.web.console.shell.conversation_ids import Ids
from tests.people import BOB
from tests.web.desk.test_help import asked, footer
from tests.web.forms import in_page, opened
from tests.web.test_console import bob, posts, sign_in, texts

__all__ = ["asked"]


@pytest.fixture
def other(flask):
    """Robin's browser, beside Dana's."""
    browser = flask.test_client()
    sign_in(browser, "robin")
    return browser


@pytest.fixture
def dana(browser):
    sign_in(browser, "dana")
    return browser


@pytest.fixture
def customer(app):
    found = bob(app, language="en")
    texts(app, BOB, "Is it ready?", "SM0")
    for number in app.business.numbers:
        app.store.set_fresh(number, app.deps.clock.now())
    return found


@pytest.fixture
def conversation(app, customer):
    return f"/conversations/{Ids(app.settings.secret_key.value).of(BOB)}"


@pytest.fixture
def tires(app, customer):
    diary = app.console.appointments
    fresh = Appointment(diary.new_id(customer.id), customer.id, app.deps.clock.now() + 3 * DAY, "Tires")
    return f"/appointments/{diary.save(fresh, app.deps.clock.now()).id}"


def told(browser, answer):
    """The page that an answer leads to, whichever it is."""
    return browser.get(answer.location).text if answer.location else answer.text


def written(app):
    return [each["body"] for each in app.queries.timeline(BOB) if each["kind"] == "message"]


def audited(app, *actions):
    entries = [each for each in app.console.audit.newest(50) if each.action in actions]
    return [each.name for each in reversed(entries)]


# -- a conversation


def test_of_two_answers_the_second_is_held_back_with_the_first_in_sight(app, dana, other, conversation):
    ours, theirs = (opened(each, conversation, "/send") for each in (dana, other))
    assert theirs.send(body="Yes, since noon.").status_code == 302
    answer = ours.send(body="Not yet.")
    assert answer.status_code == 409
    assert "Robin wrote meanwhile" in answer.text and "Yes, since noon." in answer.text
    assert written(app) == ["Yes, since noon."]

    again = in_page(dana, answer.text, conversation, "/send")
    assert again.form.fields["body"] == "Not yet."
    assert again.send().status_code == 302
    assert written(app) == ["Yes, since noon.", "Not yet."]


def test_ones_own_texts_and_the_customers_hold_nothing_back(app, dana, conversation):
    first, second = (opened(dana, conversation, "/send") for _ in range(2))
    assert first.send(body="Come at nine.").status_code == 302
    texts(app, BOB, "Nine is fine", "SM1")
    assert second.send(body="Bring the keys.").status_code == 302


def test_a_reminder_and_a_message_to_many_hold_nothing_back(app, dana, other, conversation, tires):
    ours = opened(dana, conversation, "/send")
    assert opened(other, f"{tires}/remind").send().status_code == 302
    assert ours.send(body="Yes, since noon.").status_code == 302


def test_a_page_that_shows_the_colleagues_text_by_now_sends(app, dana, other, conversation):
    ours, theirs = (opened(each, conversation, "/send") for each in (dana, other))
    theirs.send(body="Yes, since noon.")
    ours.form.fields["seen"] = _read_on(dana, conversation)
    assert ours.send(body="And bring the keys.").status_code == 302


def _read_on(browser, conversation):
    """What the live thread puts beside the form while its page stays open."""
    return opened(browser, conversation, "/send").form.fields["seen"]


def test_a_text_to_somebody_whom_a_colleague_unsubscribed_does_not_go(
    app, dana, other, customer, conversation
):
    ours = opened(dana, conversation, "/send")
    opened(other, f"/unsubscribe?customer={customer.id}&from=profile").send()
    answer = ours.send(body="Your car is ready.")
    assert answer.status_code == 422 and "I1" in answer.text and written(app) == []


def test_both_unsubscribe_and_it_is_done_once(app, dana, other, customer):
    ask = f"/unsubscribe?customer={customer.id}&from=profile"
    ours, theirs = (opened(each, ask) for each in (dana, other))
    theirs.send(how="by phone", reason="rang us", confirm="1")
    page = told(dana, ours.send(how="in person", confirm="1"))
    assert "Had opted out before: Bob Gagnon." in page
    assert "rang us" in page, "the profile shows what the first did"
    timeline = app.queries.timeline(BOB)
    confirmations = [each for each in timeline if each["kind"] == "message" and each["class"] == "answer"]
    assert (app.store.load(BOB).consent, len(confirmations)) == (Consent.OPTED_OUT, 1)


def test_an_assignment_that_a_colleague_made_meanwhile_is_not_overruled_unseen(
    app, dana, other, conversation
):
    ours, theirs = (opened(each, conversation, "/act", holds="to") for each in (dana, other))
    theirs.send(to="id-robin")
    page = told(dana, ours.send(to="id-dana"))
    assert "Meanwhile it was assigned to Robin; look again." in page
    assert app.console.conversations.states([BOB])[0].assignee == "id-robin"
    opened(dana, conversation, "/act", holds="to").send(to="id-dana")
    assert app.console.conversations.states([BOB])[0].assignee == "id-dana"


def test_a_conversation_is_not_closed_over_a_text_that_nobody_read(app, dana, conversation):
    ours = opened(dana, conversation, "/act", holds="close")
    texts(app, BOB, "One more thing", "SM1")
    assert "They texted meanwhile: read it, then close." in told(dana, ours.send(act="close"))
    opened(dana, conversation, "/act", holds="close").send(act="close")
    assert app.console.conversations.states([BOB])[0].closed_at > 0


def test_the_notes_of_both_are_kept(app, dana, other, conversation):
    ours, theirs = (opened(each, conversation, "/act", holds="note") for each in (dana, other))
    theirs.send(note="Called, no answer")
    page = told(dana, ours.send(note="Called again"))
    assert "Called, no answer" in page and "Called again" in page


# -- a call for help


def test_both_mark_a_call_as_answered_and_the_second_reads_who_did(app, dana, other, asked):
    ours, theirs = (opened(each, f"/help/{asked}", "/act", holds="asked") for each in (dana, other))
    theirs.send(act="end")
    page = told(dana, ours.send(act="end"))
    assert "It was answered before, by Robin." in page and "by Robin" in footer(page)
    assert audited(app, "help answered") == ["Robin"]


def test_a_call_is_not_ended_over_a_question_that_nobody_read(app, dana, asked):
    ours = opened(dana, f"/help/{asked}", "/act", holds="asked")
    texts(app, BOB, "HELP", "SM2")
    page = told(dana, ours.send(act="end"))
    assert "They asked again meanwhile: read it, then mark it." in page
    assert not app.console.help_inbox.newest_of(BOB).answered_at


def test_a_call_that_a_colleague_took_meanwhile_is_not_taken_from_them_unseen(app, dana, other, asked):
    ours, theirs = (opened(each, f"/help/{asked}", "/act", holds="to") for each in (dana, other))
    theirs.send(to="id-robin")
    assert "Meanwhile it was assigned to Robin; look again." in told(dana, ours.send(to="id-dana"))


def test_both_answer_where_the_question_stands(app, dana, other, asked):
    for number in app.business.numbers:
        app.store.set_fresh(number, app.deps.clock.now())
    ours, theirs = (opened(each, f"/help/{asked}", "/send") for each in (dana, other))
    theirs.send(body="We are open until five.")
    answer = ours.send(body="Call us.")
    assert answer.status_code == 409 and written(app)[-1] == "We are open until five."


# -- an appointment


def test_both_set_a_status_and_the_second_sees_the_firsts(app, dana, other, tires):
    ours, theirs = (opened(each, tires, "/status") for each in (dana, other))
    theirs.send(status="cancelled")
    page = told(dana, ours.send(status="confirmed"))
    assert "Somebody else changed this appointment meanwhile" in page
    found = app.console.appointments.get(tires.rsplit("/", 1)[1])
    assert found.status is AppointmentStatus.CANCELLED


def test_both_edit_and_the_second_compares(app, dana, other, tires):
    ours, theirs = (opened(each, f"{tires}/edit") for each in (dana, other))
    theirs.send(subject="Brakes", notes="By Robin")
    answer = ours.send(subject="Oil")
    assert answer.status_code == 409 and all(
        said in answer.text for said in ("Brakes", "By Robin", 'value="Oil"')
    )
    in_page(dana, answer.text, f"{tires}/edit", "/edit").send()
    assert app.console.appointments.get(tires.rsplit("/", 1)[1]).subject == "Oil"


def test_both_remind_and_the_customer_reads_it_once(app, dana, other, tires):
    ours, theirs = (opened(each, f"{tires}/remind") for each in (dana, other))
    assert theirs.send().status_code == 302
    answer = ours.send(body="Another wording, see you then.")
    assert answer.status_code == 409 and "Another wording, see you then." in answer.text
    assert "reminded of, meanwhile" in answer.text and len(written(app)) == 1


# -- what the shop keeps


def test_both_edit_a_customer_and_the_second_compares_then_saves_on_top(app, dana, other, customer):
    page = f"/customers/{customer.id}/edit"
    ours, theirs = (opened(each, page) for each in (dana, other))
    theirs.send(name="Robert Gagnon", notes="Mornings only")
    answer = ours.send(notes="Evenings only")
    assert answer.status_code == 409
    assert all(said in answer.text for said in ("Robert Gagnon", "Mornings only", "Evenings only"))
    assert app.console.customers.get(customer.id).notes == "Mornings only"
    assert in_page(dana, answer.text, page, "/edit").send().status_code == 302
    assert app.console.customers.get(customer.id).notes == "Evenings only"


def test_a_quick_reply_that_a_colleague_removed_meanwhile_can_be_made_anew(app, dana, other):
    opened(dana, "/quick-replies/new").send(title="Ready", en="Your car is ready.")
    (reply,) = app.console.quick_replies.everything()
    ours = opened(dana, f"/quick-replies/{reply.id}")
    opened(other, "/quick-replies", "/remove").send()
    answer = ours.send(en="Your car is ready since noon.")
    assert answer.status_code == 409 and "Somebody removed this quick reply meanwhile." in answer.text
    in_page(dana, answer.text, "/quick-replies/new", "/new").send()
    (again,) = app.console.quick_replies.everything()
    assert dict(again.texts)["en"] == "Your car is ready since noon."


def test_a_quick_reply_that_a_colleague_changed_meanwhile_is_not_removed_unseen(app, dana, other):
    opened(dana, "/quick-replies/new").send(title="Ready", en="Your car is ready.")
    (reply,) = app.console.quick_replies.everything()
    ours = opened(dana, "/quick-replies", "/remove")
    opened(other, f"/quick-replies/{reply.id}").send(en="Come and get it.")
    assert "changed this quick reply meanwhile: look again." in told(dana, ours.send())
    assert len(app.console.quick_replies.everything()) == 1


# -- what admins do


@pytest.fixture
def admin(app, flask):
    """A second admin, in the first one's place: Dana was made one."""
    dana = app.console.accounts.get("id-dana")
    app.console.accounts.save(replace(dana, role=Role.ADMIN))
    browser = flask.test_client()
    sign_in(browser, "dana")
    return browser


def test_a_switch_that_a_colleague_threw_anew_is_not_lifted_unseen(app, admin, other):
    opened(admin, "/sending", "/stop").send(sender="all", why="A wrong text goes out")
    ours = opened(admin, "/sending", "/allow")
    opened(other, "/sending", "/allow").send()
    opened(other, "/sending", "/stop").send(sender="all", why="It happened again")
    page = told(admin, ours.send())
    assert "Robin switched it off anew meanwhile: read why." in page and "It happened again" in page
    assert [each.why for each in kill_switches.switches(app.console.desk)] == ["It happened again"]


def test_both_throw_the_switch_and_the_second_reads_the_firsts_reason(app, admin, other):
    ours, theirs = (opened(each, "/sending", "/stop") for each in (admin, other))
    theirs.send(sender="all", why="A wrong text goes out")
    page = told(admin, ours.send(sender="all", why="Holidays"))
    assert "It was off already; nothing was changed." in page and "A wrong text goes out" in page


def test_both_change_an_account_and_the_second_looks_again(app, admin, other):
    page = "/settings/staff/id-sam"
    ours, theirs = (opened(each, page, "/role") for each in (admin, other))
    theirs.send(role="agent")
    answer = ours.send(role="admin")
    assert answer.status_code == 409 and "Somebody else changed this account meanwhile" in answer.text
    assert app.console.accounts.get("id-sam").role.value == "agent"


def test_both_add_the_same_account_and_there_is_one(app, admin, other):
    ours, theirs = (opened(each, "/settings/staff", holds="login") for each in (admin, other))
    theirs.send(name="Kim", login="kim")
    answer = ours.send(name="Kim L.", login="kim")
    assert answer.status_code == 422 and "There is an account with the login kim already." in answer.text
    assert 'value="Kim L."' in answer.text


def test_a_list_that_a_colleague_takes_over_is_not_thrown_away_under_them(app, dana, other):
    file = (BytesIO(b"name,phone\nAnn,418-555-0178\n"), "list.csv")
    preview = posts(dana, "/customers/import", list=file).location
    ours, theirs = opened(dana, preview, "/forget"), opened(other, preview, "/go-on")
    theirs.send()
    assert ours.send().location == preview
    assert [each.name for each in app.console.customers.everybody()] == ["Ann"]
