"""A messaging service that does not even log its texts: no reading of the log is complete (I2)."""

from dataclasses import replace

import pytest

from responder.domain.messages import MessageState
from responder.flows import staff
from responder.flows.reconcile import read_log, reconcile
from responder.ports import LogUnavailable
from tests.people import ALICE, DANA

SERVICE = "MG00000000000000000000000000000001"


@pytest.fixture
def pooled(world):
    """The garage's only sender is a messaging service."""
    sender = replace(world.deps.business.senders[0], id=SERVICE, messaging_service=SERVICE)
    world.deps = replace(world.deps, business=replace(world.deps.business, senders=(sender,)))
    world.clock.at = 1_795_021_200_000  # noon in Toronto
    return world


@pytest.mark.parametrize(("hears", "moves"), [(True, True), (None, True), (False, False)])
def test_freshness_moves_only_while_texts_are_logged(pooled, hears, moves):
    pooled.provider.hears_services = hears
    read_log(pooled.deps)

    assert bool(pooled.deps.store.freshness(pooled.deps.business.numbers)) is moves


def test_while_a_service_is_deaf_nothing_that_staff_wrote_leaves(pooled):
    reconcile(pooled.deps)
    message, _ = staff.send(pooled.deps, staff.Draft(ALICE, "Your car is ready.", "service", DANA))
    pooled.provider.hears_services = False
    pooled.clock.advance(120_000)
    read_log(pooled.deps)
    pooled.drains()

    assert pooled.provider.sent == []
    assert pooled.deps.store.message(message.id).state is MessageState.QUEUED


def test_whoever_reads_the_log_hears_why(pooled):
    pooled.provider.hears_services = False
    with pytest.raises(LogUnavailable, match=f"{SERVICE} has no inbound webhook"):
        reconcile(pooled.deps)
