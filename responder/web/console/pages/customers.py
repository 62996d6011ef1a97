"""Customers: the list with search, filters and checkboxes, the profile, add and edit."""

from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.customers.customer import BadCustomer, Customer, clean_name, clean_notes, with_numbers
from responder.domain.law.locations import clean_postal_code
from responder.domain.phone import BadNumber, parse_number, show
from responder.domain.staff.accounts import Permission
from responder.flows.appointments import reminders
from responder.flows.inbox import desk as desk_flow
from responder.flows.permissions import NotAllowed
from responder.ports.desk import Changed
from responder.web.console.shell.context import Desk, signed_in
from responder.web.console.shell.session import say
from responder.web.console.views.customer_lists import BELONGS, SHOWN, Page, page_of
from responder.web.console.views.people import people, proof, zone_why
from responder.web.console.views.thread import Item, items
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import translated
from responder.wiring.console import CustomerList

PAGE = 200
LANGUAGES = ("en", "fr", "es")


def routes(desk: Desk) -> Blueprint:
    """`/customers` and below."""
    pages = Blueprint("customers", __name__, url_prefix="/customers")

    def index() -> str:
        return render_template("customers.html", detail=False, **_list(desk))

    def one(customer_id: str) -> str:
        customer = _customer(desk, customer_id)
        return render_template("customers.html", detail=True, **_list(desk), **_profile(desk, customer))

    def marketing(customer_id: str) -> Response:
        customer = _customer(desk, customer_id)
        token = request.form.get("token", "")[:40]
        reason = request.form.get("reason", "").strip()
        desk_flow.marketing_off(desk.flows, signed_in(), customer, token, reason)
        say(_("Marketing is switched off. Only the customer can switch it on again, by texting START."))
        return redirect(url_for("customers.one", customer_id=customer_id))

    pages.add_url_rule("", "index", index)
    pages.add_url_rule("/<customer_id>", "one", one)
    pages.add_url_rule("/<customer_id>/marketing", "marketing", marketing, methods=["POST"])
    _editing(desk, pages)
    return pages


def _editing(desk: Desk, pages: Blueprint) -> None:
    def form(customer_id: str = "") -> str:
        if not signed_in().may(Permission.EDIT):
            raise NotAllowed(Permission.EDIT.value)
        customer = _customer(desk, customer_id) if customer_id else Customer("", "")
        return render_template("customer_form.html", **_form(customer, _given(customer), ""))

    def save(customer_id: str = "") -> tuple[str, int] | Response:
        known = _customer(desk, customer_id) if customer_id else Customer(desk.console.customers.new_id(), "")
        try:
            wanted = replace(_filled(desk, known), version=request.form.get("version", 0, int))
            saved = desk_flow.save_customer(desk.flows, signed_in(), wanted)
        except (BadCustomer, BadNumber) as error:
            return render_template(
                "customer_form.html", **_form(known, request.form, translated(str(error)))
            ), 422
        except Changed:
            why = _(
                "Somebody else changed this customer meanwhile. What you typed is kept below: compare, save."
            )
            now = _customer(desk, known.id)  # theirs, as it is by now: the next save is on top of it
            shown = _form(now, request.form, why) | {"theirs": _given(now)}
            return render_template("customer_form.html", **shown), 409
        if saved.former_numbers != known.former_numbers:
            reminders.renumbered(desk.console.diary, saved)
        say(_("Saved."))
        return redirect(url_for("customers.one", customer_id=saved.id))

    pages.add_url_rule("/new", "new", form)
    pages.add_url_rule("/new", "add", save, methods=["POST"])
    pages.add_url_rule("/<customer_id>/edit", "edit", form)
    pages.add_url_rule("/<customer_id>/edit", "save", save, methods=["POST"])


def _customer(desk: Desk, customer_id: str) -> Customer:
    return desk.console.customers.get(customer_id) or abort(404)


def _list(desk: Desk) -> dict[str, Any]:
    text = request.args.get("q", "").strip()[:100]
    chosen = _chosen()
    mark = request.args.get("after", "")[:200]
    page = _found(desk, chosen, text) if text else page_of(desk, chosen, mark)
    return {
        "listed": page.listed[:SHOWN],
        "more": len(page.listed) > SHOWN,
        "following": page.following,
        "after": mark if not text else "",
        "q": text,
        "chosen": chosen.value,
        "filters": [each.value for each in CustomerList],
        "may_import": signed_in().may(Permission.EDIT),
        "may_export": signed_in().may(Permission.ADMINISTER),
    }


def _chosen() -> CustomerList:
    asked = request.args.get("filter", "")
    return next((each for each in CustomerList if each.value == asked), CustomerList.ALL)


def _found(desk: Desk, chosen: CustomerList, text: str) -> Page:
    """Those whom a search finds, of a list."""
    everybody = people(desk, desk.console.customers.search(text, PAGE))
    return Page([person for person in everybody if BELONGS[chosen](person)])


def _profile(desk: Desk, customer: Customer) -> dict[str, Any]:
    (person,) = people(desk, [customer])
    recent: list[Item] = []
    for number in customer.numbers[:3]:
        recent += items(desk.console.conversations.thread(number))
    return {
        "person": person,
        "customer": customer,
        "zone_why": zone_why(desk, customer),
        "proofs": [(n, proof(desk, n, customer.time_zone)) for n in person.numbers],
        "sharing": _sharing(desk, customer),
        "former": list(desk.console.conversations.numbers(customer.former_numbers).values()),
        "may_prove": signed_in().may(Permission.PROVE),
        "appointments": desk.console.appointments.of_customer(customer.id),
        "timeline": sorted(recent, key=lambda item: item.at, reverse=True)[:20],
        "token": desk_flow.new_token(),
        "may_edit": signed_in().may(Permission.EDIT),
    }


def _sharing(desk: Desk, customer: Customer) -> list[Customer]:
    """Others who have one of the numbers."""
    found = desk.console.customers.of_numbers(customer.numbers)
    return [
        each
        for each in dict.fromkeys(c for found_one in found.values() for c in found_one)
        if each.id != customer.id
    ]


def _given(customer: Customer) -> dict[str, Any]:
    return {
        "name": customer.name,
        "numbers": "\n".join(show(number) for number in customer.numbers),
        "language": customer.language,
        "time_zone": customer.time_zone if customer.zone_stated else "",
        "postal_code": customer.postal_code,
        "notes": customer.notes,
    }


def _form(customer: Customer, given: Any, why: str) -> dict[str, Any]:
    zones = sorted(
        zone for zone in available_timezones() if zone.startswith(("America/", "Pacific/", "Europe/"))
    )
    return {"customer": customer, "given": given, "why": why, "languages": LANGUAGES, "zones": zones}


def _filled(desk: Desk, customer: Customer) -> Customer:
    """The customer as the form wants it. Raises BadCustomer, BadNumber."""
    form = request.form
    lines = form.get("numbers", "").replace(",", "\n").replace(";", "\n").split("\n")
    numbers = tuple(parse_number(line.strip()) for line in lines if line.strip())
    zone = form.get("time_zone", "").strip()
    if zone and desk.app.deps.law.zone_named(zone) is None:
        raise BadCustomer("That is not a time zone such as America/Toronto (TZ-03).")
    return replace(
        with_numbers(customer, numbers),
        name=clean_name(form.get("name", "")),
        notes=clean_notes(form.get("notes", "")),
        language=form.get("language", "") if form.get("language", "") in LANGUAGES else "",
        time_zone=zone or customer.time_zone,
        zone_stated=bool(zone),
        postal_code=clean_postal_code(form.get("postal_code", "")),
    )
