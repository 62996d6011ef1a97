"""Appointments: the day, the list, one appointment with its tab for the customer, and its status."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.accounts import Permission
from responder.domain.customers import (
    DEFAULT_ZONE,
    Appointment,
    AppointmentStatus,
    BadCustomer,
    Customer,
    clean_name,
    clean_notes,
)
from responder.domain.messages import DAY, Millis
from responder.flows import desk as desk_flow
from responder.ports.desk import Changed
from responder.web.console.desk import Desk, local, signed_in, zone_of
from responder.web.console.i18n import translate as _
from responder.web.console.people import people, proof
from responder.web.console.session import say
from responder.web.console.words import translated

LIST_DAYS = 60


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
        try:
            desk_flow.set_status(desk.flows, signed_in(), found, AppointmentStatus(wanted))
        except Changed:
            say(_("Somebody else changed this appointment meanwhile: this is how it is now."), "note")
        return redirect(url_for("appointments.one", appointment_id=appointment_id))

    pages.add_url_rule("", "index", index)
    pages.add_url_rule("/<appointment_id>", "one", one)
    pages.add_url_rule("/<appointment_id>/customer", "customer", customer)
    pages.add_url_rule("/<appointment_id>/status", "status", status, methods=["POST"])
    _making(desk, pages)
    return pages


def _making(desk: Desk, pages: Blueprint) -> None:
    def form() -> str:
        customer = desk.console.customers.get(request.args.get("customer", "")) or abort(404)
        return render_template("appointment_form.html", customer=customer, given={}, why="")

    def make() -> tuple[str, int] | Response:
        customer = desk.console.customers.get(request.form.get("customer", "")) or abort(404)
        try:
            fresh = _filled(desk, customer)
        except BadCustomer as error:
            why = translated(str(error))
            return render_template(
                "appointment_form.html", customer=customer, given=request.form, why=why
            ), 422
        saved = desk_flow.save_appointment(desk.flows, signed_in(), fresh)
        say(_("Saved."))
        return redirect(url_for("appointments.one", appointment_id=saved.id))

    pages.add_url_rule("/new", "new", form)
    pages.add_url_rule("/new", "make", make, methods=["POST"])


def _filled(desk: Desk, customer: Customer) -> Appointment:
    try:
        at = datetime.fromisoformat(request.form.get("at", "")).replace(tzinfo=zone_of(customer.time_zone))
    except ValueError:
        raise BadCustomer(_("An appointment needs a day and a time.")) from None
    return Appointment(
        id=desk.console.appointments.new_id(customer.id),
        customer=customer.id,
        at=int(at.timestamp() * 1_000),
        subject=clean_name(request.form.get("subject", "") or _("Appointment")),
        notes=clean_notes(request.form.get("notes", "")),
    )


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
    }


def _day(desk: Desk, around: Millis) -> date:
    try:
        return date.fromisoformat(request.args.get("day", ""))
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
        proofs=[(n, proof(desk, n, customer.time_zone)) for n in person.numbers],
        statuses=list(AppointmentStatus),
        may_edit=signed_in().may(Permission.EDIT),
        **_list(desk, found.at),
    )
