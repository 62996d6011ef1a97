"""The provider's log is read for what the webhook missed (I2), and its order of STOP and START is obeyed."""

import json
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace

import pytest

from responder.domain.business import ReplyMode
from responder.domain.records import Consent
from responder.flows.inbound.reconcile import read_log, reconcile
from responder.flows.outbound import compose
from responder.ports import LogUnavailable
from tests.people import ALICE, BOB, CAROL

SECOND = 1_000
MINUTE = 60 * SECOND
SECOND_LINE = "+14155550155"


def consent(world, number):
    return world.deps.store.load(number).consent


def test_a_stop_that_the_webhook_missed_is_obeyed_and_confirmed(world):
    world.logged(BOB, "STOP", world.clock.now() - 30 * SECOND)
    found = reconcile(world.deps)
    world.drains()

    assert found.missed == 1
    assert consent(world, BOB) is Consent.OPTED_OUT
    assert len(world.provider.texts_to(BOB)) == 1


def test_reading_the_log_again_changes_nothing(world, queries):
    world.logged(BOB, "STOP", world.clock.now() - 30 * SECOND)
    reconcile(world.deps)
    before = queries.timeline(BOB)

    assert reconcile(world.deps).missed == 0
    assert queries.timeline(BOB) == before


def test_a_text_that_the_webhook_gave_us_is_not_received_again(world):
    row = world.logged(BOB, "HELP", world.clock.now() - SECOND)
    world.texts(BOB, "HELP", sid=row.provider_id)

    assert reconcile(world.deps).missed == 0


def test_a_late_confirmation_is_dropped_and_the_state_change_is_not(world):
    world.logged(BOB, "STOP", world.clock.now() - 6 * MINUTE)
    reconcile(world.deps)
    world.drains()

    assert consent(world, BOB) is Consent.OPTED_OUT
    assert world.provider.sent == []


def test_freshness_moves_only_when_the_log_was_read(world):
    world.provider.log_away = True
    with pytest.raises(LogUnavailable):
        reconcile(world.deps)
    assert world.deps.store.freshness(world.deps.business.numbers) == 0

    world.provider.log_away = False
    started = world.clock.now()
    reconcile(world.deps)
    assert world.deps.store.freshness(world.deps.business.numbers) == started


@pytest.mark.parametrize("code", [30038, 30039])
def test_a_text_that_the_provider_filtered_is_recorded_and_not_answered(world, queries, code):
    world.logged(CAROL, "HELP", world.clock.now(), status="failed", error_code=code)
    reconcile(world.deps)
    world.drains()

    assert queries.timeline(CAROL)[0]["body"] == "HELP"
    assert world.provider.sent == []


def test_a_missed_start_after_a_missed_stop_counts(world):
    world.logged(BOB, "STOP", world.clock.now() - 60 * SECOND)
    world.logged(BOB, "START", world.clock.now() - 30 * SECOND)
    reconcile(world.deps)

    assert consent(world, BOB) is Consent.EXPRESS


@pytest.mark.parametrize("gap", [0, 1_000])
def test_a_missed_start_that_is_not_later_than_the_stop_does_not_count(world, gap):
    at = world.clock.now() - 60 * SECOND
    world.logged(BOB, "STOP", at)
    world.logged(BOB, "START", at - gap)
    reconcile(world.deps)

    assert consent(world, BOB) is Consent.OPTED_OUT


def test_a_start_that_was_retried_past_a_stop_is_undone(world):
    start = world.logged(BOB, "START", world.clock.now() - 60 * SECOND)
    stop = world.logged(BOB, "STOP", world.clock.now() - 50 * SECOND)
    world.texts(BOB, "STOP", sid=stop.provider_id)
    world.texts(BOB, "START", sid=start.provider_id)
    assert consent(world, BOB) is Consent.EXPRESS

    world.clock.advance(2 * SECOND)
    reconcile(world.deps)
    assert consent(world, BOB) is Consent.OPTED_OUT


def test_a_missed_start_never_lifts_an_opt_out_at_the_desk_of_about_the_same_time(world):
    compose.unsubscribe(world.deps, ALICE, "desk", "DANA", "asked on the phone")
    world.logged(ALICE, "START", world.clock.now() + 30 * SECOND)
    world.clock.advance(40 * SECOND)
    reconcile(world.deps)

    assert consent(world, ALICE) is Consent.OPTED_OUT


