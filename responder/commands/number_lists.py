"""Commands for lists about numbers: deactivated ones (US-27), and do-not-call checks (US-24)."""

from argparse import Namespace
from pathlib import Path

from responder.adapters import csv_files
from responder.commands.shared import Problem, Report, connected
from responder.domain.customers.csv_text import BadSheet, rows
from responder.domain.dates import BadDate, day_from
from responder.flows.customers import number_lists
from responder.flows.customers.number_lists import Taken
from responder.lib.progress import Progress

SHOWN = 20


def numbers(options: Namespace) -> Report:
    """One of the kinds of lists."""
    return ACTIONS[options.action](options)


def _deactivated(options: Namespace) -> Report:
    """End the consent of every number in a carrier's list of deactivated or reassigned ones."""
    app, path, progress = connected(options), Path(options.file), Progress("Rows")
    try:
        with csv_files.opened(path) as lines:
            done = number_lists.end_consents(app.deps, rows(lines), options.by, path.name, progress)
    except BadSheet as error:
        raise Problem(str(error)) from None
    progress.end()
    said = f"Ended: {done.changed:,}; nothing to end: {done.same:,}"
    return _report(done, said, "ended")


def _checked(options: Namespace) -> Report:
    """Record the day on which the do-not-call registry was asked about these numbers, and its answers."""
    try:
        day = day_from(options.checked)
    except BadDate:
        raise Problem("--checked must be the day of the check, such as 2026-11-22.") from None
    app, path, progress = connected(options), Path(options.file), Progress("Rows")
    if day > app.deps.clock.now() // 86_400_000 + 1:
        raise Problem("--checked cannot lie in the future.")
    try:
        with csv_files.opened(path) as lines:
            done = number_lists.record_checks(app.deps, rows(lines), day, progress)
    except BadSheet as error:
        raise Problem(str(error)) from None
    progress.end()
    return _report(done, f"Recorded: {done.changed:,}; known before: {done.same:,}", "recorded")


def _report(done: Taken, said: str, name: str) -> Report:
    wrong = len(done.not_a_number)
    lines = ", ".join(map(str, done.not_a_number[:SHOWN]))
    told = f"{said}; no number: {wrong:,}{f' (lines {lines})' if lines else ''}."
    value = {name: done.changed, "same": done.same, "not_a_number": wrong}
    return Report(value | {"lines_without_number": done.not_a_number[:SHOWN]}, told)


ACTIONS = {"deactivated": _deactivated, "checked": _checked}
