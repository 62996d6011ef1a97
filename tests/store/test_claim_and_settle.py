"""The claim and what comes after it: one worker wins, and a message only moves forward (I1, I7)."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from responder.domain.records import Decision, MessageClass, MessageState
from responder.domain.sending.delivery import CLAIM_DEADLINE, RANK, UNKNOWN_HOLD, moves_forward
from responder.ports import Claimed, ClaimRequest, Settled, Settlement
from tests.people import ALICE
from tests.store.conftest import NOW, a_message, changed

S = MessageState


def queue(store, number=ALICE, **details):
    """Put a message into the outbox."""
    message = a_message(store.new_message_id(number), number, **details)
    decision = changed(store.load(number), "desk", "")
    store.commit(Decision(decision.before, decision.after, "desk", "", (), (message,)))
    return message


def request(store, message, claim="worker", now=NOW, notice=False, number=None):
    """What a worker asks."""
    return ClaimRequest(message, number or store.load(message.number), now, claim, message.body, notice)


def settle(store, message, state, now=NOW + 1, **details):
    """Report what became of a message."""
    return store.settle(Settlement(message, state, now, **details))


def test_of_twenty_workers_one_claims(store):
    message = queue(store)
    number, ready = store.load(ALICE), Barrier(20)

    def claim(index: int) -> Claimed:
        ready.wait()
        return store.claim(request(store, message, f"worker{index}", number=number))

    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(claim, range(20)))
    assert said.count(Claimed.CLAIMED) == 1


def test_a_number_that_changed_since_the_gate_looked_is_not_claimed(store):
    message = queue(store)
    seen = store.load(ALICE)
    store.commit(changed(seen, "inbound", "SM1"))

    assert store.claim(request(store, message, number=seen)) is Claimed.STALE
    assert store.message(message.id).state is S.QUEUED


@pytest.mark.parametrize(
    ("kind", "message_class", "said"),
    [
        ("opted_out", MessageClass.SERVICE, Claimed.OPTED_OUT),
        ("opted_out", MessageClass.REPLY, Claimed.OPTED_OUT),
        ("opted_out", MessageClass.MARKETING, Claimed.OPTED_OUT),
        ("opted_out", MessageClass.ANSWER, Claimed.CLAIMED),
        ("marketing_off", MessageClass.MARKETING, Claimed.OPTED_OUT),
        ("marketing_off", MessageClass.SERVICE, Claimed.CLAIMED),
    ],
)
def test_the_sets_of_the_silent_are_asked_whatever_the_record_says(store, client, kind, message_class, said):
    """A backup's record is older than an opt-out that the set knows (I1)."""
    message = queue(store, message_class=message_class)
    client.sadd(getattr(store.keys, kind)(store.keys.shard(ALICE)), ALICE)
    assert store.claim(request(store, message)) is said


def test_what_is_due_comes_with_what_the_sets_say_of_each_number(store, client):
    """Many numbers of many shards in one reading: none is taken for another."""
    numbers = [f"+1514555{place:04d}" for place in range(40)]
    for place, number in enumerate(numbers):
        queue(store, number)
        for kind, every in (("opted_out", 3), ("marketing_off", 4)):
            if place % every == 0:
                client.sadd(getattr(store.keys, kind)(store.keys.shard(number)), number)
    due = {work.number.number: work for work in store.due("rest", NOW, 1_000)}
    assert sorted(due) == numbers
    found = [(due[each].in_opted_out_set, due[each].in_marketing_off_set) for each in numbers]
    assert found == [(place % 3 == 0, place % 4 == 0) for place in range(40)]


def test_a_second_message_to_the_number_waits_while_one_is_in_the_air(store):
    first, second = queue(store), queue(store)
    store.claim(request(store, first))
    assert store.claim(request(store, second)) is Claimed.BUSY

    settle(store, first, S.ACCEPTED)
    assert store.claim(request(store, second)) is Claimed.CLAIMED


def test_an_unknown_message_holds_the_rest_for_ten_minutes_and_an_answer_not_at_all(store):
    lost, rest = queue(store), queue(store)
    answer = queue(store, message_class=MessageClass.ANSWER)
    store.claim(request(store, lost))
    settle(store, lost, S.UNKNOWN)

    assert store.claim(request(store, rest)) is Claimed.BUSY
    assert store.claim(request(store, answer)) is Claimed.CLAIMED
    settle(store, answer, S.ACCEPTED)
    assert store.claim(request(store, rest, now=NOW + 1 + UNKNOWN_HOLD)) is Claimed.CLAIMED


def test_a_postponed_message_is_not_claimed_before_its_time(store):
    message = queue(store)
    store.postpone(message, NOW + 60_000, "quiet hours")

    assert store.claim(request(store, message)) is Claimed.NOT_QUEUED
    assert store.claim(request(store, message, now=NOW + 60_000)) is Claimed.CLAIMED


