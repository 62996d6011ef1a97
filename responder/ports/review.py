"""What the review queue and the reading of old texts need from the store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from responder.domain.records import Millis


@dataclass(frozen=True, slots=True)
class Review:
    """A text that may be an opt-out. `id` tells nothing of the number; `state` is a `ReviewState`'s value.

    `at` is when we received it, `sent_at` when it was sent, where the provider's log told it to us (else 0).
    """

    id: str
    number: str
    event: str
    at: Millis
    body: str
    rule: str
    state: str
    by: str = ""
    why: str = ""
    decided_at: Millis = 0
    sent_at: Millis = 0


class Reviews(Protocol):
    """The review queue as people read it. Every method may raise StoreUnavailable."""

    def open_reviews(self, limit: int) -> Sequence[Review]: ...
    def review(self, review_id: str) -> Review | None: ...
    def count(self) -> int: ...


class Archive(Protocol):
    """Everything that was ever heard. Every method may raise StoreUnavailable."""

    def numbers(self) -> Iterable[str]: ...
    def entries(self, number: str) -> Sequence[Mapping[str, Any]]: ...


class Lately(Protocol):
    """What was heard in the last minutes. Every method may raise StoreUnavailable."""

    def active(self, since: Millis, limit: int) -> Sequence[tuple[str, Millis]]:
        """Numbers that something happened with since then, and when; at most `limit`, the oldest first."""
        ...

    def last_entries(self, number: str, count: int) -> Sequence[Mapping[str, Any]]:
        """The end of a number's timeline, oldest first."""
        ...
