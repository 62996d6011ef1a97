"""Commands that carry people's data out and in: backup and restore, and lists of opted-out numbers."""

import json
from argparse import Namespace
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from responder.adapters import csv_files
from responder.adapters.proof import media_archive
from responder.adapters.proof.journal import read_changes
from responder.commands.shared import Problem, Report, connected
from responder.domain.customers.csv_text import BadSheet, columns, row, rows
from responder.domain.proof.backup import BadBackup
from responder.domain.timestamps import iso
from responder.flows.customers.opt_out_lists import everybody, take_over
from responder.flows.proof import backup as backup_flow
from responder.lib import private_files
from responder.lib.progress import Progress
from responder.ports.proof import Change
from responder.wiring.product import recovering


def backup(options: Namespace) -> Report:
    """Everything into one private file, while the product runs; pictures into another one beside it.

    The pictures come second: whatever the first file names was on disk before.
    """
    app, progress = connected(options), Progress("Lines")
    lines = backup_flow.backup(app.archive, app.deps, progress)
    count = private_files.write_lines(Path(options.file), map(json.dumps, lines)) - 2
    progress.end()
    said = f"Wrote {count:,} lines to {options.file}."
    value: dict[str, Any] = {"lines": count, "file": options.file}
    folder, beside = app.settings.pictures_folder, media_archive.beside(Path(options.file))
    if folder:
        value |= {"pictures": media_archive.pack(folder, beside), "pictures_file": str(beside)}
        said += f" Wrote {value['pictures']:,} files of pictures to {beside}."
    else:  # one of an earlier backup must not be taken for this one's
        beside.unlink(missing_ok=True)
    return Report(value, f"{said} Both hold numbers, words and pictures of people: keep them safe.")


def restore(options: Namespace) -> Report:
    """A backup back into an empty Redis, or with --replace over what is there."""
    path = Path(options.file)
    app, progress = connected(options), Progress("Lines")
    try:
        header = backup_flow.checked(_lines(path), app.archive)
    except BadBackup as error:
        raise Problem(str(error)) from None
    pictures = _pictures(app.settings.pictures_folder, path)
    backup_flow.must_be_empty(app.archive, options.replace)
    told = [list(_told(journal)) for journal in _journals(options.journal, app.settings.optout_journal)]
    stores = recovering(app).stores
    if options.replace:
        backup_flow.clear(app.deps, stores)
    if pictures and app.settings.pictures_folder:  # first, so that they go with whoever was erased since
        media_archive.unpack(pictures, app.settings.pictures_folder)
    done = backup_flow.restore(app.deps, stores, _lines(path), told, progress)
    app.console.customers.rebuild()  # its lists are no part of a backup
    progress.end()
    value = {
        "made": iso(header.at),
        "lines": done.lines,
        "opt_outs_kept": done.opt_outs_kept,
        "marketing_kept": done.marketing_kept,
        "erased_again": done.erased_again,
        "pictures": media_archive.check(pictures) if pictures else 0,
    }
    return Report(value, _said(value))


def _pictures(folder: Path | None, backup: Path) -> Path | None:
    """The file of pictures beside a backup, if it is there: looked at before anything is written."""
    file = media_archive.beside(backup)
    if not file.exists():
        return None
    if folder is None:
        raise Problem(f"{file} holds the backup's pictures: set PICTURES_FOLDER to where they go.")
    try:
        media_archive.check(file)
    except media_archive.BadPictures as error:
        raise Problem(str(error)) from None
    return file


def _said(value: dict[str, Any]) -> str:
    return (
        f"Restored {value['lines']:,} lines of the backup begun at {value['made']}. Kept opt-outs that it "
        f"did not know: {value['opt_outs_kept']:,}, of marketing alone: {value['marketing_kept']:,}; people "
        f"erased again: {value['erased_again']:,}; files of pictures: {value['pictures']:,}. What "
        "waited in its outbox is not sent, and nothing but answers leaves before the provider's log was read "
        "from then on. Look through staff accounts and API keys: they are those of the backup."
    )


def _journals(named: list[str], ours: Path | None) -> list[Path]:
    """Those that were named, and our own in any case, if it is there: in no order."""
    given = [Path(name) for name in named]
    if ours and (not named or ours.exists()):
        given.append(ours)
    return list({path.resolve(): path for path in given}.values())


def _told(journal: Path) -> Iterable[Change]:
    if not journal.exists():
        raise Problem(f"The opt-out journal {journal} is not there: name the right one with --journal.")
    return read_changes(journal)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in private_files.read_lines(path):
        try:
            plain = json.loads(line)
        except ValueError:
            plain = None
        if not isinstance(plain, dict):
            raise BadBackup("The backup is cut off or damaged: a line of it is no JSON.")
        yield plain


def optouts(options: Namespace) -> Report:
    """A list of opted-out numbers in or out."""
    return _OPTOUTS[options.action](options)


def _import(options: Namespace) -> Report:
    """Every number of a CSV list is opted out; nothing in it can opt anybody in."""
    path, progress = Path(options.file), Progress("Rows")
    try:
        with csv_files.opened(path) as lines:
            first = next(lines, "")
            claims, ignored = columns(first)
            listed = rows(chain([first], lines))
            done = take_over(connected(options).deps, listed, options.by, f"From {path.name}.", progress)
    except BadSheet as error:
        raise Problem(str(error)) from None
    progress.end()
    value = {
        "opted_out": done.opted_out,
        "already": done.already,
        "repeated": done.repeated,
        "not_a_number": len(done.not_a_number),
        "lines_without_number": done.not_a_number[:20],
        "ignored_columns": [*claims, *ignored],
        "ignored_claims_of_consent": claims,
    }
    return Report(value, _imported(value))


def _imported(value: dict[str, Any]) -> str:
    lines = ", ".join(map(str, value["lines_without_number"]))
    claims, ignored = value["ignored_claims_of_consent"], value["ignored_columns"]
    said = [
        f"Opted out: {value['opted_out']:,}; had opted out: {value['already']:,}; repeated in the list: "
        f"{value['repeated']:,}; no number: {value['not_a_number']:,}{f' (lines {lines})' if lines else ''}."
    ]
    if claims:
        said.append(f"Ignored, because only a customer's own text gives consent: {', '.join(claims)}.")
    if set(ignored) - set(claims):
        said.append(f"Not read: {', '.join(name for name in ignored if name not in claims)}.")
    return "\n".join(said)


def _export(options: Namespace) -> Report:
    """Every opted-out number, with since when and by which door."""
    app, progress = connected(options), Progress("Numbers")
    found = everybody(app.deps, app.keeping.changes, progress)
    lines = (row([number, iso(since) or "", source]).removesuffix("\n") for number, since, source in found)
    count = (
        private_files.write_lines(Path(options.file), chain([row(["phone", "since", "source"])[:-1]], lines))
        - 1
    )
    progress.end()
    return Report({"numbers": count, "file": options.file}, f"Wrote {count:,} numbers to {options.file}.")


_OPTOUTS = {"import": _import, "export": _export}
OPTOUT_ACTIONS = tuple(_OPTOUTS)
