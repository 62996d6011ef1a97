"""The provider's log: its rows, how it is read, and what the store keeps about the reading."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from responder.domain.records import MessageState, Millis
from responder.domain.sending.delivery import Failure


@dataclass(frozen=True, slots=True)
class LoggedText:
    """One row of the provider's message log. Times are the provider's, ms UTC (0 = null).

    `status` and `error_code` are the provider's raw values; `direction` is inbound or outbound-…. Of one of
    our texts `state` and `failure` say what they mean; None for an inbound one. `service` is the id of the
    messaging service that it went through, "" for none.
    """

    provider_id: str
    sender_number: str
    from_: str
    to: str
    body: str
    direction: str
    status: str
    error_code: int
    created_at: Millis
    sent_at: Millis
    media: int
    state: MessageState | None = None
    failure: Failure | None = None
    service: str = ""


@dataclass(frozen=True, slots=True)
class WebhookText:
    """A text that a webhook brought: its id, our address that it went to, and when it was committed (ms)."""

    id: str
    to: str
    at: Millis


@dataclass(frozen=True, slots=True)
class Gap:
    """A moment (ms) until which texts may not have reached us, and why: the log must be read past it."""

    why: str
    at: Millis


@dataclass(frozen=True, slots=True)
class Gaps:
    """How many gaps there have been, and which run of the store's server counts them ("" = unknown)."""

    count: int
    server: str = ""


@dataclass(frozen=True, slots=True)
class FarRead:
    """A reading of the log that began at `at` and went back to `since` (ms UTC)."""

    at: Millis = 0
    since: Millis = 0


class ProviderLog(Protocol):
    """The part of `Provider` that reads its log."""

    def account_log(self, since: Millis) -> Iterable[Sequence[LoggedText]]:
        """Every text of the account since then, of both directions and all numbers, in pages, newest first.

        Raises LogUnavailable, also after some pages.
        """
        ...

    def inbound_log(self, number: str, since: Millis) -> Iterable[LoggedText]:
        """All inbound texts to our `number` since then, every page, oldest first. Raises LogUnavailable."""
        ...

    def inbound_past(self, number: str, before: Millis) -> Iterable[Sequence[LoggedText]]:
        """The inbound texts to our `number` until then, in pages, the newest first, each oldest first.

        Raises LogUnavailable, also after some pages.
        """
        ...

    def outbound_log(self, to: str, since: Millis) -> Sequence[LoggedText]:
        """All our texts to a number created since then. Raises LogUnavailable."""
        ...

    def behind(self) -> Millis:
        """At most how far our clock was behind the provider's when its log was last read; 0 if unknown."""
        ...

    def clock_off(self) -> Millis | None:
        """How far the provider's clock was certainly ahead of ours then (ms; negative: behind).

        None = unknown. However long the answer took: that makes no clock wrong.
        """
        ...


class LogStore(Protocol):
    """The part of `Store` that is about that log. Every method may raise StoreUnavailable."""

    def freshness(self, numbers: Sequence[str]) -> Millis: ...
    def request_log_read(self) -> None: ...
    def take_log_request(self) -> bool: ...
    def log_marks(self, numbers: Sequence[str]) -> Mapping[str, Millis]: ...
    def set_fresh(self, number: str, until: Millis) -> None: ...
    def far_reads(self) -> Mapping[str, FarRead]: ...
    def note_far_read(self, number: str, read: FarRead) -> None: ...
    def webhook_texts(self, since: Millis, until: Millis) -> Sequence[WebhookText]: ...
    def log_notes(self) -> Mapping[str, str]: ...
    def note_log(self, name: str, value: str) -> None: ...
    def note_gap(self, why: str, at: Millis) -> None: ...
    def gap(self) -> Gap | None: ...
    def gaps(self) -> Gaps: ...
    def gaps_read(self, gaps: Gaps) -> None: ...
