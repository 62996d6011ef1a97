"""All orders of customers, staff, provider and time, against `customer.py`: the flows on a real Valkey."""

from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from responder.domain.proof import ledger
from responder.domain.records import Consent, MessageState
from responder.domain.sending.delivery import Failure
from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import compose, deliver
from responder.flows.outbound.receipts import Receipt, record_receipt
from responder.ports import Accepted, Outgoing, SendError, StoreUnavailable
from responder.store.core.queries import Queries
from tests.conftest import FakeClock
from tests.faults.witness import kind_of
from tests.flows import conftest as flows_conftest
from tests.flows.conftest import FakeProvider, World
from tests.model.customer import Customer, Logged
from tests.people import ALICE, BOB

NUMBERS = st.sampled_from((ALICE, BOB))
WORDS = st.sampled_from(("STOP", "START", "HELP", "YES", "Is it ready?"))
AGAIN = {Failure.THROTTLED, Failure.UNREACHABLE}
OUTCOMES = st.sampled_from(("lost", "dies", Failure.THROTTLED, Failure.UNREACHABLE, Failure.OPTED_OUT))
PAUSES = st.sampled_from((1, 400, 1_000, 2_500, 16_000, 61_000, 121_000, 301_000, 601_000, 3_700_000))


@dataclass
class ScriptedProvider(FakeProvider):
    """Does what it is told with the next texts, and remembers every request in order."""

    outcomes: list[Any] = field(default_factory=list)
    requests: list[tuple[Outgoing, Any]] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> Accepted:
        with self.lock:
            outcome = self.outcomes.pop(0) if self.outcomes else "taken"
            self.requests.append((outgoing, outcome))
        if outcome == "dies":  # the worker: nobody settles this
            raise StoreUnavailable("the worker died")
        if outcome != "taken":
            raise SendError(Failure.UNKNOWN if outcome == "lost" else outcome)
        return Accepted(f"SM{len(self.requests):032x}")


