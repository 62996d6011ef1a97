"""Due messages leave: gate, text, rate, claim, send, settle (I1, I2, I5, I7)."""

import pytest

from responder.domain.records import Consent, MessageState
from responder.domain.sending.delivery import Failure
from responder.domain.sending.gate import LISTED_WITHIN
from responder.flows.outbound import compose, deliver
from responder.flows.outbound.prepare import prepared
from responder.flows.outbound.receipts import Receipt, record_receipt
from responder.ports import ClaimRequest, SendError
from tests.people import ALICE, BOB, CAROL

MINUTE = 60_000


def write(world, to, body="Your car is ready.", message_class="service"):
    """DANA writes to a customer."""
    message, _ = compose.send(world.deps, compose.Draft(to, body, message_class, "DANA"))
    return message.id


def state(world, message_id):
    return world.deps.store.message(message_id).state


def test_a_message_leaves_with_the_notice_and_is_accepted(world):
    world.log_is_fresh()
    message_id = write(world, ALICE)
    world.drains()

    assert state(world, message_id) is MessageState.ACCEPTED
    assert "STOP" in world.provider.texts_to(ALICE)[0]
    assert "Garage Tremblay" in world.provider.texts_to(ALICE)[0]


def test_a_message_that_was_queued_before_stop_does_not_leave_after_it(world):
    world.log_is_fresh()
    message_id = write(world, BOB)
    world.texts(BOB, "STOP")
    world.drains()

    assert state(world, message_id) is MessageState.REFUSED
    assert len(world.provider.texts_to(BOB)) == 1


def test_a_message_that_was_queued_before_stop_does_not_leave_after_start_either(world):
    world.log_is_fresh()
    message_id = write(world, BOB)
    world.texts(BOB, "STOP")
    world.texts(BOB, "START")
    world.drains()

    assert state(world, message_id) is MessageState.REFUSED


def test_stop_between_the_gate_and_the_claim_is_obeyed(world):
    world.log_is_fresh()
    message_id = write(world, BOB)
    works = world.deps.store.due("rest", world.clock.now(), 10)
    (ready,) = prepared(world.deps, works)

    world.texts(BOB, "STOP")
    deliver.hand_over(world.deps, ready)

    assert world.provider.texts_to(BOB) == []
    assert state(world, message_id) is MessageState.QUEUED
    world.drains()
    assert state(world, message_id) is MessageState.REFUSED


def test_nothing_but_answers_leaves_while_the_log_is_stale(world):
    message_id = write(world, ALICE)
    world.texts(CAROL, "HELP")
    world.drains()

    assert len(world.provider.texts_to(CAROL)) == 1
    assert state(world, message_id) is MessageState.QUEUED
    assert "log" in world.deps.store.message(message_id).reason

    world.clock.advance(10_000)
    world.log_is_fresh()
    world.drains()
    assert state(world, message_id) is MessageState.ACCEPTED


def test_a_confirmation_later_than_five_minutes_is_dropped_and_the_opt_out_stays(world):
    world.texts(BOB, "STOP")
    world.clock.advance(5 * MINUTE)
    world.drains()

    assert world.provider.sent == []
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT


def test_every_message_carries_the_notice_until_one_was_delivered(world):
    world.log_is_fresh()
    first = write(world, ALICE)
    world.drains()
    second = write(world, ALICE)
    world.drains()
    receipt(world, first, MessageState.DELIVERED)
    third = write(world, ALICE)
    world.drains()

    carried = [world.deps.store.message(each).notice for each in (first, second, third)]
    assert carried == [True, True, False]


def test_a_notice_that_was_sent_an_hour_ago_without_an_error_counts(world):
    world.log_is_fresh()
    first = write(world, ALICE)
    world.drains()
    receipt(world, first, MessageState.SENT)
    world.clock.advance(61 * MINUTE)
    world.log_is_fresh()
    second = write(world, ALICE)
    world.drains()

    assert not world.deps.store.message(second).notice


def test_a_notice_whose_message_failed_does_not_count(world):
    world.log_is_fresh()
    first = write(world, ALICE)
    world.drains()
    receipt(world, first, MessageState.SENT)
    receipt(world, first, MessageState.UNDELIVERED)
    world.clock.advance(61 * MINUTE)
    world.log_is_fresh()
    second = write(world, ALICE)
    world.drains()

    assert world.deps.store.message(second).notice


def test_after_start_the_notice_is_due_again(world):
    world.log_is_fresh()
    first = write(world, BOB)
    world.drains()
    receipt(world, first, MessageState.DELIVERED)
    world.texts(BOB, "STOP")
    world.texts(BOB, "START")
    world.clock.advance(LISTED_WITHIN + 1)
    world.log_is_fresh()
    second = write(world, BOB)
    world.drains()
    world.clock.advance(1_000)
    world.drains()

    assert world.deps.store.message(second).notice


@pytest.mark.parametrize("failure", [Failure.THROTTLED, Failure.UNREACHABLE])
def test_only_what_the_provider_did_not_take_is_tried_again(world, failure):
    world.provider.fails = [SendError(failure, 20429)]
    world.texts(CAROL, "HELP")
    world.drains()
    assert world.provider.sent == []

    world.clock.advance(10_000)
    world.drains()
    assert len(world.provider.texts_to(CAROL)) == 1


