"""The provider says no to all of us, or to one sender: nothing is lost, and it ends by itself (I4, I7)."""

from dataclasses import replace

import pytest

from responder.domain.business import ReplyMode, Sender, SenderType
from responder.domain.campaigns.campaign import BulkState
from responder.domain.records import MINUTE, SECOND, MessageState
from responder.domain.sending.delivery import Failure
from responder.domain.sending.gate import LOOK_AGAIN
from responder.domain.sending.refusals import BULK_PAUSES_AFTER, PAUSED, SENT_FOR, TRIED, Scope, try_after
from responder.flows.outbound import compose, kill_switches, refusals
from responder.flows.outbound.receipts import Receipt, record_receipt
from responder.flows.outbound.refusals import Trials
from responder.ports import Claimed, ClaimRequest, SendError, Work
from responder.ports.desk import DeskDeps
from tests.flows.campaigns.campaign import open_campaign
from tests.flows.conftest import World
from tests.flows.inbound.test_carriers import LINE, SECOND_LINE, owns
from tests.flows.inbound.test_carriers import sender as sender_of
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
    for to in (ALICE, BOB):
        service(world, to)
    world.deps.store.stop_sender(TRIED + "all", "20003")
    works = [work for work in world.deps.store.due("rest", world.clock.now(), 20)]
    assert [claims(world, work) for work in works] == [Claimed.CLAIMED, Claimed.NO_TRIAL]
    (found,) = world.deps.store.stop_switches()
    assert (found.sender, found.why, found.trial) == (PAUSED + "all", "20003", works[0].message.id)


def claims(world: World, work: Work) -> Claimed:
    request = ClaimRequest(work.message, work.number, world.clock.now(), "a-claim", "Words", False)
    return world.deps.store.claim(replace(request, trials=("all",)))


def test_a_text_that_cannot_be_claimed_uses_no_try_up(world: World) -> None:
    """Its number is held by an unknown outcome, and it is the oldest of all that wait."""
    world.log_is_fresh()
    service(world, ALICE)
    world.provider.fails = [SendError(Failure.UNKNOWN, 500)]
    world.drains()
    service(world, ALICE)
    world.clock.advance(1)
    last = service(world, BOB)
    refusals.pause(world.deps, Scope.ACCOUNT, "", 20005)
    provider = Provider()
    provider.well = True
    trials = Trials(world.deps, provider)
    trials()
    for _ in range(3):
        later(world, LOOK_AGAIN)
    assert state(world, last) is MessageState.ACCEPTED
    assert refusals.refusals(world.deps) == []


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


def reported(world: World, message_id: str, told: MessageState) -> None:
    bad = told in (MessageState.FAILED, MessageState.UNDELIVERED)
    message = world.deps.store.message(message_id)
    failure = (30034, Failure.SENDER) if bad else (0, None)
    record_receipt(world.deps, message_id, Receipt(message.provider_id, told, *failure))


def tried(world: World, trials: Trials) -> list[str]:
    """Two hours with a sender that reports refuse, each report after its text; ids of all that left."""
    seen = len(world.provider.sent)
    for _ in range(2 * 60 * 3):
        trials()
        later(world, 20 * SECOND)
        for each in world.provider.sent[seen:]:
            if world.clock.now() > world.deps.store.message(each.message_id).claimed_at:
                reported(world, each.message_id, MessageState.UNDELIVERED)
                seen += 1
    return [each.message_id for each in world.provider.sent]


def paused_by_a_report(world: World) -> Trials:
    """Many wait, and the provider is well without a text."""
    world.log_is_fresh()
    first = service(world, ALICE)
    world.drains()
    reported(world, first, MessageState.UNDELIVERED)
    world.clock.advance(MINUTE)
    for last in range(10, 30):
        service(world, f"+14185550{last + 100}")
    provider = Provider()
    provider.well = True
    return Trials(world.deps, provider)


def test_a_code_that_only_reports_tell_costs_one_text_a_try_and_ever_fewer(world: World) -> None:
    """The trial is accepted; its report comes seconds later, and must find the pause and its count."""
    trials = paused_by_a_report(world)
    before = len(world.provider.sent)
    assert len(tried(world, trials)) - before == 3, "after 15, 45 and 105 minutes"


def test_a_relay_that_starts_again_and_again_costs_no_text_where_each_try_costs_one(world: World) -> None:
    paused_by_a_report(world)
    before, provider = len(world.provider.sent), Provider()
    provider.well = True
    for _ in range(10):
        Trials(world.deps, provider)()
        later(world, 5 * SECOND)
    assert len(world.provider.sent) == before


@pytest.mark.parametrize(
    ("told", "after"), [(MessageState.DELIVERED, 0), (MessageState.SENT, SENT_FOR)], ids=["delivered", "sent"]
)
def test_the_pause_of_such_a_code_ends_when_its_trial_arrived(
    world: World, told: MessageState, after: int
) -> None:
    trials = paused_by_a_report(world)
    before = len(world.provider.sent)
    trials()
    world.clock.advance(15 * MINUTE)
    trials()
    later(world, 5 * SECOND)
    (trial,) = world.provider.sent[before:]
    assert refusals.refusals(world.deps), "accepted says nothing"
    reported(world, trial.message_id, told)
    world.clock.advance(max(0, after - 10 * SECOND))
    trials()
    assert bool(refusals.refusals(world.deps)) is bool(after), "sent is followed by undelivered"
    world.clock.advance(10 * SECOND)
    trials()
    assert refusals.refusals(world.deps) == []


def test_a_report_that_comes_again_pauses_nothing_again(world: World) -> None:
    """Of a text that was reported, and of one from before the pause ended."""
    world.log_is_fresh()
    first, second = service(world, ALICE), service(world, BOB)
    for _ in range(2):
        world.drains()
        world.clock.advance(SECOND)
    reported(world, first, MessageState.UNDELIVERED)
    refusals.over(world.deps, [world.deps.store.message(first).sender])
    for each in (first, second):
        reported(world, each, MessageState.UNDELIVERED)
        assert refusals.refusals(world.deps) == [], each
    world.clock.advance(MINUTE)
    later(world, 0)
    third = service(world, CAROL)
    later(world, 0)
    reported(world, third, MessageState.UNDELIVERED)
    assert refusals.refusals(world.deps)


def test_a_report_against_what_is_known_already_pauses_nothing(world: World) -> None:
    world.log_is_fresh()
    message = service(world, ALICE)
    world.drains()
    reported(world, message, MessageState.DELIVERED)
    reported(world, message, MessageState.UNDELIVERED)
    assert refusals.refusals(world.deps) == []


def test_a_pause_that_a_person_ended_comes_back_by_no_old_report(world: World, at_desk: DeskDeps) -> None:
    world.log_is_fresh()
    first, second = service(world, ALICE), service(world, BOB)
    for _ in range(2):
        world.drains()
        world.clock.advance(SECOND)
    reported(world, first, MessageState.UNDELIVERED)
    sender = world.deps.store.message(first).sender
    assert kill_switches.allow_by_command(at_desk, "Dana", PAUSED + sender)
    reported(world, second, MessageState.UNDELIVERED)
    assert refusals.refusals(world.deps) == []


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
