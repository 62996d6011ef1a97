"""A customer's text arrives: acted on once, answered once (I3, I4)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from responder.domain.records import Consent
from tests.people import ALICE, BOB, CAROL


def test_stop_opts_out_and_is_confirmed_once(world):
    world.texts(BOB, "STOP")
    world.drains()
    world.texts(BOB, "STOP")
    world.drains()

    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert len(world.provider.texts_to(BOB)) == 1


def test_twenty_deliveries_of_one_text_are_one_answer(world):
    ready = Barrier(20)

    def post(_: int) -> bool:
        ready.wait()
        return world.texts(CAROL, "HELP", sid="SM" + "a" * 32) is not None

    with ThreadPoolExecutor(20) as pool:
        acted = list(pool.map(post, range(20)))
    world.drains()

    assert acted.count(True) == 1
    assert len(world.provider.texts_to(CAROL)) == 1


def test_twenty_different_texts_at_once_are_all_recorded(world, queries):
    ready = Barrier(20)

    def post(index: int) -> bool:
        ready.wait()
        return world.texts(CAROL, f"hello {index}") is not None

    with ThreadPoolExecutor(20) as pool:
        acted = list(pool.map(post, range(20)))

    assert all(acted)
    assert {entry["body"] for entry in queries.timeline(CAROL)} == {f"hello {index}" for index in range(20)}


@pytest.mark.parametrize("body", ["YES", "ok thanks", "", "👍", "yes please", "start me up"])
def test_nothing_but_start_brings_an_opted_out_customer_back(world, body):
    world.texts(BOB, "STOP")
    world.drains()
    world.texts(BOB, body)
    world.drains()

    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert len(world.provider.texts_to(BOB)) == 1


@pytest.mark.parametrize("word", ["START", "unstop", "Start."])
def test_start_brings_an_opted_out_customer_back_and_says_so(world, word):
    world.texts(BOB, "STOP")
    world.drains()
    world.texts(BOB, word)
    world.drains()

    assert world.deps.store.load(BOB).consent is Consent.EXPRESS
    assert len(world.provider.texts_to(BOB)) == 2


def test_a_confirmation_that_was_overtaken_by_start_is_not_sent(world):
    world.texts(BOB, "STOP")
    world.texts(BOB, "START")
    world.drains()

    assert len(world.provider.sent) == 1
    assert "STOP" in world.provider.texts_to(BOB)[0]


def test_help_is_answered_while_opted_out(world):
    world.texts(BOB, "STOP")
    world.texts(BOB, "HELP")
    world.drains()
    world.clock.advance(1_000)
    world.drains()

    assert len(world.provider.texts_to(BOB)) == 2


def test_a_worker_is_woken_for_an_answer_and_only_for_an_answer(world):
    world.texts(ALICE, "see you at 3")
    assert world.jobs.wakes == 0

    world.texts(ALICE, "HELP")
    assert world.jobs.wakes == 1


def test_a_second_answer_does_not_wake_again_before_the_drain_has_read(world):
    world.texts(ALICE, "HELP")
    world.texts(BOB, "HELP")
    assert world.jobs.wakes == 1

    world.drains()
    world.texts(CAROL, "HELP")
    assert world.jobs.wakes == 2


def test_two_robots_do_not_text_each_other_for_ever(world):
    for _ in range(30):
        world.texts(CAROL, "HELP")
        world.drains()
        world.clock.advance(60_000)

    assert len(world.provider.texts_to(CAROL)) == 3


def test_a_wrong_guess_that_somebody_is_a_stranger_costs_nothing_but_time(world, queries):
    world.texts(BOB, "STOP")
    world.texts(ALICE, "hello")
    assert world.deps.store.guess(BOB) is not None  # the last text was a stranger's

    world.texts(BOB, "hello again")
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert world.deps.store.guess(BOB) is None

    world.texts(CAROL, "hello")
    world.texts(BOB, "START")
    assert world.deps.store.load(BOB).consent is Consent.EXPRESS
    assert [entry["kind"] for entry in queries.timeline(BOB)].count("consent") == 2


@pytest.mark.parametrize("body", ["STOP", "START", "HELP", "hello", ""])
def test_a_decision_changes_fields_that_a_number_has_and_no_others(world, body):
    decision = world.texts(CAROL, body)

    assert vars(decision.after).keys() == vars(decision.before).keys()
