"""IN-07: a STOP that was split over two texts is found and a person asked; nothing else is joined."""

from dataclasses import replace

import pytest

from responder.domain.records import MINUTE, SECOND, Consent, Marketing
from responder.flows.inbound import split_stop
from responder.store.inbox.reviews import RedisReviews
from tests.people import ALICE, BOB


@pytest.fixture
def lately(client, world):
    return RedisReviews(client, world.deps.store.keys)


def said(world, *texts, apart=20 * SECOND):
    for text in texts:
        world.texts(BOB, text)
        world.clock.advance(apart)


@pytest.mark.parametrize(
    "texts",
    [
        ("ST", "OP"),
        ("AR", "RET"),
        ("please st", "op"),
        ("don't", "text me"),
        ("no me", "escribas mas"),
        ("Hello", "ST", "OP"),
    ],
)
def test_a_stop_that_was_split_waits_for_a_person_and_holds_marketing(world, lately, texts):
    said(world, *texts)
    assert {world.deps.classifier.classify(text).intent.value for text in texts} == {"NONE"}
    split_stop.look(world.deps, lately, 0)

    review = lately.open_reviews(5)
    assert [(each.number, each.rule) for each in review] == [(BOB, "IN-07")]
    assert "".join(texts[-2:]).replace(" ", "") == review[0].body.replace(" ", "")
    assert world.deps.store.load(BOB).marketing is Marketing.HELD


def test_it_opts_nobody_out_and_answers_nothing(world, lately):
    said(world, "ST", "OP")
    split_stop.look(world.deps, lately, 0)
    world.drains()

    assert world.deps.store.load(BOB).consent is Consent.UNKNOWN
    assert world.provider.sent == []


def test_however_often_it_looks_a_person_is_asked_once(world, lately):
    said(world, "ST", "OP")
    for _ in range(3):
        split_stop.look(world.deps, lately, 0)

    assert len(lately.open_reviews(5)) == 1


def test_texts_far_apart_are_not_one(world, lately):
    said(world, "ST", "OP", apart=2 * MINUTE + SECOND)
    split_stop.look(world.deps, lately, 0)

    assert lately.open_reviews(5) == []


def test_texts_to_two_of_our_numbers_are_not_one(world, lately):
    world.texts(BOB, "ST")
    world.texts(BOB, "OP", sender=replace(world.deps.business.senders[0], id="+14165550199"))
    split_stop.look(world.deps, lately, 0)

    assert lately.open_reviews(5) == []


@pytest.mark.parametrize("texts", [("Hello", "is my car ready?"), ("thanks", "see you at 5"), ("HELP", "me")])
def test_what_is_none_together_asks_nobody(world, lately, texts):
    said(world, *texts)
    split_stop.look(world.deps, lately, 0)

    assert lately.open_reviews(5) == []


def test_only_those_who_texted_lately_are_looked_at(world, lately):
    world.texts(ALICE, "ST")
    world.texts(ALICE, "OP")
    world.clock.advance(MINUTE)
    since = split_stop.look(world.deps, lately, world.clock.now())

    assert since == world.clock.now()
    assert lately.open_reviews(5) == []


def test_in_a_storm_of_texts_nobody_falls_through(world, lately, client):
    """A look reads everybody who texted since the one before, however many that were."""
    world.texts(BOB, "ST")
    world.texts(BOB, "OP")
    store = world.deps.store
    stamps = {f"+1438{place // 100 + 200}01{place % 100:02d}": world.clock.now() for place in range(5_000)}
    for number, at in stamps.items():
        client.zadd(store.keys.recent(store.keys.shard(number)), {number: at - 1})
    world.clock.advance(SECOND)
    since = split_stop.look(world.deps, lately, world.clock.now() - MINUTE)

    assert since == world.clock.now()
    assert [each.number for each in lately.open_reviews(5)] == [BOB]


def test_whoever_came_back_since_is_not_asked_about(world, lately):
    said(world, "ST", "OP", "START")
    split_stop.look(world.deps, lately, 0)

    assert lately.open_reviews(5) == []


def test_what_waits_for_a_person_already_is_not_asked_about_again(world, lately):
    said(world, "enough already", "ok")
    split_stop.look(world.deps, lately, 0)

    assert len(lately.open_reviews(5)) == 1


def test_in_a_storm_nobody_is_passed_over(world, lately):
    """More numbers than one page holds, all in one millisecond, and then BOB."""
    for place in range(split_stop.LOOKED_AT + 10):
        world.texts(f"+1514555{place:04d}", "Hello")
    said(world, "ST", "OP", apart=1)
    split_stop.look(world.deps, lately, world.clock.now() - 5 * SECOND)

    assert [each.number for each in lately.open_reviews(5)] == [BOB]


def test_a_relay_that_was_away_for_an_hour_looks_at_that_hour(world, lately):
    """It remembers in the store until when it has looked."""
    split_stop.look(world.deps, lately, split_stop.begins(world.deps))
    world.clock.advance(MINUTE)
    said(world, "ST", "OP")
    world.clock.advance(60 * MINUTE)
    split_stop.look(world.deps, lately, split_stop.begins(world.deps))

    assert [each.number for each in lately.open_reviews(5)] == [BOB]
