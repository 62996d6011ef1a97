"""The evidence of a number's consent, downloaded from a profile: a page that prints, or JSON.

The file's name and address hold ids alone (I8); who downloaded it stands in the audit log.
"""

import json
from typing import Any

from flask import Blueprint, Response, abort

from responder.adapters.evidence.document import Source, document, page
from responder.adapters.evidence.words import LANGUAGES
from responder.domain.customers.customer import Customer
from responder.domain.staff.accounts import Permission
from responder.flows import permissions
from responder.flows.permissions import NotAllowed
from responder.web.console.shell.context import Desk, signed_in
from responder.wiring.product import TEMPLATES

TYPES = {"html": "text/html; charset=utf-8", "json": "application/json"}


def routes(desk: Desk) -> Blueprint:
    """`/customers/<customer>/evidence/<conversation>.<kind>`."""
    pages = Blueprint("evidence", __name__, url_prefix="/customers")

    def download(customer_id: str, conversation_id: str, kind: str) -> Response:
        _must(desk, customer_id)
        customer = desk.console.customers.get(customer_id) or abort(404)
        found = _document(desk, _number(desk, customer, conversation_id))
        permissions.note(desk.flows, signed_in(), "evidence downloaded", customer_id, kind)
        content = page(found, TEMPLATES / "evidence") if kind == "html" else json.dumps(found, indent=2)
        answer = Response(content, content_type=TYPES[kind])
        answer.headers["Content-Disposition"] = f'attachment; filename="evidence-{customer_id}.{kind}"'
        return answer

    address = "/<customer_id>/evidence/<conversation_id>.<any(html, json):kind>"
    pages.add_url_rule(address, "download", download)
    return pages


def _must(desk: Desk, customer_id: str) -> None:
    member = signed_in()
    if not member.may(Permission.PROVE):
        told = f"role {member.role.value} may not {Permission.PROVE.value}"
        permissions.note(desk.flows, member, "refused", customer_id, told)
        raise NotAllowed(Permission.PROVE.value)


def _number(desk: Desk, customer: Customer, conversation_id: str) -> str:
    """The number of the id, if it is or was this customer's."""
    number = desk.ids.number(conversation_id) or abort(404)
    if number not in (*customer.numbers, *customer.former_numbers):
        abort(404)
    return number


def _document(desk: Desk, number: str) -> dict[str, Any]:
    language, record = signed_in().language, desk.app.store.load(number)
    return document(
        Source(
            number=record,
            timeline=desk.app.queries.timeline(number),
            business=desk.business,
            now=desk.now(),
            language=language if language in LANGUAGES else LANGUAGES[0],
            zone=desk.app.deps.law.shown_zone(number, record.places),
        )
    )
