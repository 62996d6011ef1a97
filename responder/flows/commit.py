"""Load, decide, commit; again when somebody else was faster. Every change of a number goes through here."""

from collections.abc import Callable

from responder.domain.messages import Decision, Millis, Number
from responder.ports import Committed, Deps, ForbiddenTransition, StoreUnavailable

TRIES = 20
WITHIN: Millis = 500
"""How often and how long a conflict is tried again before the caller hears 503 (DESIGN §3). Each round one
of those who race for a number wins, so as many tries as a web process has threads, and some, always do."""

Decide = Callable[[Number, Millis], Decision]


def commit(deps: Deps, number: str, decide: Decide, guess: Number | None = None) -> Decision | None:
    """Apply what `decide` says of the number; None when this event was acted on before.

    With a `guess` of the number the first try needs no load; a wrong one is a conflict like any other, so
    `decide` must have no effects of its own. Wakes a worker when a message was written. Raises
    StoreUnavailable, ForbiddenTransition.
    """
    started, found = deps.clock.now(), guess
    for _ in range(TRIES):
        now = deps.clock.now()
        decision = decide(found or deps.store.load(number), now)
        result = deps.store.commit(decision)
        if result.outcome is Committed.FORBIDDEN:
            raise ForbiddenTransition(decision.event_kind)
        if result.must_wake:
            deps.jobs.wake()
        if result.outcome is Committed.APPLIED:
            return decision
        if result.outcome is Committed.DUPLICATE:
            return None
        if deps.clock.now() - started > WITHIN:
            break
        found = result.found
    raise StoreUnavailable("contended")
