"""A list of opted-out numbers comes in from elsewhere, or goes out. No list opts anybody in (I3).

Here is also what puts a record right that the opted-out set contradicts: the set counts (I1).
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from responder.domain.consent import decisions, marketing_opt_out
from responder.domain.records import Consent, Decision, Marketing, MessageClass, Millis, Number
from responder.flows.commit import commit
from responder.flows.customers.number_lists import Rows, numbered
from responder.flows.outbound import compose
from responder.flows.proof.ledger import Progress
from responder.ports import Deps, Work
from responder.ports.proof import Changes

CHANNEL = "import"

IN_THE_SET = "It stood in the opted-out set."
"""Why a number is opted out, or gets no marketing, whose record did not say so."""


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
    decision = compose.unsubscribe(deps, number, CHANNEL, actor, reason)
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


class _ChangedMeanwhile(Exception):
    """The number was committed since it was read: whoever reads it next judges anew."""


def with_opt_out(deps: Deps, work: Work) -> Work:
    """The work, with a record that says what the opted-out set and that of marketing say (I1, US-09).

    They differ while a backup is put back, or where a record was lost. An answer was permitted by the
    commit that wrote it. Raises StoreUnavailable.
    """
    decision = _missing_in_record(work)
    if decision is None or work.message.message_class is MessageClass.ANSWER:
        return work

    def decided(found: Number, now: Millis) -> Decision:
        if found.version != work.number.version:  # a START may have taken it out of the set
            raise _ChangedMeanwhile
        return decision(found, "restore", "restore", IN_THE_SET, "", now)

    with suppress(_ChangedMeanwhile):
        commit(deps, work.number.number, decided)
    return replace(work, number=deps.store.load(work.number.number))


def _missing_in_record(work: Work) -> Callable[..., Decision] | None:
    """What has to be committed so that the record says what the sets say; None where it does."""
    if work.in_opted_out_set and work.number.consent is not Consent.OPTED_OUT:
        return decisions.on_unsubscribe
    if work.in_marketing_off_set and work.number.marketing is not Marketing.OFF:
        return marketing_opt_out.on_marketing_off
    return None
