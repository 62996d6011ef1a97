"""What was captured and is sent again, rightly signed and old: a webhook, a report, a call of the API."""

import pytest

from responder.domain.records import DAY, Consent, MessageState
from responder.domain.sending.delivery import Failure
from responder.flows.outbound import compose
from responder.flows.outbound.receipts import Receipt, record_receipt
from responder.flows.proof.erase import forget
from responder.store.proof.erasure import Eraser
from tests.people import ALICE, BOB, DANA

YEAR = 365 * DAY
START = "SM" + "1" * 32


@pytest.fixture
def came_back(world):
    """BOB texted START a year ago, and STOP since."""
    world.texts(BOB, "START", START)
    world.clock.advance(YEAR)
    world.texts(BOB, "STOP")
    world.drains()
    return world


def replays(world, times=3):
    """Somebody who listened in sends the START of a year ago again."""
    return [world.texts(BOB, "START", START) for _ in range(times)]


def consent(world):
    return world.deps.store.load(BOB).consent


@pytest.mark.parametrize("later", [0, DAY, 10 * YEAR])
def test_a_start_that_was_captured_lifts_no_later_stop_however_old_it_is(came_back, later):
    """Provider ids of texts have no life: they are known as long as the number is."""
    came_back.clock.advance(later)

    assert replays(came_back) == [None, None, None]
    assert consent(came_back) is Consent.OPTED_OUT


def test_no_answer_goes_out_a_second_time(came_back):
    before = len(came_back.provider.texts_to(BOB))
    replays(came_back)
    came_back.drains()

    assert len(came_back.provider.texts_to(BOB)) == before


def test_after_an_erasure_the_captured_start_is_known_still(came_back, client, store):
    forget(Eraser(client, store.keys), came_back.clock, BOB, DANA, "asked by letter")
    replays(came_back)

    assert (consent(came_back), store.load(BOB).source) == (Consent.OPTED_OUT, "erasure")


def test_the_ids_of_texts_never_expire(came_back, client, store):
    assert client.ttl(store.keys.events(BOB)) == -1
    assert client.sismember(store.keys.events(BOB), START)


def test_an_old_report_moves_nothing_back_and_opts_nobody_out_again(world):
    """A block that was reported before the customer's START is about the time before it."""
    world.log_is_fresh()
    message, _ = compose.send(world.deps, compose.Draft(ALICE, "Your car is ready.", "service", DANA))
    world.drains()
    sid = world.deps.store.message(message.id).provider_id
    blocked = Receipt(sid, MessageState.FAILED, 21610, Failure.OPTED_OUT)
    record_receipt(world.deps, message.id, blocked)
    assert world.deps.store.load(ALICE).consent is Consent.OPTED_OUT
    world.clock.advance(DAY)
    world.texts(ALICE, "START")
    for old in (blocked, Receipt(sid, MessageState.SENT), blocked):
        record_receipt(world.deps, message.id, old)

    assert world.deps.store.load(ALICE).consent is Consent.EXPRESS
    assert world.deps.store.message(message.id).state is not MessageState.SENT


def test_a_call_of_the_api_that_names_its_wish_is_the_same_wish_a_year_later(world):
    world.log_is_fresh()
    draft = compose.Draft(ALICE, "Your car is ready.", "service", DANA, event="api:key:order-7")
    first, _ = compose.send(world.deps, draft)
    world.drains()
    world.clock.advance(YEAR)
    world.log_is_fresh()
    again, _ = compose.send(world.deps, draft)
    world.drains()

    assert (again.id, len(world.provider.texts_to(ALICE))) == (first.id, 1)
