"""Customers as lists and profiles show them: with their numbers' consent, and its proof in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from responder.domain.consent import basis, marketing_opt_out
from responder.domain.customers.customer import Customer
from responder.domain.dates import iso
from responder.domain.law.locations import AREA, POSTAL, ZONE
from responder.domain.phone import show
from responder.domain.records import DAY, Consent, Number
from responder.flows.customers.locations import zone_shown_for
from responder.web.console.shell.context import Desk, both, consent_word
from responder.web.console.views.thread import consent_sentence
from responder.web.console.words.i18n import translate as _


@dataclass(frozen=True, slots=True)
class Person:
    """A customer with the records of their numbers. `badge` is how the strictest of them stands."""

    customer: Customer
    numbers: tuple[Number, ...]

    @property
    def badge(self) -> str:
        """How they stand: opted out if any of their numbers is."""
        words = [consent_word(number) for number in self.numbers]
        order = ("opted_out", "review", "subscribed", "implied", "unknown")
        return next((word for word in order if word in words), "no_number")

    @property
    def opted_out(self) -> bool:
        """Whether all that they have has opted out."""
        return bool(self.numbers) and all(n.consent is Consent.OPTED_OUT for n in self.numbers)

    @property
    def marketing_off(self) -> bool:
        """Whether no marketing reaches any of their numbers until a START."""
        return bool(self.numbers) and all(map(marketing_opt_out.is_off, self.numbers))


def people(desk: Desk, customers: Sequence[Customer]) -> list[Person]:
    """These customers with their numbers' records, two round trips for all of them."""
    wanted = list(dict.fromkeys(number for customer in customers for number in customer.numbers))
    found = desk.console.conversations.numbers(wanted)
    return [Person(each, tuple(found[number] for number in each.numbers)) for each in customers]


def zone_why(desk: Desk, customer: Customer) -> str:
    """What tells the zone that this customer's times are shown in."""
    shown = zone_shown_for(desk.app.deps, customer)
    words = {
        ZONE: _("somebody stated it"),
        POSTAL: _("by the postal code"),
        AREA: _("by the area code"),
    }
    stated = ZONE if customer.zone_stated else ""
    told_by = stated or (shown.told_by if shown.name == customer.time_zone else "")
    return words.get(told_by, _("nobody stated it"))


def proof(desk: Desk, number: Number, zone: str) -> str:
    """The consent state in one sentence with its proof: when, by what words, to which number."""
    entry = _last_change(desk, number)
    sender = desk.business.sender(entry.get("sender", "")) if entry else None
    to = _(" to %(number)s", number=show(sender.shown)) if sender else ""
    if entry:
        return _(
            "%(what)s%(to)s, on %(when)s.",
            what=consent_sentence(entry),
            to=to,
            when=both(entry["at"], zone),
        )
    if number.consent is Consent.IMPLIED:
        return _implied(number)
    if number.consent is not Consent.UNKNOWN:  # its entry lies further back than a thread shows
        words = {Consent.OPTED_OUT: _("Opted out"), Consent.EXPRESS: _("Opted in")}
        return _(
            "%(what)s on %(when)s; the evidence has the entry.",
            what=words[number.consent],
            when=both(number.since, zone),
        )
    return _("Nothing on record: they have neither opted in nor out.")


def _implied(number: Number) -> str:
    """The basis with its dates: the customer's days, whatever the clock."""
    kinds = {"purchase": _("a purchase"), "inquiry": _("an inquiry"), "contract": _("a contract")}
    ends = basis.expires_on(number)
    return _(
        "Implied consent from %(basis)s on %(when)s; it counts until the day before %(ends)s.",
        basis=kinds.get(number.basis, number.basis),
        when=iso(number.anchor // DAY),
        ends=iso(ends) if ends else "…",
    )


def _last_change(desk: Desk, number: Number) -> dict[str, Any]:
    if number.consent not in (Consent.OPTED_OUT, Consent.EXPRESS):
        return {}
    entries = desk.console.conversations.thread(number.number).entries
    changes = [
        each
        for each in entries
        if each["kind"] == "consent"
        and each.get("intent") != marketing_opt_out.INTENT
        and each.get("after") == number.consent.value
        and each["at"] <= number.since
    ]
    return changes[-1] if changes else {}
