"""The command about messages that never left: a person lists them, sends one again, or leaves it."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from typing import Any

from responder.commands.shared import Problem, Report, connected
from responder.domain.records import Message
from responder.domain.timestamps import iso
from responder.flows.outbound import unknown_outcomes
from responder.wiring.product import complete


def unsent(options: Namespace) -> Report:
    """What to do about messages whose hand-over got no answer, and that the provider never had."""
    return ACTIONS[options.action](options)


def _list(options: Namespace) -> Report:
    app = connected(options)
    waiting = unknown_outcomes.to_decide(app.unresolved, app.deps.clock.now())
    lines = [f"{each.id}  to {each.number}  by {each.actor}  {iso(each.created_at)}" for each in waiting]
    return Report([_plain(each) for each in waiting], "\n".join(lines) or "No message waits for a decision.")


def _again(options: Namespace) -> Report:
    app, message_id = complete(connected(options)), _named(options)
    unknown_outcomes.send_again(app.deps, app.unresolved, message_id, options.by)
    return Report({"id": message_id, "decided": "again"}, f"{message_id} is in the outbox again.")


def _leave(options: Namespace) -> Report:
    message_id = _named(options)
    unknown_outcomes.leave_unsent(connected(options).deps, message_id, options.by)
    return Report({"id": message_id, "decided": "leave"}, f"{message_id} stays unsent.")


ACTIONS: Mapping[str, Callable[[Namespace], Report]] = {"list": _list, "again": _again, "leave": _leave}


def _named(options: Namespace) -> str:
    if not options.id:
        raise Problem("Name the message: its id stands in `unsent list`.")
    return str(options.id)


def _plain(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "number": message.number,
        "class": message.message_class.value,
        "by": message.actor,
        "at": iso(message.created_at),
        "since": iso(message.asked_at),
        "out_of_date_at": iso(message.valid_until),
        "body": message.final_text or message.body,
    }
