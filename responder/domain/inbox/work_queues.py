"""What a decision puts into the queues that people work through, and takes out of them. Pure.

Reviews wait for a person's decision; support items are calls for help; replies (what customers say of an
appointment) and pictures are the relay's. All follow from the decision itself: no door that opens or closes a
review can forget the queue.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from responder.domain.appointments.replies import CANCEL_WORDS, said_of_appointment
from responder.domain.records import DAY, Changes, Decision, Entry, EntryKind, Marketing, Millis, Number

REVIEW_EVENT = "review:"
"""Begins the event id of a person's decision; the id of the text that was decided follows."""

MOST_OPEN = 20
"""Open reviews of one number. A robot that texts all day must neither grow a number's record, which every
text of its reads and writes, nor fill the queue: the oldest leaves the queue and stays in the timeline."""


STILL_FETCHED: Millis = 2 * DAY
"""Pictures of texts that the provider's log shows us later than this are not fetched: they are history."""


class QueueName(StrEnum):
    """The queues of one installation."""

    REVIEWS = "reviews"
    SUPPORT = "support"
    REPLIES = "replies"
    PICTURES = "pictures"


class ReviewState(StrEnum):
    """What became of a review. `closed`: somebody else's act made it moot, such as the customer's STOP."""

    OPEN = "open"
    OPT_OUT = "opt_out"
    NOT_OPT_OUT = "not_opt_out"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Filed:
    """One item's new fields; `waits` is the time (ms) it is listed under, or 0 when it leaves the list."""

    queue: QueueName
    event: str
    waits: Millis
    fields: tuple[str, ...]


def held_for_review(number: Number, event: str) -> Changes:
    """A text that may be an opt-out: marketing waits for a person, and the text is in the queue."""
    marketing = Marketing.HELD if number.marketing is Marketing.OK else number.marketing
    return {"marketing": marketing, "open_reviews": (*number.open_reviews[1 - MOST_OPEN :], event)}


def filed(decision: Decision) -> list[Filed]:
    """What changes in the queues with this decision; nearly always nothing."""
    found = [_help(decision, entry) for entry in decision.entries if _asks_for_help(entry)]
    if decision.before.open_reviews != decision.after.open_reviews:
        found += [*_opened(decision), *_closed(decision)]
    entry = decision.entries[0] if decision.entries else None
    if entry and entry.kind is EntryKind.INBOUND and _concerns_desk(decision.before, entry):
        found += afterwards(decision, entry)
    return found


def _concerns_desk(number: Number, entry: Entry) -> bool:
    return bool(number.reminded or entry.media or entry.mark or entry.keyword in CANCEL_WORDS)


def afterwards(decision: Decision, entry: Entry) -> Iterator[Filed]:
    """What the relay looks at once the text is committed: the webhook has no time for it."""
    number, said = decision.before, said_of_appointment(decision.before, entry)
    told = ("number", number.number, "event", entry.event, "at", str(entry.at))
    if said:
        fields = (*told, "said", said, "reminder", number.reminded)
        yield Filed(QueueName.REPLIES, entry.event, entry.at, fields)
    if entry.media and entry.at - (entry.log_at or entry.at) < STILL_FETCHED:
        yield Filed(QueueName.PICTURES, entry.event, entry.at, told)


def _asks_for_help(entry: Entry) -> bool:
    return entry.kind is EntryKind.INBOUND and (entry.intent == "HELP" or bool(entry.mark))


def _help(decision: Decision, entry: Entry) -> Filed:
    mark = entry.mark or "help"
    return Filed(QueueName.SUPPORT, entry.event, entry.at, (*_words(decision, entry), "mark", mark))


def _opened(decision: Decision) -> Iterator[Filed]:
    for entry in decision.entries:
        news = entry.event in decision.after.open_reviews and entry.event not in decision.before.open_reviews
        if entry.kind is EntryKind.REVIEW and news:
            fields = (*_words(decision, entry), "rule", entry.rule, "state", ReviewState.OPEN.value)
            yield Filed(QueueName.REVIEWS, entry.event, entry.at, (*fields, *_sent_at(decision.entries[0])))


def _sent_at(inbound: Entry) -> tuple[str, ...]:
    """When the text was sent, where the provider's log says so: an opt-out's time runs from there (CA-09)."""
    return ("sent_at", str(inbound.log_at)) if inbound.log_at else ()


def _closed(decision: Decision) -> Iterator[Filed]:
    last = decision.entries[-1]
    for event in decision.before.open_reviews:
        if event not in decision.after.open_reviews:
            entry = next((each for each in decision.entries if each.event == REVIEW_EVENT + event), None)
            told = entry or next((each for each in decision.entries if each.actor), last)
            told_by = ("by", told.actor, "why", told.reason, "decided_at", str(told.at))
            yield Filed(QueueName.REVIEWS, event, 0, ("state", _outcome(entry), *told_by))


def _outcome(entry: Entry | None) -> str:
    if entry is None:
        return ReviewState.CLOSED.value
    return (ReviewState.OPT_OUT if entry.intent == "OPT_OUT" else ReviewState.NOT_OPT_OUT).value


def _words(decision: Decision, entry: Entry) -> tuple[str, ...]:
    number = decision.before.number
    return ("number", number, "event", entry.event, "at", str(entry.at), "body", entry.body)
