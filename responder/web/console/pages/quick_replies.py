"""Quick replies: list, add, edit and remove; and those for a conversation, filled for its customer."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.adapters.templates.placeholders import QUICK_REPLY, BadText, check, fill, quick_values
from responder.domain.customers.customer import Customer
from responder.domain.inbox.quick_replies import LANGUAGES, LONGEST_TEXT, BadQuickReply, QuickReply
from responder.domain.records import Number
from responder.domain.staff.accounts import Permission
from responder.flows.inbox import quick_replies as flow
from responder.flows.permissions import NotAllowed
from responder.ports.desk import Changed
from responder.web.console.shell.context import Desk, signed_in
from responder.web.console.shell.session import say
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import translated

Page = str | tuple[str, int] | Response
NOBODY = QuickReply("", "", ())


@dataclass(frozen=True, slots=True)
class Filled:
    """One that can be put into the composer, as this customer would read it."""

    id: str
    title: str
    text: str


def routes(desk: Desk) -> Blueprint:
    """`/quick-replies` and below."""
    pages, kept = (
        Blueprint("quick_replies", __name__, url_prefix="/quick-replies"),
        desk.console.quick_replies,
    )

    def index() -> str:
        may = signed_in().may(Permission.EDIT)
        return render_template("quick_replies.html", listed=kept.everything(), may_edit=may)

    def form(reply_id: str = "") -> Page:
        if not signed_in().may(Permission.EDIT):
            raise NotAllowed(Permission.EDIT.value)
        found = (kept.get(reply_id) or abort(404)) if reply_id else NOBODY
        return _form(found, {"title": found.title, **dict(found.texts)}, "")

    def save(reply_id: str = "") -> Page:
        found = kept.get(reply_id) if reply_id else replace(NOBODY, id=kept.new_id())
        if found is None:
            why = _(
                "Somebody removed this quick reply meanwhile. What you typed is kept: save makes it anew."
            )
            return _form(NOBODY, request.form, why), 409
        return _save(desk, found)

    def remove(reply_id: str) -> Response:
        _remove(desk, reply_id)
        return redirect(url_for("quick_replies.index"))

    pages.add_url_rule("", "index", index)
    pages.add_url_rule("/new", "new", form)
    pages.add_url_rule("/new", "add", save, methods=["POST"])
    pages.add_url_rule("/<reply_id>", "edit", form)
    pages.add_url_rule("/<reply_id>", "save", save, methods=["POST"])
    pages.add_url_rule("/<reply_id>/remove", "remove", remove, methods=["POST"])
    return pages


def fitting(desk: Desk, number: Number, people: list[Customer]) -> list[Filled]:
    """All quick replies as this customer would read them: in their language, with their first name."""
    own = people[0].language if len(people) == 1 else ""
    languages = (own or number.language, desk.business.default_language)
    values = quick_values(desk.business, people[0].name if len(people) == 1 else "")
    return [
        Filled(each.id, each.title, fill(each.text(*languages), values))
        for each in desk.console.quick_replies.everything()
    ]


def inserted(body: str, chosen: str, offered: list[Filled]) -> str:
    """What was typed, with the chosen one after it. 404 for one that is gone."""
    text = next((each.text for each in offered if each.id == chosen), None) or abort(404)
    return f"{body.rstrip()} {text}" if body.strip() else text


def _remove(desk: Desk, reply_id: str) -> None:
    """Unless a colleague changed it since the list was shown."""
    kept, shown = desk.console.quick_replies, request.form.get("version", 0, int)
    found = kept.get(reply_id)
    if found and shown and found.version != shown:
        say(_("Somebody else changed this quick reply meanwhile: look again."), "note")
    elif flow.remove(desk.flows, kept, signed_in(), reply_id):
        say(_("Removed."))


def _save(desk: Desk, found: QuickReply) -> Page:
    form = request.form
    texts = tuple((each, form.get(each, "").replace("\r\n", "\n")) for each in LANGUAGES)
    wanted = QuickReply(found.id, form.get("title", ""), texts, form.get("version", 0, int))
    try:
        for words in (words for _, words in texts if len(words) <= LONGEST_TEXT):  # `save` refuses others
            check(words, QUICK_REPLY)
        flow.save(desk.flows, desk.console.quick_replies, signed_in(), wanted)
    except (BadQuickReply, BadText) as error:
        return _form(found, form, translated(str(error))), 422
    except Changed:
        why = _(
            "Somebody else changed this quick reply meanwhile. What you typed is kept: compare, then save."
        )
        return _form(desk.console.quick_replies.get(found.id) or NOBODY, form, why, theirs=True), 409
    say(_("Saved."))
    return redirect(url_for("quick_replies.index"))


def _form(reply: QuickReply, given: Any, why: str, theirs: bool = False) -> str:
    shown = {"reply": reply, "given": given, "why": why, "languages": LANGUAGES, "names": QUICK_REPLY}
    return render_template("quick_reply_form.html", **shown, theirs=dict(reply.texts) if theirs else {})
