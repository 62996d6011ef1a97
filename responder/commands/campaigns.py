"""The command about messages to many: list, make, show, check, start, pause, resume, stop."""

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from responder.commands.shared import Problem, Report, connected, since
from responder.domain.campaigns.campaign import Act, Audience, Bulk
from responder.domain.phone import parse_number
from responder.domain.timestamps import iso
from responder.flows.campaigns import edit as bulk_flow
from responder.flows.campaigns import preflight
from responder.flows.campaigns.edit import Order, Wanted
from responder.flows.campaigns.report import counts as bulk_counts
from responder.flows.campaigns.report import counts_of, plain
from responder.lib.progress import Progress
from responder.ports.campaigns import BulkDeps
from responder.wiring.product import complete

LISTED = 100


SENDS = ("make", "check", str(Act.START), str(Act.RESUME))
"""What is refused while a sender is missing too soon (CA-08); looking, pausing and stopping never are."""


def bulk(options: Namespace) -> Report:
    """One act on one message to many, or the list of them."""
    app = connected(options)
    return ACTIONS[options.action]((complete(app) if options.action in SENDS else app).console.bulk, options)


def _list(deps: BulkDeps, options: Namespace) -> Report:
    found = deps.bulks.all(LISTED)
    lines = [f"{each.id}  {each.state.value:<8}  {iso(each.created_at)}  {each.name}" for each in found]
    value = [plain(*each) for each in zip(found, counts_of(deps, found), strict=True)]
    return Report(value, "\n".join(lines) or "There is none yet.")


def _make(deps: BulkDeps, options: Namespace) -> Report:
    numbers = _numbers(options.numbers)
    wanted = Wanted(
        name=options.name,
        message_class=options.message_class,
        texts=_texts(options.text),
        sender=parse_number(options.sender) if options.sender.startswith("+") else options.sender,
        audience=options.audience or (Audience.LISTED if numbers else Audience.EVERYBODY).value,
        language=options.language,
        ends_at=since(options.until) or 0,
        numbers=numbers,
    )
    made = bulk_flow.make(deps, bulk_flow.operator(options.by), wanted)
    warned = "".join(f"\n{said}" for said in bulk_flow.warnings(made).values())
    return _told(deps, made, f"Made {made.id}; check it next.{warned}")


def _show(deps: BulkDeps, options: Namespace) -> Report:
    return _told(deps, bulk_flow.found(deps, _named(options)), "")


def _check(deps: BulkDeps, options: Namespace) -> Report:
    checking, progress = _acted(deps, options, Act.CHECK), Progress("Customers")
    counted = preflight.count(deps, checking, progress)
    progress.end()
    return _told(deps, counted, "")


def _acts(act: Act) -> Callable[[BulkDeps, Namespace], Report]:
    def acting(deps: BulkDeps, options: Namespace) -> Report:
        return _told(deps, _acted(deps, options, act), "")

    return acting


ACTIONS: Mapping[str, Callable[[BulkDeps, Namespace], Report]] = {
    "list": _list,
    "make": _make,
    "show": _show,
    "check": _check,
    **{act.value: _acts(act) for act in (Act.START, Act.PAUSE, Act.RESUME, Act.STOP)},
}


HELP = "a message to many: list, make, show, check, start, pause, resume, stop"

ARGUMENTS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("action",), {"choices": tuple(ACTIONS)}),
    (("id",), {"nargs": "?", "default": "", "help": "which one"}),
    (("--name",), {"default": "", "help": "make: what colleagues call it"}),
    (
        ("--class",),
        {"dest": "message_class", "default": "", "help": "make: service or marketing; must be named"},
    ),
    (
        ("--text",),
        {
            "action": "append",
            "default": [],
            "metavar": "LANGUAGE=TEXT",
            "help": "make: one for each language",
        },
    ),
    (
        ("--from",),
        {"dest": "sender", "default": "", "help": "make: a sender; else each customer's usual one"},
    ),
    (
        ("--audience",),
        {
            "default": "",
            "choices": ("", *Audience),
            "help": "make: everybody (default), subscribed or listed",
        },
    ),
    (("--numbers",), {"default": "", "help": "make: a file with a number a line, - is stdin"}),
    (("--language",), {"default": "", "help": "make: only customers of this language"}),
    (("--until",), {"default": "", "help": "make: ISO 8601; nobody is texted later; else three days"}),
    (("--by",), {"default": "command line", "help": "who does it"}),
    (("--why",), {"default": "", "help": "pause, resume, stop: for the audit log"}),
)
"""What `bulk` takes."""


def _acted(deps: BulkDeps, options: Namespace, act: Act) -> Bulk:
    now = bulk_flow.found(deps, _named(options))
    order = Order(act, now.version, options.why)
    return bulk_flow.act(deps, bulk_flow.operator(options.by), now.id, order)


def _told(deps: BulkDeps, bulk: Bulk, first: str) -> Report:
    """Its state, its texts as they leave, whom it may reach and what became of it."""
    counts = bulk_counts(deps, bulk)
    lines = [first] if first else []
    why = f": {bulk.why} ({', '.join(filter(None, (bulk.by, bulk.rule)))})" if bulk.why else ""
    lines.append(f"{bulk.name} [{bulk.id}] is {bulk.state.value}{why}")
    shown = preflight.preview(deps, bulk)
    lines += [f"{each.language}, {each.parts} part(s), {each.encoding}:\n{each.text}" for each in shown]
    lines += [
        f"{each.count:>7,}  {each.verdict}  {each.reason} {each.rule}".rstrip() for each in bulk.tallies
    ]
    value = plain(bulk, counts)
    lines += [f"{number:>7,}  {name}" for name, number in value["counts"].items() if number]
    previews = [
        {"language": each.language, "text": each.text, "parts": each.parts, "encoding": each.encoding}
        for each in shown
    ]
    return Report(value | {"previews": previews}, "\n".join(lines))


def _named(options: Namespace) -> str:
    if not options.id:
        raise Problem("Name it: its id stands in `bulk list`.")
    return str(options.id)


def _texts(given: list[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for each in given:
        language, found, text = each.partition("=")
        if not found or language not in ("en", "fr", "es"):
            raise Problem("--text must be such as en=TEXT; the languages are en, fr and es.")
        texts[language] = text
    return texts


def _numbers(path: str) -> tuple[str, ...]:
    if not path:
        return ()
    text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip())
