"""What the flows need from the world: five small Protocols, the values they exchange, and `Deps`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from responder.domain.business import Business, Sender
from responder.domain.law.quiet_hours import Law
from responder.domain.records import Decision, Entry, Message, MessageState, Millis, Number, Purpose
from responder.domain.sending.kill_switches import StopSwitch
from responder.domain.understanding.classifier import Classifier
from responder.domain.value import record
from responder.ports.handover import Accepted as Accepted
from responder.ports.handover import LastLook as LastLook
from responder.ports.handover import Outgoing as Outgoing
from responder.ports.handover import SendError as SendError
from responder.ports.provider_log import FarRead as FarRead
from responder.ports.provider_log import Gap as Gap
from responder.ports.provider_log import Gaps as Gaps
from responder.ports.provider_log import LoggedText as LoggedText
from responder.ports.provider_log import LogStore, ProviderLog
from responder.ports.provider_log import WebhookText as WebhookText


class LogUnavailable(Exception):
    """The provider's log could not be read completely; freshness must not move."""


class StoreUnavailable(Exception):
    """Redis did not answer in time, or refused: nothing was half done, the caller says 503."""


class StoreAway(StoreUnavailable):
    """Redis did not answer in time: whoever asks next would wait as long. A closed line says so at once."""


class StoreUnfit(StoreUnavailable):
    """Redis is there and may not be used as it is. Its text is one sentence for each thing found."""


class AnotherKind(StoreUnavailable):
    """One key is kept as something else by another release: its item's fault; Redis answers all others."""


class ForbiddenTransition(Exception):
    """The commit script refused to leave OPTED_OUT (I3): a defect, or somebody forging a consent."""


class Provider(ProviderLog, Protocol):
    """Who carries texts. Every method has a 10 s limit and raises only the errors named."""

    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand one message over. Raises SendError."""
        ...

    def hears(self, sender: Sender) -> bool | None:
        """Whether what is texted to this sender is logged at all; None where the provider does not say."""
        ...

    def webhooks(self, senders: Sequence[Sender]) -> Mapping[str, str | None]:
        """By number of these senders: where what is texted to it goes; "" is nowhere, None is not known."""
        ...


class Texts(Protocol):
    """The rendered words: answers from templates, the notice that first messages carry."""

    def answer(self, purpose: Purpose, language: str, sender: Sender) -> str:
        """The final text of an automatic answer."""
        ...

    def with_notice(self, body: str, *languages: str) -> str:
        """`body` with identity, and the opt-out notice of each language, added where it lacks them (I5)."""
        ...

    def with_contact(self, body: str) -> str:
        """`body` with the link to the contact page, added where it lacks it (CA-06)."""
        ...


class Jobs(Protocol):
    """RQ, the dispatcher: it is told that work exists, never what the work is (DESIGN §3)."""

    def wake(self) -> bool:
        """Have a drain run soon; False where the queue takes no job. Never raises; costs at most 50 ms."""
        ...


class Clock(Protocol):
    """The time, injected so that tests decide what it is. Moments are `now`, ages of this process `ticks`."""

    def now(self) -> Millis:
        """Milliseconds since 1970 UTC."""
        ...

    def ticks(self) -> Millis:
        """Milliseconds that have passed, on a clock that nobody can set: only differences mean anything."""
        ...


class Committed(StrEnum):
    """What the commit script said."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"


class Claimed(StrEnum):
    """What the claim script said."""

    CLAIMED = "claimed"
    NOT_QUEUED = "not_queued"
    STALE = "stale"
    OPTED_OUT = "opted_out"
    BUSY = "busy"
    NO_TRIAL = "no_trial"


@dataclass(frozen=True, slots=True)
class Work:
    """A due message with its number, read together; whether the sets of the opted-out, and of those without
    marketing, have that number: they count where the record says less."""

    message: Message
    number: Number
    in_opted_out_set: bool = False
    in_marketing_off_set: bool = False


