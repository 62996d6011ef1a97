"""Customers as a list that a spreadsheet opens and that `customer_sheet` reads back without a change. Pure.

The columns are those that an import takes. A basis has its proof in the ledger and is not written again: an
empty cell changes nothing. The last two columns are for people: an import takes no consent from a list
(US-17, US-18).
"""

from collections.abc import Sequence

from responder.domain.customers.customer import Customer
from responder.domain.customers.import_rows import neutral
from responder.domain.records import Consent, Number

MARK = "\ufeff"
"""Tells a spreadsheet that the list is UTF-8."""

HEADER = (
    *("id", "name", "phone", "language", "postal_code", "time_zone", "notes", "opted_out"),
    *("basis", "basis_date", "evidence", "medium"),
    *("consent", "marketing_permission"),
)


def header() -> str:
    """The first line, without its end."""
    return MARK + line(HEADER)


def cells(customer: Customer, numbers: Sequence[Number]) -> tuple[str, ...]:
    """One customer with the records of their numbers."""
    out = [each.number for each in numbers if each.consent is Consent.OPTED_OUT]
    everything = bool(out) and len(out) == len(numbers)
    return (
        *(customer.id, customer.name, "; ".join(customer.numbers), customer.language, customer.postal_code),
        customer.time_zone if customer.zone_stated else "",
        customer.notes,
        "yes" if everything else "; ".join(out),
        *("", "", "", ""),
        "; ".join(each.consent.value for each in numbers),
        "; ".join(each.marketing.value for each in numbers),
    )


def line(values: Sequence[str]) -> str:
    """One line, without its end; no spreadsheet runs a cell of it."""
    return ",".join(map(_quoted, map(neutral, values)))


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',;"\t\r\n') else cell
