"""A person reads a text that may be an opt-out, and says what it was. Nobody is opted in here (I3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from responder.domain.consent import review as rules
from responder.domain.inbox.work_queues import ReviewState
from responder.domain.records import Decision, Entry, EntryKind, Millis, Number
from responder.flows.commit import commit
from responder.ports import Deps
from responder.ports.review import Review, Reviews

OUTCOMES = {each.value: each for each in (ReviewState.OPT_OUT, ReviewState.NOT_OPT_OUT)}
"""What a person can decide."""

LISTED = 100
"""How many reviews a list shows unless told otherwise."""


class NoSuchReview(Exception):
    """No review has this id."""


class BadDecision(Exception):
    """A decision without an outcome that exists, a person or a reason; the text is one sentence."""


class AlreadyDecided(Exception):
    """Somebody was faster; `review` shows what became of it."""

    def __init__(self, review: Review) -> None:
        super().__init__(f"This review is no longer open: {review.state}, by {review.by or 'somebody'}.")
        self.review = review


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open review with its age in ms, and until which day (from 1970-01-01) an opt-out may be honoured."""

    review: Review
    age: Millis
    honour_by: int


def open_reviews(deps: Deps, reviews: Reviews, limit: int = LISTED) -> Sequence[Waiting]:
    """What waits for a person, oldest first. Raises StoreUnavailable."""
    now = deps.clock.now()
    return [
        Waiting(each, max(0, now - each.at), _honour_by(deps, each)) for each in reviews.open_reviews(limit)
    ]


def _honour_by(deps: Deps, review: Review) -> int:
    came = min(review.at, review.sent_at) if review.sent_at else review.at
    told = deps.store.load(review.number).places
    return rules.honour_by(came, deps.law.place(review.number, told), deps.law.holidays)


def waits_too_long(deps: Deps, reviews: Reviews) -> bool:
    """Whether nobody has decided the oldest one for a business day (KW-11). Raises StoreUnavailable."""
    oldest = reviews.open_reviews(1)
    return bool(oldest) and deps.clock.now() >= rules.decide_by(oldest[0].at)


def decide_review(
    deps: Deps, reviews: Reviews, review_id: str, outcome: str, by: str, why: str
) -> Decision:
    """Decide a review, once. Raises NoSuchReview, BadDecision, AlreadyDecided, StoreUnavailable."""
    decided = _checked(outcome, by, why)
    review = reviews.review(review_id)
    if review is None:
        raise NoSuchReview("There is no review with this id.")
    told = Entry(review.at, EntryKind.REVIEW, review.event, body=review.body, actor=by, reason=why)

    def choose(number: Number, now: Millis) -> Decision:
        if review.event not in number.open_reviews:
            raise AlreadyDecided(reviews.review(review_id) or review)
        return rules.on_decision(number, told, decided, now)

    decision = commit(deps, review.number, choose)
    if decision is None:
        raise AlreadyDecided(reviews.review(review_id) or review)
    return decision


def _checked(outcome: str, by: str, why: str) -> ReviewState:
    if outcome not in OUTCOMES:
        raise BadDecision(f"The decision must be {' or '.join(OUTCOMES)}.")
    if not by.strip() or not why.strip():
        raise BadDecision("A decision needs who decides, and why.")
    return OUTCOMES[outcome]
