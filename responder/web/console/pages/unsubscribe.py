"""The dialog that every place opens, and what its form does. There is no other way to opt out at the desk.

It works as a page and as a dialog over one. A form carries a token, so that sending it twice is one order.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from responder.domain.consent.desk_opt_out import ASKED, usual_sender
from responder.domain.records import Number, Purpose
from responder.flows.inbox import desk as desk_flow
from responder.flows.inbox.desk import MOST_AT_ONCE, Outcome, Unsubscribe
from responder.web.console.shell.context import Desk, consent_word, signed_in
from responder.web.console.shell.session import say
from responder.web.console.views.people import people
from responder.web.console.words.i18n import ngettext
from responder.web.console.words.i18n import translate as _

PLACES = ("conversation", "customers", "profile", "appointment", "help")


@dataclass(frozen=True, slots=True)
class Target:
    """Whom an order is about: an opaque id for the audit log, a name, and their numbers."""

    subject: str
    name: str
    numbers: tuple[Number, ...]

    @property
    def opted_out(self) -> bool:
        """Whether there is nothing left to opt out."""
        return bool(self.numbers) and all(consent_word(number) == "opted_out" for number in self.numbers)


def unsubscribe_routes(desk: Desk) -> Blueprint:
    """`/unsubscribe`: GET asks, POST does it."""
    routes = Blueprint("unsubscribe", __name__)

    def ask() -> str:
        found = targets(desk, request.args)
        if not found:
            return render_template("unsubscribe_nobody.html", back=back(request.args), **_frame())
        shown = _shown(desk, found)
        return render_template("unsubscribe.html", **shown, **_frame())

    def do() -> Response:
        found = targets(desk, request.form)
        form = Unsubscribe(
            how=request.form.get("how", ""),
            reason=request.form.get("reason", ""),
            confirm=bool(request.form.get("confirm")),
            token=request.form.get("token", "")[:40],
        )
        outcomes = {target: _carried_out(desk, target, form) for target in found}
        say(*_told(outcomes))
        return redirect(back(request.form))

    routes.add_url_rule("/unsubscribe", "ask", ask)
    routes.add_url_rule("/unsubscribe", "do", do, methods=["POST"])
    return routes


def targets(desk: Desk, given: MultiDict[str, str]) -> list[Target]:
    """Whom the form names: customers by id, or the number of a conversation. 404 for a made-up id."""
    ids = list(dict.fromkeys(given.getlist("customer")))[:MOST_AT_ONCE]
    found = [
        Target(person.customer.id, person.customer.name, person.numbers)
        for person in people(desk, desk.console.customers.many(ids))
    ]
    conversation = given.get("conversation", "")
    return found or ([_of_conversation(desk, conversation)] if conversation and not ids else [])


def back(given: MultiDict[str, str]) -> str:
    """The page that the dialog was opened from, built from ids and never from an address that was given."""
    place, here, customer = given.get("from", ""), given.get("here", ""), given.get("customer", "")
    if place == "conversation" and given.get("conversation"):
        return url_for("conversations.one", conversation_id=given["conversation"])
    if place == "help" and given.get("conversation"):
        return url_for("help.one", item_id=here or given["conversation"])
    if place == "appointment" and here:
        return url_for("appointments.customer", appointment_id=here)
    if place == "profile" and customer:
        return url_for("customers.one", customer_id=customer)
    return url_for("customers.index") + (f"?{urlencode({'q': given['q']})}" if given.get("q") else "")


def _of_conversation(desk: Desk, conversation_id: str) -> Target:
    number = desk.ids.number(conversation_id) or abort(404)
    customers = desk.console.customers.of_number(number)
    others = {each for customer in customers if len(customers) == 1 for each in customer.numbers}
    records = desk.console.conversations.numbers([number, *sorted(others - {number})])
    name = desk.name_of(number, {number: customers})
    return Target(customers[0].id if customers else conversation_id, name, tuple(records.values()))


def _shown(desk: Desk, found: list[Target]) -> dict[str, object]:
    numbers = [number for target in found for number in target.numbers]
    words = desk.console.conversations.last_words([number.number for number in numbers])
    first = numbers[0] if numbers else None
    sender = usual_sender(first, desk.business) if first else desk.business.senders[0]
    language = (first.language if first else "") or desk.business.default_language
    place = request.args.get("from", "")
    return {
        "targets": found,
        "words": words,
        "sender": sender.shown,
        "confirmation": desk.app.deps.texts.answer(Purpose.CONFIRMATION, language, sender),
        "asked": ASKED,
        "token": desk_flow.new_token(),
        "button": _button(place, len(found)),
        "place": place if place in PLACES else "customers",
        "back": back(request.args),
        "given": request.args,
        "anybody": any(target.numbers for target in found),
    }


def _button(place: str, count: int) -> str:
    """The verb again, as each place says it."""
    if place == "customers":
        return str(ngettext("Yes, unsubscribe customer", "Yes, unsubscribe customers", count))
    return _("Unsubscribe") if place == "profile" else _("Yes, unsubscribe")


def _frame() -> dict[str, str]:
    """A dialog over the page where htmx asks for one, else a page of its own."""
    return {"layout": "partial.html" if request.headers.get("HX-Request") else "base.html"}


def _carried_out(desk: Desk, target: Target, form: Unsubscribe) -> list[Outcome]:
    numbers = [number.number for number in target.numbers]
    subject = desk.subject_of(target.subject)
    return desk_flow.unsubscribe(desk.flows, signed_in(), subject, numbers, form)


def _told(outcomes: dict[Target, list[Outcome]]) -> tuple[str, str]:
    changed = [target.name for target, each in outcomes.items() if any(one.changed for one in each)]
    before = [
        target.name for target, each in outcomes.items() if each and not any(one.changed for one in each)
    ]
    said = []
    if changed:
        said.append(_("Unsubscribed: %(names)s.", names=", ".join(changed)))
    if before:
        said.append(_("Had opted out before: %(names)s.", names=", ".join(before)))
    if any(not each for each in outcomes.values()):
        said.append(_("A customer without a number receives no texts anyway."))
    return " ".join(said) or _("Nobody was chosen."), "done" if changed else "note"
