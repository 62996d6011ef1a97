"""What happened is counted where it happens, once, and added up by the hour: with the real store."""

import pytest

from responder.domain.records import DAY, HOUR, MessageState
from responder.domain.reports.counts import hour_of
from responder.domain.sending.delivery import Failure
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft
from responder.flows.reports import counts
from responder.ports import Claimed, ClaimRequest, SendError, Settlement
from responder.store.campaigns.counts import RedisHourCounts
from tests.people import ALICE, BOB, CAROL

OURS = "+14155550199"


@pytest.fixture
def hours(client, store) -> RedisHourCounts:
    return RedisHourCounts(client, store.keys)


def now_counted(world, hours) -> dict[str, int]:
    """What this hour holds."""
    hour = hour_of(world.clock.now())
    return dict(hours.fresh([hour]).get(hour, {}))


def writes(world, to: str, **details) -> str:
    message, _ = compose.send(world.deps, Draft(to, "Your car is ready.", "service", "Dana", **details))
    return message.id


@pytest.fixture
def fresh(world):
    world.log_is_fresh()
    return world


def test_a_text_in_and_its_answer_out_are_counted_once_whatever_is_redelivered(fresh, hours):
    for _ in range(3):
        fresh.texts(ALICE, "HELP", sid="SMonce")
    fresh.drains()
    assert now_counted(fresh, hours) == {"in": 1, f"out:{OURS}|answer": 1}


def test_an_opt_out_counts_against_the_last_text_that_was_no_answer(fresh, hours):
    writes(fresh, BOB, template="reminder")
    fresh.drains()
    fresh.texts(BOB, "HELP")
    fresh.drains()
    fresh.texts(BOB, "STOP")
    fresh.texts(BOB, "STOP again please")
    counted = now_counted(fresh, hours)
    assert {name: n for name, n in counted.items() if name.startswith("opted_out")} == {
        f"opted_out:inbound:{OURS}|reminder": 1
    }
    assert counted[f"out:{OURS}|reminder"] == 1


def test_words_of_somebodys_own_count_under_their_class(fresh, hours):
    writes(fresh, BOB)
    fresh.drains()
    assert now_counted(fresh, hours) == {f"out:{OURS}|service": 1}


def test_a_text_longer_ago_than_thirty_days_is_not_blamed(fresh, hours):
    writes(fresh, BOB)
    fresh.drains()
    fresh.clock.advance(30 * DAY + 1)
    fresh.texts(BOB, "STOP")
    assert now_counted(fresh, hours) == {"in": 1, "opted_out:inbound:": 1}


def test_opt_outs_say_through_which_door_and_opt_ins_too(fresh, hours):
    compose.unsubscribe(fresh.deps, CAROL, "desk", "Dana", "asked")
    compose.unsubscribe(fresh.deps, ALICE, "import", "a list", "taken over")
    fresh.texts(CAROL, "START")
    fresh.texts(BOB, "START")
    assert now_counted(fresh, hours) == {
        "in": 2,
        "opted_out:desk:": 1,
        "opted_out:import:": 1,
        "opted_in:inbound": 2,
    }


def test_a_text_that_the_provider_did_not_take_is_no_text_out_until_it_does(fresh, hours):
    fresh.provider.fails.append(SendError(Failure.UNREACHABLE))
    writes(fresh, BOB)
    fresh.drains()
    assert now_counted(fresh, hours) == {}
    fresh.clock.advance(60_000)
    fresh.log_is_fresh()
    fresh.drains()
    assert now_counted(fresh, hours) == {f"out:{OURS}|service": 1}


def test_reports_of_the_same_text_do_not_count_it_again(fresh, hours):
    message_id = writes(fresh, BOB)
    fresh.drains()
    for state in ("sent", "delivered", "delivered"):
        fresh.deps.store.settle(
            Settlement(fresh.deps.store.message(message_id), MessageState(state), fresh.clock.now())
        )
    assert now_counted(fresh, hours) == {f"out:{OURS}|service": 1}


def in_the_air(world, to: str):
    """A message of which the claim was made and no answer has come."""
    message = world.deps.store.message(writes(world, to))
    number = world.deps.store.load(to)
    request = ClaimRequest(message, number, world.clock.now(), "c1", "Your car is ready.", False)
    assert world.deps.store.claim(request) is Claimed.CLAIMED
    return message


