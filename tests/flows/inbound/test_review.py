"""Texts that may be an opt-out: they wait for a person, who decides once and opts nobody in (I3)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from responder.domain.inbox.work_queues import MOST_OPEN
from responder.domain.records import Consent, Marketing
from responder.domain.understanding.classifier import Intent, Understood
from responder.flows.inbound.review import (
    AlreadyDecided,
    BadDecision,
    NoSuchReview,
    decide_review,
    open_reviews,
)
from responder.flows.outbound import compose
from responder.ports.review import Review
from responder.store.inbox.reviews import RedisReviews
from tests.people import ALICE, BOB, CAROL, DANA

UNSURE = "enough already"


class Attentive:
    """Understands what the rules of tomorrow will; everything else as the rules of today."""

    def __init__(self, today) -> None:
        self.today = today

    def classify(self, text: str, opt_out_type: str = "") -> Understood:
        if text.startswith(UNSURE):
            return Understood(Intent.REVIEW, "KW-11")
        return self.today.classify(text, opt_out_type)


@pytest.fixture
def attentive(world):
    world.deps = replace(world.deps, classifier=Attentive(world.deps.classifier))
    return world


@pytest.fixture
def reviews(store, client) -> RedisReviews:
    return RedisReviews(client, store.keys)


def the_one(reviews: RedisReviews) -> Review:
    waiting: Sequence[Review] = reviews.open_reviews(10)
    assert len(waiting) == 1
    return waiting[0]


def decides(world, reviews, review: Review, outcome: str, by: str = DANA):
    return decide_review(world.deps, reviews, review.id, outcome, by, "read it twice")


def test_an_unsure_text_holds_marketing_and_waits_for_a_person(attentive, reviews):
    attentive.texts(ALICE, UNSURE)

    assert attentive.deps.store.load(ALICE).marketing is Marketing.HELD
    review = the_one(reviews)
    assert (review.number, review.body, review.state) == (ALICE, UNSURE, "open")
    assert ALICE[2:] not in review.id


def test_reviews_are_listed_oldest_first_with_their_age(attentive, reviews, clock):
    for person in (CAROL, ALICE, BOB):
        attentive.texts(person, UNSURE)
        clock.advance(60_000)

    waiting = open_reviews(attentive.deps, reviews)
    assert [each.review.number for each in waiting] == [CAROL, ALICE, BOB]
    assert [each.age for each in waiting] == [180_000, 120_000, 60_000]
    assert len(open_reviews(attentive.deps, reviews, 2)) == 2


def test_a_person_who_decides_opt_out_opts_out_with_a_link_in_the_ledger(attentive, reviews, queries):
    attentive.texts(ALICE, UNSURE)
    decides(attentive, reviews, the_one(reviews), "opt_out")

    assert attentive.deps.store.load(ALICE).consent is Consent.OPTED_OUT
    assert queries.opted_out([ALICE]) == {ALICE}
    last = queries.timeline(ALICE)[-1]
    assert (last["kind"], last["actor"], last["body"]) == ("consent", DANA, UNSURE)
    assert last["reason"] == "read it twice"
    assert len(last["link"]) == 64
    assert reviews.open_reviews(10) == []


def test_not_an_opt_out_lifts_the_hold_and_leaves_consent_alone(attentive, reviews, queries):
    attentive.texts(ALICE, "START")
    attentive.texts(ALICE, UNSURE)
    review = the_one(reviews)
    decides(attentive, reviews, review, "not_opt_out")

    number = attentive.deps.store.load(ALICE)
    assert (number.marketing, number.consent) == (Marketing.OK, Consent.EXPRESS)
    last = queries.timeline(ALICE)[-1]
    assert (last["kind"], last["before"], last["after"], last["actor"]) == ("review", "held", "ok", DANA)
    assert len(last["link"]) == 64
    decided = reviews.review(review.id)
    assert decided and (decided.state, decided.by, decided.why) == ("not_opt_out", DANA, "read it twice")


def test_a_later_unsure_text_keeps_marketing_held(attentive, reviews, queries):
    attentive.texts(ALICE, UNSURE)
    first = the_one(reviews)
    attentive.texts(ALICE, UNSURE + "!")
    decides(attentive, reviews, first, "not_opt_out")

    assert attentive.deps.store.load(ALICE).marketing is Marketing.HELD
    assert the_one(reviews).body == UNSURE + "!"
    assert "link" not in queries.timeline(ALICE)[-1]
    decides(attentive, reviews, the_one(reviews), "not_opt_out")
    assert attentive.deps.store.load(ALICE).marketing is Marketing.OK


def test_of_somebody_who_never_stops_texting_the_newest_twenty_wait_and_marketing_stays_held(
    attentive, reviews, queries
):
    for index in range(MOST_OPEN + 5):
        attentive.texts(ALICE, f"{UNSURE} {index}")

    waiting = {review.body for review in reviews.open_reviews(100)}
    assert waiting == {f"{UNSURE} {index}" for index in range(5, MOST_OPEN + 5)}
    for review in reviews.open_reviews(100)[:-1]:
        decides(attentive, reviews, review, "not_opt_out")
    assert attentive.deps.store.load(ALICE).marketing is Marketing.HELD
    assert len([entry for entry in queries.timeline(ALICE) if entry["kind"] == "inbound"]) == MOST_OPEN + 5


@pytest.mark.parametrize("way", ["text", "desk"])
def test_an_opt_out_meanwhile_closes_the_review_and_nobody_reopens_the_customer(attentive, reviews, way):
    attentive.texts(BOB, UNSURE)
    review = the_one(reviews)
    if way == "text":
        attentive.texts(BOB, "STOP")
    else:
        compose.unsubscribe(attentive.deps, BOB, "desk", DANA, "by telephone")

    assert reviews.open_reviews(10) == []
    with pytest.raises(AlreadyDecided) as seen:
        decides(attentive, reviews, review, "not_opt_out")
    assert seen.value.review.state == "closed"
    assert seen.value.review.by == ("customer" if way == "text" else DANA)
    assert attentive.deps.store.load(BOB).consent is Consent.OPTED_OUT


def test_a_start_makes_the_review_moot(attentive, reviews):
    attentive.texts(ALICE, UNSURE)
    attentive.texts(ALICE, "START")

    assert reviews.open_reviews(10) == []
    assert attentive.deps.store.load(ALICE).marketing is Marketing.OK


def test_an_unsure_text_of_somebody_who_has_opted_out_waits_for_nobody(attentive, reviews):
    attentive.texts(BOB, "STOP")
    attentive.texts(BOB, UNSURE)

    assert reviews.open_reviews(10) == []
    assert attentive.deps.store.load(BOB).consent is Consent.OPTED_OUT


def test_a_redelivered_text_waits_once(attentive, reviews):
    attentive.texts(ALICE, UNSURE, sid="SMonce")
    attentive.texts(ALICE, UNSURE, sid="SMonce")

    assert the_one(reviews).event == "SMonce"


def test_a_stop_from_what_is_no_phone_number_waits_for_a_person(attentive, reviews):
    attentive.texts("short:24273", "STOP", can_reply=False)
    decides(attentive, reviews, the_one(reviews), "opt_out")

    assert attentive.deps.store.load("short:24273").consent is Consent.OPTED_OUT


@pytest.mark.parametrize("round_", range(5))
def test_two_people_who_decide_at_once_decide_once(attentive, reviews, queries, round_):
    attentive.texts(ALICE, UNSURE)
    review, ready = the_one(reviews), Barrier(8)

    def decide(index: int) -> str:
        ready.wait()
        try:
            decides(attentive, reviews, review, ("opt_out", "not_opt_out")[index % 2], f"person {index}")
        except AlreadyDecided as late:
            return late.review.by
        return "decided"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(decide, range(8)))
    winner = f"person {said.index('decided')}"
    assert sorted(said) == sorted(["decided", *[winner] * 7])
    decided = [each for each in queries.timeline(ALICE) if each.get("actor", "").startswith("person")]
    assert len(decided) == 1


@pytest.mark.parametrize(
    ("outcome", "by", "why"), [("opt_in", "x", "y"), ("opt_out", " ", "y"), ("opt_out", "x", "")]
)
def test_a_decision_without_outcome_person_or_reason_is_refused(attentive, reviews, outcome, by, why):
    attentive.texts(ALICE, UNSURE)
    with pytest.raises(BadDecision):
        decide_review(attentive.deps, reviews, the_one(reviews).id, outcome, by, why)
    assert the_one(reviews)


@pytest.mark.parametrize("unknown", ["", "zz", "00", "0" * 22, "../x"])
def test_a_review_that_is_not_there_is_said_to_be_missing(attentive, reviews, unknown):
    with pytest.raises(NoSuchReview):
        decide_review(attentive.deps, reviews, unknown, "opt_out", DANA, "x")
