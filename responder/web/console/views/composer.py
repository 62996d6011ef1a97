"""The composer, wherever it stands: whether there is one, what it offers, what its form says."""

from hashlib import sha256
from typing import Any

from flask import request

from responder.domain.consent.desk_opt_out import usual_sender
from responder.domain.customers.customer import Customer
from responder.domain.records import Consent, Number
from responder.domain.sending.gate import REPLY_WINDOW
from responder.domain.staff.accounts import Permission
from responder.flows.inbox import desk as desk_flow
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Refusal
from responder.web.console.pages import quick_replies
from responder.web.console.shell.context import Desk, signed_in
from responder.web.console.views.thread import parted
from responder.web.console.words.i18n import ngettext
from responder.web.console.words.reasons import translated

CLASSES = ("reply", "service", "marketing")


def composing(desk: Desk, record: Number, people: list[Customer]) -> dict[str, Any]:
    """What `_write.html` needs to know of the number that would be written to."""
    can_reply = bool(record.last_inbound_at) and desk.now() - record.last_inbound_at <= REPLY_WINDOW
    return {
        "composer": _composer(record),
        "token": desk_flow.new_token(),
        "default_class": "reply" if can_reply else "service",
        "classes": CLASSES,
        "sender": usual_sender(record, desk.business).shown,
        "languages": ("en", "fr", "es"),
        "quick": quick_replies.fitting(desk, record, people),
        "refused": "",
        "preview": {},
        "draft": {},
    }


def _composer(record: Number) -> str:
    """Whether there is one, and if not, why."""
    if record.consent is Consent.OPTED_OUT:
        return "opted_out"
    if not record.number.startswith("+"):
        return "no_number"
    return "open" if signed_in().may(Permission.WRITE) else "not_allowed"


def draft_of(number: str) -> Draft:
    """What the request's form would have sent to this number."""
    form = request.form
    wanted = form.get("class", "")  # the composer always names one; nobody guesses it (CA-01)
    return Draft(
        to=number,
        body=form.get("body", "").replace("\r\n", "\n"),
        message_class=wanted,
        actor=signed_in().name,
        language=form.get("language", "") if form.get("language", "") in ("en", "fr", "es") else "",
        event=_wish(form.get("token", ""), wanted, form.get("body", "")),
    )


def _wish(token: str, wanted: str, body: str) -> str:
    """What makes a form that is sent twice one message; other words from the same page are another."""
    said = sha256(f"{wanted}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"desk-message:{token}:{said}" if token else ""


def previewed(desk: Desk, draft: Draft) -> dict[str, Any]:
    """The exact text that would go and what it costs, or why it would not."""
    if not draft.body.strip():
        return {"preview": None, "why": ""}
    try:
        shown = compose.preview(desk.app.deps, draft)
    except Refusal as refusal:
        return {"preview": None, "why": f"{translated(refusal.reason)} ({refusal.rule})"}
    text, notice = parted(shown.text, draft.body) if shown.notice else (shown.text, "")
    cost = ngettext("%(num)d part", "%(num)d parts", shown.parts)
    return {"preview": shown, "text": text, "notice": notice, "cost": cost, "why": ""}
