"""The flows on a real Redis, with the two things faked that are ours to fake: the provider and the clock."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

import pytest

from responder.adapters.templates.answers import TemplateTexts
from responder.domain.business import Business, Sender
from responder.domain.consent.auto_replies import Inbound
from responder.domain.records import Decision, Millis
from responder.domain.understanding.classifier import Classifier
from responder.domain.understanding.keywords import keyword_set
from responder.flows.inbound.receive import receive
from responder.flows.outbound import deliver
from responder.law.loader import law_for
from responder.ports import Accepted, Clock, Deps, LoggedText, LogUnavailable, Outgoing, SendError
from responder.ports.desk import DeskDeps
from responder.store.core.numbers_outbox import RedisStore
from tests.flows.shop import desk_deps

HERE = "https://sms.example.com"
"""Where Twilio reaches the product."""

TEMPLATES = Path(__file__).parents[2] / "templates" / "sms"


def _sent_at(row: LoggedText) -> Millis:
    return row.sent_at


@dataclass
class FakeProvider:
    """A provider that remembers what it was given; `fails` is raised by the next sends, in order."""

    sent: list[Outgoing] = field(default_factory=list)
    fails: list[SendError] = field(default_factory=list)
    log: list[LoggedText] = field(default_factory=list)
    outgoing_log: list[LoggedText] = field(default_factory=list)
    log_away: bool = False
    pages: int | None = None
    page_size: int = 1_000
    clock_behind: Millis = 0
    hears_services: bool | None = True
    routes: dict[str, str | None] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def send(self, outgoing: Outgoing) -> Accepted:
        with self.lock:
            if self.fails:
                raise self.fails.pop(0)
            self.sent.append(outgoing)
            return Accepted(f"SM{len(self.sent):032x}")

    def account_log(self, since: Millis) -> Iterator[Sequence[LoggedText]]:
        """Pages of `page_size`, the newest first."""
        if self.log_away:
            raise LogUnavailable("503")
        rows = [row for row in (*self.log, *self.outgoing_log) if row.created_at >= since]
        rows.sort(key=_sent_at, reverse=True)
        for start in range(0, max(len(rows), 1), self.page_size):
            yield rows[start : start + self.page_size]

    def inbound_log(self, number: str, since: Millis) -> Sequence[LoggedText]:
        if self.log_away:
            raise LogUnavailable("503")
        return [row for row in self.log if row.to == number and row.created_at >= since]

    def inbound_past(self, number: str, before: Millis) -> Iterator[Sequence[LoggedText]]:
        """Pages of two, the newest first; with `pages` set so many, and then the log is away."""
        old = sorted((row for row in self.log if row.to == number and row.sent_at <= before), key=_sent_at)
        for count, at in enumerate(range(len(old), 0, -2)):
            if self.log_away or (self.pages is not None and count >= self.pages):
                raise LogUnavailable("503")
            yield old[max(0, at - 2) : at]

    def outbound_log(self, to: str, since: Millis) -> Sequence[LoggedText]:
        if self.log_away:
            raise LogUnavailable("503")
        return [row for row in self.outgoing_log if row.to == to and not 0 < row.created_at < since]

    def hears(self, sender: Sender) -> bool | None:
        return self.hears_services if sender.messaging_service else True

    def webhooks(self, senders: Sequence[Sender]) -> dict[str, str | None]:
        """What a test says of a number; else our own address."""
        numbers = [number for sender in senders for number in sender.numbers]
        return {number: self.routes.get(number, f"{HERE}/twilio/inbound#rc=3") for number in numbers}

    def behind(self) -> Millis:
        return self.clock_behind

    def clock_off(self) -> Millis | None:
        return self.clock_behind or None

    def texts_to(self, number: str) -> list[str]:
        return [outgoing.body for outgoing in self.sent if outgoing.to == number]


@dataclass
class CountingJobs:
    """Counts how often a worker was woken."""

    wakes: int = 0

    def wake(self) -> bool:
        self.wakes += 1
        return True


@dataclass
class World:
    """Everything a story needs, with the verbs that it is told in."""

    deps: Deps
    provider: FakeProvider
    jobs: CountingJobs
    clock: Clock
    pool: ThreadPoolExecutor
    sids: int = 0

    def texts(self, number: str, body: str, sid: str = "", **details: object) -> Decision | None:
        """`number` texts the business."""
        self.sids += 1
        inbound = Inbound(
            provider_id=sid or f"SMin{self.sids:030d}",
            number=number,
            can_reply=True,
            sender=self.deps.business.senders[0],
            body=body,
        )
        return receive(self.deps, replace(inbound, **details))  # type: ignore[arg-type]

    def lives(self, number: str, *places: str) -> None:
        """Where the customer of `number` lives, as the desk copies it to the number's record."""
        found = self.deps.store.load(number)
        after = found.changed({"places": places, "version": found.version + 1})
        self.deps.store.commit(Decision(found, after, "desk"))

    def drains(self) -> int:
        """A worker hands over what is due."""
        return deliver.drain(self.deps, self.pool, lambda: False)

    def log_is_fresh(self) -> None:
        """The provider's log was read completely just now."""
        for number in self.deps.business.numbers:
            self.deps.store.set_fresh(number, self.clock.now())

    def logged(self, number: str, body: str, at: Millis, sid: str = "", **details: object) -> LoggedText:
        """The provider's log holds a text from `number`."""
        self.sids += 1
        row = LoggedText(
            provider_id=sid or f"SMlog{self.sids:029d}",
            sender_number=self.deps.business.senders[0].shown,
            from_=number,
            to=self.deps.business.senders[0].shown,
            body=body,
            direction="inbound",
            status="received",
            error_code=0,
            created_at=at,
            sent_at=at,
            media=0,
        )
        row = replace(row, **details)  # type: ignore[arg-type]
        self.provider.log.append(row)
        return row


@pytest.fixture
def world(store: RedisStore, business: Business, clock: Clock) -> Iterator[World]:
    provider, jobs = FakeProvider(), CountingJobs()
    deps = Deps(
        store=store,
        provider=provider,
        jobs=jobs,
        texts=TemplateTexts(business, TEMPLATES),
        clock=clock,
        business=business,
        classifier=Classifier(keyword_set(business.extra_keywords)),
        law=law_for(business),
    )
    with ThreadPoolExecutor(16) as pool:
        yield World(deps, provider, jobs, clock, pool)


@pytest.fixture
def at_desk(world: World, client: object) -> DeskDeps:
    """The desk of this world's business."""
    return desk_deps(world.deps, client)