def test_a_desk_opt_out_under_a_slow_clock_is_not_lifted_by_a_start_from_before_it(world):
    """Our clock is ten minutes behind: the START of nine minutes later, as it seems, was a minute earlier."""
    world.provider.clock_behind = 10 * MINUTE
    compose.unsubscribe(world.deps, ALICE, "desk", "DANA", "asked on the phone")
    world.logged(ALICE, "START", world.clock.now() + 9 * MINUTE)
    read_log(world.deps)

    assert consent(world, ALICE) is Consent.OPTED_OUT


@pytest.mark.parametrize("off", [-60 * MINUTE, 60 * MINUTE], ids=["slow", "fast"])
@pytest.mark.parametrize(("words", "left"), [("STOP START", "EXPRESS"), ("START STOP", "OPTED_OUT")])
def test_a_wrong_clock_of_ours_changes_nothing_between_two_texts_of_the_log(world, off, words, left):
    """Provider times are compared with provider times: the log is an hour off for us, in order for itself."""
    for place, word in enumerate(words.split()):
        world.logged(BOB, word, world.clock.now() - off + place * SECOND - 10 * SECOND)
    reconcile(world.deps, since=0)

    assert consent(world, BOB).value == left


@pytest.mark.parametrize("off", [-60 * MINUTE, 60 * MINUTE], ids=["slow", "fast"])
@pytest.mark.parametrize(("words", "left"), [("STOP START", "EXPRESS"), ("START STOP", "OPTED_OUT")])
def test_nor_between_a_text_of_the_webhook_and_a_later_one_of_the_log(world, off, words, left):
    first, second = words.split()
    at = world.clock.now() - off
    world.texts(BOB, first, sid=world.logged(BOB, first, at).provider_id)
    world.logged(BOB, second, at + 2 * SECOND)
    reconcile(world.deps, since=0)

    assert consent(world, BOB).value == left


def test_a_start_retried_past_a_stop_of_the_same_second_is_undone(world):
    at = world.clock.now() - MINUTE
    start, stop = world.logged(BOB, "START", at), world.logged(BOB, "STOP", at)
    world.texts(BOB, "STOP", sid=stop.provider_id)
    world.texts(BOB, "START", sid=start.provider_id)
    reconcile(world.deps)

    assert consent(world, BOB) is Consent.OPTED_OUT


def test_texts_to_two_of_our_numbers_count_in_the_order_of_their_times(world):
    """The log is read number by number: the first number's START is later than the second one's STOP."""
    line = replace(world.deps.business.senders[0], id=SECOND_LINE, numbers=(SECOND_LINE,))
    business = replace(world.deps.business, senders=(*world.deps.business.senders, line))
    world.deps = replace(world.deps, business=business)
    world.logged(BOB, "START", world.clock.now() - 20 * SECOND)
    world.logged(BOB, "STOP", world.clock.now() - 30 * SECOND, to=SECOND_LINE, sender_number=SECOND_LINE)
    reconcile(world.deps)
    world.drains()

    assert consent(world, BOB) is Consent.EXPRESS
    assert [entry.body for entry in heard_in_order(world)] == ["STOP", "START"]


def heard_in_order(world):
    store = world.deps.store
    lines = [json.loads(line) for line in store._redis.lrange(store.keys.timeline(BOB), 0, -1)]
    return [SimpleNamespace(**line) for line in lines if line["kind"] == "inbound"]


def test_a_start_that_comes_while_the_log_is_judged_is_judged_next_time(world):
    """Between the reading and the undoing BOB texts START once more: the list cannot know of it."""
    start = world.logged(BOB, "START", world.clock.now() - 5 * MINUTE)
    stop = world.logged(BOB, "STOP", world.clock.now() - 4 * MINUTE)
    world.texts(BOB, "STOP", sid=stop.provider_id)
    world.texts(BOB, "START", sid=start.provider_id)
    world.deps = replace(world.deps, store=StartsBeforeCommit(world))
    reconcile(world.deps)

    assert consent(world, BOB) is Consent.EXPRESS


class StartsBeforeCommit:
    """A store whose first commit of another kind than a text comes second to a START of BOB's."""

    def __init__(self, world):
        self._store, self._world, self._came = world.deps.store, world, False

    def commit(self, decision):
        if decision.event_kind == "provider" and not self._came:
            self._came, deps = True, self._world.deps
            self._world.deps = replace(deps, store=self._store)
            self._world.texts(BOB, "START", sid="SMagain")
            self._world.deps = deps
        return self._store.commit(decision)

    def __getattr__(self, name):
        return getattr(self._store, name)


