"""The help inbox: who asked for help, what they were answered, and whether a person answered since."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from responder.domain.customers.customer import DEFAULT_ZONE, Customer
from responder.domain.inbox.help_items import HelpItem
from responder.domain.records import Millis, Number
from responder.flows.inbox import help_items
from responder.flows.inbox.help_items import NotByHand
from responder.web.console.shell.context import Desk, consent_word, signed_in
from responder.web.console.shell.edit_conflicts import last_seen, reassigned
from responder.web.console.shell.etag import live
from responder.web.console.shell.session import say
from responder.web.console.views.composer import composing
from responder.web.console.views.media import pictures_of
from responder.web.console.views.thread import items
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import state_word, translated
from responder.wiring.console import Thread

SHOWN = 50
VIEWS = ("open", "answered")


@dataclass(frozen=True, slots=True)
class Listed:
    """One item of the inbox with who asked, what they wrote last, and how long they wait (ms)."""

    item: HelpItem
    name: str
    number: Number
    people: list[Customer]
    assignee: str
    words: str
    age: Millis

    @property
    def badge(self) -> str:
        """How the number stands."""
        return consent_word(self.number)


def routes(desk: Desk) -> Blueprint:
    """`/help` and below."""
    pages = Blueprint("help", __name__, url_prefix="/help")

    def index() -> str:
        return render_template("help.html", detail=False, **_list(desk))

    def listed() -> Any:
        shown = _list(desk)
        return live(shown, lambda: render_template("_help.html", **shown))

    def one(item_id: str) -> str | Response:
        item = desk.console.help_inbox.find(item_id)
        if item is None:
            return redirect(_newest_of(desk, item_id))
        return render_template("help.html", detail=True, **_list(desk), **_detail(desk, item))

    def act(item_id: str) -> Response:
        item = desk.console.help_inbox.find(item_id) or abort(404)
        what = ACTS.get(request.form.get("act", "")) or abort(400)
        what(desk, item)
        return redirect(url_for("help.one", item_id=item.first.id))

    pages.add_url_rule("", "index", index)
    pages.add_url_rule("/list", "listed", listed)
    pages.add_url_rule("/<item_id>", "one", one)
    pages.add_url_rule("/<item_id>/act", "act", act, methods=["POST"])
    return pages


def _newest_of(desk: Desk, conversation_id: str) -> str:
    """The last item of a conversation, for who comes from there; 404 for a made-up id."""
    number = desk.ids.number(conversation_id) or abort(404)
    item = desk.console.help_inbox.newest_of(number) or abort(404)
    return url_for("help.one", item_id=item.first.id)


# -- what the desk does


def _end(desk: Desk, item: HelpItem) -> None:
    if request.form.get("asked", item.last.id) != item.last.id:
        say(_("They asked again meanwhile: read it, then mark it."), "note")
        return
    if item.answered_at:
        say(_("It was answered before, by %(name)s.", name=item.answered_by), "note")
        return
    help_items.end(desk.flows, desk.console.help_inbox, signed_in(), item)
    say(_("Marked as answered."))


def _reopen(desk: Desk, item: HelpItem) -> None:
    if not item.answered_at:
        say(_("It is open already."), "note")
        return
    try:
        help_items.reopen(desk.flows, desk.console.help_inbox, signed_in(), item)
    except NotByHand:
        say(_("It was answered by a text."), "note")


def _assign(desk: Desk, item: HelpItem) -> None:
    if why := reassigned(desk, item.number):
        say(why, "note")
        return
    help_items.assign(desk.flows, signed_in(), item, request.form.get("to", ""))


ACTS: dict[str, Callable[[Desk, HelpItem], None]] = {"end": _end, "reopen": _reopen, "assign": _assign}


# -- what is shown


def _list(desk: Desk) -> dict[str, Any]:
    view = request.args.get("view", "open")
    view = view if view in VIEWS else "open"
    inbox = desk.console.help_inbox
    found = inbox.answered(SHOWN) if view == "answered" else inbox.open(SHOWN)
    at = str((request.view_args or {}).get("item_id", request.args.get("at", "")))
    return {"listed": _listed(desk, found), "view": view, "at": at}


def _listed(desk: Desk, found: Sequence[HelpItem]) -> list[Listed]:
    numbers = list(dict.fromkeys(item.number for item in found))
    records = desk.console.conversations.numbers(numbers)
    customers = desk.console.customers.of_numbers(numbers)
    states = dict(zip(numbers, desk.console.conversations.states(numbers), strict=True))
    last = desk.console.conversations.last_words(numbers)
    names = {member.id: member.name for member in desk.console.accounts.everybody()}
    return [
        Listed(
            item,
            desk.name_of(item.number, customers),
            records[item.number],
            customers[item.number],
            names.get(states[item.number].assignee, ""),
            _words(item, last.get(item.number, {})),
            (desk.now() - item.at) // 60_000 * 60_000,
        )
        for item in found
    ]


def _words(item: HelpItem, last: dict[str, Any]) -> str:
    """What they wrote last: it belongs to the item while that is open."""
    return item.last.body if item.answered_at else str(last.get("body", "")) or item.last.body


def _detail(desk: Desk, item: HelpItem) -> dict[str, Any]:
    (shown,) = _listed(desk, [item])
    thread = desk.console.conversations.thread(item.number)
    part = replace(thread, entries=_of_item(thread.entries, item))
    return composing(desk, shown.number, shown.people) | {
        "shown": shown,
        "items": items(part),
        "pictures": pictures_of(desk, part),
        "answer": _answer(item, thread),
        "zone": shown.people[0].time_zone if shown.people else DEFAULT_ZONE,
        "conversation": desk.ids.of(item.number),
        "badge_word": shown.badge,
        "colleagues": [member for member in desk.console.accounts.everybody() if not member.disabled],
        "assignee": shown.assignee,
        "was": thread.state.assignee,
        "read_to": last_seen(thread.entries),
    }


def _of_item(entries: list[dict[str, Any]], item: HelpItem) -> list[dict[str, Any]]:
    """The thread from the first question on, until the next item's first question."""
    own = {question.event for question in item.questions}
    asked = [place for place, each in enumerate(entries) if _asks(each)]
    begins = next((place for place in asked if entries[place].get("event") in own), None)
    if begins is None:  # a thread shows its newest entries alone
        return [{"kind": "inbound", "at": item.at, "body": item.first.body}, *entries]
    later = (place for place in asked if place > begins and entries[place].get("event") not in own)
    return entries[begins : next(later, len(entries))]


def _asks(entry: dict[str, Any]) -> bool:
    return entry["kind"] == "inbound" and (entry.get("intent") == "HELP" or bool(entry.get("mark")))


def _answer(item: HelpItem, thread: Thread) -> str:
    """What our own answer to the last question became, or why there was none.

    Two questions of one millisecond are told apart by the thread, which keeps the order of commits.
    """
    asked = {question.event: question for question in item.questions}
    events = [str(each["event"]) for each in thread.entries if each.get("event") in asked]
    event = events[-1] if events else item.last.event
    answer = next((each for each in thread.messages.values() if each.in_reply_to == event), None)
    if answer and not answer.body:
        mark, why = state_word(answer)
        return _("Automatic answer: %(mark)s. %(why)s", mark=mark, why=why)
    capped = [e for e in thread.entries if e["kind"] == "suppressed" and e.get("event") == event]
    if capped:
        why = translated(capped[0].get("reason", ""))
        return _("Not answered automatically: %(why)s", why=why)
    sentences = {
        "support": _("Not answered automatically: a person answers this."),
        "call_back": _("They want to be called back."),
    }
    return sentences.get(asked[event].mark) or _("No answer of ours: the network answers this word.")
