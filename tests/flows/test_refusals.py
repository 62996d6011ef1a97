"""The provider says no to all of us, or to one sender: nothing is lost, and it ends by itself (I4, I7)."""

import pytest

from responder.domain.business import ReplyMode, Sender, SenderType
from responder.domain.campaigns.campaign import BulkState
from responder.domain.records import MINUTE, SECOND, MessageState
from responder.domain.sending.delivery import Failure
from responder.domain.sending.refusals import BULK_PAUSES_AFTER, PAUSED, TRIED, Scope, try_after
from responder.flows.outbound import compose, refusals
from responder.flows.outbound.receipts import Receipt, record_receipt
from responder.flows.outbound.refusals import Trials
from responder.ports import SendError
from tests.flows.campaign import open_campaign
from tests.flows.conftest import World
from tests.flows.test_carriers import LINE, SECOND_LINE, owns
from tests.flows.test_carriers import sender as sender_of
from tests.people import ALICE, BOB, CAROL

REFUSALS = {
    "a wrong token": SendError(Failure.ACCOUNT, 20003),
    "a suspended account": SendError(Failure.ACCOUNT, 20005),
    "a number without a registration": SendError(Failure.SENDER, 30034),
    "a service without numbers": SendError(Failure.SENDER, 21704),
}


def later(world: World, by: int) -> None:
    world.clock.advance(by)
    world.log_is_fresh()
    world.drains()


def service(world: World, to: str, over: str = "") -> str:
    message, _ = compose.send(
        world.deps, compose.Draft(to, "Your car is ready.", "service", "Dana", sender=over)
    )
    return message.id


def state(world: World, message_id: str) -> MessageState:
    return world.deps.store.message(message_id).state


def long_code(number: str) -> Sender:
    return sender_of(SenderType.LONG_CODE, ReplyMode.APP, number)


class Provider:
    """What the provider answers to a harmless question, and how often it was asked."""

    def __init__(self) -> None:
        self.well, self.asked = False, 0

    def __call__(self) -> str | None:
        self.asked += 1
        return None if self.well else "Twilio refuses the account SID or the auth token."


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_what_was_refused_waits_and_nobody_else_is_used_up(world: World, refusal: SendError) -> None:
    world.log_is_fresh()
    ids = [service(world, to) for to in (ALICE, BOB, CAROL)]
    world.provider.fails = [refusal] * 3
    world.drains()
    for _ in range(6):
        later(world, 10 * SECOND)

    assert [state(world, each) for each in ids] == [MessageState.QUEUED] * 3
    assert world.provider.sent == [], "it was asked no more than once for each"
    assert refusals.refusals(world.deps)


def test_a_confirmation_outlives_a_token_that_is_changed(world: World) -> None:
    """Nobody's confirmation fails for good because of a token."""
    world.texts(ALICE, "STOP")
    world.provider.fails = [REFUSALS["a wrong token"]]
    world.drains()
    provider = Provider()
    trials = Trials(world.deps, provider)
    for _ in range(6):
        trials()
        later(world, 20 * SECOND)
    assert world.provider.sent == [] and provider.asked > 0
    provider.well = True
    for _ in range(12):
        trials()
        later(world, 10 * SECOND)
    assert len(world.provider.texts_to(ALICE)) == 1
    assert refusals.refusals(world.deps) == []


def test_one_message_tries_and_the_others_wait_for_what_comes_of_it(world: World) -> None:
    world.log_is_fresh()
    for to in (ALICE, BOB, CAROL):
        service(world, to)
    world.provider.fails = [REFUSALS["a suspended account"]] * 3
    world.drains()
    provider = Provider()
    provider.well = True
    trials = Trials(world.deps, provider)
    for tries in range(1, 4):
        asked = [SendError(Failure.ACCOUNT, 20005)] * 10
        world.provider.fails = list(asked)
        trials()
        later(world, 5 * MINUTE)
        assert len(asked) - len(world.provider.fails) == 1, f"try {tries}"
    world.provider.fails = []
    trials()
    later(world, 5 * MINUTE)
    later(world, 10 * SECOND)
    assert len(world.provider.sent) == 3


def test_two_workers_that_find_a_trial_make_one_try(world: World) -> None:
    world.deps.store.stop_sender(TRIED + "all", "20003")
    assert [refusals.takes_trial(world.deps, ("all",)) for _ in range(3)] == [True, False, False]
    assert world.deps.store.stopped_senders() == {PAUSED + "all"}


