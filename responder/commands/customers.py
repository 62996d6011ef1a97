"""Commands for the list of customers: take one over, write it, repair its indexes."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from responder.adapters import csv_files
from responder.commands.shared import Problem, Report, connected
from responder.domain.customers import export_rows
from responder.domain.customers.csv_text import BadSheet
from responder.domain.customers.import_plan import What
from responder.domain.customers.import_rows import Columns, Sheet, sheet
from responder.flows.customers import import_export
from responder.flows.customers.import_export import Imported, Source
from responder.lib import private_files
from responder.lib.progress import Progress
from responder.settings.environment import ConfigError
from responder.wiring.product import App

LISTED = 100
"""Refused rows that are named; all are counted."""


def customers(options: Namespace) -> Report:
    """One of the actions on the list of customers."""
    return ACTIONS[options.action](options)


def _rebuild(options: Namespace) -> Report:
    """Write the customers' indexes anew from their records."""
    count = connected(options).console.customers.rebuild()
    return Report({"customers": count}, f"Rebuilt the indexes of {count} customers.")


def _import(options: Namespace) -> Report:
    """Take a list over, or with --dry-run only say what it would do."""
    path = _file(options)
    app, progress = connected(options), Progress("Rows")
    try:
        with csv_files.opened(path) as lines:
            found = sheet(lines, lambda name: app.deps.law.zone_named(name) is not None)
            done = _done(app, found, options, path, progress)
    except BadSheet as error:
        raise Problem(str(error)) from None
    progress.end()
    value = _value(done, found.columns, options.dry_run)
    return Report(value, _said(value))


def _done(app: App, found: Sheet, options: Namespace, path: Path, progress: Progress) -> Imported:
    if not options.dry_run:
        source = Source(options.by, path.name)
        return import_export.take_over(app.console.diary, app.console.many, found.rows, source, progress)
    done = Imported()
    for count, each in enumerate(
        import_export.look_at(app.deps, app.console.many, found.rows, options.by), start=1
    ):
        done.count(each)
        progress(count, count)
    return done


def _value(done: Imported, columns: Columns, dry_run: bool) -> dict[str, Any]:
    return {
        **{what.value: count for what, count in done.rows.items()},
        "opted_out": done.opted_out,
        "bases": done.bases,
        "refused_rows": [{"line": line, "why": why} for line, why in done.why[:LISTED]],
        "ignored_columns": [*columns.claims, *columns.unread],
        "ignored_claims_of_consent": list(columns.claims),
        "dry_run": dry_run,
    }


def _said(value: dict[str, Any]) -> str:
    would = "Would be: " if value["dry_run"] else ""
    said = [
        f"{would}{value[What.NEW]:,} new, {value[What.CHANGED]:,} changed, {value[What.SAME]:,} the same, "
        f"{value[What.REFUSED]:,} refused. Opted out: {value['opted_out']:,}; bases: {value['bases']:,}."
    ]
    said += [f"Line {each['line']}: {each['why']}" for each in value["refused_rows"]]
    if value[What.REFUSED] > len(value["refused_rows"]):
        said.append(f"… and {value[What.REFUSED] - len(value['refused_rows']):,} more.")
    claims = value["ignored_claims_of_consent"]
    if claims:
        said.append(f"Ignored, because only a customer's own text gives consent: {', '.join(claims)}.")
    unread = [name for name in value["ignored_columns"] if name not in claims]
    if unread:
        said.append(f"Not read: {', '.join(unread)}.")
    return "\n".join(said)


def _export(options: Namespace) -> Report:
    """Every customer into one private file that an import reads back."""
    path = _file(options)
    app, progress = connected(options), Progress("Customers")

    def lines() -> Iterator[str]:
        yield export_rows.header()
        for customer, numbers in import_export.everybody(app.console.many, progress):
            yield export_rows.line(export_rows.cells(customer, numbers))

    count = private_files.write_lines(path, lines()) - 1
    progress.end()
    said = f"Wrote {count:,} customers to {path}. It holds names and numbers of people: keep it safe."
    return Report({"customers": count, "file": str(path)}, said)


def _file(options: Namespace) -> Path:
    if not options.file:
        raise ConfigError(f"`customers {options.action}` needs the name of a file.")
    return Path(options.file)


ACTIONS = {"import": _import, "export": _export, "rebuild": _rebuild}
