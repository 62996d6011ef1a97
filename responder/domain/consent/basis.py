"""Why marketing may reach a number: a recorded fact with its date and actor, and how long it lasts (CASL).

Implied consent runs out: the day that falls 6 months or 2 years after the fact is refused already (CA-03,
CA-04), counted on the customer's calendar. Our own texts never make or renew a basis, and nothing here lifts
an opt-out (CA-14).
"""

from dataclasses import dataclass, replace

from responder.domain.consent import transitions
from responder.domain.consent.transitions import ConsentEvent
from responder.domain.dates import iso, months_later
from responder.domain.records import DAY, Consent, Decision, Entry, EntryKind, Marketing, Millis, Number


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of basis: the rule that defines it, and its months (0: it does not run out by itself)."""

    rule: str
    months: int


KINDS: dict[str, Kind] = {
    "inquiry": Kind("CA-04", 6),
    "purchase": Kind("CA-03", 24),
    "contract": Kind("CA-03", 24),
    "express": Kind("CA-12", 0),
}
"""What may be recorded. A contract's date is the day on which it ended, or today while it is in force."""

MEDIA = ("web", "paper", "phone", "in person", "text", "email")
"""How somebody agreed. A box that was ticked beforehand is no medium (US-17)."""


BARS: dict[Marketing, tuple[str, str] | None] = {
    Marketing.OK: None,
    Marketing.HELD: ("Marketing to this number waits for a review.", "KW-11"),
    Marketing.OFF: ("Marketing is switched off; only the customer's START switches it on again.", "US-09"),
}
"""The brake beside consent: why it bars marketing, and the rule that speaks."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What somebody records: `day` (from 1970-01-01) is the customer's; `evidence` says what proves it.

    For express consent `evidence` is the exact wording that the customer was shown, `medium` how they
    agreed, and `seller` whom they agreed with (US-16); the number is the ledger's own field.
    """

    kind: str
    day: int
    actor: str
    evidence: str
    medium: str = ""
    seller: str = ""


class NotRecorded(ValueError):
    """A fact that proves nothing: a sentence for people, and the rule that speaks."""

    def __init__(self, reason: str, rule: str) -> None:
        super().__init__(f"{reason} ({rule})")
        self.reason = reason
        self.rule = rule


def check(fact: Fact, today: int) -> None:
    """Raises NotRecorded for a fact that cannot be a basis. `today` is the customer's."""
    if fact.kind not in KINDS:
        raise NotRecorded(f"The kind must be one of {', '.join(KINDS)}.", "CA-01")
    if not fact.actor.strip() or not fact.evidence.strip():
        raise NotRecorded("A basis needs who records it and what proves it.", "CA-13")
    if fact.day > today:
        raise NotRecorded("A basis cannot be dated in the future.", "CA-13")
    if fact.kind == "express" and fact.medium not in MEDIA:
        raise NotRecorded(f"Express consent needs its medium: {', '.join(MEDIA)}.", "US-17")
    ran_out = expiry(fact.kind, fact.day)
    if ran_out <= today:
        raise NotRecorded(
            f"That {fact.kind} is too old: it ran out on {iso(ran_out)}.", KINDS[fact.kind].rule
        )


def named(fact: Fact, seller: str) -> Fact:
    """The fact with whom the customer agreed with, where nobody said another. Raises NotRecorded."""
    found = replace(fact, seller=fact.seller.strip() or seller.strip())
    if fact.kind == "express" and not found.seller:
        raise NotRecorded("Express consent needs the seller that it names.", "US-16")
    return found


NO_END = 1 << 30


def expiry(kind: str, day: int) -> int:
    """The first day on which a basis of this kind and date no longer counts."""
    months = KINDS[kind].months if kind in KINDS else 0
    return months_later(day, months) if months else NO_END


def expires_on(number: Number) -> int:
    """The first day on which this number's implied consent no longer counts; 0 if it has none."""
    if number.consent is not Consent.IMPLIED or KINDS.get(number.basis, KINDS["express"]).months == 0:
        return 0
    return expiry(number.basis, number.anchor // DAY)


def lasts(number: Number, today: int) -> bool:
    """Whether marketing has a live basis on a day of the customer's calendar (CA-01)."""
    return number.consent is Consent.EXPRESS or today < expires_on(number)


def consent_on(number: Number, today: int) -> Consent:
    """What the number has agreed to on a day: a basis that has run out is none (DESIGN §2)."""
    if number.consent is Consent.IMPLIED and not lasts(number, today):
        return Consent.UNKNOWN
    return number.consent


def on_fact(number: Number, fact: Fact, channel: str, now: Millis) -> Decision:
    """What a recorded fact does. An opted-out number gets the entry and nothing else (CA-14)."""
    event = ConsentEvent.EXPRESS_CONSENT if fact.kind == "express" else ConsentEvent.FACT
    agreed = transitions.after(event, number.consent)
    changes: dict[str, object] = {"version": number.version + 1}
    if agreed is not number.consent:
        changes |= {"consent": agreed, "since": now, "source": channel}
    if agreed is not Consent.OPTED_OUT and _counts_longer(number, fact, agreed):
        changes |= {"basis": fact.kind, "anchor": fact.day * DAY}
    after = number.changed(changes)
    return Decision(number, after, channel, "", (_entry(number, after, fact, channel, now),))


def _counts_longer(number: Number, fact: Fact, agreed: Consent) -> bool:
    """An inquiry of today must not shorten the two years of a purchase."""
    if agreed is Consent.EXPRESS:
        return fact.kind == "express"
    return expiry(fact.kind, fact.day) > expires_on(number)


def _entry(before: Number, after: Number, fact: Fact, channel: str, now: Millis) -> Entry:
    told = f"{fact.kind} of {iso(fact.day)}" + (f", {fact.medium}" if fact.medium else "")
    plain = Entry(now, EntryKind.CONSENT, channel=channel, actor=fact.actor, ledger=True)
    return replace(
        plain,
        body=fact.evidence,
        seller=fact.seller if fact.kind == "express" else "",
        intent="BASIS",
        rule=KINDS[fact.kind].rule,
        before=before.consent.value,
        after=after.consent.value,
        reason=f"Recorded: {told}.",
    )