def test_a_claimed_message_is_not_claimed_again_and_not_due(store):
    message = queue(store)
    store.claim(request(store, message))

    assert store.claim(request(store, message, "other")) is Claimed.NOT_QUEUED
    assert store.due("rest", NOW + 10**9, 10) == []


def test_a_claim_is_overdue_only_after_its_deadline(store):
    message = queue(store)
    store.claim(request(store, message))

    assert store.overdue_claims(NOW + CLAIM_DEADLINE - 1) == []
    assert [late.id for late in store.overdue_claims(NOW + CLAIM_DEADLINE)] == [message.id]


@pytest.mark.parametrize(("first", "then"), list(itertools.product([s for s in S if RANK[s] > 1], repeat=2)))
def test_a_report_only_moves_a_message_forward(store, first, then):
    message = queue(store)
    store.claim(request(store, message))
    settle(store, message, first)
    said = settle(store, message, then)

    expected = then if moves_forward(first, then) else first
    assert store.message(message.id).state is expected
    assert said is (Settled.MOVED if moves_forward(first, then) else Settled.ECHO)


def test_only_the_claim_that_was_not_taken_puts_a_message_back(store):
    message = queue(store)
    store.claim(request(store, message, "mine"))

    assert settle(store, message, S.QUEUED, claim="somebody else's", retry_at=NOW) is Settled.ECHO
    assert settle(store, message, S.QUEUED, claim="mine", retry_at=NOW + 5) is Settled.MOVED
    assert store.claim(request(store, message, "next", now=NOW + 5)) is Claimed.CLAIMED


def test_a_message_that_was_accepted_never_goes_back_into_the_outbox(store):
    message = queue(store)
    store.claim(request(store, message, "mine"))
    settle(store, message, S.ACCEPTED, claim="mine")

    assert settle(store, message, S.QUEUED, claim="mine", retry_at=NOW) is Settled.ECHO


def test_a_report_before_the_create_answer_is_kept(store):
    message = queue(store)
    store.claim(request(store, message, "mine"))
    settle(store, message, S.DELIVERED, provider_id="SM1")
    settle(store, message, S.ACCEPTED, claim="mine", provider_id="SM1")

    found = store.message(message.id)
    assert (found.state, found.provider_id) == (S.DELIVERED, "SM1")


def test_a_second_provider_id_is_told(store):
    message = queue(store)
    store.claim(request(store, message))
    settle(store, message, S.ACCEPTED, provider_id="SM1")

    assert settle(store, message, S.DELIVERED, provider_id="SM2") is Settled.OTHER_ID
    assert store.message(message.id).provider_id == "SM1"


def test_a_message_that_nobody_wrote_cannot_be_settled(store):
    ghost = a_message("00ghost", ALICE)

    assert settle(store, ghost, S.DELIVERED) is Settled.UNKNOWN_MESSAGE
    assert store.message("00ghost") is None


@pytest.mark.parametrize(
    ("reports", "received"),
    [
        ([S.ACCEPTED], False),
        ([S.SENT, S.DELIVERED], True),
        ([S.DELIVERED], True),
        ([S.SENT, S.UNDELIVERED], False),
        ([S.FAILED], False),
    ],
)
def test_the_notice_counts_as_received_when_its_message_was(store, reports, received):
    message = queue(store)
    store.claim(request(store, message, notice=True))
    for state in reports:
        settle(store, message, state)

    assert bool(store.load(ALICE).notice_at) is received


def test_a_sent_notice_is_dated_and_a_failure_takes_the_date_away(store):
    message = queue(store)
    store.claim(request(store, message, notice=True))
    settle(store, message, S.SENT, now=NOW + 7)
    assert store.load(ALICE).notice_sent_at == NOW + 7

    settle(store, message, S.UNDELIVERED)
    assert (store.load(ALICE).notice_sent_at, store.load(ALICE).notice_sent_id) == (0, "")


def test_a_notice_from_before_a_start_does_not_count_after_it(store):
    message = queue(store)
    store.claim(request(store, message, notice=True))
    number = store.load(ALICE)
    store.commit(changed(number, "inbound", "SM1", opted_in_at=NOW + 1))
    settle(store, message, S.DELIVERED)

    assert store.load(ALICE).notice_at == 0


@pytest.mark.parametrize("answers", [True, False])
def test_a_sender_never_gives_more_than_its_rate(store, business, answers):
    sender = replace(business.senders[0], rate=10.0)
    share = 10 if answers else 8
    burst = store.take_tokens(sender, 1_000, NOW, answers)
    later = sum(store.take_tokens(sender, 1_000, NOW + second * 1_000, answers) for second in range(1, 11))

    assert burst == 3 * share
    assert later == 10 * share


def test_a_fifth_of_the_rate_is_left_for_answers(store, business):
    sender = replace(business.senders[0], rate=10.0)
    store.take_tokens(sender, 1_000, NOW, for_answers=False)

    assert store.take_tokens(sender, 1_000, NOW, for_answers=True) == 6
