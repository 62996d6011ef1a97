"""A page of a list of customers, and the way to the next: exact over all of them, however many there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from responder.domain.records import Consent, Number
from responder.web.console.shell.context import Desk
from responder.web.console.views.people import Person, people
from responder.wiring.console import CustomerList, Listed, Place

SHOWN = 50
READ = 55
"""Places read at a time; a few more than shown, because somebody may be in a list by two numbers."""


def _texted(number: Number) -> bool:
    """Whether one of us ever wrote to the other."""
    return bool(number.last_inbound_at or number.written_at)


BELONGS: Mapping[CustomerList, Callable[[Person], bool]] = {
    CustomerList.ALL: lambda person: True,
    CustomerList.OPTED_OUT: lambda person: person.badge == "opted_out",
    CustomerList.NEVER_TEXTED: lambda person: bool(person.numbers) and not any(map(_texted, person.numbers)),
    CustomerList.NO_MOBILE: lambda person: not person.numbers,
    CustomerList.REVIEW: lambda person: any(number.open_reviews for number in person.numbers),
}
"""Who belongs in a list, by what is true now; an index may be a moment behind, or name a number of before."""

_BY: Mapping[CustomerList, Callable[[Number], bool]] = {
    CustomerList.OPTED_OUT: lambda number: number.consent is Consent.OPTED_OUT,
    CustomerList.NEVER_TEXTED: lambda number: True,
    CustomerList.REVIEW: lambda number: bool(number.open_reviews),
}
"""The numbers for which somebody is in a list: they stand where the first of these does, and once."""


@dataclass(frozen=True, slots=True)
class Page:
    """Customers of a list, newest first, and the opaque mark of the next page ("" = this is the last)."""

    listed: list[Person]
    following: str = ""


def page_of(desk: Desk, wanted: CustomerList, mark: str) -> Page:
    """The page that a mark leads to; the first one for a mark that is none of ours."""
    kept: dict[str, tuple[Person, Place]] = {}
    after = _place(desk, mark)
    while len(kept) <= SHOWN:
        found, after = desk.console.lists.page(wanted, after, READ)
        for each, person in zip(found, people(desk, [each.customer for each in found]), strict=True):
            if BELONGS[wanted](person) and _is_first(wanted, each, person):
                kept.setdefault(each.customer.id, (person, each.place))
        if after is None:
            break
    shown = list(kept.values())[:SHOWN]
    more = len(kept) > SHOWN
    return Page([person for person, _ in shown], _mark(desk, shown[-1][1]) if more else "")


def _is_first(wanted: CustomerList, each: Listed, person: Person) -> bool:
    if wanted not in _BY:
        return True
    return each.number == next((n.number for n in person.numbers if _BY[wanted](n)), "")


def _mark(desk: Desk, place: Place) -> str:
    """A place may be a number, and no address shows one (I8)."""
    return desk.ids.of(f"{place[0]:.0f} {place[1]}")


def _place(desk: Desk, mark: str) -> Place | None:
    score, _, member = (desk.ids.number(mark) or "").partition(" ")
    return (float(score), member) if member and score.lstrip("-").isdigit() else None
