"""A text can be held up between claim and socket: what came meanwhile counts, whatever a clock says (I1)."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest

from responder.domain.records import SECOND, Number
from responder.domain.sending.delivery import CLAIM_DEADLINE, MAX_CLAIM_AGE, Failure
from responder.domain.sending.kill_switches import EVERY_SENDER
from responder.flows.outbound import compose, deliver
from responder.flows.outbound.last_look import SURE_FOR
from responder.ports import Accepted, Outgoing, SendError, Store, StoreUnavailable
from tests.conftest import FakeClock
from tests.flows.conftest import FakeProvider, World
from tests.people import ALICE


class HeldUp(FakeProvider):
    """A provider whose connection takes as long as a test says; then it looks, and sends or not."""

    meanwhile: Callable[[], object] | None = None

    def send(self, outgoing: Outgoing) -> Accepted:
        if self.meanwhile:
            self.meanwhile()
        if outgoing.last_look.left() <= 0 or not outgoing.last_look.allows():
            raise SendError(Failure.UNREACHABLE)
        return super().send(outgoing)


class Asked:
    """The store, which counts how often a number is read; with `away` it does not answer that."""

    def __init__(self, store: Store) -> None:
        self._store, self.loads, self.away = store, 0, False

    def load(self, number: str) -> Number:
        self.loads += 1
        if self.away:
            raise StoreUnavailable("TimeoutError")
        return self._store.load(number)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


@pytest.fixture
def held_up(world: World) -> World:
    provider, store = HeldUp(), Asked(world.deps.store)
    deps = replace(world.deps, provider=provider, store=cast(Store, store))
    return replace(world, provider=provider, deps=deps)


def handed_over(world: World, meanwhile: Callable[[], object] | None = None) -> int:
    """How many texts left where this happens between claim and socket."""
    world.log_is_fresh()
    compose.send(world.deps, compose.Draft(ALICE, "Your car is ready.", "service", "Dana"))
    cast(Asked, world.deps.store).loads = 0
    cast(HeldUp, world.provider).meanwhile = meanwhile
    world.drains()
    return len(world.provider.texts_to(ALICE))


def passes(world: World, milliseconds: int) -> None:
    cast(FakeClock, world.clock).advance(milliseconds)


def test_a_text_that_nothing_held_up_leaves_without_a_question(held_up: World) -> None:
    assert handed_over(held_up, lambda: passes(held_up, SURE_FOR)) == 1
    assert cast(Asked, held_up.deps.store).loads == 0


AFTER_A_WHILE = {
    "a STOP": lambda world: world.texts(ALICE, "STOP"),
    "all sending switched off": lambda world: world.deps.store.stop_sender(EVERY_SENDER, "wrong text"),
    "its sender switched off": lambda world: world.deps.store.stop_sender(
        world.deps.business.senders[0].id, "wrong text"
    ),
    "a text may be lost": lambda world: world.deps.store.note_gap("a text was not taken", 1),
}


@pytest.mark.parametrize("comes", AFTER_A_WHILE.values(), ids=AFTER_A_WHILE)
def test_what_came_while_a_text_was_held_up_counts(held_up: World, comes: Callable[[World], object]) -> None:
    def meanwhile() -> None:
        passes(held_up, SURE_FOR + 1)
        comes(held_up)

    assert handed_over(held_up, meanwhile) == 0


@pytest.mark.parametrize(("milliseconds", "sent"), [(MAX_CLAIM_AGE - 1, 1), (MAX_CLAIM_AGE + 1, 0)])
def test_a_text_that_nothing_came_between_leaves_for_a_second(
    held_up: World, milliseconds: int, sent: int
) -> None:
    assert handed_over(held_up, lambda: passes(held_up, milliseconds)) == sent


def test_a_clock_that_is_set_back_makes_no_claim_young(held_up: World) -> None:
    """A worker stopped for 12 s between claim and socket, its machine's clock set back 12 s meanwhile."""

    def stopped_and_set_back() -> None:
        passes(held_up, 12 * SECOND)
        cast(FakeClock, held_up.clock).at -= 12 * SECOND

    assert handed_over(held_up, stopped_and_set_back) == 0


def test_a_claim_that_was_given_up_meanwhile_is_not_handed_over(held_up: World) -> None:
    """Another host's relay was ahead and called it unknown: what left now could leave twice (I7)."""

    def given_up() -> None:
        passes(held_up, SURE_FOR + 1)
        ahead = replace(held_up.deps, clock=FakeClock())
        cast(FakeClock, ahead.clock).at = held_up.clock.now() + CLAIM_DEADLINE
        assert deliver.overdue(ahead) == 1

    assert handed_over(held_up, given_up) == 0


def test_a_store_that_does_not_answer_says_no(held_up: World) -> None:
    def away() -> None:
        passes(held_up, SURE_FOR + 1)
        cast(Asked, held_up.deps.store).away = True

    assert handed_over(held_up, away) == 0
    assert cast(Asked, held_up.deps.store).loads == 1
