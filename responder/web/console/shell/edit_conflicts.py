"""Two at once: what a colleague or the customer did since a form was shown, so that nobody overlooks it.

A form names what its page showed (`seen`, `was`); a live part keeps that up to date while somebody reads on.
A form without it, from before or from a program, is taken as it is.
"""

from typing import Any

from flask import request

from responder.domain.records import Millis
from responder.web.console.shell.context import Desk, signed_in
from responder.web.console.words.i18n import translate as _
from responder.wiring.console import Thread


def last_seen(entries: list[dict[str, Any]]) -> Millis:
    """What a page shows at its end: the time of the newest entry."""
    return max((int(entry["at"]) for entry in entries), default=0)


def overtaken(thread: Thread) -> str:
    """Who wrote to the customer since this form's page was shown, in one sentence; "" for nobody."""
    seen = request.form.get("seen", 0, int)
    if not seen:
        return ""
    me = signed_in().name
    for entry in reversed(thread.entries):
        message = thread.messages.get(entry.get("message", ""))
        if entry["at"] <= seen or message is None or not message.body or message.actor == me:
            continue
        if not (message.bulk or message.about):
            return _(
                "%(name)s wrote meanwhile, as the thread shows. Send again if it is still needed.",
                name=message.actor,
            )
    return ""


def unread(thread: Thread) -> bool:
    """Whether the customer texted since this form's page was shown."""
    seen = request.form.get("seen", 0, int)
    return bool(seen) and thread.number.last_inbound_at > seen


def reassigned(desk: Desk, number: str) -> str:
    """Who was given the conversation since this form's page was shown, in one sentence; "" for nobody."""
    (state,) = desk.console.conversations.states([number])
    was, to = request.form.get("was"), request.form.get("to", "")
    if was is None or state.assignee in (was, to):
        return ""
    names = {member.id: member.name for member in desk.console.accounts.everybody()}
    return _(
        "Meanwhile it was assigned to %(name)s; look again.", name=names.get(state.assignee, _("nobody"))
    )
