"""The after-hours answer through the real commit and delivery; an opt-out silences it too."""

from dataclasses import replace

import pytest

from responder.domain.consent.business_hours import Opening
from responder.domain.records import HOUR, MINUTE
from responder.domain.staff.accounts import Role, StaffMember
from responder.domain.zones import Window
from responder.flows.inbox import desk
from responder.law.loader import zone_named
from tests.people import BOB

HOURS: tuple[Window, ...] = ((8 * 60, 17 * 60),)


@pytest.fixture
def closed(world):
    """It is six in the morning in Toronto."""
    opening = Opening(zone_named("America/Toronto"), (HOURS,) * 7)
    world.deps = replace(world.deps, business=replace(world.deps.business, after_hours=opening))
    return world


def test_one_answer_that_says_who_and_how_to_stop_and_counts_as_the_first_message(closed):
    closed.texts(BOB, "Are you open?", sid="SM1")
    closed.texts(BOB, "Are you open?", sid="SM1")
    closed.texts(BOB, "Hello??")
    closed.drains()

    (text,) = closed.provider.texts_to(BOB)
    assert text.startswith("Garage Tremblay: We are closed now")
    assert "STOP" in text
    (work,) = {closed.deps.store.message(each.message_id).notice for each in closed.provider.sent}
    assert work


def test_a_stop_before_it_left_leaves_the_confirmation_alone(closed):
    closed.texts(BOB, "Are you open?")
    closed.texts(BOB, "STOP")
    closed.drains()
    closed.clock.advance(1_000)
    closed.drains()

    (text,) = closed.provider.texts_to(BOB)
    assert "opted out" in text


def test_by_day_nobody_is_answered_by_itself(closed):
    closed.clock.advance(4 * HOUR)
    closed.texts(BOB, "Are you open?")
    closed.drains()

    assert closed.provider.texts_to(BOB) == []


def test_a_conversation_that_staff_closed_is_over_and_the_next_text_is_answered_anew(closed, at_desk):
    at_desk = replace(at_desk, deps=closed.deps)
    dana = StaffMember("id-dana", "dana", "Dana", Role.AGENT, "")

    def texts_again(body):
        closed.clock.advance(MINUTE)
        closed.texts(BOB, body)
        closed.drains()
        return len(closed.provider.texts_to(BOB))

    assert [texts_again("Are you open?"), texts_again("Hello??")] == [1, 1]
    before = closed.deps.store.load(BOB)
    desk.close(at_desk, dana, BOB, "c1", closed=True)
    desk.close(at_desk, dana, BOB, "c1", closed=True)
    after = closed.deps.store.load(BOB)
    assert (after.consent, after.chain_head) == (before.consent, before.chain_head)
    assert [texts_again("One more thing"), texts_again("Hello??")] == [2, 2]


def test_a_conversation_that_had_no_such_answer_is_closed_without_a_word_on_record(closed, at_desk, queries):
    at_desk = replace(at_desk, deps=closed.deps)
    desk.close(at_desk, StaffMember("id-dana", "dana", "Dana", Role.AGENT, ""), BOB, "c1", closed=True)
    assert closed.deps.store.load(BOB).version == 0
    assert queries.timeline(BOB) == []
