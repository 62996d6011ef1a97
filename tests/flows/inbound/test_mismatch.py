"""Where a sender's reply mode and what arrives disagree, `doctor` hears of it (DESIGN §6, PR-03)."""

from dataclasses import replace

import pytest

from responder.domain.business import ReplyMode
from responder.domain.records import DAY
from responder.domain.sending.delivery import Failure
from responder.flows.inbound import reply_mode_mismatch
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft
from responder.ports import SendError
from tests.people import ALICE, BOB, DANA


def found(world):
    return [(each.what, each.sender) for each in reply_mode_mismatch.lately(world.deps)]


@pytest.mark.parametrize(
    ("mode", "mark", "said"),
    [
        (ReplyMode.APP, "STOP", True),
        (ReplyMode.APP, "", False),
        (ReplyMode.TWILIO_ADVANCED, "STOP", False),
    ],
)
def test_a_mark_of_twilio_in_app_mode_is_noted(world, mode, mark, said):
    sender = replace(world.deps.business.senders[0], replies=mode)
    world.texts(BOB, "STOP", sender=sender, opt_out_type=mark)

    assert found(world) == ([("marked", sender.id)] if said else [])


def test_a_block_that_nobody_asked_for_is_noted_and_one_after_a_stop_is_not(world):
    world.log_is_fresh()
    sender = world.deps.business.senders[0]
    world.provider.fails = [SendError(Failure.OPTED_OUT, 21610)]
    world.texts(ALICE, "STOP")  # the confirmation is what Twilio refuses
    world.drains()
    assert found(world) == []

    world.provider.fails = [SendError(Failure.OPTED_OUT, 21610)]
    compose.send(world.deps, Draft(BOB, "Your car is ready.", "service", DANA))
    world.drains()
    assert found(world) == [("blocked", sender.id)]
    assert "21610" in reply_mode_mismatch.SAID["blocked"]


def test_it_is_forgotten_after_a_week(world):
    world.texts(BOB, "STOP", opt_out_type="STOP")
    world.clock.advance(7 * DAY)

    assert found(world) == []