def test_an_unknown_outcome_is_never_sent_again_blindly(world):
    world.provider.fails = [SendError(Failure.UNKNOWN, 0)]
    world.log_is_fresh()
    message_id = write(world, ALICE)
    world.drains()
    for _ in range(30):
        world.clock.advance(MINUTE)
        world.log_is_fresh()
        deliver.relay(world.deps)
        world.drains()

    assert state(world, message_id) is MessageState.UNKNOWN
    assert world.provider.texts_to(ALICE) == []


def test_an_unknown_message_holds_the_next_one_for_ten_minutes_but_not_an_answer(world):
    world.provider.fails = [SendError(Failure.UNKNOWN, 0)]
    world.log_is_fresh()
    write(world, ALICE)
    world.drains()
    second = write(world, ALICE)
    world.texts(ALICE, "HELP")
    world.drains()
    assert len(world.provider.texts_to(ALICE)) == 1
    assert state(world, second) is MessageState.QUEUED

    world.clock.advance(11 * MINUTE)
    world.log_is_fresh()
    world.drains()
    assert state(world, second) is MessageState.ACCEPTED


def test_21610_opts_the_customer_out_and_is_not_tried_again(world):
    world.provider.fails = [SendError(Failure.OPTED_OUT, 21610)]
    world.log_is_fresh()
    message_id = write(world, CAROL)
    world.drains()

    assert world.deps.store.load(CAROL).consent is Consent.OPTED_OUT
    assert world.deps.store.load(CAROL).source == "provider_block"
    assert state(world, message_id) is MessageState.REFUSED


def test_a_claim_without_an_answer_becomes_unknown_and_never_queued(world):
    world.log_is_fresh()
    message_id = write(world, ALICE)
    works = world.deps.store.due("rest", world.clock.now(), 10)
    (ready,) = prepared(world.deps, works)
    claim_only(world, ready)

    world.clock.advance(14_000)
    deliver.relay(world.deps)
    assert state(world, message_id) is MessageState.SENDING

    world.clock.advance(2_000)
    deliver.relay(world.deps)
    deliver.relay(world.deps)
    assert state(world, message_id) is MessageState.UNKNOWN


def test_a_late_answer_to_a_lost_claim_still_counts(world):
    world.log_is_fresh()
    message_id = write(world, ALICE)
    (ready,) = prepared(world.deps, world.deps.store.due("rest", world.clock.now(), 10))
    claim_only(world, ready)
    world.clock.advance(16_000)
    deliver.relay(world.deps)

    receipt(world, message_id, MessageState.DELIVERED)
    assert state(world, message_id) is MessageState.DELIVERED


def test_nothing_leaves_faster_than_the_senders_rate(world):
    world.log_is_fresh()
    for last in range(10):
        write(world, f"+1415555016{last}")
    world.drains()
    burst = len(world.provider.sent)
    for _ in range(40):
        world.clock.advance(1_000)
        world.log_is_fresh()
        world.drains()

    assert burst <= 3  # one segment a second, and a bucket of three seconds
    assert len(world.provider.sent) == 10


def test_texts_to_one_customer_leave_in_the_order_in_which_they_were_written(world):
    written = [f"Text {count}." for count in range(8)]
    for first in range(0, 8, 2):
        for body in written[first : first + 2]:
            world.clock.advance(10_000)
            write(world, ALICE, body)
        world.log_is_fresh()
        world.drains()  # one segment a second: two go at once
    found = [body for text in world.provider.texts_to(ALICE) for body in written if body in text]
    assert found == written


def test_a_sender_that_is_switched_off_sends_nothing_to_anyone(world):
    world.deps.store.stop_sender("all", "the operator said so")
    world.texts(CAROL, "HELP")
    world.drains()

    assert world.provider.sent == []


def test_a_drain_that_is_told_to_stop_claims_nothing_more(world):
    world.texts(CAROL, "HELP")
    deliver.drain(world.deps, world.pool, lambda: True)

    assert world.provider.sent == []


def test_the_relay_wakes_a_worker_for_what_nobody_woke(world):
    world.texts(CAROL, "HELP")
    world.deps.store.clear_wake()
    before = world.jobs.wakes
    deliver.relay(world.deps)

    assert world.jobs.wakes == before + 1


def test_a_create_answer_with_another_id_than_the_report_before_it_is_an_alarm(world, queries):
    message_id = world.texts(CAROL, "HELP").messages[0].id
    taken = world.provider.send

    def report_first(outgoing):
        record_receipt(world.deps, message_id, Receipt("SMfirst", MessageState.SENT))
        return taken(outgoing)

    world.provider.send = report_first
    world.drains()

    assert "alarm" in [entry["kind"] for entry in queries.timeline(CAROL)]


def receipt(world, message_id, told, code=0, failure=None, sid=""):
    found = world.deps.store.message(message_id)
    return record_receipt(
        world.deps, message_id, Receipt(sid or found.provider_id or "SMlate", told, code, failure)
    )


def claim_only(world, ready):
    """A worker that dies between the claim and the answer."""
    world.deps.store.claim(
        ClaimRequest(ready.message, ready.number, world.clock.now(), "dead", ready.text, ready.notice)
    )