def test_while_the_provider_says_no_it_is_asked_every_quarter_of_a_minute(world: World) -> None:
    """At once by a relay that starts: somebody has given it another token."""
    refusals.pause(world.deps, Scope.ACCOUNT, "", 20003)
    provider = Provider()
    trials, asked_at = Trials(world.deps, provider), []
    for second in range(0, 61, 5):
        before = provider.asked
        trials()
        asked_at += [second] * (provider.asked - before)
        world.clock.advance(5 * SECOND)
    assert asked_at == [0, 15, 30, 45, 60]


@pytest.mark.parametrize(
    ("code", "seconds"),
    [(20003, (15, 30, 60, 120, 240, 300, 300)), (30034, (900, 1800, 3600, 7200, 14400, 14400))],
)
def test_texts_that_try_lie_ever_further_apart(code: int, seconds: tuple[int, ...]) -> None:
    """A code that only a report tells costs a text each time."""
    assert tuple(try_after(code, tries) // SECOND for tries in range(len(seconds))) == seconds


def test_a_sender_that_is_refused_holds_no_other(world: World) -> None:
    world = owns(world, *(long_code(each) for each in (LINE, SECOND_LINE)))
    refused, other = service(world, ALICE, LINE), service(world, BOB, SECOND_LINE)
    refusals.pause(world.deps, Scope.SENDER, LINE, 30034)
    world.drains()
    assert state(world, refused) is MessageState.QUEUED
    assert state(world, other) is MessageState.ACCEPTED


def test_a_report_of_it_ends_that_text_and_holds_the_next(world: World) -> None:
    """30034 comes after the text was accepted: it is not tried again, and no other one is used up."""
    world.log_is_fresh()
    first = service(world, ALICE)
    world.drains()
    failed = Receipt(world.deps.store.message(first).provider_id, MessageState.FAILED, 30034, Failure.SENDER)
    record_receipt(world.deps, first, failed)
    second = service(world, BOB)
    later(world, 10 * SECOND)
    assert (state(world, first), state(world, second)) == (MessageState.FAILED, MessageState.QUEUED)


def test_a_sender_that_is_gone_keeps_no_pause(world: World) -> None:
    refusals.pause(world.deps, Scope.SENDER, "+14155550166", 21704)
    Trials(world.deps, Provider())()
    assert refusals.refusals(world.deps) == []


def test_a_person_may_end_it_at_once(world: World) -> None:
    refusals.pause(world.deps, Scope.ACCOUNT, "", 20003)
    world.log_is_fresh()
    waits = service(world, ALICE)
    later(world, 10 * SECOND)
    assert state(world, waits) is MessageState.QUEUED
    assert world.deps.store.allow_sender(PAUSED + "all")
    later(world, 10 * SECOND)
    assert state(world, waits) is MessageState.ACCEPTED


def test_a_message_to_many_is_paused_for_a_person_to_resume(world: World, client: object) -> None:
    campaign = open_campaign(world, client)
    campaign.customers(6)
    started = campaign.started()
    refusals.pause(world.deps, Scope.ACCOUNT, "", 20003)
    campaign.looks()
    assert campaign.now(started).state is BulkState.SENDING, "one that passes by itself pauses nothing"
    campaign.later(BULK_PAUSES_AFTER)
    campaign.looks()
    paused = campaign.now(started)
    assert (paused.state, paused.rule) == (BulkState.PAUSED, "I7")
    assert world.provider.sent == []


def test_it_is_said_once_in_the_log_when_it_begins_and_once_when_it_ends(world: World, caplog) -> None:
    for _ in range(3):
        refusals.pause(world.deps, Scope.ACCOUNT, "", 20003)
    refusals.over(world.deps, ("all",))
    refusals.over(world.deps, ("all",))
    said = [record.msg["event"] for record in caplog.records if isinstance(record.msg, dict)]
    assert said == ["provider_refuses", "provider_takes_again"]


def test_what_is_refused_has_a_reason_that_staff_can_read(world: World) -> None:
    refusals.pause(world.deps, Scope.ACCOUNT, "", 20003)
    waits = service(world, ALICE)
    later(world, 0)
    assert "goes on by itself" in world.deps.store.message(waits).reason
