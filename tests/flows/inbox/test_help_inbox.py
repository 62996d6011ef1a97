"""The help inbox: complete, the longest waiting first, and what people did with it."""

import json
from dataclasses import replace

import pytest

from responder.domain.staff.accounts import Role, StaffMember
from responder.flows.inbox import help_items, review_items
from responder.flows.inbox.help_items import NotByHand
from responder.flows.outbound import compose
from responder.flows.permissions import NotAllowed
from responder.ports.desk import DeskDeps
from responder.store.customers.customers import CustomerStore
from responder.store.inbox import help_inbox
from responder.store.inbox.appointments import AppointmentStore
from responder.store.inbox.conversations import Conversations
from responder.store.inbox.help_inbox import RedisHelpInbox
from responder.store.inbox.reviews import RedisReviews
from responder.store.staff.accounts import AccountStore, AuditLog
from tests.people import ALICE, BOB, CAROL, DANA

SAM = StaffMember("s1", "sam", "Sam", Role.SUPPORT, "")


@pytest.fixture
def inbox(store, client) -> RedisHelpInbox:
    return RedisHelpInbox(client, store.keys)


@pytest.fixture
def desk(world, store, client) -> DeskDeps:
    stores = (CustomerStore, AppointmentStore, AccountStore, AuditLog, Conversations)
    return DeskDeps(world.deps, *(each(client, store.keys) for each in stores))


def asks(world, clock, number, body="HELP"):
    clock.advance(1_000)
    world.texts(number, body)


def writes(world, clock, number, message_class="reply"):
    clock.advance(30_000)  # within the sender's rate
    world.log_is_fresh()
    compose.send(world.deps, compose.Draft(number, "It is Dana.", message_class, DANA))
    world.drains()


def told(found):
    return [(item.number, item.last.mark, item.answered_by) for item in found]


def test_the_longest_waiting_come_first_and_a_text_of_a_person_answers(world, inbox, clock):
    for number, body in ((ALICE, "HELP"), (BOB, "who is this?"), (CAROL, "cancel my appointment")):
        asks(world, clock, number, body)
    asks(world, clock, CAROL, "is my car ready?")
    assert told(inbox.open(10)) == [(ALICE, "help", ""), (BOB, "support", ""), (CAROL, "call_back", "")]
    assert told(inbox.open(1)) == [(ALICE, "help", "")]

    writes(world, clock, BOB)
    assert told(inbox.open(10)) == [(ALICE, "help", ""), (CAROL, "call_back", "")]
    assert told(inbox.answered(10)) == [(BOB, "support", DANA)]
    asks(world, clock, BOB)
    assert told(inbox.open(10))[-1] == (BOB, "help", "")
    assert told(inbox.answered(10)) == [(BOB, "support", DANA)]


def test_what_the_customer_writes_next_belongs_to_the_same_item(world, inbox, clock):
    for body in ("HELP", "HELP", "who is this?"):
        asks(world, clock, CAROL, body)
    (item,) = inbox.open(10)
    assert [each.body for each in item.questions] == ["HELP", "HELP", "who is this?"]
    assert {inbox.find(each.id) for each in item.questions} == {item}
    assert CAROL[2:] not in item.first.id
    assert inbox.newest_of(CAROL) == item


def test_the_automatic_answer_and_a_campaign_answer_nobody(world, inbox, clock):
    world.texts(ALICE, "START")
    asks(world, clock, ALICE)
    world.log_is_fresh()
    writes(world, clock, ALICE, "marketing")
    assert told(inbox.open(10)) == [(ALICE, "help", "")]


def test_a_text_to_many_answers_nobody(world, inbox, clock, store, client):
    asks(world, clock, ALICE)
    writes(world, clock, ALICE)
    last = client.lindex(store.keys.timeline(ALICE), -1)
    message_id = json.loads(last)["message"]
    client.hset(store.keys.message(message_id), "bulk", "b1")  # as one of many
    assert told(inbox.open(10)) == [(ALICE, "help", "")]
    client.hset(store.keys.message(message_id), "bulk", "")
    assert told(inbox.open(10)) == []


def test_no_call_is_lost_behind_many_that_were_answered(world, store, client, clock):
    inbox = RedisHelpInbox(client, store.keys, at_once=3)
    numbers = [f"+1514555{last:04d}" for last in range(100, 110)]
    for number in numbers:
        asks(world, clock, number)
    for number in numbers[:-1]:
        writes(world, clock, number)
    assert told(inbox.open(10)) == [(numbers[-1], "help", "")]
    assert len(inbox.answered(20)) == 9


