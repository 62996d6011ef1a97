"""What storms found: one test for each interleaving that broke a promise, as they were found."""

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
