"""Messages that never left although a worker had them: a person sends each again, or leaves it (I7)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.customers.customer import DEFAULT_ZONE
from responder.domain.records import Message, Millis, Number
from responder.domain.staff.accounts import Permission
from responder.flows.inbox import unsent
from responder.flows.outbound.compose import Refusal
from responder.flows.outbound.unknown_outcomes import to_decide
from responder.web.console.shell.context import Desk, consent_word, signed_in
from responder.web.console.shell.session import say
from responder.web.console.views.thread import parted
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import state_word, translated

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """One message with who it was for. `late`: it is out of date by now and can only be left."""

    message: Message
    name: str
    number: Number
    zone: str
    age: Millis
    late: bool

    @property
    def badge(self) -> str:
        """How the number stands."""
        return consent_word(self.number)

    @property
    def words(self) -> str:
        """What a person wrote, without the notice."""
        return self.message.body or parted(self.message.final_text, "")[0]


def routes(desk: Desk) -> Blueprint:
    """`/unsent` and below."""
    pages = Blueprint("unsent", __name__, url_prefix="/unsent")

    def index() -> str:
        return render_template("unsent.html", **_list(desk))

    def decide(message_id: str) -> Response:
        act = ACTS.get(request.form.get("act", "")) or abort(400)
        try:
            act(desk, message_id)
        except Refusal as refusal:
            say(_refused(desk, message_id, refusal), "note")
        desk.to_decide.again()
        return redirect(url_for("unsent.index"))

    pages.add_url_rule("", "index", index)
    pages.add_url_rule("/<message_id>", "decide", decide, methods=["POST"])
    return pages


def _again(desk: Desk, message_id: str) -> None:
    unsent.send_again(desk.flows, desk.app.unresolved, signed_in(), message_id)
    say(_("It goes as soon as it may."))


def _leave(desk: Desk, message_id: str) -> None:
    unsent.leave(desk.flows, signed_in(), message_id)
    say(_("It stays unsent."))


ACTS: dict[str, Callable[[Desk, str], None]] = {"again": _again, "leave": _leave}


def _refused(desk: Desk, message_id: str, refusal: Refusal) -> str:
    """Why nothing was done: what a colleague decided meanwhile, or what became of it by itself."""
    message = desk.app.store.message(message_id)
    why = translated(refusal.reason)
    if message is None:
        return why
    mark, _why = state_word(message)
    by = _decided_by(desk, message)
    return f"{why} {mark} ({by})." if by else f"{why} {mark}."


def _decided_by(desk: Desk, message: Message) -> str:
    """Who decided about it last, as the timeline tells."""
    entries = desk.console.conversations.thread(message.number).entries
    notes = [each for each in entries if each["kind"] == "note" and each.get("message") == message.id]
    return str(notes[-1].get("actor", "")) if notes else ""


def _list(desk: Desk) -> dict[str, Any]:
    now = desk.now()
    found = to_decide(desk.app.unresolved, now)
    numbers = list(dict.fromkeys(message.number for message in found[:SHOWN]))
    customers = desk.console.customers.of_numbers(numbers)
    records = desk.console.conversations.numbers(numbers)
    listed = [
        Waiting(
            message,
            desk.name_of(message.number, customers),
            records[message.number],
            customers[message.number][0].time_zone if customers[message.number] else DEFAULT_ZONE,
            now - message.asked_at,
            now >= message.valid_until,
        )
        for message in found[:SHOWN]
    ]
    may_write = signed_in().may(Permission.WRITE)
    return {"listed": listed, "more": len(found) - len(listed), "may_write": may_write}
