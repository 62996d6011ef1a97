"""Nobody forgets a text that may be an opt-out: after a business day `doctor` says so (KW-11)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from responder.commands.doctor import diagnosis
from responder.domain.consent.review import decide_by
from responder.domain.records import DAY, HOUR
from responder.flows.inbound.receive import receive
from responder.flows.inbound.review import waits_too_long
from responder.store.inbox.reviews import RedisReviews
from responder.wiring.product import build
from tests.flows.inbound.test_review import UNSURE, decides
from tests.people import ALICE, BOB, DANA, inbound
from tests.web.test_webhook import settings


def moment(day: int, hour: int) -> int:
    """In November 2026, which begins on a Sunday, UTC."""
    return int(datetime(2026, 11, day, hour, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("came", "late"),
    [
        ((16, 9), (17, 9)),
        ((19, 23), (20, 23)),
        ((20, 15), (23, 15)),
        ((21, 10), (23, 10)),
        ((22, 0), (23, 0)),
    ],
    ids=["Monday", "Thursday", "Friday", "Saturday", "Sunday"],
)
def test_a_business_day_has_no_weekend(came, late):
    assert decide_by(moment(*came)) == moment(*late)


@pytest.fixture
def reviews(store, client) -> RedisReviews:
    return RedisReviews(client, store.keys)


def test_the_oldest_text_that_waits_is_late_after_a_business_day_until_somebody_decides(world, reviews):
    world.clock.at = moment(17, 9)
    world.texts(ALICE, UNSURE)
    world.clock.advance(DAY - 1)
    world.texts(BOB, UNSURE)
    assert not waits_too_long(world.deps, reviews)

    world.clock.advance(1)
    assert waits_too_long(world.deps, reviews)
    decides(world, reviews, reviews.open_reviews(1)[0], "not_opt_out", DANA)
    world.clock.advance(HOUR)
    assert not waits_too_long(world.deps, reviews)


def test_doctor_names_the_command_that_lists_them(redis_url, client, clock):
    client.flushall()
    made = build(settings(redis_url), 4, within=10)
    app = replace(made, deps=replace(made.deps, clock=clock))
    receive(app.deps, inbound(UNSURE, ALICE))
    found = []
    for _ in range(2):
        found += [check for check in diagnosis.examine(app) if check.name == "reviews"]
        clock.advance(5 * DAY)
    made.jobs.queue.connection.close()

    assert [check.ok for check in found] == [True, False]
    assert "bin/responder review list" in found[1].said and "(KW-11)" in found[1].said
