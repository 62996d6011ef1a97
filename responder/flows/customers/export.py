"""The list of customers leaves by the console: an admin's act, in the audit log, in files of a bounded size.

No request may take long (DESIGN §8), so a long list goes out in several files. Each holds whole shards: a
customer who is changed between two files is in exactly one of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from responder.domain.customers import export_rows
from responder.domain.staff.accounts import Permission, StaffMember
from responder.flows.customers.import_export import paged
from responder.flows.permissions import must, note
from responder.ports.customer_list import ManyCustomers
from responder.ports.desk import DeskDeps

PER_FILE = 20_000
"""Customers of one file, about: three seconds' work."""


@dataclass(frozen=True, slots=True)
class Part:
    """File `number` of `of`; both count from one."""

    number: int = 1
    of: int = 1


def parts(desk: DeskDeps, many: ManyCustomers, member: StaffMember) -> int:
    """In how many files the list goes out. Raises NotAllowed, StoreUnavailable."""
    must(desk, member, Permission.ADMINISTER, "")
    return max(1, min(many.most_parts, -(-many.count() // PER_FILE)))


def lines(desk: DeskDeps, many: ManyCustomers, member: StaffMember, part: Part) -> Iterator[str]:
    """The lines of one file, without their ends. Raises NotAllowed, StoreUnavailable."""
    must(desk, member, Permission.ADMINISTER, "")
    return _lines(desk, many, member, part)


def _lines(desk: DeskDeps, many: ManyCustomers, member: StaffMember, part: Part) -> Iterator[str]:
    yield export_rows.header()
    count = 0
    for page in paged(many.everybody(part.number - 1, part.of)):
        found = many.numbers([number for each in page for number in each.numbers])
        for each in page:
            yield export_rows.line(export_rows.cells(each, [found[n] for n in each.numbers]))
        count += len(page)
    note(desk, member, "customers exported", "", f"{count} customers, file {part.number} of {part.of}")
