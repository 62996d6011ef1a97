"""An appointment's form: make one, or edit one, with what a colleague did meanwhile when two edit at once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.customers.customer import (
    Appointment,
    BadCustomer,
    Customer,
    clean_name,
    clean_notes,
    fold,
)
from responder.domain.staff.accounts import Permission
from responder.flows.appointments import appointments as diary
from responder.flows.permissions import NotAllowed
from responder.ports.desk import Changed
from responder.web.console.shell.context import Desk, local, signed_in, zone_of
from responder.web.console.shell.session import say
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import translated

FOUND = 10
"""Customers that are offered where a name fits several."""

Page = str | tuple[str, int] | Response


class Several(Exception):
    """The name that was typed is that of several customers, or of none."""

    def __init__(self, found: list[Customer]) -> None:
        super().__init__("several" if found else "nobody")
        self.found = found


def add(desk: Desk, pages: Blueprint) -> None:
    """`/appointments/new` and `/appointments/<id>/edit`."""

    def new() -> str:
        may_edit()
        if "customer" not in request.args:
            return _for_whom(desk)
        customer = desk.console.customers.get(request.args["customer"]) or abort(404)
        return _form(Appointment("", customer.id, 0), customer, {}, "")

    def make() -> Page:
        customer = desk.console.customers.get(request.form.get("customer", "")) or abort(404)
        blank = Appointment(desk.console.appointments.new_id(customer.id), customer.id, 0)
        try:
            saved = diary.make(desk.console.diary, signed_in(), _filled(blank, customer))
        except BadCustomer as error:
            return _form(replace(blank, id=""), customer, request.form, translated(str(error))), 422
        return _saved(saved)

    def form(appointment_id: str) -> str:
        may_edit()
        found, customer = _known(desk, appointment_id)
        return _form(found, customer, _given(found, customer), "")

    def save(appointment_id: str) -> Page:
        return _save(desk, *_known(desk, appointment_id))

    pages.add_url_rule("/new", "new", new)
    pages.add_url_rule("/new", "make", make, methods=["POST"])
    pages.add_url_rule("/<appointment_id>/edit", "edit", form)
    pages.add_url_rule("/<appointment_id>/edit", "save", save, methods=["POST"])


def _for_whom(desk: Desk) -> str:
    """Whose appointment it will be: found by any part of the name, or by the number."""
    text = request.args.get("q", "").strip()[:100]
    found = desk.console.customers.search(text, FOUND) if text else []
    return render_template("appointment_for.html", q=text, found=found)


def may_edit() -> None:
    """Raises NotAllowed where the role reads alone."""
    if not signed_in().may(Permission.EDIT):
        raise NotAllowed(Permission.EDIT.value)


def _save(desk: Desk, found: Appointment, customer: Customer) -> Page:
    try:
        wanted = _chosen(desk, customer)
        filled = _filled(replace(found, customer=wanted.id), wanted)
        filled = replace(filled, version=request.form.get("version", 0, int))
        return _saved(diary.edit(desk.console.diary, signed_in(), found, filled))
    except BadCustomer as error:
        return _form(found, customer, request.form, translated(str(error))), 422
    except Several as several:
        why = (
            _("Several customers fit: choose one.")
            if several.found
            else _("No customer fits. Type another part of the name.")
        )
        return _form(found, customer, request.form, why, several.found), 422
    except Changed:
        now, owner = _known(desk, found.id)
        why = _(
            "Somebody else changed this appointment meanwhile. What you typed is kept: compare, then save."
        )
        return _form(now, owner, request.form, why, theirs=_given(now, owner)), 409


def _saved(appointment: Appointment) -> Response:
    say(_("Saved."))
    return redirect(url_for("appointments.one", appointment_id=appointment.id))


def _known(desk: Desk, appointment_id: str) -> tuple[Appointment, Customer]:
    found = desk.console.appointments.get(appointment_id) or abort(404)
    return found, desk.console.customers.get(found.customer) or abort(404)


def _chosen(desk: Desk, customer: Customer) -> Customer:
    """The customer that the form names: ticked, or the only one whose name fits. Raises Several."""
    ticked = desk.console.customers.get(request.form.get("chosen", ""))
    typed = request.form.get("who", "").strip()[:100]
    if ticked or not typed or fold(typed) == fold(customer.name):
        return ticked or customer
    found = desk.console.customers.search(typed, FOUND)
    if len(found) != 1:
        raise Several(found)
    return found[0]


def _given(appointment: Appointment, customer: Customer) -> dict[str, Any]:
    at = local(appointment.at, customer.time_zone)
    return {
        "at": at.strftime("%Y-%m-%dT%H:%M"),
        "subject": appointment.subject,
        "notes": appointment.notes,
        "who": customer.name,
        "status": appointment.status.value,
    }


def _form(
    appointment: Appointment,
    customer: Customer,
    given: Any,
    why: str,
    found: list[Customer] | None = None,
    theirs: dict[str, Any] | None = None,
) -> str:
    shown = {"appointment": appointment, "customer": customer, "given": given, "why": why}
    return render_template("appointment_form.html", **shown, found=found or [], theirs=theirs)


def _filled(appointment: Appointment, customer: Customer) -> Appointment:
    """The appointment as the form wants it, its time on the customer's clock. Raises BadCustomer."""
    try:
        at = datetime.fromisoformat(request.form.get("at", "")).replace(tzinfo=zone_of(customer.time_zone))
    except ValueError:
        raise BadCustomer(_("An appointment needs a day and a time.")) from None
    if not 1971 <= at.year <= 2999:
        raise BadCustomer(_("That is no year for an appointment."))
    return replace(
        appointment,
        at=int(at.timestamp() * 1_000),
        subject=clean_name(request.form.get("subject", "") or _("Appointment")),
        notes=clean_notes(request.form.get("notes", "")),
    )
