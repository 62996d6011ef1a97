"""CA-26: too many opt-outs pause a message to many by themselves, and raise an alarm about a sender."""

import json
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from responder.domain.campaigns.campaign import Act, BulkState, Line
from responder.domain.records import DAY
from responder.domain.sending.delivery import Failure
from responder.flows.campaigns import auto_pause
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft
from responder.ports import SendError
from tests.flows.campaigns.campaign import TEN_PERCENT, number, open_campaign
from tests.people import ALICE

SENDER = Line("CA-26", "a test", "judgement", "opt_outs", "sender", 100, 10, 30 * DAY, 0, 1 << 30)
FAILURES = replace(TEN_PERCENT, measure="failures", rule="CH-10")


@pytest.fixture
def campaign(world, client):
    return open_campaign(world, client, TEN_PERCENT, SENDER)


def sent_to(campaign, count, more=1):
    """A bulk that so many received; `more` recipients are still to come, tomorrow."""
    customers = campaign.customers(count + more)
    started = campaign.started()
    tomorrow = campaign.world.clock.now() + DAY
    for one in customers[count:]:
        campaign.deps.bulks.later(started.id, one.id, tomorrow)
    campaign.goes(3)
    assert len(campaign.texted()) == count
    return started


def stops(campaign, *places):
    for place in places:
        campaign.world.texts(number(place), "STOP")


def test_under_the_line_it_goes_on(campaign):
    started = sent_to(campaign, 11)
    stops(campaign, 0)
    campaign.looks()

    assert campaign.counts(started).opted_out == 1
    assert campaign.now(started).state is BulkState.SENDING


def test_at_the_line_it_pauses_by_itself_with_the_rule_and_the_figures(campaign):
    started = sent_to(campaign, 10)
    stops(campaign, 0)
    with capture_logs() as logs:
        campaign.looks()

    paused = campaign.now(started)
    assert (paused.state, paused.by, paused.rule) == (BulkState.PAUSED, "Responder", "CA-26")
    assert paused.why == "1 of 10 recipients opted out (10.0 %); the line is 10 %."
    assert "bulk_paused" in [each["event"] for each in logs]
    newest = campaign.deps.audit.newest(1)[0]
    assert (newest.name, newest.action, newest.subject) == ("Responder", "bulk pause", started.id)


def test_a_sample_that_is_too_small_pauses_nothing(campaign):
    started = sent_to(campaign, 9)
    stops(campaign, 0, 1, 2)
    campaign.looks()

    assert campaign.now(started).state is BulkState.SENDING


def test_pausing_stops_what_is_queued_and_only_a_person_resumes_it(campaign):
    started = sent_to(campaign, 10, more=3)
    stops(campaign, 0)
    campaign.later(DAY)
    campaign.looks()  # the relay makes the three, and then sees the opt-out
    assert campaign.counts(started).waiting == 3
    campaign.goes(3)
    assert len(campaign.texted()) == 10
    assert campaign.now(started).state is BulkState.PAUSED

    campaign.acts(started, Act.RESUME, "a mistake in the sample")
    campaign.goes(3)
    assert len(campaign.texted()) == 13


def test_what_a_person_knew_of_does_not_pause_it_again(campaign):
    started = sent_to(campaign, 10, more=5)
    stops(campaign, 0, 1)
    campaign.looks()
    campaign.acts(started, Act.RESUME, "we called them")
    campaign.looks()

    assert campaign.now(started).state is BulkState.SENDING


def test_one_opt_out_counts_once_however_often_it_is_said(campaign):
    started = sent_to(campaign, 12)
    stops(campaign, 0, 0, 0)

    assert campaign.counts(started).opted_out == 1


def test_only_whoever_got_it_and_got_nothing_since_counts(campaign, world):
    """An opt-out counts against the last text, of the 30 days before it: once, and not against two."""
    started = sent_to(campaign, 10)
    world.texts(ALICE, "STOP")  # she never got it
    compose.send(world.deps, Draft(number(1), "Your car is ready.", "service", "Dana"))
    world.drains()
    stops(campaign, 1)
    campaign.later(31 * DAY)
    stops(campaign, 0)

    assert campaign.counts(started).opted_out == 0


def test_whoever_opted_out_before_their_text_does_not_count(campaign):
    customers = campaign.customers(10)
    stops(campaign, 0)
    started = campaign.started()
    campaign.goes(3)

    assert len(customers) == 10
    assert campaign.counts(started).opted_out == 0


def test_a_list_of_opt_outs_that_is_taken_over_is_no_reaction(campaign, world):
    started = sent_to(campaign, 10)
    compose.unsubscribe(world.deps, number(0), "import", "Robin", "an old list")
    campaign.looks()

    assert campaign.counts(started).opted_out == 0
    assert campaign.now(started).state is BulkState.SENDING


def test_too_many_failures_pause_it_too(world, client):
    campaign = open_campaign(world, client, FAILURES)
    world.provider.fails = [SendError(Failure.CONTENT, 30007) for _ in range(3)]
    customers = campaign.customers(14)
    started = campaign.started()
    for one in customers[12:]:
        campaign.deps.bulks.later(started.id, one.id, world.clock.now() + DAY)
    campaign.goes(3)

    paused = campaign.now(started)
    assert (paused.state, paused.rule) == (BulkState.PAUSED, "CH-10")
    assert "3 of 12 recipients failed" in paused.why


def test_a_sender_over_the_line_is_said_once_in_the_log_and_once_when_it_is_back(campaign, world):
    sent_to(campaign, 10)
    stops(campaign, 0)
    with capture_logs() as logs:
        for _ in range(3):
            auto_pause.alarms(campaign.deps)
        over = auto_pause.over(campaign.deps)
        campaign.later(31 * DAY)
        for _ in range(2):
            auto_pause.alarms(campaign.deps)

    said = [each["event"] for each in logs if each["event"].startswith("opt_out_rate")]
    assert said == ["opt_out_rate_over", "opt_out_rate_back"]
    assert [(rate.sent, rate.opted_out, line.rule) for _, rate, line in over] == [(10, 1, "CA-26")]
    assert number(0) not in json.dumps(logs, default=str)


def test_answers_are_no_part_of_what_a_sender_sent(campaign, world):
    for place in range(5):
        world.texts(number(place), "HELP")
    world.drains()

    assert len(campaign.texted()) == 5
    assert [rate.sent for _, rate, _ in auto_pause.rates(campaign.deps)] == [0]


def test_the_rules_as_they_stand_alarm_at_eight_of_a_thousand(world):
    """CA-26: under 1 %, an alert at 0.8 %."""
    rows = [line for line in world.deps.law.lines if line.rule == "CA-26"]
    sender = next(line for line in rows if line.of == "sender")

    assert (sender.crossed(1, 125), sender.crossed(1, 126)) == (True, False)
    assert (sender.crossed(8, 1_000), sender.crossed(7, 1_000)) == (True, False)
    assert sender.within == 30 * DAY
    assert any(line.of == "bulk" and line.per_mille == 8 for line in rows)


def test_the_rules_as_they_stand_pause_a_message_to_many_of_which_a_fifth_fails(world):
    """CH-10: what carriers fine shows as refusals first; nobody sends on into them."""
    (line,) = [line for line in world.deps.law.lines if line.rule == "CH-10"]

    assert (line.measure, line.of) == ("failures", "bulk")
    assert (line.crossed(4, 20), line.crossed(3, 20), line.crossed(4, 19)) == (True, False, False)