class Story(RuleBasedStateMachine):
    """Rules are what may happen; what must hold is asked after each of them."""

    world: World
    queries: Queries

    def __init__(self) -> None:
        super().__init__()
        self.world.deps.store._redis.flushall()  # type: ignore[attr-defined]
        self.provider = ScriptedProvider()
        self.deps = replace(self.world.deps, provider=self.provider)
        self.world = replace(self.world, deps=self.deps, provider=self.provider)
        self.clock: FakeClock = self.world.clock  # type: ignore[assignment]
        self.customers = {number: Customer() for number in (ALICE, BOB)}
        self.written_under: dict[str, tuple[str, int]] = {}
        self.read_at = 0
        self.judged = 0

    # -- the customers

    @rule(number=NUMBERS, words=st.lists(WORDS, min_size=1, max_size=4), pause=st.sampled_from((300, 1_100)))
    def texts(self, number: str, words: list[str], pause: int) -> None:
        for word in words:
            self._arrives(number, self._logs(number, word))
            self.clock.advance(pause)

    @rule(number=NUMBERS)
    def leaves_and_comes_back(self, number: str) -> None:
        self.texts(number, ["STOP", "START"], 1_100)

    @rule(number=NUMBERS, word=WORDS)
    def texts_and_the_webhook_is_lost(self, number: str, word: str) -> None:
        self._logs(number, word)

    @rule(number=NUMBERS, index=st.integers(0, 20))
    def a_webhook_comes_late_or_again(self, number: str, index: int) -> None:
        log = self.customers[number].log
        if log:
            self._arrives(number, log[index % len(log)])

    def _logs(self, number: str, word: str) -> Logged:
        row = self.world.logged(number, word, self.clock.now() // 1_000 * 1_000)
        text = Logged(row.provider_id, word, row.created_at)
        self.customers[number].log.append(text)
        return text

    def _arrives(self, number: str, text: Logged) -> None:
        self.world.texts(number, text.word, sid=text.sid)
        self.customers[number].texts(text, self.clock.now())

    # -- staff

    @rule(number=NUMBERS)
    def staff_write(self, number: str) -> None:
        customer = self.customers[number]
        try:
            draft = compose.Draft(number, "[#1] Your car is ready.", "service", "Dana")
            message, _ = compose.send(self.deps, draft)
        except compose.Refusal:
            blocked = self.deps.store.load(number).blocked_senders
            assert customer.consent == "OPTED_OUT" or blocked, "refused somebody who may be written to"
            return
        assert customer.consent != "OPTED_OUT"
        self.written_under[message.id] = (number, customer.consent_count)

    @rule(number=NUMBERS)
    def the_desk_opts_out(self, number: str) -> None:
        compose.unsubscribe(self.deps, number, "desk", "Dana", "asked at the counter")
        self.customers[number].is_opted_out(self.clock.now(), text=False)

    # -- the provider, the worker, the relay, time

    @rule()
    def a_worker_runs(self) -> None:
        self._works([])

    @rule(outcome=OUTCOMES)
    def a_worker_runs_and_the_provider_fails(self, outcome: Any) -> None:
        self._works([outcome] * 3)

    def _works(self, outcomes: list[Any]) -> None:
        self.provider.outcomes = list(outcomes)
        try:
            self.world.drains()
        except StoreUnavailable:
            pass
        self.provider.outcomes = []
        for outgoing, outcome in self.provider.requests[self.judged :]:
            self._judge(outgoing, outcome)
        self.judged = len(self.provider.requests)

    @rule()
    def the_relay_looks(self) -> None:
        deliver.relay(self.deps)

    @rule()
    def the_log_is_read(self) -> None:
        reconcile(self.deps)
        self.read_at = self.clock.now()
        for customer in self.customers.values():
            customer.log_is_read(self.clock.now())

    @rule()
    def an_ordinary_minute(self) -> None:
        """What nearly always happens: the log is read, and whatever may go goes."""
        for _ in range(2):
            self.clock.advance(1_000)
            self.the_log_is_read()
            self.a_worker_runs()

    @rule(index=st.integers(0, 50), state=st.sampled_from((MessageState.SENT, MessageState.DELIVERED)))
    def the_provider_reports(self, index: int, state: MessageState) -> None:
        taken = [each for each, outcome in self.provider.requests if outcome in ("taken", "lost", "dies")]
        if taken:
            outgoing = taken[index % len(taken)]
            record_receipt(self.deps, outgoing.message_id, Receipt(self._provider_id(outgoing), state))

    def _provider_id(self, outgoing: Outgoing) -> str:
        place = [each.message_id for each, _ in self.provider.requests].index(outgoing.message_id)
        message = self.deps.store.message(outgoing.message_id)
        return (message and message.provider_id) or f"SM{place + 1:032x}"

    @rule(pause=PAUSES)
    def time_passes(self, pause: int) -> None:
        self.clock.advance(pause)

    # -- what must hold

    def _judge(self, outgoing: Outgoing, outcome: Any) -> None:
        customer, kind, now = self.customers[outgoing.to], kind_of(outgoing.body), self.clock.now()
        if kind == "staff":
            _, under = self.written_under[outgoing.message_id]
            assert customer.may_be_written_to(under, self.read_at, now), "in peace, or unread (I1, I2)"
        else:
            before = list(customer.owed)
            assert customer.may_be_answered(kind, now), f"nobody asked for this {kind} (I1, I4)"
            if outcome in AGAIN:
                customer.owed = before  # certainly not sent: it may be tried again
        earlier = [done for each, done in self.provider.requests if each.message_id == outgoing.message_id]
        assert all(done in AGAIN for done in earlier[:-1]), "sent again after it may have been taken (I7)"
        if outcome is Failure.OPTED_OUT and now > customer.last_start_at:
            customer.is_opted_out(now, text=False)

    @invariant()
    def consent_is_what_the_customer_said(self) -> None:
        for number, customer in self.customers.items():
            stored = self.deps.store.load(number)
            assert stored.consent.value == customer.consent, number
            is_listed = number in self.queries.opted_out([number])
            assert is_listed == (stored.consent is Consent.OPTED_OUT), "the set and the record differ"

    def teardown(self) -> None:
        for number in self.customers:
            self._every_link_holds(number)
            self._one_answer_each(number)

    def _every_link_holds(self, number: str) -> None:
        head = ""
        for entry in self.queries.timeline(number):
            if "link" in entry:
                linked = {name: value for name, value in entry.items() if name != "link"}
                assert entry["link"] == ledger.link(head, linked)
                head = entry["link"]

    def _one_answer_each(self, number: str) -> None:
        entries = self.queries.timeline(number)
        answers = [entry["message"] for entry in entries if entry.get("class") == "answer"]
        asked = [found.in_reply_to for each in answers if (found := self.deps.store.message(each))]
        assert len(asked) == len(set(asked)), "one text, two answers (I4)"
        texts = [entry["event"] for entry in entries if entry["kind"] == "inbound"]
        assert len(texts) == len(set(texts)), "one text, recorded twice (I4)"


world = flows_conftest.world


def plays(world: World, queries: Queries, examples: int, **how: Any) -> None:
    """Try so many stories of thirty steps. Raises AssertionError with the shortest that breaks a promise."""
    told = type("Told", (Story,), {"world": world, "queries": queries})
    found = settings(max_examples=examples, stateful_step_count=30, **how)
    run_state_machine_as_test(told, settings=found)


def test_whatever_the_order_the_customers_word_is_kept(world: World, queries: Queries) -> None:
    plays(world, queries, 60)
