"""Where customers live reaches the gate with the number's record (TZ-03), told with a real Redis."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from responder.domain.customers.customer import Customer, with_numbers
from responder.domain.records import Consent, Purpose
from responder.domain.staff.accounts import Role
from responder.flows.customers import locations
from responder.flows.inbox import desk
from responder.flows.outbound import compose
from responder.flows.staff import accounts
from tests.people import ALICE, BOB, CAROL


@pytest.fixture
def dana(at_desk):
    return accounts.add(at_desk, "dana", "Dana Roy", Role.AGENT, "correct horse")


def places(world, number):
    return world.deps.store.load(number).places


def saved(at_desk, dana, name="Alice Roy", **details):
    new = Customer(at_desk.customers.new_id(), name, numbers=(ALICE,), **details)
    return desk.save_customer(at_desk, dana, new)


def test_a_customers_places_are_copied_to_their_number_and_taken_back(world, at_desk, dana):
    alice = saved(at_desk, dana, postal_code="V6B 1A1")
    assert places(world, ALICE) == ("postal:V6B",)

    stated = replace(alice, postal_code="", time_zone="America/Denver", zone_stated=True)
    alice = desk.save_customer(at_desk, dana, stated)
    assert places(world, ALICE) == ("zone:America/Denver",)

    desk.save_customer(at_desk, dana, with_numbers(alice, (CAROL,)))
    assert (places(world, ALICE), places(world, CAROL)) == ((), ("zone:America/Denver",))


def test_two_who_share_a_telephone_both_count(world, at_desk, dana):
    saved(at_desk, dana, postal_code="V6B 1A1")
    saved(at_desk, dana, "Zoé Roy", postal_code="G1R")
    assert places(world, ALICE) == ("postal:G1R", "postal:V6B")


def test_it_is_no_item_of_the_timeline_and_no_conversation(world, at_desk, dana, queries):
    saved(at_desk, dana, postal_code="V6B 1A1")
    assert queries.timeline(ALICE) == []
    assert at_desk.desk.newest(0, 10) == []


def test_a_stranger_whose_place_is_known_still_opts_in_and_out(world, at_desk, dana):
    saved(at_desk, dana, postal_code="V6B 1A1")
    world.texts(BOB, "START")  # the next text is guessed to come from a stranger
    world.texts(ALICE, "START")
    assert world.deps.store.load(ALICE).consent is Consent.EXPRESS
    world.texts(ALICE, "STOP")
    found = world.deps.store.load(ALICE)
    assert (found.consent, found.places) == (Consent.OPTED_OUT, ("postal:V6B",))


def test_nothing_is_written_where_nothing_changes(world, at_desk, dana):
    alice = saved(at_desk, dana, postal_code="V6B 1A1")
    version = world.deps.store.load(ALICE).version
    desk.save_customer(at_desk, dana, replace(alice, notes="Prefers mornings."))
    assert world.deps.store.load(ALICE).version == version
    assert locations.keep(world.deps, at_desk.customers, [ALICE]) == 0


@pytest.mark.parametrize(
    ("details", "shown"),
    [
        ({}, "America/Toronto"),
        ({"numbers": ("+16045550101",)}, "America/Vancouver"),
        ({"numbers": ("+18005550101",), "postal_code": "902"}, "America/Los_Angeles"),
        ({"numbers": ()}, "America/Toronto"),
        ({"time_zone": "America/Halifax", "zone_stated": True}, "America/Halifax"),
    ],
)
def test_times_are_shown_where_the_customer_most_likely_is(world, details, shown):
    customer = Customer("00c", "Alice Roy", **({"numbers": (ALICE,)} | details))
    assert locations.with_shown_zone(world.deps, customer).time_zone == shown


def at(zone, *when):
    return int(datetime(*when, tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def test_a_text_waits_until_the_stored_place_is_awake_as_well(world, at_desk, dana):
    """Written at 9:30 in Toronto, due at 9:00 in Denver; and what was written before they moved waits too."""
    world.clock.at = at("America/Toronto", 2026, 11, 18, 9, 30)
    world.texts(ALICE, "START")
    world.log_is_fresh()
    before, _ = compose.send(world.deps, compose.Draft(ALICE, "Winter tires are in.", "marketing", "Dana"))
    saved(at_desk, dana, time_zone="America/Denver", zone_stated=True)
    after, _ = compose.send(world.deps, compose.Draft(ALICE, "Brakes too.", "marketing", "Dana"))
    opens = at("America/Denver", 2026, 11, 18, 9, 0)
    assert (before.due_at, after.due_at) == (world.clock.at, opens)

    world.drains()
    welcome = world.deps.texts.answer(Purpose.OPT_IN_REPLY, "en", world.deps.business.senders[0])
    assert world.provider.texts_to(ALICE) == [welcome]
    world.clock.at = opens
    world.log_is_fresh()
    world.drains()
    assert [text for text in world.provider.texts_to(ALICE) if "Winter tires" in text]


@pytest.mark.parametrize(
    ("details", "zone", "told_by"),
    [
        (
            {"postal_code": "V6B", "time_zone": "America/Denver", "zone_stated": True},
            "America/Denver",
            "zone",
        ),
        ({"postal_code": "V6B"}, "America/Vancouver", "postal"),
        ({"postal_code": ""}, "America/Toronto", "area"),
        ({"postal_code": "", "numbers": ("+18005550123",)}, "America/Toronto", ""),
    ],
)
def test_times_are_shown_by_what_somebody_stated_then_the_postal_code_then_the_area_code(
    world, at_desk, dana, details, zone, told_by
):
    new = Customer(at_desk.customers.new_id(), "Alice Roy", **{"numbers": (ALICE,), **details})
    alice = desk.save_customer(at_desk, dana, new)
    assert alice.time_zone == zone
    if alice.zone_stated:
        number = world.deps.store.load(ALICE)
        assert world.deps.law.shown_zone(ALICE, number.places).told_by == told_by
    else:
        assert locations.zone_shown_for(world.deps, alice).told_by == told_by