@record
class CommitResult:
    """The script's word; whether this commit must wake a worker; on a conflict, the number as it is."""

    outcome: Committed
    must_wake: bool = False
    found: Number | None = None


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """What the claim writes beside `sending`: the exact text, whether it carries the notice, the attempt.

    `counters`: fields of the number and their new values; if another claim moved one since `number` was
    read, the claim is stale. `trials`: the pauses that this message is to try (`refusals`); the claim takes
    them, so that one message tries and no message that cannot be claimed uses a try up.
    """

    message: Message
    number: Number
    now: Millis
    claim: str
    final_text: str
    notice: bool
    counters: Mapping[str, object] = field(default_factory=dict)
    trials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a message. `claim` empty = a report that needs no claim (a receipt, a refusal)."""

    message: Message
    state: MessageState
    now: Millis
    claim: str = ""
    provider_id: str = ""
    error_code: int = 0
    reason: str = ""
    retry_at: Millis = 0
    requires: MessageState | None = None


class Settled(StrEnum):
    """What the settle script said. `OTHER_ID`: a second provider id for one message, an alarm."""

    MOVED = "moved"
    ECHO = "echo"
    UNKNOWN_MESSAGE = "unknown_message"
    OTHER_ID = "other_id"


@dataclass(frozen=True, slots=True)
class Lane:
    """One of the two due sets: messages in it, those that may go now, since when the oldest of these may."""

    waiting: int
    due: int
    oldest_due_at: Millis | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of the store at one moment. `read_until` is {our number: how far its log was read, ms}."""

    lanes: dict[str, Lane]
    handing_over: int
    opted_out: int
    numbers: int
    stopped: int
    read_until: dict[str, Millis]


class Store(LogStore, Protocol):
    """The system of record. Every method may raise StoreUnavailable."""

    def load(self, number: str) -> Number: ...
    def guess(self, number: str) -> Number | None: ...
    def commit(self, decision: Decision) -> CommitResult: ...
    def due(self, lane: str, now: Millis, limit: int) -> Sequence[Work]: ...
    def message(self, message_id: str) -> Message | None: ...
    def outdated(self, message: Message) -> bool: ...
    def claim(self, request: ClaimRequest) -> Claimed: ...
    def settle(self, settlement: Settlement) -> Settled: ...
    def postpone(self, message: Message, until: Millis, reason: str) -> None: ...
    def take_tokens(self, sender: Sender, wanted: int, now: Millis, for_answers: bool) -> int: ...
    def overdue_claims(self, now: Millis) -> Sequence[Message]: ...
    def anything_due(self, now: Millis) -> bool: ...
    def clear_wake(self) -> None: ...
    def request_wake(self) -> bool: ...
    def is_nearly_full(self) -> bool: ...
    def life(self, number: str) -> str: ...
    def append_note(self, number: str, entry: Entry, life: str | None = None) -> bool: ...
    def known_events(self, number: str, event_ids: Sequence[str]) -> Sequence[bool]: ...
    def stopped_senders(self) -> frozenset[str]: ...
    def held_bulks(self) -> Mapping[str, str]: ...
    def stop_switches(self) -> Sequence[StopSwitch]: ...
    def stop_sender(self, sender_id: str, reason: str, by: str = "", at: Millis = 0) -> bool: ...
    def add_switch(self, switch: StopSwitch) -> bool: ...
    def note_pause_ended(self, scope: str, at: Millis) -> None: ...
    def pause_ended(self, scope: str) -> Millis: ...
    def replace_switch(self, before: StopSwitch, after: StopSwitch) -> None: ...
    def allow_sender(self, sender_id: str) -> bool: ...
    def unfinished(self) -> str: ...
    def set_unfinished(self, recovery: str) -> None: ...
    def new_message_id(self, number: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything a flow needs, built once in `wiring/product.py`."""

    store: Store
    provider: Provider
    jobs: Jobs
    texts: Texts
    clock: Clock
    business: Business
    classifier: Classifier
    law: Law