def test_after_a_quick_start_only_answers_leave_until_the_log_was_read(world):
    comes_back(world)
    compose.send(world.deps, compose.Draft(BOB, "Welcome back", "service", "DANA"))
    assert world.deps.store.take_log_request()
    world.drains()
    assert len(world.provider.texts_to(BOB)) == 2

    world.clock.advance(10 * SECOND)
    reconcile(world.deps)
    world.drains()
    assert len(world.provider.texts_to(BOB)) == 3


def comes_back(world):
    """BOB texts STOP and, a minute later, START; the provider's log lists both."""
    world.log_is_fresh()
    world.texts(BOB, "STOP", sid=world.logged(BOB, "STOP", world.clock.now()).provider_id)
    world.drains()
    world.clock.advance(MINUTE)
    world.log_is_fresh()
    world.texts(BOB, "START", sid=world.logged(BOB, "START", world.clock.now()).provider_id)


@pytest.mark.parametrize("listed", [("START",), ("STOP",), ()], ids=["START", "STOP", "neither"])
def test_after_a_quick_start_a_log_that_lists_not_both_yet_lets_nothing_else_leave(world, listed):
    """START's first connect failed, STOP came and was answered, START was tried again: the list lags."""
    comes_back(world)
    rows = list(world.provider.log)
    world.provider.log = [row for row in rows if row.body in listed]
    compose.send(world.deps, compose.Draft(BOB, "Welcome back", "service", "DANA"))
    world.clock.advance(10 * SECOND)
    reconcile(world.deps)
    world.drains()
    assert len(world.provider.texts_to(BOB)) == 2

    world.provider.log = rows
    world.clock.advance(10 * SECOND)
    reconcile(world.deps)
    world.drains()
    assert len(world.provider.texts_to(BOB)) == 3


def test_a_stop_from_the_desk_needs_no_text_in_the_log(world):
    compose.unsubscribe(world.deps, BOB, "desk", "DANA", "asked on the phone")
    world.clock.advance(MINUTE)
    world.texts(BOB, "START", sid=world.logged(BOB, "START", world.clock.now()).provider_id)
    assert world.deps.store.load(BOB).log_read_after
    reconcile(world.deps)
    assert not world.deps.store.load(BOB).log_read_after


def test_a_start_that_loses_after_its_answer_left_is_told(world):
    """Both in one second of the provider's log: "You are subscribed", and then silence for good."""
    at = world.clock.now()
    start, stop = world.logged(BOB, "START", at), world.logged(BOB, "STOP", at)
    for row in (stop, start):
        world.texts(BOB, row.body, sid=row.provider_id)
        world.drains()
    world.clock.advance(SECOND)
    reconcile(world.deps)
    world.drains()

    assert consent(world, BOB) is Consent.OPTED_OUT
    assert ["subscribed" in text for text in world.provider.texts_to(BOB)] == [False, True, False]
    answered = [answers_to(world, outgoing) for outgoing in world.provider.sent]
    assert answered == [stop.provider_id, start.provider_id, f"order:{stop.provider_id}:{start.provider_id}"]
    reconcile(world.deps)
    world.drains()
    assert len(world.provider.texts_to(BOB)) == 3


def answers_to(world, outgoing):
    return world.deps.store.message(outgoing.message_id).in_reply_to


@pytest.mark.parametrize("later", [0, 301 * SECOND], ids=["its answer never left", "it is long ago"])
def test_it_is_not_told_where_nobody_was_told_otherwise_or_too_late(world, later):
    at = world.clock.now()
    start, stop = world.logged(BOB, "START", at), world.logged(BOB, "STOP", at)
    for row in (stop, start):
        world.texts(BOB, row.body, sid=row.provider_id)
    if later:
        world.drains()
    world.clock.advance(later)
    reconcile(world.deps)
    before = len(world.provider.sent)
    world.drains()

    assert consent(world, BOB) is Consent.OPTED_OUT
    assert len(world.provider.sent) == before


def advanced(world):
    """Twilio answers keywords on the garage's number, and marks only the webhook."""
    sender = replace(world.deps.business.senders[0], replies=ReplyMode.TWILIO_ADVANCED)
    world.deps = replace(world.deps, business=replace(world.deps.business, senders=(sender,)))


@pytest.mark.parametrize("word", ["STOP", "START", "HELP"])
def test_what_advanced_opt_out_may_have_answered_is_not_answered_again(world, word, queries):
    advanced(world)
    world.logged(BOB, word, world.clock.now())
    reconcile(world.deps)
    world.drains()

    assert world.provider.sent == []
    assert queries.timeline(BOB)[0]["body"] == word


