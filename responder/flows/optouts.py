"""A list of opted-out numbers comes in from elsewhere, or goes out. No list opts anybody in (I3)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from responder.domain.messages import Consent
from responder.flows import staff
from responder.flows.ledger import Progress
from responder.flows.number_lists import Rows, numbered
from responder.ports import Deps
from responder.ports.proof import Changes

CHANNEL = "import"


@dataclass(slots=True)
class Imported:
    """What became of the rows: how many of each, and the lines that hold no number."""

    opted_out: int = 0
    already: int = 0
    repeated: int = 0
    not_a_number: list[int] = field(default_factory=list)


def take_over(deps: Deps, rows: Rows, actor: str, reason: str, progress: Progress) -> Imported:
    """Opt every number of a list out, by the one door. Raises StoreUnavailable; what was done stays done."""
    done, seen = Imported(), set[str]()
    for number, cells in numbered(rows, done.not_a_number, progress):
        if number in seen:
            done.repeated += 1
            continue
        seen.add(number)
        _take(deps, number, actor, cells.get("reason") or reason, done)
    return done


def _take(deps: Deps, number: str, actor: str, reason: str, done: Imported) -> None:
    decision = staff.unsubscribe(deps, number, CHANNEL, actor, reason)
    if decision.before.consent is Consent.OPTED_OUT:
        done.already += 1
    else:
        done.opted_out += 1


def everybody(deps: Deps, changes: Changes, progress: Progress) -> Iterator[tuple[str, int, str]]:
    """Every opted-out number with since when (ms UTC) and through which door. Raises StoreUnavailable."""
    count = 0
    for page in changes.opted_out():
        for number in sorted(page):
            found = deps.store.load(number)
            count += 1
            yield number, found.since, found.source
        progress(count, count)
