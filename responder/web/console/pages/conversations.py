"""Conversations: the list, one thread with its composer, and what the desk does with it."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.customers.customer import DEFAULT_ZONE, Customer
from responder.flows.inbox import desk as desk_flow
from responder.flows.outbound.compose import Refusal
from responder.web.console.pages import quick_replies
from responder.web.console.shell.context import Desk, consent_word, signed_in
from responder.web.console.shell.edit_conflicts import last_seen, overtaken, reassigned, unread
from responder.web.console.shell.etag import live
from responder.web.console.shell.session import say
from responder.web.console.views.composer import composing, draft_of, previewed
from responder.web.console.views.media import pictures_of
from responder.web.console.views.thread import items
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import translated
from responder.wiring.console import Row, Thread

SHOWN = 50
LOOKED_AT = 400
"""Conversations that a filter looks through for a page."""

VIEWS = ("open", "mine", "closed")


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list, with who it is."""

    row: Row
    name: str
    shared: bool


def routes(desk: Desk) -> Blueprint:
    """`/conversations` and below."""
    pages = Blueprint("conversations", __name__, url_prefix="/conversations")

    def index() -> str:
        return render_template("conversations.html", detail=False, **_list(desk))

    def listed() -> Any:
        shown = _list(desk)
        return live(shown, lambda: render_template("_conversations.html", **shown))

    def one(conversation_id: str) -> str:
        shown = _page(desk, _number(desk, conversation_id))
        return render_template("conversations.html", detail=True, **shown)

    def thread(conversation_id: str) -> Any:
        number = _number(desk, conversation_id)
        shown = _thread(desk, number)
        return live(shown, lambda: render_template("_thread.html", **shown))

    def act(conversation_id: str) -> Response:
        number = _number(desk, conversation_id)
        what = ACTS.get(request.form.get("act", "")) or abort(400)
        what(desk, number, desk.subject_of(conversation_id))
        return redirect(url_for("conversations.one", conversation_id=conversation_id))

    pages.add_url_rule("", "index", index)
    pages.add_url_rule("/list", "listed", listed)
    pages.add_url_rule("/<conversation_id>", "one", one)
    pages.add_url_rule("/<conversation_id>/thread", "thread", thread)
    pages.add_url_rule("/<conversation_id>/act", "act", act, methods=["POST"])
    _writing(desk, pages)
    return pages


def _writing(desk: Desk, pages: Blueprint) -> None:
    """The composer: what would go, and going."""

    def preview(conversation_id: str) -> str:
        return render_template("_preview.html", **previewed(desk, draft_of(_number(desk, conversation_id))))

    def send(conversation_id: str) -> tuple[str, int] | Response:
        number = _number(desk, conversation_id)
        overtaken_by = overtaken(desk.console.conversations.thread(number))
        if overtaken_by:
            return _again(desk, number, overtaken_by), 409
        try:
            subject = desk.subject_of(conversation_id)
            desk_flow.send(desk.flows, signed_in(), draft_of(number), subject)
        except Refusal as refusal:
            return _again(desk, number, f"{translated(refusal.reason)} ({refusal.rule})"), 422
        return redirect(url_for("conversations.one", conversation_id=conversation_id, sent=1))

    def insert(conversation_id: str) -> str:
        shown = _page(desk, _number(desk, conversation_id))
        wanted, typed = request.form.get("quick", ""), request.form.get("body", "").replace("\r\n", "\n")
        draft = {**request.form, "body": quick_replies.inserted(typed, wanted, shown["quick"])}
        return render_template("conversations.html", detail=True, **shown | {"draft": draft})

    pages.add_url_rule("/<conversation_id>/insert", "insert", insert, methods=["POST"])
    pages.add_url_rule("/<conversation_id>/preview", "preview", preview, methods=["POST"])
    pages.add_url_rule("/<conversation_id>/send", "send", send, methods=["POST"])


def _again(desk: Desk, number: str, why: str) -> str:
    """The conversation as it is now, with what was typed, and why it did not go."""
    shown = _page(desk, number) | {"detail": True, "draft": request.form, "refused": why}
    return render_template("conversations.html", **shown)


# -- what the desk does


