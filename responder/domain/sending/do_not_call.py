"""The national do-not-call registry of the United States (US-24): when it was asked about a number. Pure.

A solicitation without express consent needs a copy of the registry that is at most 31 days old. The day of
the check is a fact about the number, which an import records; nothing else makes or renews it.
"""

from responder.domain.law.quiet_hours import Law, Place
from responder.domain.records import Consent, Decision, Millis, Number

LASTS = 31
"""Days for which a check counts."""

RULE = "US-24"


def objection(number: Number, law: Law, now: Millis) -> str:
    """Why marketing may not reach a number that it may protect, or ""; by the customer's calendar."""
    if number.consent is Consent.EXPRESS or not _american(law.place(number.number, number.places)):
        return ""
    if number.dnc_listed:
        return "The number is on the national do-not-call registry: marketing needs express consent."
    today = law.today(number.number, now, number.places)
    if not number.dnc_checked or today - number.dnc_checked > LASTS:
        return "The national do-not-call registry was not checked for this number in the last 31 days."
    return ""


def _american(place: Place) -> bool:
    return any(region.partition("-")[0] == "US" for region in place.regions)


def on_checked(number: Number, day: int, listed: bool, now: Millis) -> Decision:
    """The registry was asked on a day (from 1970-01-01); an older answer changes nothing."""
    changes = {"version": number.version + 1, "dnc_checked": day, "dnc_listed": listed}
    after = number.changed(changes) if day >= number.dnc_checked else number
    return Decision(number, after, "import")
