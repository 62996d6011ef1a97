"""US-08: a confirmation leaves within 300 s of its STOP or never; those that cannot are counted."""

from dataclasses import replace

from responder.domain.records import SECOND, Consent
from responder.flows.reports import counts
from responder.store.campaigns.counts import RedisHourCounts

STOPS = 400
SECONDS = 300


def number(place):
    return f"+1514{place // 100 + 200}01{place % 100:02d}"


def test_of_400_stops_at_once_those_are_confirmed_that_one_a_second_allows(world, client):
    slow = tuple(replace(sender, rate=1.0) for sender in world.deps.business.senders)
    world.deps = replace(world.deps, business=replace(world.deps.business, senders=slow))
    world.log_is_fresh()
    hours, began = RedisHourCounts(client, world.deps.store.keys), world.clock.now()
    for place in range(STOPS):
        world.texts(number(place), "STOP")
    within = 0
    for second in range(SECONDS + 20):
        world.drains()
        if second < SECONDS:
            within = len(world.provider.sent)
        world.clock.advance(began + (second + 1) * SECOND - world.clock.now())
    sums = counts.last_30_days(hours, world.clock.now()).sums

    assert all(world.deps.store.load(number(place)).consent is Consent.OPTED_OUT for place in range(STOPS))
    sent = len(world.provider.sent)
    assert sent == within == len({each.to for each in world.provider.sent})
    assert SECONDS <= sent <= SECONDS + 3  # three seconds of the rate may be saved up
    assert sums.dropped == {"US-08:opt_out": STOPS - sent}
    assert sums.texts_out == sent
    assert all(each.valid_for <= SECONDS for each in world.provider.sent)
    assert not world.deps.store.anything_due(world.clock.now() + 3_600 * SECOND)
