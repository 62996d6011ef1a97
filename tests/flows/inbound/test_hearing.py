"""Senders that nobody hears: a service that logs no text (I2), a number without a webhook (US-10)."""

from dataclasses import replace

import pytest

from responder.domain.records import MessageState
from responder.flows.inbound.reconcile import read_log, reconcile
from responder.flows.inbound.webhook_coverage import Hearing, hearing, why_unheard
from responder.flows.outbound import compose
from responder.ports import LogUnavailable
from tests.flows.conftest import HERE
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
    message, _ = compose.send(pooled.deps, compose.Draft(ALICE, "Your car is ready.", "service", DANA))
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


# Where texts to each number go (US-10)


@pytest.mark.parametrize(
    ("url", "what"),
    [
        (f"{HERE}/twilio/inbound#rc=3&rp=ct,rt,5xx", ""),
        ("https://SMS.example.com:443/twilio/inbound/#rc=3", ""),
        (f"{HERE}/twilio/inbound", "unretried"),
        ("", "unheard"),
        (None, "unknown"),
        ("https://demo.twilio.com/welcome/sms/reply", "elsewhere"),
        (f"{HERE}/twilio/status/x", "elsewhere"),
        ("https://sms.example.com:notaport/", "elsewhere"),
    ],
)
def test_a_number_is_set_as_it_should_be_or_one_thing_is_wrong(world, url, what):
    (ours,) = world.deps.business.numbers
    world.provider.routes = {ours: url}

    assert hearing(world.deps, HERE) == Hearing(**({what: (ours,)} if what else {}))


def test_a_plain_number_without_a_webhook_is_named_with_field_and_rule(world):
    (ours,) = world.deps.business.numbers
    told = why_unheard(world.deps.business, (ours,))

    assert told.startswith(f"[[senders]] number {ours} has no inbound webhook") and told.endswith("(US-10).")


def test_of_a_service_the_field_and_the_number_are_named(pooled):
    (ours,) = pooled.deps.business.numbers

    assert f"[[senders]] messaging_service {SERVICE} ({ours})" in why_unheard(pooled.deps.business, (ours,))
