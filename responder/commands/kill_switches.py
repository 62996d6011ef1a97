"""The stop switches at the command line: list them, switch sending off or on again."""

from argparse import Namespace
from typing import Any

from responder.commands.shared import Problem, Report, connected
from responder.domain.sending.kill_switches import EVERY_SENDER, StopSwitch
from responder.domain.sending.refusals import refused
from responder.domain.timestamps import iso
from responder.flows.outbound import kill_switches

ACTIONS = ("list", "stop", "allow")


def sending(options: Namespace) -> Report:
    """What is switched off; or switch a sender, or all, off or on. Raises BadSwitch, StoreUnavailable."""
    desk = connected(options).console.desk
    if options.action == "list":
        found = kill_switches.switches(desk)
        return Report([_shown(each) for each in found], "\n".join(map(line, found)) or "Nothing is stopped.")
    if not options.by:
        raise Problem("--by is missing: who does it. It stands on every page meanwhile.")
    if options.action == "stop":
        return _stopped(kill_switches.stop_by_command(desk, options.by, options.sender, options.why), options)
    done = kill_switches.allow_by_command(desk, options.by, options.sender)
    words = f"Switched on: {_who(options.sender)}." if done else f"It was not off: {_who(options.sender)}."
    return Report({"sender": options.sender, "changed": done}, words)


def line(switch: StopSwitch) -> str:
    """One switch in words."""
    since = f" since {iso(switch.at)}" if switch.at else ""
    if scope := refused(switch):
        return f"{_who(scope)}: Twilio takes no texts{since} (error {switch.why}); they wait (see doctor)."
    by = f" by {switch.by}" if switch.by else ""
    return f"{_who(switch.sender)}: switched off{since}{by}: {switch.why}"


def _stopped(done: bool, options: Namespace) -> Report:
    said = "Switched off" if done else "It was off already, and stays as it was"
    words = f"{said}: {_who(options.sender)}. What is due is refused until it is switched on."
    return Report({"sender": options.sender, "changed": done}, words)


def _who(sender_id: str) -> str:
    return "all sending" if sender_id == EVERY_SENDER else sender_id


def _shown(switch: StopSwitch) -> dict[str, Any]:
    return {
        "sender": switch.sender,
        "by": switch.by,
        "at": iso(switch.at) if switch.at else "",
        "why": switch.why,
    }
