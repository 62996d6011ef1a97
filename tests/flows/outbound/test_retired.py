"""CA-08: a sender stays in the business file for 60 days after the last marketing that went out over it."""

from dataclasses import replace

import pytest

from responder.domain.consent.basis import Fact
from responder.domain.records import DAY, HOUR
from responder.flows.inbound import basis
from responder.flows.outbound import compose, retired_senders
from responder.flows.outbound.compose import Draft
from responder.store.campaigns.opt_out_alarms import RedisOptOutAlarms
from tests.people import ALICE, DANA


@pytest.fixture
def rates(world, client):
    world.clock.advance(6 * HOUR)
    world.log_is_fresh()
    return RedisOptOutAlarms(client, world.deps.store.keys)


def sends(world, kind):
    """DANA writes to ALICE over the first sender, which is then taken from the business file."""
    today = world.deps.law.today(ALICE, world.clock.now())
    basis.record(world.deps, ALICE, Fact("purchase", today, DANA, "invoice"), "desk")
    compose.send(world.deps, Draft(ALICE, "Spring sale", kind, DANA))
    world.drains()
    kept = world.deps.business.senders[1:]
    world.deps = replace(world.deps, business=replace(world.deps.business, senders=kept))


def test_a_sender_that_sold_lately_may_not_be_taken_away(world, rates):
    gone = world.deps.business.senders[0].id
    sends(world, "marketing")
    world.clock.advance(60 * DAY)
    found = retired_senders.retired(world.deps, rates)

    assert [each.sender for each in found] == [gone]
    assert "until 2027-01-17" in retired_senders.why_not(found)
    assert "CA-08" in retired_senders.why_not(found)
    world.clock.advance(DAY)
    assert retired_senders.retired(world.deps, rates) == []


def test_a_sender_that_never_sold_may_go(world, rates):
    sends(world, "service")

    assert retired_senders.retired(world.deps, rates) == []


def test_a_number_that_moved_into_a_service_is_not_gone(world, rates):
    business, first = world.deps.business, world.deps.business.senders[0]
    sends(world, "marketing")
    moved = replace(first, id="MG" + "0" * 32, messaging_service="MG" + "0" * 32)
    world.deps = replace(world.deps, business=replace(business, senders=(moved,)))

    assert retired_senders.retired(world.deps, rates) == []
