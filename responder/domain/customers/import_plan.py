"""What a row of a list would do to the customers that are there: new, changed, same or refused. Pure.

A row is a known customer by its id, else by one of its numbers together with its name, else, without a
number, by its name alone. Another name with a known number is another person who shares the telephone: nobody
is renamed by a list without ids, so that the same list twice changes nothing the second time. Nothing is ever
taken away by an empty cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from responder.domain.consent.basis import Fact, NotRecorded, check
from responder.domain.customers.customer import BadCustomer, Customer, clean_name, fold, with_numbers
from responder.domain.customers.import_rows import Row
from responder.domain.records import Consent, Number


class What(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(slots=True)
class Known:
    """What is there, as far as a row may concern it.

    `by_number`: who has a number, the oldest first. `nameless` maps the folded names of customers without a
    number to them. `today` is the customer's day for each number; `recorded` are (number, event) of facts.
    """

    by_id: Mapping[str, Customer] = field(default_factory=dict)
    by_number: Mapping[str, list[Customer]] = field(default_factory=dict)
    nameless: Mapping[str, Customer] = field(default_factory=dict)
    numbers: Mapping[str, Number] = field(default_factory=dict)
    today: Mapping[str, int] = field(default_factory=dict)
    recorded: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row does. `customer` is as it would be kept (no id yet if new), `before` as it is.

    `opts_out` are numbers that are not out yet, `facts` the bases that are not on record yet. `why` refuses
    the row, or tells what else a person should know.
    """

    row: Row
    what: What
    customer: Customer | None = None
    before: Customer | None = None
    opts_out: tuple[str, ...] = ()
    facts: tuple[tuple[str, Fact], ...] = ()
    why: str = ""


def plan(row: Row, known: Known, actor: str) -> Plan:
    """What the row does, given what is there."""
    opts_out = tuple(each for each in row.opts_out if _may_be_texted(known.numbers.get(each)))
    if row.wrong:
        return Plan(row, What.REFUSED, opts_out=opts_out, why=row.wrong)
    try:
        before, why = _matching(row, known)
        customer = _filled(row, before or Customer("", ""))
        facts = _facts(row, known, actor)
    except (BadCustomer, NotRecorded) as error:
        return Plan(row, What.REFUSED, opts_out=opts_out, why=str(error))
    found = Plan(row, What.NEW, customer, before, opts_out, facts, why)
    if before is None:
        return found
    same = customer == before and not opts_out and not facts
    return replace(found, what=What.SAME if same else What.CHANGED)


def fact_event(fact: Fact) -> str:
    """The name of a fact, so that a list that comes again records it once."""
    said = f"{fact.kind}\n{fact.day}\n{fact.medium}\n{fact.evidence}"
    return f"import:basis:{sha256(said.encode('utf-8', 'replace')).hexdigest()[:24]}"


def keys_of(row: Row) -> frozenset[tuple[str, str]]:
    """What makes two rows of a list speak of the same customer."""
    name = fold(row.name)
    return frozenset((number, name) for number in row.numbers) or frozenset({("", name)})


def _may_be_texted(number: Number | None) -> bool:
    return number is None or number.consent is not Consent.OPTED_OUT


def _matching(row: Row, known: Known) -> tuple[Customer | None, str]:
    """The customer of a row, or None for a new one; and what to know about it. Raises BadCustomer."""
    if row.id in known.by_id:
        return known.by_id[row.id], ""
    sharing = {each.id: each for number in row.numbers for each in known.by_number.get(number, ())}
    if not row.numbers:
        return known.nameless.get(fold(row.name)), ""
    if not row.name:
        if len(sharing) > 1:
            raise BadCustomer("Several customers have this number: the row must say the name.")
        return next(iter(sharing.values()), None), ""
    named = [each for each in sharing.values() if fold(each.name) == fold(row.name)]
    others = ", ".join(each.name for each in sharing.values())
    return (named[0], "") if named else (None, f"Shares the number with {others}." if others else "")


def _filled(row: Row, before: Customer) -> Customer:
    """The customer with what the row says. Raises BadCustomer."""
    named = bool(before.id) and row.id == before.id  # only then a new name or fewer numbers are meant
    numbers = row.numbers if named else (*before.numbers, *row.numbers)
    name = row.name or before.name if named else before.name or row.name
    customer = with_numbers(before, numbers or before.numbers)
    if row.time_zone:
        customer = replace(customer, time_zone=row.time_zone, zone_stated=True)
    return replace(
        customer,
        name=clean_name(name),
        language=row.language or before.language,
        postal_code=row.postal_code or before.postal_code,
        notes=row.notes or before.notes,
    )


def _facts(row: Row, known: Known, actor: str) -> tuple[tuple[str, Fact], ...]:
    """The row's basis for each of its numbers that has it not on record. Raises NotRecorded."""
    if not row.basis:
        return ()
    fact = Fact(row.basis, row.basis_day, actor, row.evidence, row.medium)
    missing = [each for each in row.numbers if (each, fact_event(fact)) not in known.recorded]
    for number in missing:
        check(fact, known.today[number])
    return tuple((number, fact) for number in missing)