@pytest.mark.parametrize(("to", "after"), [(MessageState.ACCEPTED, 120), (MessageState.UNKNOWN, 15_000)])
def test_a_hand_over_in_the_air_when_stop_comes_is_measured_to_its_end(fresh, hours, to, after):
    message = in_the_air(fresh, BOB)
    fresh.clock.advance(10)
    fresh.texts(BOB, "STOP")
    fresh.clock.advance(after)
    claim = "c1" if to is MessageState.ACCEPTED else ""
    fresh.deps.store.settle(Settlement(message, to, fresh.clock.now(), claim=claim))
    found = counts.last_30_days(hours, fresh.clock.now()).silence
    assert (found.opt_outs, found.late, found.worst) == (1, 1, after)


def test_what_came_back_unsent_or_was_the_confirmation_is_not_measured(fresh, hours):
    message = in_the_air(fresh, BOB)
    fresh.texts(BOB, "STOP")
    fresh.clock.advance(50)
    settled = Settlement(
        message, MessageState.QUEUED, fresh.clock.now(), claim="c1", retry_at=fresh.clock.now() + 1
    )
    fresh.deps.store.settle(settled)
    fresh.drains()
    assert fresh.provider.texts_to(BOB) != []  # its confirmation
    found = counts.last_30_days(hours, fresh.clock.now()).silence
    assert (found.opt_outs, found.late, found.worst) == (1, 0, 0)


def read(world, hours):
    """Everything that the overview shows: days, totals, rates and silence."""
    now = world.clock.now()
    return counts.calendar(hours, now, 7, "America/Toronto").days, counts.last_30_days(hours, now)


def test_hours_are_added_up_once_finished_and_read_the_same_before_and_after(fresh, hours, client):
    writes(fresh, BOB, template="reminder")
    fresh.drains()
    fresh.texts(BOB, "STOP")
    fresh.clock.advance(HOUR)
    fresh.texts(ALICE, "Hello")
    fresh.clock.advance(4 * HOUR)
    before = read(fresh, hours)
    assert counts.add_up(hours, fresh.clock.now()) > 0
    kept = client.hgetall(fresh.deps.store.keys.hours)
    assert counts.add_up(hours, fresh.clock.now()) == 0
    assert client.hgetall(fresh.deps.store.keys.hours) == kept
    assert read(fresh, hours) == before
    assert (before[1].sums.texts_in, before[1].sums.all_opted_out) == (2, 1)
    assert before[1].by_template["reminder"].opted_out == 1


def test_a_day_that_is_added_up_hour_by_hour_is_the_same(fresh, hours):
    for turn in range(30):
        fresh.texts(ALICE, f"Hello {turn}")
        counts.add_up(hours, fresh.clock.now())
        fresh.clock.advance(HOUR)
    assert read(fresh, hours)[1].sums.texts_in == 30
    assert sum(day.texts_in for day in read(fresh, hours)[0]) == 30


class Slow:
    """A relay that is overtaken between reading and writing."""

    def __init__(self, hours, meanwhile) -> None:
        self._hours, self._meanwhile = hours, meanwhile

    def keep(self, sums, expected):
        self._meanwhile()
        return self._hours.keep(sums, expected)

    def __getattr__(self, name):
        return getattr(self._hours, name)


def test_two_relays_add_nothing_twice(fresh, hours):
    fresh.texts(ALICE, "Hello")
    fresh.clock.advance(4 * HOUR)
    now = fresh.clock.now()
    assert counts.add_up(Slow(hours, lambda: counts.add_up(hours, now)), now) == 0
    fresh.clock.advance(4 * HOUR)
    counts.add_up(hours, fresh.clock.now())
    assert read(fresh, hours)[1].sums.texts_in == 1


def test_a_relay_that_was_away_for_weeks_adds_everything_up(fresh, hours):
    fresh.texts(ALICE, "Hello")
    counts.add_up(hours, fresh.clock.now())
    fresh.clock.advance(20 * DAY)
    assert counts.calendar(hours, fresh.clock.now(), 30, "UTC").missing > 0
    counts.add_up(hours, fresh.clock.now())
    found = counts.calendar(hours, fresh.clock.now(), 30, "UTC")
    assert (sum(day.texts_in for day in found.days), found.missing) == (1, 0)
    assert counts.last_30_days(hours, fresh.clock.now()).sums.texts_in == 1


def test_the_shards_own_counts_go_only_after_they_were_added_up(fresh, hours, client):
    fresh.texts(ALICE, "Hello")
    key = fresh.deps.store.keys.counted(fresh.deps.store.keys.shard(ALICE), fresh.clock.now())
    assert client.pttl(key) == -1
    fresh.clock.advance(4 * HOUR)
    counts.add_up(hours, fresh.clock.now())
    assert 6 * DAY < client.pttl(key) <= 7 * DAY
