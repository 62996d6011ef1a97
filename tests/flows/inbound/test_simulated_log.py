"""Twilio's own log, as the simulator plays it over real HTTP, read by the flows: outcomes, and the past."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import urllib3

from responder.domain.records import Consent, MessageState
from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import refusals, unknown_outcomes
from responder.flows.outbound.refusals import Trials
from responder.ports import LogUnavailable
from responder.provider.account import with_token
from responder.provider.twilio import TwilioProvider
from responder.store.core.unknown_outcomes import UnresolvedMessages
from tests.people import BOB, CAROL, OURS
from tests.product.harness import Phones, Simulator

ACCOUNT, TOKEN = "AC00000000000000000000000000000001", "12345"
CONFIG = f"""
account_sid = "{ACCOUNT}"
auth_token = "{TOKEN}"

[[numbers]]
number = "{OURS}"
rate = 1000
"""
SECOND = 1_000


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    running = Simulator(tmp_path_factory.mktemp("log"), CONFIG).start()
    yield running
    running.stop()


@pytest.fixture
def phones(simulator: Simulator) -> Iterator[Phones]:
    with urllib3.PoolManager(retries=False) as http:
        phones = Phones(simulator.url, http)
        phones.call("DELETE", "/sim/state")
        yield phones


@pytest.fixture
def real(world, simulator, phones, monkeypatch):
    """The world with the real provider adapter; its clock starts where the simulator's is."""
    monkeypatch.setattr(TwilioProvider, "behind", lambda self: 0)
    monkeypatch.setattr(TwilioProvider, "clock_off", lambda self: None)
    world.deps = replace(
        world.deps,
        provider=TwilioProvider(
            with_token(ACCOUNT, TOKEN), simulator.url, "https://sms.example.com", world.clock, pool_size=4
        ),
    )
    world.clock.at = time.time_ns() // 1_000_000
    return world


def asks_for_help(world, phones, fault):
    phones.faults(api=fault, api_fail_next=1, callbacks="drop")
    message_id = world.texts(CAROL, "HELP").messages[0].id
    world.drains()
    phones.mend()
    assert state(world, message_id) is MessageState.UNKNOWN
    return message_id


def state(world, message_id):
    return world.deps.store.message(message_id).state


def looks(world, after):
    world.clock.advance(after)
    unresolved = UnresolvedMessages(world.deps.store._redis, world.deps.store.keys)
    return unknown_outcomes.look(world.deps, unresolved)


@pytest.mark.parametrize("fault", ["500_after", "reset"])
def test_an_answer_that_the_provider_took_without_a_word_is_found_in_its_log(real, phones, fault):
    message_id = asks_for_help(real, phones, fault)
    assert looks(real, 30 * SECOND).found == 1
    looks(real, 90 * SECOND)
    real.drains()

    found = real.deps.store.message(message_id)
    assert found.state in (MessageState.ACCEPTED, MessageState.SENT, MessageState.DELIVERED)
    assert found.provider_id == phones.creates(CAROL)[0]["sid"]
    assert len(phones.creates(CAROL)) == 1


@pytest.mark.parametrize("fault", ["500", "502html", "503", "reset_before"])
def test_an_answer_that_the_provider_did_not_take_is_sent_once_more(real, phones, fault):
    message_id = asks_for_help(real, phones, fault)
    looks(real, 30 * SECOND)
    assert looks(real, 60 * SECOND).absent == 1
    real.drains()

    assert state(real, message_id) in (MessageState.ACCEPTED, MessageState.SENT)
    assert [create["detail"]["taken"] for create in phones.creates(CAROL)] == [False, True]


@pytest.mark.parametrize(("fault", "code"), [("wrong_token", "20003"), ("suspended", "20005")])
def test_an_account_that_is_refused_loses_no_confirmation(real, phones, fault, code):
    phones.faults(account=fault)
    confirmation = real.texts(CAROL, "STOP").messages[0].id
    trials = Trials(real.deps, real.deps.provider.probe)
    for _ in range(5):
        real.drains()
        trials()
        real.clock.advance(15 * SECOND)
    assert state(real, confirmation) is MessageState.QUEUED
    assert [each.why for each in refusals.refusals(real.deps)] == [code]
    phones.mend()
    for _ in range(3):
        trials()
        real.drains()
        real.clock.advance(15 * SECOND)

    assert state(real, confirmation) in (MessageState.ACCEPTED, MessageState.SENT, MessageState.DELIVERED)
    assert [create["detail"]["taken"] for create in phones.creates(CAROL)] == [False, True]
    assert refusals.refusals(real.deps) == []


def test_a_log_that_cannot_be_read_proves_nothing(real, phones):
    message_id = asks_for_help(real, phones, "500")
    phones.faults(log="500")
    for _ in range(3):
        with pytest.raises(LogUnavailable):
            looks(real, 60 * SECOND)

    assert state(real, message_id) is MessageState.UNKNOWN


def test_the_past_is_read_from_the_providers_pages(real, phones):
    """Three days from now: what is in the simulator's log is the past."""
    for word in ("hi", "STOP", "hello"):
        phones.text(BOB, word, lose=True)
    real.clock.advance(72 * 3_600 * SECOND)
    reconcile(real.deps)
    real.drains()

    assert real.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert phones.creates(BOB) == []
