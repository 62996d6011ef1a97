"""Reports about our messages: any order, any number of times, forward only."""

import itertools

import pytest

from responder.domain.records import Consent, MessageState
from responder.domain.sending.delivery import Failure
from responder.flows.outbound.receipts import Receipt, record_receipt
from responder.ports import Settled
from tests.people import CAROL

S = MessageState
SID = "SM" + "0" * 31 + "1"


@pytest.fixture
def helped(world):
    """CAROL asked for help and was answered; the message's id."""
    decision = world.texts(CAROL, "HELP")
    world.drains()
    return decision.messages[0].id


@pytest.mark.parametrize("order", list(itertools.permutations([S.ACCEPTED, S.SENT, S.DELIVERED])))
def test_reports_in_any_order_end_delivered(world, helped, order):
    for state in (*order, *order):
        record_receipt(world.deps, helped, Receipt(SID, state))

    assert world.deps.store.message(helped).state is S.DELIVERED


def test_a_second_id_for_one_message_is_an_alarm_in_the_timeline(world, helped, queries):
    assert record_receipt(world.deps, helped, Receipt("SM" + "f" * 32, S.SENT)) is Settled.OTHER_ID

    assert [entry["kind"] for entry in queries.timeline(CAROL)][-1] == "alarm"


def test_a_report_about_a_message_that_we_never_wrote_changes_nothing(world):
    assert record_receipt(world.deps, "00nothing", Receipt(SID, S.SENT)) is Settled.UNKNOWN_MESSAGE


def test_21610_in_a_report_opts_out_before_the_message_settles(world, helped):
    record_receipt(world.deps, helped, Receipt(SID, S.FAILED, 21610, Failure.OPTED_OUT))

    assert world.deps.store.load(CAROL).consent is Consent.OPTED_OUT
    assert world.deps.store.message(helped).state is S.FAILED


def test_the_same_block_told_twice_is_one_opt_out(world, helped, queries):
    for _ in range(2):
        record_receipt(world.deps, helped, Receipt(SID, S.FAILED, 21610, Failure.OPTED_OUT))

    assert [entry["kind"] for entry in queries.timeline(CAROL)].count("consent") == 1


def test_a_carrier_block_on_a_long_code_is_not_an_opt_out(world, helped):
    record_receipt(world.deps, helped, Receipt(SID, S.UNDELIVERED, 30004, Failure.BLOCKED))

    assert world.deps.store.load(CAROL).consent is not Consent.OPTED_OUT