def test_one_who_asks_on_and_on_hides_nobody(world, store, client, clock):
    inbox = RedisHelpInbox(client, store.keys, at_once=3)
    for _ in range(10):
        asks(world, clock, BOB)
    asks(world, clock, CAROL)
    assert told(inbox.open(10)) == [(BOB, "help", ""), (CAROL, "help", "")]
    assert len(inbox.open(1)) == 1
    assert len(inbox.newest_of(BOB).questions) == 10


def test_a_question_behind_a_very_long_conversation_is_still_found(world, inbox, clock, store, client):
    asks(world, clock, CAROL)
    (item,) = inbox.open(10)
    line = client.lindex(store.keys.timeline(CAROL), 0).replace("HELP", "Hi")
    client.rpush(store.keys.timeline(CAROL), *[line] * help_inbox.READ_WHOLE)
    assert inbox.find(item.first.id) == item


def test_support_ends_an_item_by_hand_and_opens_it_again(world, desk, inbox, clock, queries):
    asks(world, clock, CAROL)
    (item,) = inbox.open(10)
    clock.advance(1_000)
    for _ in range(2):  # the second click does nothing
        help_items.end(desk, inbox, SAM, inbox.find(item.first.id))
    assert (told(inbox.open(10)), told(inbox.answered(10))) == ([], [(CAROL, "help", "Sam")])
    notes = [each["reason"] for each in queries.timeline(CAROL) if each["kind"] == "note"]
    assert notes == [help_items.ENDED]

    help_items.reopen(desk, inbox, SAM, inbox.find(item.first.id))
    assert (told(inbox.open(10)), told(inbox.answered(10))) == ([(CAROL, "help", "")], [])
    assert [entry.action for entry in desk.audit.newest(5)] == ["help reopened", "help answered"]


def test_a_text_that_answered_cannot_be_taken_back(world, desk, inbox, clock):
    asks(world, clock, CAROL)
    writes(world, clock, CAROL)
    with pytest.raises(NotByHand):
        help_items.reopen(desk, inbox, SAM, inbox.newest_of(CAROL))


def test_support_gives_an_item_to_a_colleague_who_is_there(world, desk, inbox, clock):
    asks(world, clock, CAROL)
    desk.accounts.add(SAM)
    desk.accounts.add(replace(SAM, id="s2", login="gone", disabled=True))
    (item,) = inbox.open(10)
    for to, given in (("s1", "s1"), ("s2", ""), ("s1", "s1"), ("", "")):
        help_items.assign(desk, SAM, item, to)
        (state,) = desk.desk.states([CAROL])
        assert state.assignee == given


def test_who_is_disabled_works_no_inbox(world, desk, inbox, clock):
    asks(world, clock, CAROL)
    (item,) = inbox.open(10)
    with pytest.raises(NotAllowed):
        help_items.end(desk, inbox, replace(SAM, disabled=True), item)
    assert told(inbox.open(10)) == [(CAROL, "help", "")]


def test_who_is_disabled_decides_no_review(world, desk, clock, store, client):
    reviews = RedisReviews(client, store.keys)
    asks(world, clock, CAROL, "not interested right now")
    (review,) = reviews.open_reviews(10)
    with pytest.raises(NotAllowed):
        review_items.decide(desk, reviews, replace(SAM, disabled=True), review.id, "not_opt_out", "")
    assert reviews.open_reviews(10) == [review]
    assert desk.audit.newest(1)[0].action == "refused"


def test_an_erased_call_is_on_no_list(world, inbox, clock, store, client):
    asks(world, clock, CAROL)
    asks(world, clock, BOB)
    writes(world, clock, BOB)
    for item in (*inbox.open(10), *inbox.answered(10)):
        client.delete(store.keys.item(help_inbox.WAITING, item.first.id))
    assert (inbox.open(10), inbox.answered(10)) == ([], [])
    assert not [key for key in client.keys("*queue:support*") if client.zcard(key)]


@pytest.mark.parametrize("made_up", ["", "zz", "00", "0" * 22])
def test_an_item_that_is_not_there_is_none(inbox, made_up):
    assert inbox.find(made_up) is None
