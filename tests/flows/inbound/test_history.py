"""An old number is connected: its whole log is read once, so that no old STOP stays unknown (I2)."""

from dataclasses import replace

import pytest

from responder.domain.records import DAY, HOUR, SECOND, Consent, Marketing
from responder.flows.inbound.backfill import past_of, unread
from responder.flows.inbound.reconcile import FAR, reconcile
from responder.flows.outbound import compose
from responder.ports import LogUnavailable
from tests.people import ALICE, BOB, CAROL, DANA, OURS

YEAR = 365 * DAY
SECOND_LINE = "+14155550155"


@pytest.fixture(autouse=True)
def by_day(world):
    world.clock.at = 1_795_021_200_000  # noon in Toronto


def consent(world, number=BOB):
    return world.deps.store.load(number).consent


def ago(world, age):
    return world.clock.now() - age


def old(world, word, age=YEAR, number=BOB, **details):
    """A text from before we were connected."""
    return world.logged(number, word, ago(world, age), **details)


def fresh(world):
    return world.deps.store.freshness(world.deps.business.numbers)


# -- what the past says


def test_a_stop_of_last_year_is_obeyed_and_not_answered(world, queries):
    old(world, "STOP")
    reconcile(world.deps)
    world.drains()

    assert consent(world) is Consent.OPTED_OUT
    assert world.provider.sent == []
    inbound, opt_out = queries.timeline(BOB)
    assert inbound["reason"] == "From before Responder was connected."
    assert (opt_out["kind"], opt_out["log_at"], len(opt_out["link"])) == ("consent", ago(world, YEAR), 64)


def test_nothing_is_written_to_whoever_opted_out_before_we_were_connected(world):
    old(world, "STOP")
    reconcile(world.deps)
    with pytest.raises(compose.Refusal, match="opted out"):
        compose.send(world.deps, compose.Draft(BOB, "Your car is ready.", "service", DANA))


def test_old_questions_and_chatter_are_nobodys_any_more(world, queries):
    old(world, "HELP")
    old(world, "is my car ready?")
    reconcile(world.deps)
    world.drains()

    assert queries.timeline(BOB) == [] and world.provider.sent == []
    assert world.deps.store.load(BOB).help_times == ()


STORIES = {
    "a START after a STOP": ([("STOP", 9), ("START", 8)], Consent.EXPRESS),
    "a STOP after a START": ([("START", 9), ("STOP", 8)], Consent.OPTED_OUT),
    "both in one second": ([("START", 8), ("STOP", 8)], Consent.OPTED_OUT),
    "stopped, came back, stopped": ([("STOP", 9), ("START", 8), ("STOP", 7)], Consent.OPTED_OUT),
    "came back after two STOPs": ([("STOP", 9), ("STOP", 8), ("START", 7)], Consent.EXPRESS),
    "far apart, on different pages": (
        [("STOP", 90), ("hi", 80), ("hi", 70), ("START", 60), ("hi", 50), ("hi", 40), ("hi", 30)],
        Consent.EXPRESS,
    ),
    "and the other way round": (
        [("START", 90), ("hi", 80), ("hi", 70), ("STOP", 60), ("hi", 50), ("hi", 40), ("hi", 30)],
        Consent.OPTED_OUT,
    ),
}


@pytest.mark.parametrize(("texts", "left"), STORIES.values(), ids=STORIES)
def test_the_last_word_of_the_past_counts(world, texts, left):
    for word, days in texts:
        old(world, word, days * DAY)
    reconcile(world.deps)

    assert consent(world) is left


@pytest.mark.parametrize("by_webhook", [True, False])
def test_a_start_since_we_are_connected_is_later_than_any_old_stop(world, by_webhook):
    old(world, "STOP")
    recent = world.logged(BOB, "START", ago(world, HOUR))
    if by_webhook:
        world.texts(BOB, "START", sid=recent.provider_id)
    reconcile(world.deps)

    assert consent(world) is Consent.EXPRESS


