"""Appointments over HTTP: edited with what a colleague did in sight, reminders asked for and refused."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from responder.domain.customers.customer import Appointment, AppointmentStatus, Customer
from responder.domain.records import DAY
from responder.wiring.product import App
from tests.people import ALICE, BOB
from tests.web.test_console import acts, app, bob, browser, built, flask, posts, sign_in, texts

__all__ = ["app", "browser", "built", "flask"]


@pytest.fixture
def tires(app: App) -> Appointment:
    customer = bob(app)
    diary = app.console.appointments
    fresh = Appointment(
        diary.new_id(customer.id), customer.id, app.deps.clock.now() + 3 * DAY, "Winter tires"
    )
    return diary.save(fresh, app.deps.clock.now())


def form(appointment: Appointment, **changes: object) -> dict[str, object]:
    given = {"version": appointment.version, "who": "Bob Gagnon", "at": "2031-03-04T09:30"}
    return {**given, "subject": appointment.subject, "notes": "", **changes}


def path(appointment: Appointment, more: str = "") -> str:
    return f"/appointments/{appointment.id}{more}"


def now(app: App, appointment: Appointment) -> Appointment:
    found = app.console.appointments.get(appointment.id)
    assert found
    return found


def test_an_appointment_is_edited(app: App, browser: FlaskClient, tires: Appointment) -> None:
    sign_in(browser)
    answer = posts(browser, path(tires, "/edit"), **form(tires, subject="Oil", notes="Rims"))

    found = now(app, tires)
    assert answer.location == path(tires)
    assert (found.subject, found.notes, found.status) == ("Oil", "Rims", AppointmentStatus.RESCHEDULED)
    assert "09:30" in browser.get(path(tires)).text


def test_the_second_of_two_sees_what_the_first_did_and_loses_nothing(
    app: App, browser: FlaskClient, tires: Appointment
) -> None:
    sign_in(browser)
    app.console.appointments.save(replace(tires, subject="Brakes", notes="By Sam"), app.deps.clock.now())
    answer = posts(browser, path(tires, "/edit"), **form(tires, subject="Oil"))

    assert answer.status_code == 409
    assert "Somebody else changed this appointment meanwhile" in answer.text
    assert "Brakes" in answer.text
    assert "By Sam" in answer.text
    assert 'value="Oil"' in answer.text
    assert now(app, tires).subject == "Brakes"
    posts(browser, path(tires, "/edit"), **form(now(app, tires), subject="Oil"))
    assert now(app, tires).subject == "Oil"


def test_an_old_page_does_not_undo_a_cancellation(app: App, browser: FlaskClient, tires: Appointment) -> None:
    sign_in(browser)
    cancelled = replace(tires, status=AppointmentStatus.CANCELLED)
    app.console.appointments.save(cancelled, app.deps.clock.now())
    posts(browser, path(tires, "/status"), status="confirmed", version=tires.version)

    assert now(app, tires).status is AppointmentStatus.CANCELLED
    assert "Somebody else changed" in browser.get(path(tires)).text


@pytest.mark.parametrize(
    ("who", "status", "said"),
    [("Nobody Here", 422, "No customer fits"), ("xanthe", 422, "choose one"), ("Marguerite", 302, "")],
)
def test_another_customer_is_found_by_name(
    app: App, browser: FlaskClient, tires: Appointment, who: str, status: int, said: str
) -> None:
    sign_in(browser)
    for name, number in (("Marguerite Xanthe", ALICE), ("Jo Xanthe", "+14185550166")):
        customers = app.console.customers
        customers.save(Customer(customers.new_id(), name, numbers=(number,)), 1)
    answer = posts(browser, path(tires, "/edit"), **form(tires, who=who))

    assert (answer.status_code, said in answer.text) == (status, True)
    owner = app.console.customers.get(now(app, tires).customer)
    assert owner
    assert owner.name == ("Marguerite Xanthe" if status == 302 else "Bob Gagnon")


def test_a_time_that_is_none_keeps_what_was_typed(app: App, browser: FlaskClient, tires: Appointment) -> None:
    sign_in(browser)
    answer = posts(browser, path(tires, "/edit"), **form(tires, at="soon", subject="Oil"))

    assert answer.status_code == 422
    assert 'value="Oil"' in answer.text


def test_a_reminder_is_shown_then_sent_once(app: App, browser: FlaskClient, tires: Appointment) -> None:
    sign_in(browser)
    page = browser.get(path(tires, "/remind")).text
    assert "Reply YES to confirm" in page
    for _ in range(2):
        posts(browser, path(tires, "/remind"), body="See you. YES or NO?", token="t1")  # noqa: S106

    shown = browser.get(path(tires)).text
    assert shown.count("Sent by hand") == 1
    assert "Waiting" in shown
    assert acts(app)[0] == ("Dana", "send")


def test_a_refused_reminder_keeps_its_words(app: App, browser: FlaskClient, tires: Appointment) -> None:
    sign_in(browser)
    answer = posts(browser, path(tires, "/remind"), body="Reply CANCEL to cancel")
    assert (answer.status_code, "KW-12" in answer.text) == (422, True)
    assert "Reply CANCEL to cancel" in answer.text
    texts(app, BOB, "STOP", "SM1")
    answer = posts(browser, path(tires, "/remind"), body="See you")
    assert (answer.status_code, "has opted out" in answer.text) == (422, True)


def test_a_call_back_is_shown_in_the_list_and_taken_off(
    app: App, browser: FlaskClient, tires: Appointment
) -> None:
    sign_in(browser)
    app.console.appointments.save(replace(tires, call_back="cancel_word"), app.deps.clock.now())
    assert "The customer texted CANCEL" in browser.get(path(tires)).text
    assert "Call back" in browser.get("/appointments?view=list").text
    posts(browser, path(tires, "/called"))

    assert now(app, tires).call_back == ""
    assert acts(app)[0] == ("Dana", "called back")


@pytest.mark.parametrize("more", ["/edit", "/remind"])
def test_support_reads_and_changes_nothing(
    app: App, browser: FlaskClient, tires: Appointment, more: str
) -> None:
    sign_in(browser, "sam")
    assert browser.get(path(tires, more)).status_code == 403
    assert posts(browser, path(tires, more), **form(tires), body="x").status_code == 403
    assert now(app, tires) == tires


def test_a_new_one_begins_with_whom_it_is_for(app: App, browser: FlaskClient) -> None:
    customer = bob(app)
    sign_in(browser)
    assert 'href="/appointments/new"' in browser.get("/appointments").text
    found = browser.get("/appointments/new?q=gagn").text
    assert f'href="/appointments/new?customer={customer.id}"' in found and "+1 (418) 555-0112" in found
    assert "Nobody found." in browser.get("/appointments/new?q=zzz").text
    assert "Bob Gagnon" in browser.get(f"/appointments/new?customer={customer.id}").text
    assert browser.get("/appointments/new?customer=").status_code == 404


def test_support_is_offered_no_new_one(app: App, browser: FlaskClient) -> None:
    sign_in(browser, "sam")
    assert 'href="/appointments/new"' not in browser.get("/appointments").text
    assert browser.get("/appointments/new").status_code == 403


@pytest.mark.parametrize("at", ["", "tomorrow", "0001-01-01T00:00", "9999-12-31T23:59", "2031-02-30T09:00"])
def test_a_day_that_there_is_not_is_one_sentence_and_keeps_what_was_typed(
    app: App, browser: FlaskClient, tires: Appointment, at: str
) -> None:
    sign_in(browser)
    for address, more in ((path(tires, "/edit"), {}), ("/appointments/new", {"customer": tires.customer})):
        answer = posts(browser, address, **form(tires, at=at, notes="Rims"), **more)
        assert answer.status_code == 422 and "Rims" in answer.text and 'role="alert"' in answer.text
    assert now(app, tires) == tires


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2031-02-30", "x", "2031-W01-1"])
@pytest.mark.parametrize("view", ["", "&view=list"])
def test_every_day_that_is_asked_for_is_a_page(browser: FlaskClient, day: str, view: str) -> None:
    sign_in(browser)
    assert browser.get(f"/appointments?day={day}{view}").status_code == 200


@pytest.mark.parametrize("version", ["x", "-1", "99999999999999999999", "1e9", " "])
def test_a_version_that_is_none_overwrites_nothing(
    app: App, browser: FlaskClient, tires: Appointment, version: str
) -> None:
    sign_in(browser)
    answers = [
        posts(browser, path(tires, "/edit"), **form(tires, version=version, subject="Oil")),
        posts(browser, path(tires, "/status"), status="cancelled", version=version),
        posts(browser, f"/customers/{tires.customer}/edit", name="Robert", version=version),
    ]
    assert all(answer.status_code in (302, 409) for answer in answers)
    known = app.console.customers.get(tires.customer)
    assert now(app, tires) == tires and known and known.name == "Bob Gagnon"
