"""A list of customers comes in, or goes out. A list can opt out, and never in (I3, US-17).

Rows are read, planned and carried out in batches, so that 100,000 of them need little memory. Whatever stops
in between left whole rows behind, and the same list again goes on where it stopped: it changes nothing twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from responder.domain.consent import basis, decisions
from responder.domain.consent.basis import Fact
from responder.domain.customers.customer import Customer, fold
from responder.domain.customers.import_plan import Known, Plan, What, fact_event, keys_of, plan
from responder.domain.customers.import_rows import Row
from responder.domain.law.locations import places_of
from responder.domain.records import Decision, Millis, Number
from responder.flows.appointments import reminders
from responder.flows.commit import commit
from responder.flows.customers import locations
from responder.flows.proof.ledger import Progress
from responder.ports import Deps
from responder.ports.appointments import DiaryDeps
from responder.ports.customer_list import ManyCustomers
from responder.ports.desk import AuditEntry, Changed, DeskDeps

CHANNEL = "import"
BATCH = 200
SHOWN = 1_000
"""Refused rows of which the sentence is kept; all are counted."""


AGAIN = "Named before in this list."


@dataclass(frozen=True, slots=True)
class Source:
    """Who brings a list, and what it is called."""

    actor: str
    name: str
    staff: str = ""


@dataclass(slots=True)
class Imported:
    """What became of the rows, and what else was written. `why` holds (line, sentence) of refused rows."""

    rows: dict[What, int] = field(default_factory=lambda: dict.fromkeys(What, 0))
    opted_out: int = 0
    bases: int = 0
    why: list[tuple[int, str]] = field(default_factory=list)

    def count(self, done: Plan) -> None:
        """One row more."""
        self.rows[done.what] += 1
        self.opted_out += len(done.opts_out)
        self.bases += len(done.facts)
        if done.what is What.REFUSED and len(self.why) < SHOWN:
            self.why.append((done.row.line, done.why))


class Reader:
    """Plans for rows in order, against what is there now. It writes nothing."""

    def __init__(self, deps: Deps, many: ManyCustomers, actor: str) -> None:
        self._deps = deps
        self._many = many
        self._actor = actor
        self._nameless: dict[str, Customer] | None = None

    def plans(self, rows: Iterable[Row]) -> Iterator[list[Plan]]:
        """Batch by batch; a customer stands at most once in a batch, so each plan sees the one before."""
        for batch in _batches(rows):
            known = self._known(batch)
            yield [plan(row, known, self._actor) for row in batch]

    def kept(self, customers: Iterable[Customer]) -> None:
        """These have been written: a later row without a number may mean one of them."""
        if self._nameless is not None:
            self._nameless |= {fold(each.name): each for each in customers if not each.numbers}

    def _known(self, batch: Sequence[Row]) -> Known:
        numbers = [number for row in batch for number in (*row.numbers, *row.opts_out)]
        now = self._deps.clock.now()
        facts = [
            (number, fact_event(Fact(row.basis, row.basis_day, "", row.evidence, row.medium)))
            for row in batch
            if row.basis
            for number in row.numbers
        ]
        found = self._many.numbers(numbers)
        return Known(
            by_id=self._many.by_id([row.id for row in batch]),
            by_number=self._many.by_number(numbers),
            nameless=self._without_number(batch),
            numbers=found,
            today={each: self._deps.law.today(each, now, found[each].places) for each in found},
            recorded=self._many.recorded(facts),
        )

    def _without_number(self, batch: Sequence[Row]) -> dict[str, Customer]:
        if all(row.numbers or row.wrong for row in batch):
            return {}
        if self._nameless is None:  # read once, and only for a list that needs it
            everybody = self._many.everybody()
            self._nameless = {fold(each.name): each for each in everybody if not each.numbers}
        return self._nameless


def look_at(deps: Deps, many: ManyCustomers, rows: Iterable[Row], actor: str) -> Iterator[Plan]:
    """What each row would do, without doing it. Raises StoreUnavailable."""
    planned: set[tuple[str, str]] = set()
    for plans in Reader(deps, many, actor).plans(rows):
        for each in plans:
            keys = keys_of(each.row)
            again = each.what is What.NEW and bool(keys & planned)
            planned |= keys if each.what is What.NEW else frozenset()
            yield replace(each, what=What.SAME, opts_out=(), facts=(), why=AGAIN) if again else each


def everybody(many: ManyCustomers, progress: Progress) -> Iterator[tuple[Customer, list[Number]]]:
    """Every customer with the records of their numbers. Raises StoreUnavailable."""
    count = 0
    for page in paged(many.everybody()):
        found = many.numbers([number for each in page for number in each.numbers])
        for each in page:
            yield each, [found[number] for number in each.numbers]
        count += len(page)
        progress(count, count)


def paged(customers: Iterable[Customer]) -> Iterator[list[Customer]]:
    """The customers a batch at a time."""
    walk = iter(customers)
    while page := list(islice(walk, BATCH)):
        yield page


def take_over(
    diary: DiaryDeps, many: ManyCustomers, rows: Iterable[Row], source: Source, progress: Progress
) -> Imported:
    """Carry a list out. Raises StoreUnavailable; what was done stays done, and the list may come again."""
    done, read = Imported(), 0
    for plans in carry_out(diary, many, rows, source):
        for each in plans:
            done.count(each)
        read += len(plans)
        progress(read, read)
    noted(diary.desk, source, done)
    return done


def carry_out(
    diary: DiaryDeps, many: ManyCustomers, rows: Iterable[Row], source: Source
) -> Iterator[list[Plan]]:
    """The same, batch by batch: whoever stops asking stops it between two rows. Raises StoreUnavailable."""
    reader = Reader(diary.desk.deps, many, source.actor)
    for plans in reader.plans(rows):
        yield _carried_out(diary, many, reader, plans, source)


def save_one(diary: DiaryDeps, many: ManyCustomers, row: Row, source: Source) -> Plan:
    """Keep one customer as a row of a list would be: found by id, or by number and name. Raises as above."""
    (plans,) = carry_out(diary, many, [row], source)
    return plans[0]


def noted(desk: DeskDeps, source: Source, done: Imported) -> None:
    """One line of the audit log for a list."""
    said = ", ".join(f"{count} {what.value}" for what, count in done.rows.items() if count)
    told = f"{said or 'no rows'}; {done.opted_out} opted out"
    entry = AuditEntry(desk.deps.clock.now(), source.staff, source.actor, "customers imported", "", told)
    desk.audit.record(entry)


def _carried_out(
    diary: DiaryDeps, many: ManyCustomers, reader: Reader, plans: Sequence[Plan], source: Source
) -> list[Plan]:
    """Opt-outs first, whatever becomes of the rest of a row; then the customers; then their bases."""
    desk = diary.desk
    for each in plans:
        for number in each.opts_out:
            _opt_out(desk.deps, number, source)
    done = [_changed(diary, each) for each in plans]
    fresh = [each.customer for each in done if each.what is What.NEW and each.customer]
    added = many.add([locations.with_shown_zone(desk.deps, each) for each in fresh], desk.deps.clock.now())
    locations.keep(
        desk.deps, desk.customers, [n for each in added if places_of([each]) for n in each.numbers]
    )
    reader.kept([*added, *(each.customer for each in done if each.customer)])
    ids = iter(added)
    done = [replace(each, customer=next(ids)) if each.what is What.NEW else each for each in done]
    for each in done:
        for number, fact in each.facts:
            _record(desk.deps, number, fact)
    return done


def _changed(diary: DiaryDeps, each: Plan) -> Plan:
    desk = diary.desk
    if each.what is not What.CHANGED or each.customer is None or each.customer == each.before:
        return each
    numbers = [*each.customer.numbers, *(each.before.numbers if each.before else ())]
    try:
        shown = locations.with_shown_zone(desk.deps, each.customer)
        saved = desk.customers.save(shown, desk.deps.clock.now())
    except Changed:
        why = "Somebody changed this customer meanwhile: import the list again."
        return replace(each, what=What.REFUSED, customer=None, facts=(), why=why)
    locations.keep(desk.deps, desk.customers, numbers)
    if each.before and set(each.before.numbers) - set(saved.numbers):
        reminders.renumbered(diary, saved)
    return replace(each, customer=saved)


def _opt_out(deps: Deps, number: str, source: Source) -> None:
    """One order for each list and customer until their next START."""

    def decided(found: Number, now: Millis) -> Decision:
        event = f"import:out:{found.opted_in_at}"
        return decisions.on_unsubscribe(found, CHANNEL, source.actor, f"From {source.name}.", event, now)

    commit(deps, number, decided)


def _record(deps: Deps, number: str, fact: Fact) -> None:
    def decided(found: Number, now: Millis) -> Decision:
        told = basis.named(fact, deps.business.legal_name)
        return replace(basis.on_fact(found, told, CHANNEL, now), event_id=fact_event(fact))

    commit(deps, number, decided)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    seen: set[str] = set()
    for row in rows:
        names = {*row.numbers, *filter(None, (row.id,)), *(() if row.numbers else (fold(row.name),))}
        if len(batch) >= BATCH or seen & names:
            yield batch
            batch, seen = [], set()
        batch.append(row)
        seen |= names
    if batch:
        yield batch
