"""Appointments: the day, the list, one appointment with its tab for the customer, and its status."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.customers.customer import DEFAULT_ZONE, Appointment, AppointmentStatus
from responder.domain.records import DAY, Millis
from responder.domain.staff.accounts import Permission
from responder.flows.appointments import appointments as diary
from responder.ports.desk import Changed
from responder.web.console.pages import appointment_edit, reminders
from responder.web.console.shell.context import Desk, local, signed_in, zone_of
from responder.web.console.shell.session import say
from responder.web.console.views.people import people, proof, zone_why
from responder.web.console.words.i18n import translate as _

LIST_DAYS = 60
FIRST_DAY, LAST_DAY = date(1971, 1, 1), date(2999, 12, 31)
"""Days that a calendar and its neighbours can be reckoned for."""


def routes(desk: Desk) -> Blueprint:
    """`/appointments` and below."""
    pages = Blueprint("appointments", __name__, url_prefix="/appointments")

    def index() -> str:
        return render_template("appointments.html", detail=False, tab="", **_list(desk))

    def one(appointment_id: str) -> str:
        return _shown(desk, appointment_id, "appointment")

    def customer(appointment_id: str) -> str:
        return _shown(desk, appointment_id, "customer")

    def status(appointment_id: str) -> Response:
        found = _appointment(desk, appointment_id)
        wanted = request.form.get("status", "")
        if wanted not in list(AppointmentStatus):
            abort(400)
        version, chosen = request.form.get("version", 0, int), AppointmentStatus(wanted)
        _unless_changed(lambda: diary.set_status(desk.console.diary, signed_in(), found, chosen, version))
        return redirect(url_for("appointments.one", appointment_id=appointment_id))

    def called_back(appointment_id: str) -> Response:
        found = _appointment(desk, appointment_id)
        _unless_changed(lambda: diary.called_back(desk.console.diary, signed_in(), found))
        return redirect(url_for("appointments.one", appointment_id=appointment_id))

    pages.add_url_rule("", "index", index)
    pages.add_url_rule("/<appointment_id>", "one", one)
    pages.add_url_rule("/<appointment_id>/customer", "customer", customer)
    pages.add_url_rule("/<appointment_id>/status", "status", status, methods=["POST"])
    pages.add_url_rule("/<appointment_id>/called", "called_back", called_back, methods=["POST"])
    appointment_edit.add(desk, pages)
    reminders.add(desk, pages)
    return pages


def _unless_changed(act: Callable[[], object]) -> None:
    """Do it, or say that a colleague was faster: the page then shows what they did."""
    try:
        act()
    except Changed:
        say(_("Somebody else changed this appointment meanwhile: this is how it is now."), "note")


def _appointment(desk: Desk, appointment_id: str) -> Appointment:
    return desk.console.appointments.get(appointment_id) or abort(404)


def _list(desk: Desk, around: Millis = 0) -> dict[str, Any]:
    """The chosen day, or the next two months as a list."""
    chosen = _day(desk, around)
    view = "list" if request.args.get("view") == "list" else "day"
    start = int(
        datetime(chosen.year, chosen.month, chosen.day, tzinfo=zone_of(DEFAULT_ZONE)).timestamp() * 1_000
    )
    found = desk.console.appointments.between(start, start + (LIST_DAYS if view == "list" else 1) * DAY)
    customers = desk.console.customers.many(list(dict.fromkeys(each.customer for each in found)))
    known = {person.customer.id: person for person in people(desk, customers)}
    return {
        "listed": [(each, known.get(each.customer)) for each in found],
        "view": view,
        "chosen": chosen,
        "chosen_at": start + DAY // 2,
        "before": chosen - timedelta(days=1),
        "after": chosen + timedelta(days=1),
        "may_add": signed_in().may(Permission.EDIT),
    }


def _day(desk: Desk, around: Millis) -> date:
    try:
        asked = date.fromisoformat(request.args.get("day", ""))
        return min(max(asked, FIRST_DAY), LAST_DAY)
    except ValueError:
        return local(around or desk.now(), DEFAULT_ZONE).date()


def _shown(desk: Desk, appointment_id: str, tab: str) -> str:
    found = _appointment(desk, appointment_id)
    customer = desk.console.customers.get(found.customer) or abort(404)
    (person,) = people(desk, [customer])
    return render_template(
        "appointments.html",
        detail=True,
        tab=tab,
        appointment=found,
        person=person,
        customer=customer,
        zone_why=zone_why(desk, customer),
        proofs=[(n, proof(desk, n, customer.time_zone)) for n in person.numbers],
        statuses=list(AppointmentStatus),
        may_edit=signed_in().may(Permission.EDIT),
        reminders=reminders.of(desk, found) if tab == "appointment" else [],
        reminder_times=reminders.times(desk),
        **_list(desk, found.at),
    )