def test_a_start_that_comes_while_the_past_is_read_is_later_too(world):
    """The webhook's START has no time of the provider's; the past ended before we were connected."""
    old(world, "STOP")
    old(world, "hi", 9 * DAY)
    old(world, "hi", 8 * DAY)
    world.provider.pages = 1
    with pytest.raises(LogUnavailable):
        reconcile(world.deps)
    world.clock.advance(3 * DAY)
    world.texts(BOB, "START")
    world.provider.pages = None
    reconcile(world.deps)

    assert consent(world) is Consent.EXPRESS


def test_an_opt_out_at_the_desk_is_later_than_any_old_start(world):
    compose.unsubscribe(world.deps, BOB, "desk", DANA, "asked at the counter")
    old(world, "START")
    reconcile(world.deps)

    assert consent(world) is Consent.OPTED_OUT


def test_an_old_start_leaves_the_brake_of_the_desk_alone(world):
    world.texts(ALICE, "hi")
    store = world.deps.store
    store._redis.hset(store.keys.number(ALICE), "marketing", "off")
    old(world, "START", number=ALICE)
    reconcile(world.deps)

    number = store.load(ALICE)
    assert (number.consent, number.marketing) == (Consent.EXPRESS, Marketing.OFF)


def test_an_old_text_does_not_make_a_conversation_young(world):
    world.texts(ALICE, "hi")
    before = world.deps.store.load(ALICE)
    old(world, "STOP", number=ALICE)
    reconcile(world.deps)
    after = world.deps.store.load(ALICE)

    assert (after.last_inbound_at, after.last_inbound_id) == (before.last_inbound_at, before.last_inbound_id)


def test_an_old_doubt_holds_marketing_for_a_person(world, queries):
    old(world, "I cannot get my device to stop, can you help?", number=CAROL)
    reconcile(world.deps)

    assert world.deps.store.load(CAROL).marketing is Marketing.HELD
    assert "review" in [entry["kind"] for entry in queries.timeline(CAROL)]


@pytest.mark.parametrize(("first", "second"), [(OURS, SECOND_LINE), (SECOND_LINE, OURS)])
def test_the_pasts_of_two_of_our_numbers_are_one_story(world, first, second):
    """Whichever is read first: STOP, then START to one number, an older START to the other."""
    line = replace(world.deps.business.senders[0], id=SECOND_LINE, numbers=(SECOND_LINE,))
    main = replace(world.deps.business.senders[0], id=OURS, numbers=(OURS,))
    by_number = {OURS: main, SECOND_LINE: line}
    business = replace(world.deps.business, senders=(by_number[first], by_number[second]))
    world.deps = replace(world.deps, business=business)
    old(world, "START", 50 * DAY, to=OURS, sender_number=OURS)
    old(world, "STOP", 40 * DAY, to=SECOND_LINE, sender_number=SECOND_LINE)
    old(world, "START", 30 * DAY, to=OURS, sender_number=OURS)
    reconcile(world.deps)
    assert consent(world) is Consent.EXPRESS


def second_line(world):
    """The garage gets a second number."""
    line = replace(world.deps.business.senders[0], id=SECOND_LINE, numbers=(SECOND_LINE,))
    business = replace(world.deps.business, senders=(*world.deps.business.senders, line))
    world.deps = replace(world.deps, business=business)
    return {"to": SECOND_LINE, "sender_number": SECOND_LINE}


def test_an_older_start_does_not_make_the_newer_one_forgotten(world):
    """To the first number START twice, pages apart; to the second one STOP between them."""
    there = second_line(world)
    for days, word in ((50, "START"), (49, "hi"), (35, "hi"), (30, "START")):
        old(world, word, days * DAY)
    old(world, "STOP", 40 * DAY, **there)
    reconcile(world.deps)

    assert consent(world) is Consent.EXPRESS


