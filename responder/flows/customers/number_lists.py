"""Lists about numbers that come from elsewhere: deactivated and reassigned ones, and do-not-call checks.

Each number goes through the one door; what was done stays done, and the same list again changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from responder.domain.consent import deactivated
from responder.domain.customers.csv_text import PHONE, BadSheet, number_in
from responder.domain.customers.customer import fold
from responder.domain.customers.import_rows import NOT_OUT
from responder.domain.phone import BadNumber
from responder.domain.records import Decision, Millis, Number
from responder.domain.sending import do_not_call
from responder.flows.commit import commit
from responder.flows.proof.ledger import Progress
from responder.ports import Deps

LISTED = "listed"

Cells = Mapping[str, str]
Rows = Iterable[tuple[int, Cells]]


@dataclass(slots=True)
class Taken:
    """What became of the rows: how many changed a number, how many did not, and lines without a number."""

    changed: int = 0
    same: int = 0
    not_a_number: list[int] = field(default_factory=list)


class _Same(Exception):
    """The number's record says so already, or has nothing to change."""


def end_consents(deps: Deps, rows: Rows, actor: str, source: str, progress: Progress) -> Taken:
    """End the consent of every number of a list of deactivated ones (US-27). Raises StoreUnavailable."""

    def decided(found: Number, cells: Cells, now: Millis) -> Decision:
        if not deactivated.may_matter(found):
            raise _Same
        mark = sha256(f"{source}\n{found.since}\n{found.last_inbound_at}".encode("utf-8", "replace"))
        return deactivated.on_deactivated(found, actor, source, f"gone:{mark.hexdigest()[:20]}", now)

    return _each(deps, rows, decided, progress)


def record_checks(deps: Deps, rows: Rows, day: int, progress: Progress) -> Taken:
    """Record that the do-not-call registry was asked about these numbers on a day (US-24).

    The column `listed` says of each whether it is on the registry. Raises BadSheet, StoreUnavailable.
    """

    def decided(found: Number, cells: Cells, now: Millis) -> Decision:
        if LISTED not in cells:
            raise BadSheet("The list needs the column `listed`: yes for a number on the registry, else no.")
        made = do_not_call.on_checked(found, day, fold(cells[LISTED]) not in NOT_OUT, now)
        same = (found.dnc_checked, found.dnc_listed) == (made.after.dnc_checked, made.after.dnc_listed)
        if same:
            raise _Same
        return made

    return _each(deps, rows, decided, progress)


def _each(
    deps: Deps, rows: Rows, decided: Callable[[Number, Cells, Millis], Decision], progress: Progress
) -> Taken:
    done = Taken()
    for number, cells in numbered(rows, done.not_a_number, progress):
        if _one(deps, number, cells, decided):
            done.changed += 1
        else:
            done.same += 1
    return done


def numbered(rows: Rows, not_a_number: list[int], progress: Progress) -> Iterator[tuple[str, Cells]]:
    """Each row with its number in E.164; lines that hold none are added to `not_a_number`."""
    for place, (line, cells) in enumerate(rows, start=1):
        progress(place, place)
        try:
            number = number_in(cells.get(PHONE, ""))
        except BadNumber:
            not_a_number.append(line)
            continue
        yield number, cells


def _one(
    deps: Deps, number: str, cells: Cells, decided: Callable[[Number, Cells, Millis], Decision]
) -> bool:
    try:
        return commit(deps, number, lambda found, now: decided(found, cells, now)) is not None
    except _Same:
        return False
