"""The command line: one table of commands, each a translation to one flow (DESIGN §8).

Results go to stdout, sentences about what is wrong to stderr; exit 1 is a refusal, 2 a wrong use or a
product that cannot be reached. There is no `subscribe` and no `resubscribe`.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from responder.adapters.evidence.words import LANGUAGES as EVIDENCE_LANGUAGES
from responder.commands import (
    backup,
    campaigns,
    core,
    customers,
    keys,
    kill_switches,
    migrate,
    number_lists,
    proof,
    reports,
    review,
    rules,
    seed_demo,
    staff,
    unsent,
)
from responder.commands.exits import EXITS, SAID
from responder.commands.shared import Report, show
from responder.domain.consent.basis import KINDS, MEDIA
from responder.settings.environment import DEFAULT_DATA
from responder.wiring.upgrade import release

Options = argparse.Namespace


@dataclass(frozen=True, slots=True)
class Command:
    """One command: what it does, its own arguments, and the function that does it."""

    help: str
    run: Callable[[Options], Any]
    arguments: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = ()


def _argument(*names: str, **how: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    return names, how


LANGUAGES = ("en", "fr", "es")
SCOPES = ("all", "marketing")
PHONE = _argument("phone", help="a number in any usual notation")
FILE = _argument("file", help="the file")
MIGRATES = _argument("--migrate", action="store_true", help="bring older data up to date first")

COMMANDS: dict[str, Command] = {
    "serve": Command("answer Twilio's webhooks", core.serve, (*core.LISTENS, MIGRATES)),
    "work": Command("hand over messages (an RQ worker)", core.work, (MIGRATES,)),
    "relay": Command("wake what nobody woke, and read the provider's log", core.relay, (MIGRATES,)),
    "migrate": Command(migrate.HELP, migrate.migrate, migrate.ARGUMENTS),
    "classify": Command("JSON lines with `text` in, what they mean out", core.classify),
    "send": Command(
        "write to a customer",
        core.send,
        (
            _argument("--to", required=True, help="the customer's number"),
            _argument("--body", required=True, help="the text, or - to read it from stdin"),
            _argument("--class", dest="message_class", default="service", help="reply, service or marketing"),
            _argument("--from", dest="sender", default="", help="one of the business's senders"),
            _argument("--language", default="", choices=LANGUAGES, help="else the customer's"),
            _argument("--by", default="command line", help="who writes"),
        ),
    ),
    "consent": Command("what a number has agreed to", core.consent, (PHONE,)),
    "unsubscribe": Command(
        "opt a number out",
        core.unsubscribe,
        (
            PHONE,
            _argument("--by", required=True, help="who does it"),
            _argument("--reason", required=True, help="why, or the customer's words"),
            _argument("--scope", default="all", choices=SCOPES, help="all texts, or marketing alone"),
        ),
    ),
    "basis": Command(
        "record why marketing may reach a number",
        rules.basis,
        (
            PHONE,
            _argument("--kind", required=True, choices=tuple(KINDS), help="what happened"),
            _argument("--date", required=True, help="when, on the customer's calendar: 2026-11-22"),
            _argument("--by", required=True, help="who records it"),
            _argument("--evidence", required=True, help="what proves it; if express, the wording shown"),
            _argument("--medium", default="", choices=MEDIA, help="express: how they agreed"),
        ),
    ),
    "timeline": Command("everything that happened with a number", core.timeline, (PHONE,)),
    "rules": Command(
        "which rules hold, and what they would do to a text",
        rules.rules,
        (
            _argument("--at", default="", help="ISO 8601 in UTC; else now"),
            _argument("--for", dest="phone", default="", help="a customer's number: only what covers them"),
        ),
    ),
    "reconcile": Command(
        "read the provider's log now",
        core.reconcile,
        (_argument("--since", default="", help="ISO 8601 in UTC; else since the last reading"),),
    ),
    "unsent": Command(
        "messages that never left: list them, send one again, or leave it",
        unsent.unsent,
        (
            _argument("action", choices=tuple(unsent.ACTIONS)),
            _argument("id", nargs="?", default="", help="the message"),
            _argument("--by", default="command line", help="who decides"),
        ),
    ),
    "sending": Command(
        "stop switches: list them, switch sending off or on again",
        kill_switches.sending,
        (
            _argument("action", choices=kill_switches.ACTIONS),
            _argument("--sender", default="all", help="one of the business's senders; else all sending"),
            _argument("--by", default="", help="who does it"),
            _argument("--why", default="", help="stop: everybody reads it on every page"),
        ),
    ),
    "ledger": Command(
        "export the ledger, verify an export, sign a checkpoint, show the public key",
        proof.ledger,
        (
            _argument("action", choices=proof.LEDGER_ACTIONS),
            _argument("file", nargs="?", default="", help="the export; - is stdout"),
            _argument(
                "--checkpoint", default="", help="verify: a signed checkpoint to hold the file against"
            ),
            _argument("--key", default="", help="verify: the public key that you kept, or a file with it"),
        ),
    ),
    "erase": Command(
        "forget a person: all but the opt-out and the ledger's links",
        proof.erase,
        (
            PHONE,
            _argument("--by", required=True, help="who does it"),
            _argument("--reason", required=True, help="why, without naming the person"),
        ),
    ),
    "evidence": Command(
        "the proof of a number's consent, to print and as JSON",
        proof.evidence,
        (
            PHONE,
            _argument("--out", default=".", help="the folder for the two files"),
            _argument("--language", default="", choices=EVIDENCE_LANGUAGES),
        ),
    ),
    "optouts": Command(
        "take over a list of opted-out numbers (CSV), or write one",
        backup.optouts,
        (
            _argument("action", choices=backup.OPTOUT_ACTIONS),
            FILE,
            _argument("--by", default="command line", help="import: whose list it is"),
        ),
    ),
    "numbers": Command(
        "take over a list of deactivated numbers, or of do-not-call checks (CSV)",
        number_lists.numbers,
        (
            _argument("action", choices=tuple(number_lists.ACTIONS)),
            FILE,
            _argument("--by", default="command line", help="whose list it is"),
            _argument("--checked", default="", help="checked: the day of the check, 2026-11-22"),
        ),
    ),
    "backup": Command("everything into one private file", backup.backup, (FILE,)),
    "restore": Command(
        "a backup back into an empty Redis; no opt-out is lost",
        backup.restore,
        (
            FILE,
            _argument("--replace", action="store_true", help="over the numbers that are there"),
            _argument("--journal", action="append", default=[], help="beside OPTOUT_JOURNAL; in any order"),
        ),
    ),
    "staff": Command(
        "accounts for the console: add, list, disable, new password, lost second factor",
        staff.staff,
        (
            _argument("action", choices=staff.STAFF_ACTIONS),
            _argument("--login", default="", help="what they sign in with"),
            _argument("--name", default="", help="what colleagues and the ledger read"),
            _argument("--role", default="agent", choices=staff.ROLES),
            _argument("--language", dest="speaks", default="en", choices=staff.LANGUAGES),
            _argument("--password-stdin", action="store_true", help="read it; else one is made and printed"),
        ),
    ),
    "customers": Command(
        "take over a list of customers (CSV), write one, or write their indexes anew",
        customers.customers,
        (
            _argument("action", choices=tuple(customers.ACTIONS)),
            _argument("file", nargs="?", default="", help="import and export: the file"),
            _argument("--by", default="command line", help="import: whose list it is"),
            _argument("--dry-run", action="store_true", help="import: only say what would happen"),
        ),
    ),
    "review": Command(
        "list the texts that may be opt-outs, or decide one",
        review.review,
        (
            _argument("action", choices=("list", "decide")),
            _argument("id", nargs="?", default="", help="the review to decide"),
            _argument("decision", nargs="?", default="", help="opt_out or not_opt_out"),
            _argument("--by", default="", help="who decides"),
            _argument("--why", default="", help="why"),
            _argument("--limit", type=int, default=100, help="how many to list"),
        ),
    ),
    "rescan": Command(
        "read old texts again after the rules changed",
        review.rescan,
        (
            _argument("--since", default="", help="ISO 8601 in UTC; else all"),
            _argument("--dry-run", action="store_true", help="only count"),
        ),
    ),
    "keys": Command(
        "make, list and revoke keys of the HTTP API",
        keys.keys,
        (
            _argument("action", choices=("add", "list", "revoke")),
            _argument("name", nargs="?", default="", help="a name for a new key, or the id to revoke"),
            _argument("--role", default="", help="reader or operator"),
        ),
    ),
    "bulk": Command(campaigns.HELP, campaigns.bulk, campaigns.ARGUMENTS),
    "report": Command(reports.REPORT_HELP, reports.report, reports.REPORT_ARGUMENTS),
    "campaign": Command(reports.CAMPAIGN_HELP, reports.campaign),
    "doctor": Command("check settings, Redis, templates, provider and log", core.doctor),
    "seed-demo": Command("write the demo's customers, staff and messages", seed_demo.seed_demo),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        result = COMMANDS[options.command].run(options)
    except tuple(EXITS) as error:
        said = next((words for kind, words in SAID.items() if isinstance(error, kind)), "{}")
        print(said.format(error), file=sys.stderr)
        return next(code for kind, code in EXITS.items() if isinstance(error, kind))
    show(result, options.json)
    return result.exit_code if isinstance(result, Report) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="responder", description="SMS keyword responder", parents=[_shared()]
    )
    parser.add_argument("--version", action="version", version=release())
    parser.set_defaults(data=DEFAULT_DATA, json=False)
    parts = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        part = parts.add_parser(name, help=command.help, parents=[_shared()])
        for names, how in command.arguments:
            part.add_argument(*names, **how)
    return parser


def _shared() -> argparse.ArgumentParser:
    """Options that stand before or after the command.

    A fresh parser each time: `set_defaults` changes the actions of its parents. SUPPRESS: a default after the
    command would overwrite what was said before it.
    """
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=argparse.SUPPRESS, help="the folder that bin/up uses")
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON on stdout")
    return shared


if __name__ == "__main__":
    sys.exit(main())