def _note(desk: Desk, number: str, subject: str) -> None:
    form = request.form
    life = form["life"] if "life" in form else desk.app.store.life(number)
    try:
        desk_flow.add_note(desk.flows, signed_in(), number, form.get("note", ""), subject, life)
    except desk_flow.Erased:
        say(_("The note was not kept: this person was erased meanwhile."), "note")


def _close(desk: Desk, number: str, subject: str) -> None:
    if unread(desk.console.conversations.thread(number)):
        say(_("They texted meanwhile: read it, then close."), "note")
        return
    desk_flow.close(desk.flows, signed_in(), number, subject, closed=True)
    say(_("Closed. It opens again with the customer's next text."))


def _reopen(desk: Desk, number: str, subject: str) -> None:
    desk_flow.close(desk.flows, signed_in(), number, subject, closed=False)


def _assign(desk: Desk, number: str, subject: str) -> None:
    if why := reassigned(desk, number):
        say(why, "note")
        return
    desk_flow.assign(desk.flows, signed_in(), number, subject, request.form.get("to", ""))


ACTS = {"note": _note, "close": _close, "reopen": _reopen, "assign": _assign}


# -- what is shown


def _number(desk: Desk, conversation_id: str) -> str:
    return desk.ids.number(conversation_id) or abort(404)


def _list(desk: Desk) -> dict[str, Any]:
    view = request.args.get("view", "open")
    view = view if view in VIEWS else "open"
    text = request.args.get("q", "").strip()[:100]
    rows = _searched(desk, text) if text else _viewed(desk, view)
    customers = desk.console.customers.of_numbers([row.number.number for row in rows])
    names = {member.id: member.name for member in desk.console.accounts.everybody()}
    listed = [
        Listed(row, desk.name_of(row.number.number, customers), len(customers.get(row.number.number, ())) > 1)
        for row in rows
    ]
    return {
        "listed": listed,
        "view": view,
        "q": text,
        "names": names,
        "at": _at(),
        "now_day": desk.now() // 86_400_000,
    }


def _at() -> str:
    """Which conversation is open beside the list."""
    return str((request.view_args or {}).get("conversation_id", request.args.get("at", "")))


def _viewed(desk: Desk, view: str) -> list[Row]:
    found = desk.console.conversations
    if view == "mine":
        return found.assigned(signed_in().id, SHOWN)
    if view == "closed":
        return found.closed(SHOWN)
    rows: list[Row] = []
    for start in range(0, LOOKED_AT, SHOWN):
        page = found.newest(start, SHOWN)
        rows += [row for row in page if not row.closed]
        if len(rows) >= SHOWN * 4 // 5 or len(page) < SHOWN:
            break
    return rows[:SHOWN]


def _searched(desk: Desk, text: str) -> list[Row]:
    people = desk.console.customers.search(text, SHOWN)
    numbers = list(dict.fromkeys(number for customer in people for number in customer.numbers))[:SHOWN]
    rows = desk.console.conversations.rows([(number, 0) for number in numbers])
    return [Row(row.number, row.last, row.state, int(row.last.get("at", 0))) for row in rows]


def _page(desk: Desk, number: str) -> dict[str, Any]:
    shown = _thread(desk, number)  # first: it is read now
    shown |= _list(desk)
    return (
        shown
        | composing(desk, shown["number"], shown["people"])
        | {
            "formerly": desk.console.customers.formerly_of(number),
            "colleagues": [member for member in desk.console.accounts.everybody() if not member.disabled],
            "now": desk.now(),
            "life": desk.app.store.life(number),
        }
    )


def _thread(desk: Desk, number: str) -> dict[str, Any]:
    found: Thread = desk.console.conversations.thread(number)
    people: list[Customer] = desk.console.customers.of_number(number)
    if found.number.last_inbound_at > found.state.read_at:
        desk.flows.desk.mark_read(number, desk.now())
    return {
        "number": found.number,
        "items": items(found),
        "pictures": pictures_of(desk, found),
        "people": people,
        "name": desk.name_of(number, {number: people}),
        "zone": people[0].time_zone if people else DEFAULT_ZONE,
        "conversation": desk.ids.of(number),
        "badge_word": consent_word(found.number),
        "state": found.state,
        "read_to": last_seen(found.entries),
        "closed": found.state.closed_at > 0 and found.number.last_inbound_at <= found.state.closed_at,
        "today": desk.now() // 86_400_000,
    }
