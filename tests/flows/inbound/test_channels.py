"""STOP counts over every channel, START only over the one by which we write (decision 0104)."""

import pytest

from responder.domain.records import MINUTE, Consent, Marketing
from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import compose
from tests.people import BOB, DANA

OTHERS = ["whatsapp", "rcs"]


@pytest.mark.parametrize("channel", OTHERS)
@pytest.mark.parametrize("word", ["START", "UNSTOP"])
def test_a_start_over_another_channel_brings_nobody_back(world, store, queries, channel, word):
    world.texts(BOB, "STOP")
    world.texts(BOB, word, channel=channel)
    assert store.load(BOB).consent is Consent.OPTED_OUT
    entry = queries.timeline(BOB)[-1]
    assert (entry["kind"], entry["intent"], entry["channel"]) == ("inbound", "NONE", channel)
    assert channel in entry["rule"]  # staff read why
    world.texts(BOB, word)
    assert store.load(BOB).consent is Consent.EXPRESS


@pytest.mark.parametrize("channel", OTHERS)
def test_a_start_over_another_channel_gives_no_consent_and_switches_no_marketing_on(world, store, channel):
    compose.marketing_off(world.deps, BOB, "desk", DANA, "asked")
    world.texts(BOB, "START", channel=channel)
    found = store.load(BOB)
    assert (found.consent, found.marketing) == (Consent.UNKNOWN, Marketing.OFF)


@pytest.mark.parametrize("channel", OTHERS)
def test_a_stop_over_any_channel_ends_all(world, store, channel):
    world.texts(BOB, "START")
    world.texts(BOB, "STOP", channel=channel)
    assert store.load(BOB).consent is Consent.OPTED_OUT


@pytest.mark.parametrize("channel", OTHERS)
def test_a_later_start_over_another_channel_hides_no_stop_that_only_the_log_has(world, store, channel):
    now = world.clock.now()
    world.texts(BOB, "START", sid="SMstart")
    world.logged(BOB, "START", now, sid="SMstart")
    world.logged(BOB, "STOP", now + MINUTE)
    world.logged(f"{channel}:{BOB}", "START", now + 2 * MINUTE)
    world.clock.advance(5 * MINUTE)
    reconcile(world.deps)
    assert store.load(BOB).consent is Consent.OPTED_OUT