@pytest.mark.parametrize("word", ["STOP", "START", "HELP"])
def test_what_nobody_else_answers_is_answered_from_the_log(world, word):
    world.logged(BOB, word, world.clock.now())
    reconcile(world.deps)
    world.drains()

    assert len(world.provider.texts_to(BOB)) == 1


def test_a_reading_that_starts_after_the_mark_repairs_and_leaves_freshness_alone(world):
    world.log_is_fresh()
    mark = world.clock.now()
    world.logged(ALICE, "STOP", mark + 10 * MINUTE)
    world.clock.advance(180 * MINUTE)

    assert reconcile(world.deps, since=world.clock.now() - 10 * MINUTE).fresh_until == mark
    reconcile(world.deps)
    assert consent(world, ALICE) is Consent.OPTED_OUT


def test_a_logged_start_without_a_time_does_not_lift_an_opt_out(world):
    compose.unsubscribe(world.deps, BOB, "desk", "DANA", "asked on the phone")
    world.logged(BOB, "START", 0)
    reconcile(world.deps, since=0)

    assert consent(world, BOB) is Consent.OPTED_OUT


def test_a_start_that_the_log_does_not_list_yet_is_not_undone(world):
    world.logged(BOB, "START", world.clock.now() - 5 * MINUTE)
    stop = world.logged(BOB, "STOP", world.clock.now() - 4 * MINUTE)
    reconcile(world.deps)
    assert consent(world, BOB) is Consent.OPTED_OUT and stop

    world.texts(BOB, "START", sid="SMlate")
    world.clock.advance(10 * SECOND)
    reconcile(world.deps)
    assert consent(world, BOB) is Consent.EXPRESS

    world.logged(BOB, "START", world.clock.now() - 9 * SECOND, sid="SMlate")
    world.clock.advance(45 * SECOND)
    reconcile(world.deps)
    assert consent(world, BOB) is Consent.EXPRESS


def test_a_start_that_a_reading_must_list_is_not_undone_while_it_is_not_listed(world):
    """The log lists START and STOP; the START of the webhook after them comes into it after two minutes."""
    reconcile(world.deps)
    for word in ("START", "STOP"):
        world.texts(BOB, word, sid=world.logged(BOB, word, world.clock.now()).provider_id)
        world.clock.advance(20 * SECOND)
    started = world.clock.now()
    world.texts(BOB, "START", sid="SMlate")
    for since in (None, started - 30 * SECOND):
        world.clock.advance(3 * MINUTE)
        with suppress(LogUnavailable):
            reconcile(world.deps, since=since)
        assert consent(world, BOB) is Consent.EXPRESS

    world.logged(BOB, "START", started, sid="SMlate")
    reconcile(world.deps)
    assert consent(world, BOB) is Consent.EXPRESS


def test_once_no_reading_must_list_it_any_more_the_logs_last_word_counts(world):
    reconcile(world.deps)
    world.texts(BOB, "STOP", sid=world.logged(BOB, "STOP", world.clock.now()).provider_id)
    world.clock.advance(20 * SECOND)
    world.logged(BOB, "START", world.clock.now() - 30 * SECOND)
    world.texts(BOB, "START", sid="SMnever")
    world.clock.advance(62 * MINUTE)
    reconcile(world.deps)
    assert consent(world, BOB) is Consent.OPTED_OUT


def test_the_answer_to_a_start_that_is_undone_leaves_before_it_or_never(world):
    """A worker is at it between the look at that answer and the commit."""
    at = world.clock.now()
    start, stop = world.logged(BOB, "START", at), world.logged(BOB, "STOP", at)
    world.texts(BOB, "STOP", sid=stop.provider_id)
    world.drains()
    world.texts(BOB, "START", sid=start.provider_id)
    world.deps = replace(world.deps, store=DrainsBeforeCommit(world))
    world.clock.advance(SECOND)
    reconcile(world.deps)
    world.drains()

    assert consent(world, BOB) is Consent.OPTED_OUT
    assert ["subscribed" in text for text in world.provider.texts_to(BOB)] == [False]


class DrainsBeforeCommit:
    """A store before whose commit of another kind than a text a worker hands over what is due."""

    def __init__(self, world):
        self._store, self._world = world.deps.store, replace(world)

    def commit(self, decision):
        if decision.event_kind == "provider":
            self._world.drains()
        return self._store.commit(decision)

    def __getattr__(self, name):
        return getattr(self._store, name)
