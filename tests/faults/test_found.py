"""What storms found: one test for each interleaving that broke a promise, as they were found."""

import pytest

from responder.domain.records import Consent
from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import compose
from tests.flows import conftest
from tests.flows.conftest import World
from tests.people import BOB

world = conftest.world


def drains(world: World) -> None:
    """A worker runs until nothing is due: two texts to one number do not go at once."""
    for _ in range(3):
        world.drains()
        pause(world)


def pause(world: World) -> None:
    world.clock.advance(1_000)  # type: ignore[attr-defined]


def test_a_help_before_a_repeated_stop_is_not_answered_after_it(world: World) -> None:
    """STOP, HELP, STOP, and only then a worker: the second STOP has been answered with 2xx (I1)."""
    for word in ("STOP", "HELP", "STOP"):
        world.texts(BOB, word)
        pause(world)
    drains(world)
    (confirmation,) = world.provider.texts_to(BOB)
    assert "opted out" in confirmation


def test_a_help_after_a_repeated_stop_is_answered(world: World) -> None:
    for word in ("STOP", "STOP", "HELP"):
        world.texts(BOB, word)
        pause(world)
    drains(world)
    assert len(world.provider.texts_to(BOB)) == 2


def test_a_help_before_a_repeated_stop_of_the_same_millisecond_is_not_answered(world: World) -> None:
    """The log reader takes in both at once; the desk had opted the number out. Found by the model."""
    compose.unsubscribe(world.deps, BOB, "desk", "Dana", "asked at the counter")
    pause(world)
    for word in ("HELP", "STOP"):
        world.texts(BOB, word)
    drains(world)
    assert world.provider.texts_to(BOB) == []


@pytest.mark.parametrize("ahead", [0, 1])
def test_a_help_before_a_repeated_stop_is_not_answered_where_our_clock_went_back(
    world: World, ahead: int
) -> None:
    """STOP, HELP, STOP, one of them recorded 18 s ahead of its time: the order counts, not the times."""
    right = world.clock.now()
    for place, word in enumerate(("STOP", "HELP", "STOP")):
        world.clock.at = right + 18_000 if place == ahead else right  # type: ignore[attr-defined]
        world.texts(BOB, word)
        right += 1_000
    world.clock.at = right + 20_000  # type: ignore[attr-defined]
    drains(world)
    (confirmation,) = world.provider.texts_to(BOB)
    assert "opted out" in confirmation


def test_a_help_after_a_stop_of_a_clock_that_was_ahead_is_answered(world: World) -> None:
    right = world.clock.now()
    for word in ("STOP", "STOP", "HELP"):
        world.clock.at = right if word == "HELP" else right + 18_000  # type: ignore[attr-defined]
        world.texts(BOB, word)
        right += 1_000
    world.clock.at = right + 20_000  # type: ignore[attr-defined]
    drains(world)
    assert len(world.provider.texts_to(BOB)) == 2


def test_a_help_of_the_same_millisecond_after_a_stop_is_answered(world: World) -> None:
    for word in ("STOP", "HELP"):
        world.texts(BOB, word)
    drains(world)
    assert len(world.provider.texts_to(BOB)) == 2


def says(world: World, word: str) -> str:
    """BOB texts; the provider's log holds it, the webhook has not come yet."""
    return world.logged(BOB, word, world.clock.now()).provider_id


def test_a_start_that_the_log_reader_meets_before_its_webhook_counts(world: World) -> None:
    """STOP by webhook; START two seconds later, whose webhook waits for Redis while the log is read (I4)."""
    stop = says(world, "STOP")
    world.texts(BOB, "STOP", sid=stop)
    pause(world)
    pause(world)
    start = says(world, "START")
    reconcile(world.deps)
    assert world.texts(BOB, "START", sid=start) is None, "the webhook's commit comes second"
    assert world.deps.store.load(BOB).consent is Consent.EXPRESS


def test_an_older_start_found_in_the_log_hides_no_later_one_that_it_does_not_list_yet(world: World) -> None:
    """A START is lost; STOP; the log is asked for; START by webhook; the list has the older one alone."""
    says(world, "START")
    pause(world)
    world.texts(BOB, "STOP", sid=says(world, "STOP"))
    pause(world)
    pause(world)
    world.texts(BOB, "START", sid="SMlater")
    reconcile(world.deps)
    assert world.deps.store.load(BOB).consent is Consent.EXPRESS

    world.logged(BOB, "START", world.clock.now(), sid="SMlater")
    world.clock.advance(45_000)  # type: ignore[attr-defined]
    reconcile(world.deps)
    assert world.deps.store.load(BOB).consent is Consent.EXPRESS


def test_an_opt_out_at_the_desk_has_no_time_that_the_log_could_tell(world: World) -> None:
    world.texts(BOB, "STOP", sid=says(world, "STOP"))
    compose.unsubscribe(world.deps, BOB, "desk", "Dana", "called us")
    pause(world)
    pause(world)
    says(world, "START")
    reconcile(world.deps)
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT


def test_a_start_of_the_same_second_as_the_stop_does_not_count(world: World) -> None:
    world.texts(BOB, "STOP", sid=says(world, "STOP"))
    says(world, "START")
    reconcile(world.deps)
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT


def test_a_start_whose_webhook_and_row_come_late_does_not_lift_what_the_log_decided(world: World) -> None:
    """STOP and START of one second: the log says silence. Then an older START is delivered, and listed."""
    at = world.clock.now()
    world.texts(BOB, "STOP", sid=world.logged(BOB, "STOP", at).provider_id)
    world.texts(BOB, "START", sid=world.logged(BOB, "START", at).provider_id)
    reconcile(world.deps)
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    pause(world)

    world.texts(BOB, "START", sid=world.logged(BOB, "START", at - 5_000).provider_id)
    assert world.deps.store.load(BOB).consent is Consent.EXPRESS, "a webhook brings no time"
    reconcile(world.deps)
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT


def test_a_help_that_nobody_answered_for_two_minutes_waits_for_the_stop_that_only_the_log_knows(
    world: World,
) -> None:
    """No worker runs; the STOP's webhook is lost; the worker is back before the log is read (I2)."""
    world.log_is_fresh()
    world.texts(BOB, "HELP", sid=world.logged(BOB, "HELP", world.clock.now()).provider_id)
    pause(world)
    world.logged(BOB, "STOP", world.clock.now())
    world.clock.advance(120_000)  # type: ignore[attr-defined]
    drains(world)
    assert world.provider.texts_to(BOB) == []

    reconcile(world.deps)
    drains(world)
    assert all("opted out" in text for text in world.provider.texts_to(BOB))
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT


def test_a_help_that_nobody_answered_for_two_minutes_is_answered_once_the_log_is_read(world: World) -> None:
    world.texts(BOB, "HELP", sid=world.logged(BOB, "HELP", world.clock.now()).provider_id)
    world.clock.advance(120_000)  # type: ignore[attr-defined]
    drains(world)
    assert world.provider.texts_to(BOB) == []

    reconcile(world.deps)
    world.clock.advance(5_000)  # type: ignore[attr-defined]
    drains(world)
    assert len(world.provider.texts_to(BOB)) == 1
