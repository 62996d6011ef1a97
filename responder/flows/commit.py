"""Load, decide, commit; again when somebody else was faster. Every change of a number goes through here."""

from collections.abc import Callable

from responder.domain.records import Decision, Entry, EntryKind, Millis, Number
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
    started = now = deps.clock.now()
    found = guess
    for _ in range(TRIES):
        decision = decide(found or deps.store.load(number), now)
        result = deps.store.commit(decision)
        if result.outcome is Committed.FORBIDDEN:
            deps.store.append_note(number, _attempt(decision, now))
            raise ForbiddenTransition(decision.event_kind)
        if result.must_wake:
            deps.jobs.wake()
        if result.outcome is Committed.APPLIED:
            return decision
        if result.outcome is Committed.DUPLICATE:
            return None
        now, found = deps.clock.now(), result.found
        if now - started > WITHIN:
            break
    raise StoreUnavailable("contended")


def _attempt(decision: Decision, now: Millis) -> Entry:
    """Somebody tried to opt a customer in who had opted out: the audit shows it (I3)."""
    actor = next((entry.actor for entry in decision.entries if entry.actor), "")
    reason = "Refused: only the customer's own START or UNSTOP ends an opt-out."
    return Entry(
        now, EntryKind.ALARM, channel=decision.event_kind, actor=actor, reason=reason, rule="I3"
    )
