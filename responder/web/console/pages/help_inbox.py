"""The help inbox: who asked for help, what they were answered, and whether a person answered since."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template

from responder.desk_wiring import HelpItem
from responder.domain.customers import DEFAULT_ZONE, Customer
from responder.domain.messages import Number
from responder.domain.phone import show
from responder.web.console.desk import Desk, consent_word
from responder.web.console.words import state_word, translated


@dataclass(frozen=True, slots=True)
class Listed:
    """One item of the inbox with who asked."""

    item: HelpItem
    name: str
    number: Number
    people: list[Customer]
    assignee: str

    @property
    def badge(self) -> str:
        """How the number stands."""
        return consent_word(self.number)


def routes(desk: Desk) -> Blueprint:
    """`/help` and below."""
    pages = Blueprint("help", __name__, url_prefix="/help")

    def index() -> str:
        return render_template(
            "help.html", detail=False, listed=_listed(desk, desk.console.help_inbox.newest())
        )

    def one(conversation_id: str) -> str:
        number = desk.ids.number(conversation_id) or abort(404)
        item = desk.console.help_inbox.of_number(number) or abort(404)
        listed = _listed(desk, desk.console.help_inbox.newest())
        (shown,) = _listed(desk, [item])
        return render_template("help.html", detail=True, listed=listed, shown=shown, **_detail(desk, shown))

    pages.add_url_rule("", "index", index)
    pages.add_url_rule("/<conversation_id>", "one", one)
    return pages


def _listed(desk: Desk, found: list[HelpItem]) -> list[Listed]:
    numbers = [item.number for item in found]
    records = desk.console.conversations.numbers(numbers)
    customers = desk.console.customers.of_numbers(numbers)
    states = desk.console.conversations.states(numbers)
    names = {member.id: member.name for member in desk.console.accounts.everybody()}
    return [
        Listed(
            item,
            desk.name_of(item.number, customers),
            records[item.number],
            customers[item.number],
            names.get(state.assignee, ""),
        )
        for item, state in zip(found, states, strict=True)
    ]


def _detail(desk: Desk, shown: Listed) -> dict[str, Any]:
    answer = shown.item.answer
    mark, why = state_word(answer) if answer else ("", translated(shown.item.why_not))
    return {
        "mark": mark,
        "why": why,
        "zone": shown.people[0].time_zone if shown.people else DEFAULT_ZONE,
        "phone": show(desk.business.phone),
        "conversation": desk.ids.of(shown.item.number),
    }
