"""A text that may be an opt-out, and what a person says it was (DESIGN §2, §5). Pure.

Nothing here opts anybody in: "not an opt-out" lifts the hold on marketing and leaves consent alone (I3).
"""

from collections.abc import Container
from dataclasses import replace

from responder.domain.consent import decisions
from responder.domain.dates import SATURDAY, business_days_later
from responder.domain.inbox.work_queues import REVIEW_EVENT, ReviewState, held_for_review
from responder.domain.law.quiet_hours import Place
from responder.domain.records import DAY, Consent, Decision, Entry, EntryKind, Marketing, Millis, Number
from responder.domain.zones import EPOCH_WEEKDAY

CHANNEL = "review"

HONOURED_WITHIN = 10
"""Business days that the law lets an opt-out wait, from its sending (CA-09) or receipt (US-04)."""


def decide_by(at: Millis) -> Millis:
    """When a text that came at `at` has waited for one business day, weekends being none (KW-11)."""
    due = at + DAY
    while (due // DAY + EPOCH_WEEKDAY) % 7 >= SATURDAY:
        due += DAY
    return due


def honour_by(at: Millis, place: Place, holidays: Container[int]) -> int:
    """The last day on which a text of `at` may be honoured, should it be an opt-out (US-04, US-05, CA-09).

    Ten business days after it was sent, on the earliest calendar that may be the customer's. Federal holidays
    are none of them for somebody who can only be in the United States.
    """
    sent = min(zone.local_day(at) for zone in place.zones)
    american = all(region.partition("-")[0] == "US" for region in place.regions)
    return business_days_later(sent, HONOURED_WITHIN, holidays if american else ())


def on_decision(number: Number, review: Entry, outcome: ReviewState, now: Millis) -> Decision:
    """A person decides a review that is open. `review` names the text and its words, who decides, and why."""
    event_id = REVIEW_EVENT + review.event
    if outcome is ReviewState.OPT_OUT:
        decided = decisions.on_unsubscribe(number, CHANNEL, review.actor, review.reason, event_id, now)
        return replace(decided, entries=(replace(decided.entries[0], body=review.body),))
    return _not_an_opt_out(number, review, event_id, now)


def on_rescan(number: Number, found: Entry, now: Millis) -> Decision:
    """Rules that came later find an opt-out in an old text: a person decides, marketing waits."""
    entry = Entry(
        at=now,
        kind=EntryKind.REVIEW,
        event=found.event,
        body=found.body,
        rule=found.rule,
        reason="Found when old texts were read again with the rules of today.",
    )
    after = number.changed({"version": number.version + 1, **held_for_review(number, found.event)})
    return Decision(number, after, "system", f"rescan:{found.event}", (entry,))


def _not_an_opt_out(number: Number, review: Entry, event_id: str, now: Millis) -> Decision:
    left = tuple(event for event in number.open_reviews if event != review.event)
    lifts = not left and number.marketing is Marketing.HELD and number.consent is not Consent.OPTED_OUT
    marketing = Marketing.OK if lifts else number.marketing
    entry = Entry(
        at=now,
        kind=EntryKind.REVIEW,
        event=event_id,
        body=review.body,
        channel=CHANNEL,
        actor=review.actor,
        before=number.marketing.value,
        after=marketing.value,
        reason=review.reason,
        ledger=lifts,
    )
    changes = {"version": number.version + 1, "marketing": marketing, "open_reviews": left}
    return Decision(number, number.changed(changes), "desk", event_id, (entry,))
