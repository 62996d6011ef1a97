"""Old texts read again: what may be an opt-out waits for a person, once; nobody is opted out or texted."""

from dataclasses import replace

import pytest

from responder.domain.records import Consent, Marketing
from responder.domain.understanding.classifier import Intent, Understood
from responder.flows.inbound.rescan import EVERY, rescan, when_due
from responder.flows.inbound.review import decide_review
from responder.store.inbox.reviews import RedisReviews
from tests.people import ALICE, BOB, CAROL, DANA

MISSED, UNSURE = "take me off your list", "enough already"


class Tomorrow:
    """The rules after an update."""

    def __init__(self, today) -> None:
        self.today = today

    def classify(self, text: str, opt_out_type: str = "") -> Understood:
        found = {MISSED: Intent.OPT_OUT, UNSURE: Intent.REVIEW}.get(text)
        return Understood(found, "KW-10") if found else self.today.classify(text, opt_out_type)


class Blind(Tomorrow):
    """The rules before it."""

    def classify(self, text: str, opt_out_type: str = "") -> Understood:
        known = text not in (MISSED, UNSURE)
        return self.today.classify(text, opt_out_type) if known else Understood(Intent.NONE)


@pytest.fixture
def yesterday(world):
    world.deps = replace(world.deps, classifier=Blind(world.deps.classifier))
    return world


@pytest.fixture
def reviews(store, client) -> RedisReviews:
    return RedisReviews(client, store.keys)


def read_again(world, reviews, since=0, dry_run=False, told=None):
    deps = replace(world.deps, classifier=Tomorrow(world.deps.classifier))
    return rescan(deps, reviews, since, dry_run, (told if told is not None else []).append)


def waiting(reviews):
    return {(review.number, review.body) for review in reviews.open_reviews(100)}


def test_what_the_new_rules_find_waits_for_a_person_and_opts_nobody_out(yesterday, reviews):
    for person, body in ((ALICE, MISSED), (BOB, UNSURE), (CAROL, "is my car ready?")):
        yesterday.texts(person, body)
    told: list[int] = []
    found = read_again(yesterday, reviews, told=told)

    assert (found.numbers, found.texts, found.found, found.queued) == (3, 3, 2, 2)
    assert waiting(reviews) == {(ALICE, MISSED), (BOB, UNSURE)}
    for person, marketing in ((ALICE, Marketing.HELD), (BOB, Marketing.HELD), (CAROL, Marketing.OK)):
        number = yesterday.deps.store.load(person)
        assert (number.consent, number.marketing) == (Consent.UNKNOWN, marketing)
    assert yesterday.drains() == 0 and yesterday.provider.sent == []
    assert told[-1] == 3


def test_reading_again_finds_nothing_twice_even_after_the_decision(yesterday, reviews):
    yesterday.texts(ALICE, MISSED)
    assert read_again(yesterday, reviews).queued == 1
    assert read_again(yesterday, reviews).queued == 0
    (review,) = reviews.open_reviews(10)
    decide_review(yesterday.deps, reviews, review.id, "not_opt_out", DANA, "a joke")

    assert (read_again(yesterday, reviews).queued, waiting(reviews)) == (0, set())
    assert yesterday.deps.store.load(ALICE).marketing is Marketing.OK


def test_a_dry_run_counts_and_changes_nothing(yesterday, reviews, queries):
    yesterday.texts(ALICE, MISSED)
    found = read_again(yesterday, reviews, dry_run=True)

    assert (found.found, found.queued, waiting(reviews)) == (1, 0, set())
    assert len(queries.timeline(ALICE)) == 1
    assert yesterday.deps.store.load(ALICE).marketing is Marketing.OK


def test_who_has_opted_out_is_left_alone(yesterday, reviews):
    yesterday.texts(BOB, MISSED)
    yesterday.texts(BOB, "STOP")

    assert (read_again(yesterday, reviews).found, waiting(reviews)) == (0, set())


def test_a_text_before_the_customers_start_is_past_and_one_after_it_is_not(yesterday, reviews):
    yesterday.texts(ALICE, MISSED)
    yesterday.texts(ALICE, "START")
    yesterday.texts(ALICE, UNSURE)
    read_again(yesterday, reviews)

    assert waiting(reviews) == {(ALICE, UNSURE)}


def test_since_leaves_older_texts_out(yesterday, reviews, clock):
    yesterday.texts(ALICE, MISSED)
    clock.advance(60_000)
    yesterday.texts(BOB, MISSED)
    read_again(yesterday, reviews, since=clock.now())

    assert waiting(reviews) == {(BOB, MISSED)}


def test_a_stop_that_a_start_had_overtaken_was_understood_and_is_not_found(world, reviews, clock):
    world.texts(ALICE, "START", log_at=clock.now())
    world.texts(ALICE, "STOP", log_at=clock.now() - 60_000)

    assert (read_again(world, reviews).found, waiting(reviews)) == (0, set())


def test_two_readings_at_once_put_a_text_into_the_queue_once(yesterday, reviews, queries):
    yesterday.texts(ALICE, MISSED)

    class Slow:
        """Saw the timeline before the other reading wrote to it."""

        before = reviews.entries(ALICE)

        def numbers(self):
            return [ALICE]

        def entries(self, number):
            return self.before

    assert read_again(yesterday, reviews).queued == 1
    assert read_again(yesterday, Slow()).queued == 0
    assert [entry["kind"] for entry in queries.timeline(ALICE)] == ["inbound", "review"]


def test_what_waits_already_is_not_counted_as_found(yesterday, reviews):
    yesterday.texts(ALICE, MISSED)
    read_again(yesterday, reviews)

    assert read_again(yesterday, reviews, dry_run=True).found == 0


def test_once_a_day_old_texts_are_read_again_without_anybody_asking(yesterday, reviews):
    """CH-05: with the words of today, however they have changed."""
    yesterday.texts(BOB, MISSED)
    assert when_due(yesterday.deps, reviews).queued == 0
    today = replace(yesterday.deps, classifier=Tomorrow(yesterday.deps.classifier))
    yesterday.clock.advance(EVERY - 1)
    assert when_due(today, reviews) is None

    yesterday.clock.advance(1)
    assert when_due(today, reviews).queued == 1
    assert [each.number for each in reviews.open_reviews(5)] == [BOB]
    assert when_due(today, reviews) is None
