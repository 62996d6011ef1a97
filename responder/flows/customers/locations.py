"""Where customers live, copied to their numbers' records, so that the gate reads it with the number (TZ-03).

The copy is one commit for each number and no item of its timeline: nothing happened between us and them.
"""

from collections.abc import Iterable
from dataclasses import replace

from responder.domain.customers.customer import DEFAULT_ZONE, Customer
from responder.domain.law.locations import ShownZone, places_of
from responder.domain.records import Decision, Millis, Number
from responder.flows.commit import commit
from responder.ports import Deps
from responder.ports.desk import Customers


class _Same(Exception):
    """The number's record says so already."""


def with_shown_zone(deps: Deps, customer: Customer) -> Customer:
    """The customer with a zone to show times in: the one stated, else one that their places make likely."""
    if customer.zone_stated:
        return customer
    return replace(customer, time_zone=zone_shown_for(deps, customer).name or DEFAULT_ZONE)


def zone_shown_for(deps: Deps, customer: Customer) -> ShownZone:
    """The zone that a customer's times are shown in, and what tells it; nobody knows where both are ""."""
    return deps.law.shown_zone(next(iter(customer.numbers), ""), places_of([customer]))


def keep(deps: Deps, customers: Customers, numbers: Iterable[str]) -> int:
    """Copy what is on record to these numbers; returns how many changed. Raises StoreUnavailable."""
    return sum(_kept(deps, customers, number) for number in dict.fromkeys(numbers) if number.startswith("+"))


def _kept(deps: Deps, customers: Customers, number: str) -> bool:
    def decided(found: Number, now: Millis) -> Decision:
        # Read after the number: whoever changes a customer meanwhile commits later, and reads this one too.
        told = places_of(customers.of_number(number))
        if told == found.places:
            raise _Same
        after = found.changed({"places": told, "version": found.version + 1})
        return Decision(found, after, "desk")

    try:
        return commit(deps, number, decided) is not None
    except _Same:
        return False
