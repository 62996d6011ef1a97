"""Two at once, on the real scripts: whoever loses loses whole, and nothing is in between (I1, I3, I5, I6)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Barrier

import pytest

from responder.domain.proof import ledger
from responder.domain.records import Consent, Decision, MessageState
from responder.domain.sending.notice_due import notice_due
from responder.ports import Claimed, ClaimRequest, Committed, Settled, Settlement
from tests.people import ALICE, BOB, texts
from tests.store.conftest import NOW, a_message, changed

ROUNDS = 15


def at_once(*works: Callable[[], object]) -> list[object]:
    """Everything at the same moment; the results in order."""
    ready = Barrier(len(works))

    def start(work: Callable[[], object]) -> object:
        ready.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(start, works))


def committed(store, decision):
    return store.commit(decision).outcome


def queued(store, number=ALICE, **details):
    """A message in the outbox."""
    message = a_message(store.new_message_id(number), number, **details)
    before = store.load(number)
    decision = changed(before, "desk", "")
    store.commit(Decision(before, decision.after, "desk", "", (), (message,)))
    return message


def claim(store, message, number, name="worker", notice=False):
    """The claim of a worker whose gate saw `number`."""
    return store.claim(ClaimRequest(message, number, NOW, name, message.body, notice))


def settle(store, message, state, now=NOW + 1, **details):
    return store.settle(Settlement(message, state, now, **details))


def verify(queries, store, number):
    """The chain is whole and its head stands in the record."""
    head = ""
    for entry in queries.timeline(number):
        if "link" in entry:
            head = ledger.link(head, entry)
            assert entry["link"] == head
    assert store.load(number).chain_head == head


def test_two_texts_at_once_are_one_conflict_and_after_a_second_try_both_are_there(store, queries):
    for round_ in range(ROUNDS):
        number = store.load(BOB)
        events = [f"SMa{round_}", f"SMb{round_}"]
        decisions = [texts(number, "STOP", at=NOW + round_, sid=event) for event in events]
        said = at_once(*[partial(committed, store, decision) for decision in decisions])
        assert sorted(said) == [Committed.APPLIED, Committed.CONFLICT]

        loser = events[said.index(Committed.CONFLICT)]
        again = store.commit(texts(store.load(BOB), "STOP", at=NOW + round_, sid=loser))
        assert again.outcome is Committed.APPLIED
    assert len([e for e in queries.timeline(BOB) if e["kind"] == "inbound"]) == 2 * ROUNDS
    verify(queries, store, BOB)


def test_a_stop_and_a_claim_at_once_are_one_before_the_other(store):
    seen = set()
    for round_ in range(ROUNDS):
        number = f"{BOB[:-2]}{round_:02d}"
        message = queued(store, number)
        record = store.load(number)
        stop = texts(record, "STOP", at=NOW, sid=f"SM{round_}")
        said = at_once(partial(claim, store, message, record), partial(committed, store, stop))

        assert said[1] is Committed.APPLIED  # a claim never costs a customer their STOP
        assert said[0] in (Claimed.CLAIMED, Claimed.STALE)
        late = claim(store, message, record, "late")
        assert late is (Claimed.NOT_QUEUED if said[0] is Claimed.CLAIMED else Claimed.STALE)
        seen.add(said[0])
    assert seen <= {Claimed.CLAIMED, Claimed.STALE}


def test_a_gate_that_looked_before_the_stop_claims_nothing_after_it(store):
    message = queued(store, BOB)
    seen = store.load(BOB)
    store.commit(texts(seen, "STOP", sid="SM1"))

    assert claim(store, message, seen) is Claimed.STALE


def test_two_workers_and_one_message_are_one_claim(store):
    for round_ in range(ROUNDS):
        message = queued(store, ALICE)
        record = store.load(ALICE)
        said = at_once(*[partial(claim, store, message, record, name) for name in ("one", "two")])
        assert sorted(said) == [Claimed.CLAIMED, Claimed.NOT_QUEUED], round_
        settle(store, message, MessageState.DELIVERED)


def test_two_messages_to_one_number_are_in_the_air_one_after_the_other(store):
    for round_ in range(ROUNDS):
        messages = [queued(store, ALICE), queued(store, ALICE)]
        record = store.load(ALICE)
        said = at_once(*[partial(claim, store, message, record) for message in messages])
        assert sorted(said) == [Claimed.BUSY, Claimed.CLAIMED], round_
        for message in messages:
            settle(store, message, MessageState.DROPPED)


def test_a_receipt_between_the_reading_and_the_commit_of_a_start_does_not_outlast_it(store):
    carrier = queued(store, BOB)
    claim(store, carrier, store.load(BOB), notice=True)
    start = texts(store.load(BOB), "START", at=NOW + 5, sid="SM1")
    settle(store, carrier, MessageState.DELIVERED, now=NOW + 6)
    assert store.load(BOB).notice_at == NOW + 6

    assert store.commit(start).outcome is Committed.APPLIED
    assert notice_due(a_message("00m", BOB), store.load(BOB), NOW + 7)


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.DELIVERED])
def test_a_receipt_and_another_commit_leave_each_others_fields_alone(store, state):
    carrier = queued(store, BOB)
    claim(store, carrier, store.load(BOB), notice=True)
    hello = texts(store.load(BOB), "hello", at=NOW + 5, sid="SM1")
    settle(store, carrier, state, now=NOW + 6)
    store.commit(hello)

    found = store.load(BOB)
    assert max(found.notice_at, found.notice_sent_at) == NOW + 6
    assert found.last_inbound_id == "SM1"


def test_a_worker_that_comes_back_late_does_not_requeue_what_another_has_claimed(store):
    message = queued(store, ALICE)
    claim(store, message, store.load(ALICE), "first")
    settle(store, message, MessageState.QUEUED, claim="first", retry_at=NOW)
    assert claim(store, message, store.load(ALICE), "second") is Claimed.CLAIMED

    assert settle(store, message, MessageState.QUEUED, claim="first", retry_at=NOW) is Settled.ECHO
    assert store.message(message.id).state is MessageState.SENDING


def test_a_message_reported_sent_is_not_put_back_by_the_attempt_that_gave_it_up(store):
    message = queued(store, ALICE)
    claim(store, message, store.load(ALICE), "first")
    settle(store, message, MessageState.SENT, provider_id="SM1")

    assert settle(store, message, MessageState.QUEUED, claim="first", retry_at=NOW) is Settled.ECHO
    assert store.due("rest", NOW + 10**9, 10) == []


def test_a_report_for_a_message_that_was_put_back_takes_it_out_of_the_outbox(store):
    message = queued(store, ALICE)
    claim(store, message, store.load(ALICE), "first")
    settle(store, message, MessageState.QUEUED, claim="first", retry_at=NOW)
    settle(store, message, MessageState.DELIVERED, provider_id="SM1")

    assert store.due("rest", NOW + 10**9, 10) == []
    assert claim(store, message, store.load(ALICE), "second") is Claimed.NOT_QUEUED


def test_a_refusal_by_the_gate_does_not_end_a_message_that_another_worker_has_claimed(store):
    message = queued(store, ALICE)
    claim(store, message, store.load(ALICE))
    said = settle(store, message, MessageState.REFUSED, requires=MessageState.QUEUED)

    assert said is Settled.ECHO
    assert store.message(message.id).state is MessageState.SENDING


def test_a_claim_that_the_relay_gave_up_is_repaired_by_its_late_answer(store):
    message = queued(store, ALICE)
    claim(store, message, store.load(ALICE), "slow")
    settle(store, message, MessageState.UNKNOWN, requires=MessageState.SENDING)
    settle(store, message, MessageState.ACCEPTED, claim="slow", provider_id="SM1")

    assert store.message(message.id).state is MessageState.ACCEPTED
    assert claim(store, queued(store, ALICE), store.load(ALICE)) is Claimed.CLAIMED


@pytest.mark.parametrize("end", [MessageState.FAILED, MessageState.UNDELIVERED, MessageState.DROPPED])
def test_a_notice_that_was_sent_and_did_not_arrive_is_due_again(store, end):
    message = queued(store, ALICE)
    claim(store, message, store.load(ALICE), notice=True)
    settle(store, message, MessageState.SENT)
    settle(store, message, end)

    assert store.load(ALICE).notice_sent_at == 0


def test_another_messages_failure_does_not_take_away_the_notice(store):
    first, second = queued(store, ALICE), queued(store, ALICE)
    for message in (first, second):
        claim(store, message, store.load(ALICE), notice=True)
        settle(store, message, MessageState.SENT)
    settle(store, second, MessageState.FAILED)

    assert store.load(ALICE).notice_sent_id == first.id


def test_a_wake_taken_while_the_script_was_unknown_is_not_lost(store, client):
    store.commit(changed(store.load(ALICE), "desk", ""))
    client.script_flush()
    number = store.load(ALICE)
    message = a_message(store.new_message_id(ALICE), ALICE)

    assert store.commit(replace(changed(number, "desk", ""), messages=(message,))).must_wake


@pytest.mark.parametrize("skew", [-2_000, 2_000])  # no more: a clock that is wrong holds its worker (0107)
def test_workers_whose_clocks_differ_do_not_make_tokens(store, business, skew):
    sender = replace(business.senders[0], rate=10.0)
    taken = 0
    for step in range(100):
        taken += store.take_tokens(sender, 1_000, NOW + step * 10 + (skew if step % 2 else 0), True)

    assert taken <= 10 * (3 + 1 + abs(skew) / 1_000)


def test_a_stop_while_the_set_is_read_is_in_the_record_and_in_the_set(store, queries):
    for round_ in range(ROUNDS):
        number = f"{BOB[:-2]}{round_:02d}"
        stop = texts(store.load(number), "STOP", sid=f"SM{round_}")
        at_once(partial(committed, store, stop), partial(queries.opted_out, [number]))
        assert queries.opted_out([number]) == {number}
        assert store.load(number).consent is Consent.OPTED_OUT


def test_a_message_that_is_over_is_not_claimed_although_the_outbox_still_names_it(store, client):
    message = queued(store, ALICE)
    settle(store, message, MessageState.DROPPED)
    client.zadd(store.keys.due(store.keys.shard(ALICE), "rest"), {message.id: NOW})

    assert claim(store, message, store.load(ALICE)) is Claimed.NOT_QUEUED
    assert store.message(message.id).state is MessageState.DROPPED
