"""Recording why marketing may reach a customer: a fact with a date and an actor, by staff, API or import.

It never lifts an opt-out (I3), and what the business itself sends is no fact.
"""

from responder.domain.consent import basis
from responder.domain.consent.basis import Fact
from responder.domain.records import Decision, Millis, Number
from responder.flows.commit import commit
from responder.ports import Deps


def record(deps: Deps, to: str, fact: Fact, channel: str) -> Decision:
    """Put a fact on record for a number in E.164. Raises basis.NotRecorded, StoreUnavailable."""
    fact = basis.named(fact, deps.business.legal_name)

    def decided(number: Number, now: Millis) -> Decision:
        basis.check(fact, deps.law.today(to, now, number.places))
        return basis.on_fact(number, fact, channel, now)

    decision = commit(deps, to, decided)
    assert decision is not None  # without an event id a commit has no duplicate
    return decision


def today(deps: Deps, number: Number) -> int:
    """The day on the customer's calendar, from 1970-01-01: the later one where two are possible."""
    return deps.law.today(number.number, deps.clock.now(), number.places)