def test_an_older_stop_does_not_make_the_newer_one_forgotten(world):
    """STOP to the first number; to the second one START and, pages later, STOP again."""
    there = second_line(world)
    old(world, "STOP", 50 * DAY)
    for days, word in ((40, "START"), (39, "hi"), (31, "hi"), (30, "STOP")):
        old(world, word, days * DAY, **there)
    reconcile(world.deps)

    assert consent(world) is Consent.OPTED_OUT


# -- once, whole, and on from where it was


def test_nothing_leaves_until_the_past_has_been_read_to_its_beginning(world):
    for days in range(60, 50, -1):
        old(world, "hi", days * DAY)
    old(world, "STOP", 100 * DAY)
    world.provider.pages = 3
    with pytest.raises(LogUnavailable):
        reconcile(world.deps)
    assert fresh(world) == 0
    assert consent(world) is Consent.UNKNOWN

    world.provider.pages = None
    reconcile(world.deps)
    assert fresh(world) == world.clock.now()
    assert consent(world) is Consent.OPTED_OUT


def test_a_reading_that_ended_early_goes_on_from_there(world):
    for days in range(60, 50, -1):
        old(world, "hi", days * DAY)
    world.provider.pages = 3
    with pytest.raises(LogUnavailable):
        reconcile(world.deps)
    (past,) = unread(world.deps, [OURS]).values()
    assert (past.texts, past.back_to) == (6, ago(world, 56 * DAY))

    asked = []
    world.provider.pages = None
    read = world.provider.inbound_past
    world.provider.inbound_past = lambda number, before: asked.append(before) or read(number, before)
    reconcile(world.deps)
    assert asked == [past.back_to]


def test_the_past_is_read_once(world):
    reconcile(world.deps)
    assert unread(world.deps, [OURS]) == {}
    old(world, "STOP")
    reconcile(world.deps)

    assert consent(world) is Consent.UNKNOWN, "it is not read again"


def test_a_number_that_is_added_later_has_a_past_of_its_own(world):
    reconcile(world.deps)
    line = replace(world.deps.business.senders[0], id=SECOND_LINE, numbers=(SECOND_LINE,))
    business = replace(world.deps.business, senders=(*world.deps.business.senders, line))
    world.deps = replace(world.deps, business=business)
    old(world, "STOP", to=SECOND_LINE, sender_number=SECOND_LINE)
    reconcile(world.deps)

    assert consent(world) is Consent.OPTED_OUT


def test_the_past_ends_where_the_present_was_read_from(world):
    """Nothing falls between: a text of 48 hours ago to the second is in one of the two."""
    old(world, "STOP", FAR)
    reconcile(world.deps)
    assert consent(world) is Consent.OPTED_OUT
    assert past_of(world.deps, OURS).until == ago(world, FAR)


def test_progress_is_told_after_each_page(world):
    for days in range(60, 55, -1):
        old(world, "hi", days * DAY)
    told = []
    reconcile(world.deps, tell=lambda number, past: told.append((number, past.texts)))

    assert told == [(OURS, 2), (OURS, 4), (OURS, 5)]


def test_a_number_without_a_past_is_read_whole_at_once(world):
    reconcile(world.deps)

    assert past_of(world.deps, OURS).whole
    assert fresh(world) == world.clock.now()


# -- and the far reading, once a day


def test_a_text_that_was_listed_hours_late_is_found_within_a_day(world):
    world.clock.advance(SECOND)
    reconcile(world.deps)
    world.clock.advance(20 * HOUR)
    reconcile(world.deps)
    old(world, "STOP", 10 * HOUR)
    reconcile(world.deps)
    assert consent(world) is Consent.UNKNOWN, "an hour of overlap does not reach it"

    world.clock.advance(4 * HOUR)
    reconcile(world.deps)
    assert consent(world) is Consent.OPTED_OUT
    asked = []
    read = world.provider.account_log
    world.provider.account_log = lambda since: asked.append(since) or read(since)
    world.clock.advance(45 * SECOND)
    reconcile(world.deps)
    assert asked == [world.clock.now() - 45 * SECOND - HOUR], "and then not again for a day"
