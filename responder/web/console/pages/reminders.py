"""Reminders of an appointment: what went and what became of it, and one that a staff member sends now."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.appointments import appointment as rules
from responder.domain.customers.customer import Appointment, Customer
from responder.domain.records import Consent, Message, Number
from responder.domain.staff.accounts import Permission
from responder.flows.appointments import reminders
from responder.flows.inbox import desk as desk_flow
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, OtherMessage, Refusal
from responder.flows.permissions import NotAllowed
from responder.ports.appointments import Promised
from responder.web.console.shell.context import Desk, signed_in
from responder.web.console.shell.session import say
from responder.web.console.words.i18n import ngettext
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import state_word, translated

Page = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class Shown:
    """One reminder on the appointment's page: which, and what became of it; `message` where there is one."""

    which: str
    mark: str
    why: str
    message: Message | None


def add(desk: Desk, pages: Blueprint) -> None:
    """`/appointments/<id>/remind`: the text as it would go, and sending it."""

    def ask(appointment_id: str) -> Page:
        if not signed_in().may(Permission.WRITE):
            raise NotAllowed(Permission.WRITE.value)
        appointment, customer = _found(desk, appointment_id)
        number = _to(desk, customer)
        if number is None:
            say(_("This customer has no number that may be texted."), "note")
            return redirect(url_for("appointments.one", appointment_id=appointment_id))
        words = reminders.text_for(desk.console.diary, appointment, customer, number)
        return _form(desk, appointment, number, words, desk_flow.new_token())

    def send(appointment_id: str) -> Page:
        appointment, customer = _found(desk, appointment_id)
        number = _to(desk, customer) or abort(404)
        words = request.form.get("body", "").replace("\r\n", "\n")
        token = request.form.get("token", "")[:40] or desk_flow.new_token()
        if request.form.get("seen", "") not in ("", _seen(desk, appointment)):
            why = _("The appointment was changed, or reminded of, meanwhile: read its time above.")
            return _form(desk, appointment, number, words, token, why), 409
        try:
            reminders.remind(desk.console.diary, signed_in(), appointment, number.number, words, token)
        except Refusal as refusal:
            why = f"{translated(refusal.reason)} ({refusal.rule})"
            return _form(desk, appointment, number, words, token, why), 422
        except OtherMessage:
            say(_("This reminder was sent before, in other words."), "note")
            return redirect(url_for("appointments.one", appointment_id=appointment_id))
        say(_("The reminder is on its way."))
        return redirect(url_for("appointments.one", appointment_id=appointment_id))

    pages.add_url_rule("/<appointment_id>/remind", "remind", ask)
    pages.add_url_rule("/<appointment_id>/remind", "send_reminder", send, methods=["POST"])


def of(desk: Desk, appointment: Appointment) -> list[Shown]:
    """The reminders of an appointment, those of its present time first."""
    promised = desk.console.diary.book.of(appointment.id)
    ours = rules.about(appointment)
    order = sorted(promised, key=lambda key: (not key.endswith(ours), key))
    return [_one(desk, key, promised[key], key.endswith(ours)) for key in order]


def times(desk: Desk) -> list[str]:
    """When reminders go by themselves, as people read it."""
    return [_before(rules.spelled(each)) for each in desk.business.reminders.before]


def _one(desk: Desk, key: str, promised: Promised, present: bool) -> Shown:
    message = desk.app.store.message(promised.message) if promised.message else None
    which = key.partition("@")[0]
    automatic = which in {rules.spelled(each) for each in desk.business.reminders.before}
    name = _before(which) if automatic else _("Sent by hand")
    if not present:
        name = _("%(which)s, for another time", which=name)
    mark, why = state_word(message) if message else (_("Not sent"), translated(promised.why_not))
    return Shown(name, mark, why, message)


def _before(spelled: str) -> str:
    count, unit = int(spelled[:-1]), spelled[-1]
    if unit == "h":
        return ngettext("%(num)d hour before", "%(num)d hours before", count)
    return ngettext("%(num)d minute before", "%(num)d minutes before", count)


def _found(desk: Desk, appointment_id: str) -> tuple[Appointment, Customer]:
    found = desk.console.appointments.get(appointment_id) or abort(404)
    return found, desk.console.customers.get(found.customer) or abort(404)


def _to(desk: Desk, customer: Customer) -> Number | None:
    """The first of the customer's numbers that has not opted out; their first if all have."""
    records = list(desk.console.conversations.numbers(customer.numbers).values())
    open_ones = [each for each in records if each.consent is not Consent.OPTED_OUT]
    return next(iter([*open_ones, *records]), None)


def _seen(desk: Desk, appointment: Appointment) -> str:
    """What tells a form whether a colleague moved the appointment, or reminded of it, since it was shown."""
    return f"{appointment.version}.{len(desk.console.diary.book.of(appointment.id))}"


def _form(desk: Desk, appointment: Appointment, to: Number, words: str, token: str, why: str = "") -> str:
    customer = desk.console.customers.get(appointment.customer) or abort(404)
    shown: dict[str, Any] = {"preview": None}
    try:
        draft = Draft(to.number, words, "service", signed_in().name)
        preview = compose.preview(desk.app.deps, draft)
        shown = {"preview": preview, "cost": ngettext("%(num)d part", "%(num)d parts", preview.parts)}
    except Refusal as refusal:
        why = why or f"{translated(refusal.reason)} ({refusal.rule})"
    shown |= {"appointment": appointment, "customer": customer, "number": to, "words": words}
    shown["seen"] = _seen(desk, appointment)
    return render_template("reminder_form.html", token=token, why=why, **shown)
