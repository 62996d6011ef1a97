"""Quiet hours on a message's way: held in the outbox, never late, never in the provider's queue (TZ-07)."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from responder.domain.records import DAY, HOUR, MINUTE, MessageState
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft
from tests.people import ALICE

TORONTO = ZoneInfo("America/Toronto")


def toronto(*when):
    """A moment on ALICE's clock, in ms UTC."""
    return int(datetime(2026, 11, *when, tzinfo=TORONTO).timestamp() * 1000)


@pytest.fixture
def consented(world):
    """A world in which ALICE has agreed to be texted, at 19:30 on a Wednesday."""
    world.clock.at = toronto(18, 19, 30)
    world.texts(ALICE, "START")
    world.drains()
    world.provider.sent.clear()
    world.log_is_fresh()
    return world


def wakes_at(world, at):
    """Time passes; the provider's log was just read; a worker looks."""
    world.clock.at = at
    world.log_is_fresh()
    world.drains()


def test_marketing_written_in_the_evening_leaves_in_the_morning(consented):
    consented.clock.at = toronto(18, 20, 0)
    message, _ = compose.send(consented.deps, Draft(ALICE, "Spring sale", "marketing", "DANA"))
    assert message.reason.endswith("(CA-17).")

    wakes_at(consented, toronto(19, 8, 59))
    assert consented.provider.sent == []
    wakes_at(consented, toronto(19, 9, 0))
    assert len(consented.provider.texts_to(ALICE)) == 1


def test_the_provider_may_keep_it_no_longer_than_the_hours_last(consented):
    compose.send(consented.deps, Draft(ALICE, "Spring sale", "marketing", "DANA"))
    consented.drains()

    assert consented.provider.sent[0].valid_for == 30 * 60


def test_what_waited_past_the_closing_is_held_and_what_would_be_out_of_date_is_dropped(consented):
    message, _ = compose.send(consented.deps, Draft(ALICE, "Spring sale", "marketing", "DANA"))
    wakes_at(consented, toronto(18, 20, 0))

    kept = consented.deps.store.message(message.id)
    assert consented.provider.sent == []
    assert (kept.state, kept.reason[-7:]) == (MessageState.DROPPED, "(CA-17)")


def test_a_message_that_is_still_good_in_the_morning_is_held_with_its_rule(consented):
    message, _ = compose.send(consented.deps, Draft(ALICE, "Spring sale", "marketing", "DANA"))
    consented.deps.store._redis.hset(
        consented.deps.store.keys.message(message.id), "valid_until", str(consented.clock.at + DAY)
    )
    wakes_at(consented, toronto(18, 20, 0))

    kept = consented.deps.store.message(message.id)
    assert (kept.state, kept.reason[-7:]) == (MessageState.QUEUED, "(CA-17)")
    wakes_at(consented, toronto(19, 9, 0))
    assert len(consented.provider.sent) == 1


@pytest.mark.parametrize(("hours", "goes"), [("off", True), ("federal", False)])
def test_the_operator_decides_whether_service_waits(consented, hours, goes):
    law = replace(consented.deps.law, service_hours=hours)
    deps = replace(consented.deps, law=law)
    consented.clock.at = toronto(18, 21, 0)
    consented.deps = deps
    consented.log_is_fresh()
    compose.send(deps, Draft(ALICE, "Your car is ready.", "service", "DANA"))
    consented.drains()

    assert bool(consented.provider.sent) is goes


def test_a_stop_at_night_is_confirmed_at_night(consented):
    """US-23."""
    consented.clock.at = toronto(18, 23, 30)
    consented.texts(ALICE, "STOP")
    consented.drains()

    assert len(consented.provider.texts_to(ALICE)) == 1


def test_a_reply_at_night_leaves_at_night(consented):
    consented.clock.at = toronto(18, 23, 30)
    consented.texts(ALICE, "are you open tomorrow?")
    consented.log_is_fresh()
    compose.send(consented.deps, Draft(ALICE, "Yes, from 8.", "reply", "DANA"))
    consented.drains()

    assert len(consented.provider.texts_to(ALICE)) == 1


def test_a_message_keeps_its_usual_life_from_the_opening_on(consented):
    consented.clock.at = toronto(18, 23, 0)
    message, _ = compose.send(consented.deps, Draft(ALICE, "Spring sale", "marketing", "DANA"))

    assert message.due_at == toronto(19, 9, 0)
    assert message.valid_until == message.due_at + 4 * HOUR
    assert message.due_at % MINUTE == 0
