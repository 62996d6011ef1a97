"""A list of customers from the console: looked at first, row by row, and carried out when somebody says yes.

A request takes a part of it that fits its time; what is left goes on with the next one, and a list that was
carried out twice changes nothing the second time. Only refused rows are kept afterwards, for an hour.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from responder.domain.customers.csv_text import BadSheet
from responder.domain.customers.import_plan import Plan, What
from responder.domain.customers.import_rows import Row, Sheet
from responder.domain.records import SECOND, Millis
from responder.domain.staff.accounts import Permission, StaffMember
from responder.flows.customers import import_export
from responder.flows.customers.import_export import BATCH, Imported, Source
from responder.flows.permissions import NotAllowed, note
from responder.ports.appointments import DiaryDeps
from responder.ports.customer_list import ManyCustomers
from responder.ports.desk import DeskDeps
from responder.ports.uploads import Looked, Upload, Uploads

MOST_ROWS = 5_000
"""Longer lists are for the command line."""

AT_ONCE: Millis = 2 * SECOND
"""How long one request carries rows out."""


@dataclass(frozen=True, slots=True)
class Importing:
    """What these stories need, beside who acts. `at_once`: how long one request carries rows out, in ms."""

    diary: DiaryDeps
    many: ManyCustomers
    uploads: Uploads
    at_once: Millis = AT_ONCE

    @property
    def desk(self) -> DeskDeps:
        """The desk's part of it."""
        return self.diary.desk


def look(importing: Importing, member: StaffMember, name: str, sheet: Sheet) -> Upload:
    """Keep a list with what each row would do. Raises NotAllowed, BadSheet, StoreUnavailable."""
    must(importing.desk, member)
    rows = list(_at_most(sheet.rows))
    if not rows:
        raise BadSheet("The list has no rows.")
    looked, counts = [], Imported()
    for each in import_export.look_at(importing.desk.deps, importing.many, rows, member.name):
        counts.count(each)
        looked.append(_looked(each))
    upload = Upload("", name[:80], member.id, len(rows), 0, _counts(counts))
    upload = replace(upload, claims=sheet.columns.claims, unread=sheet.columns.unread)
    return importing.uploads.add(upload, looked)


def go_on(importing: Importing, member: StaffMember, upload: Upload) -> Upload:
    """Carry out what fits a request. Raises NotAllowed, StoreUnavailable."""
    must(importing.desk, member)
    if upload.done or not importing.uploads.hold(upload.id):
        return upload
    try:
        fresh = importing.uploads.get(upload.id) or upload
        begun = fresh if fresh.begun else replace(fresh, begun=True, counts={})
        return _finished(importing, member, _carried_on(importing, member, begun))
    finally:
        importing.uploads.release(upload.id)


def forget(importing: Importing, member: StaffMember, upload: Upload) -> None:
    """Nothing of a list is kept. Raises NotAllowed, StoreUnavailable."""
    must(importing.desk, member)
    importing.uploads.forget(upload.id)


def must(desk: DeskDeps, member: StaffMember) -> None:
    """Raises NotAllowed for a role that may not change customers."""
    if not member.may(Permission.EDIT):
        note(desk, member, "refused", "", f"role {member.role.value} may not {Permission.EDIT.value}")
        raise NotAllowed(Permission.EDIT.value)


def _at_most(rows: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            raise BadSheet("A list has at most 5,000 rows here; `bin/responder customers import` takes more.")
        yield row


def _carried_on(importing: Importing, member: StaffMember, upload: Upload) -> Upload:
    clock = importing.desk.deps.clock
    until = clock.now() + importing.at_once
    while not upload.done:
        looked = importing.uploads.rows(upload.id, upload.position, BATCH)
        source = Source(member.name, upload.name, member.id)
        rows = [each.row for each in looked]
        for plans in import_export.carry_out(importing.diary, importing.many, rows, source):
            upload = _counted(upload, plans)
        importing.uploads.save(upload)
        if not looked:  # its hour is over
            return replace(upload, position=upload.rows)
        if clock.now() >= until:
            break
    return upload


def _counted(upload: Upload, plans: list[Plan]) -> Upload:
    done = Imported()
    for each in plans:
        done.count(each)
    counts = {name: upload.counts.get(name, 0) + count for name, count in _counts(done).items()}
    return replace(upload, position=upload.position + len(plans), counts=counts)


def _finished(importing: Importing, member: StaffMember, upload: Upload) -> Upload:
    if not upload.done:
        return upload
    refused = [
        each
        for start in range(0, upload.rows, BATCH)
        for each in importing.uploads.rows(upload.id, start, BATCH)
        if each.what is What.REFUSED
    ]
    importing.uploads.replace(upload.id, refused)
    said = ", ".join(f"{upload.counts.get(what.value, 0)} {what.value}" for what in What)
    told = f"{said}; {upload.counts.get('opted_out', 0)} opted out"
    note(importing.desk, member, "customers imported", "", told)
    return upload


def _looked(each: Plan) -> Looked:
    return Looked(each.row, each.what, len(each.opts_out), len(each.facts), each.why)


def _counts(done: Imported) -> dict[str, int]:
    rows: Mapping[str, int] = {what.value: count for what, count in done.rows.items()}
    return {**rows, "opted_out": done.opted_out, "bases": done.bases}
