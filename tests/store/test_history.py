"""Any history at all: what must hold of three numbers after every step (I3, I4, I6)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responder.domain.consent import decisions
from responder.domain.proof import ledger
from responder.domain.records import Consent, Decision, Number
from responder.ports import Committed
from responder.store.core.numbers_outbox import RedisStore
from responder.store.core.queries import Queries
from tests.people import ALICE, BOB, CAROL, DANA, message, texts
from tests.store.conftest import NOW, changed

PEOPLE = [ALICE, BOB, CAROL]
WORDS = ["STOP", "START", "HELP", "YES", "hello", "ARRÊT", "UNSTOP", "", "STOP \ud83d"]
IDS = [f"SM{index}" for index in range(12)]
"""Few, so that ids come again."""

Step = Callable[[Number, int], Decision]


def a_text(word: str, sid: str, ago: int) -> Step:
    """`ago` > 0: read in the provider's log, that many seconds after the customer wrote it."""
    return lambda number, now: texts(number, word, now, sid=sid, log_at=now - ago * 1_000 if ago else 0)


def at_the_desk(event: str) -> Step:
    return lambda number, now: decisions.on_unsubscribe(number, "desk", DANA, "asked", event, now)


def a_block(claimed: int) -> Step:
    return lambda number, now: decisions.on_provider_block(
        number, message(to=number.number, claimed_at=now - claimed, id=f"00{claimed}"), now
    )


def a_forgery(door: str, consent: Consent) -> Step:
    """What no rule would decide."""
    return lambda number, now: changed(number, door, "", consent=consent)


def an_old_decision(step: Step) -> Step:
    """Made for a version that has passed."""
    return lambda number, now: replace(
        step(number, now), before=replace(number, version=max(0, number.version - 1))
    )


REAL = st.one_of(
    st.builds(a_text, st.sampled_from(WORDS), st.sampled_from(IDS), st.sampled_from([0, 0, 1, 90, 4000])),
    st.builds(at_the_desk, st.sampled_from(["", "form1", "form2"])),
    st.builds(a_block, st.sampled_from([0, 5_000, 10**9])),
)
FORGED = st.builds(a_forgery, st.sampled_from(["desk", "api", "import", "inbound"]), st.sampled_from(Consent))
STEPS = st.tuples(
    st.sampled_from(PEOPLE), st.one_of(REAL, REAL, REAL, FORGED, st.builds(an_old_decision, REAL))
)


@dataclass
class Witness:
    """Sees every step and remembers what may not change."""

    store: RedisStore
    queries: Queries
    seen: dict[str, list[object]] = field(default_factory=lambda: {person: [] for person in PEOPLE})
    acted_on: set[tuple[str, str]] = field(default_factory=set)

    def take(self, person: str, step: Step, now: int) -> None:
        before = self.store.load(person)
        decision = step(before, now)
        outcome = self.store.commit(decision).outcome
        after = self.store.load(person)
        self.came_back(before, after, decision)
        self.once(person, decision, outcome, before, after)
        self.agrees(person, after)
        self.chain(person, after)

    def came_back(self, before: Number, after: Number, decision: Decision) -> None:
        """OPTED_OUT was left only by a new START of the customer's own."""
        if before.consent is not Consent.OPTED_OUT or after.consent is Consent.OPTED_OUT:
            return
        assert decision.event_kind == "inbound"
        assert (before.number, decision.event_id) not in self.acted_on
        intents = [entry.intent for entry in decision.entries if entry.ledger]
        assert intents == ["OPT_IN"]

    def once(
        self, person: str, decision: Decision, outcome: Committed, before: Number, after: Number
    ) -> None:
        """An event is acted on once; what was not applied changed nothing."""
        if outcome is Committed.APPLIED:
            assert not decision.event_id or (person, decision.event_id) not in self.acted_on
            assert after.version == before.version + 1
            self.acted_on.add((person, decision.event_id))
        else:
            assert after == before

    def agrees(self, person: str, after: Number) -> None:
        """The set of those who opted out says what the record says."""
        assert (person in self.queries.opted_out(PEOPLE)) is (after.consent is Consent.OPTED_OUT)

    def chain(self, person: str, after: Number) -> None:
        """The ledger only grows, every link holds, and its head stands in the record."""
        links = [entry for entry in self.queries.timeline(person) if "link" in entry]
        assert links[: len(self.seen[person])] == self.seen[person]
        self.seen[person] = list(links)
        head = ""
        for entry in links:
            assert entry["link"] == ledger.link(head, entry)
            head = entry["link"]
        assert after.chain_head == head


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(st.lists(STEPS, min_size=10, max_size=30))
def test_what_must_hold_holds_after_every_step_of_any_history(store, queries, client, steps) -> None:
    client.flushall()
    witness = Witness(store, queries)
    for index, (person, step) in enumerate(steps):
        witness.take(person, step, NOW + index * 20_000)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(st.lists(st.tuples(st.sampled_from(PEOPLE), REAL), min_size=10, max_size=30))
def test_no_history_owes_a_customer_a_second_confirmation(store, client, steps) -> None:
    """One permit for each opt-out: never two confirmations in one episode."""
    client.flushall()
    confirmations: list[tuple[str, int]] = []
    for index, (person, step) in enumerate(steps):
        decision = step(store.load(person), NOW + index * 20_000)
        if store.commit(decision).outcome is Committed.APPLIED:
            written = [each for each in decision.messages if each.purpose == "opt_out"]
            confirmations += [(person, each.episode) for each in written]
    assert len(confirmations) == len(set(confirmations))
