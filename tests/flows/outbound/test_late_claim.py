"""A worker that finds itself late after its claim does not send: a STOP may have come meanwhile (I1)."""

from dataclasses import replace

import pytest

from responder.domain.sending.delivery import MAX_CLAIM_AGE
from responder.flows.outbound import compose
from responder.ports import Claimed, ClaimRequest, Store
from tests.flows.conftest import World
from tests.people import ALICE


class SlowClaims:
    """A store whose claims take so long (ms) that the worker wakes up late."""

    def __init__(self, world: World, delay: int) -> None:
        self._store: Store = world.deps.store
        self._clock = world.clock
        self.delay = delay

    def claim(self, request: ClaimRequest) -> Claimed:
        claimed = self._store.claim(request)
        self._clock.advance(self.delay)  # type: ignore[attr-defined]
        return claimed

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


@pytest.mark.parametrize(("delay", "sent"), [(MAX_CLAIM_AGE, 1), (MAX_CLAIM_AGE + 1, 0)])
def test_a_claim_older_than_a_second_is_given_back_and_not_sent(world: World, delay: int, sent: int) -> None:
    slow = SlowClaims(world, delay)
    late = replace(world, deps=replace(world.deps, store=slow))  # type: ignore[arg-type]
    late.log_is_fresh()
    message, _ = compose.send(late.deps, compose.Draft(ALICE, "Your car is ready.", "service", "Dana"))
    late.drains()
    assert len(world.provider.texts_to(ALICE)) == sent

    slow.delay = 0
    world.clock.advance(60_000)  # type: ignore[attr-defined]
    late.drains()
    assert len(world.provider.texts_to(ALICE)) == 1, "it was certainly not sent, so it goes later, once"
    found = world.deps.store.message(message.id)
    assert found is not None and found.state.value == "accepted"
