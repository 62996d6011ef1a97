"""How many texts reach one customer: 3 of marketing in 24 hours, 10 a month over toll-free in Canada."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from responder.domain.records import DAY, HOUR, MINUTE, Consent, MessageClass, MessageState
from responder.domain.sending.frequency_caps import counters, full
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Refusal
from responder.law.loader import law_for
from responder.ports import Claimed, ClaimRequest
from tests.people import ALICE, DANA, GARAGE, LONG_CODE, TOLL_FREE, message, somebody

S = MessageState
FLORIDA = "+13055550101"


@pytest.fixture
def consented(world):
    """Everybody agreed, on a Wednesday at 11:00 in Toronto and Miami."""
    world.clock.at = int(datetime(2026, 11, 18, 11, tzinfo=ZoneInfo("America/Toronto")).timestamp() * 1000)
    world.deps = replace(
        world.deps, business=replace(world.deps.business, senders=(*world.deps.business.senders, TOLL_FREE))
    )
    for number in (ALICE, FLORIDA):
        world.texts(number, "START")
    world.drains()
    world.provider.sent.clear()
    return world


def sends(world, to=ALICE, kind="marketing", sender=""):
    """DANA writes, a worker looks; the message as it is then."""
    message, _ = compose.send(world.deps, Draft(to, "Spring sale", kind, DANA, sender=sender))
    arrives(world)
    return world.deps.store.message(message.id)


def arrives(world):
    """A worker looks, and what it sent is delivered, so that the next may go."""
    world.log_is_fresh()
    world.drains()
    world.clock.advance(MINUTE)


@pytest.mark.parametrize(("to", "rule"), [(ALICE, "ST-11"), (FLORIDA, "ST-01")])
def test_the_fourth_marketing_text_in_24_hours_does_not_go(consented, to, rule):
    first = consented.clock.at
    states = [sends(consented, to).state for _ in range(3)]
    fourth = sends(consented, to)

    assert S.QUEUED not in states
    assert len(consented.provider.texts_to(to)) == 3
    assert fourth.state is S.DROPPED and fourth.reason.endswith(f"({rule})")
    consented.clock.at = first + DAY
    sends(consented, to)
    assert len(consented.provider.texts_to(to)) == 4


def test_what_is_still_good_when_the_cap_lets_go_is_held_until_then(consented):
    first = consented.clock.at
    for _ in range(3):
        sends(consented)
    consented.clock.at = first + DAY - 2 * HOUR
    held = sends(consented)

    assert held.state is S.QUEUED and held.reason.endswith("(ST-11)")
    consented.clock.at = first + DAY
    arrives(consented)
    assert len(consented.provider.texts_to(ALICE)) == 4


STATES = [("ST-01", "305"), ("ST-02", "405"), ("ST-03", "410"), ("ST-06", "503"), ("ST-11", "604")]


@pytest.mark.parametrize(("rule", "area"), STATES)
def test_the_cap_is_the_states_own_and_rolls_over_24_hours(rule, area):
    """ST-01, ST-02, ST-03, ST-06, ST-11: held until the first of three is a day old."""
    law, now = law_for(GARAGE), 1_795_000_000_000
    marks = tuple(f"{now - hours * HOUR}:marketing:long_code" for hours in (20, 3, 1))
    had = somebody(Consent.EXPRESS, f"+1{area}5550101", counted=marks)
    fourth = message(MessageClass.MARKETING, had.number)
    row, until = full(fourth, had, LONG_CODE, law, now)

    assert (row.rule, until) == (rule, now + 4 * HOUR)
    assert full(fourth, had, LONG_CODE, law, until) is None
    assert full(fourth, had.changed({"counted": marks[1:]}), LONG_CODE, law, now) is None


def test_service_and_replies_have_no_cap_of_marketing(consented):
    for _ in range(3):
        sends(consented)
    for _ in range(4):
        sends(consented, kind="service")

    assert len(consented.provider.texts_to(ALICE)) == 7


def test_marketing_over_toll_free_is_refused_in_canada_and_not_in_florida(consented):
    with pytest.raises(Refusal) as refused:
        sends(consented, ALICE, sender=TOLL_FREE.id)
    assert refused.value.rule == "CA-26"
    sends(consented, FLORIDA, sender=TOLL_FREE.id)
    assert len(consented.provider.texts_to(FLORIDA)) == 1


def test_the_eleventh_text_in_a_month_over_toll_free_does_not_go_in_canada(consented):
    for _ in range(11):
        last = sends(consented, ALICE, "service", TOLL_FREE.id)

    assert len(consented.provider.texts_to(ALICE)) == 10
    assert last.state is S.DROPPED and last.reason.endswith("(CA-26)")


def test_marketing_between_them_makes_nobody_forget_the_texts_of_a_month(consented):
    """CA-26: the month's ten go over toll-free, the sales over the long code, whose cap looks back a day."""
    said = []
    for _ in range(11):
        for _ in range(2):
            sends(consented, ALICE, sender=LONG_CODE.id)
        said.append(sends(consented, ALICE, "service", TOLL_FREE.id))
        consented.clock.advance(DAY)

    toll_free = [each for each in consented.provider.sent if each.sender.id == TOLL_FREE.id]
    assert [each.state for each in said[:10]].count(S.DROPPED) == 0
    assert len(toll_free) == 10
    assert said[10].state is S.DROPPED and said[10].reason.endswith("(CA-26)")


def test_of_two_workers_that_saw_the_same_count_one_must_look_again(consented):
    """The number's version does not move in a claim, its counters do."""
    store, now = consented.deps.store, consented.clock.at
    first, second = (
        compose.send(consented.deps, Draft(ALICE, "Sale", "marketing", DANA))[0] for _ in range(2)
    )
    number, sender, ready = store.load(ALICE), consented.deps.business.senders[0], Barrier(2)

    def claim(message):
        moved = counters(message, number, sender, True, consented.deps.law, now)
        ready.wait()
        said = store.claim(ClaimRequest(message, number, now, f"w{message.id}", "Sale", True, moved))
        return said

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(claim, (first, second)))
    assert said in ([Claimed.BUSY, Claimed.CLAIMED], [Claimed.CLAIMED, Claimed.STALE])
    assert len(store.load(ALICE).counted) == 1


def test_a_claim_with_counters_of_yesterday_is_stale(consented):
    store, now = consented.deps.store, consented.clock.at
    seen = store.load(ALICE)
    sends(consented)
    message, _ = compose.send(consented.deps, Draft(ALICE, "Sale", "marketing", DANA))
    number = replace(store.load(ALICE), counted=seen.counted)
    moved = counters(message, number, consented.deps.business.senders[0], True, consented.deps.law, now)

    assert moved
    request = ClaimRequest(message, number, consented.clock.at, "w", "Sale", True, moved)
    assert store.claim(request) is Claimed.STALE
