"""What the stories of proof need beside `ports`: the whole ledger, signatures, the journal, and `Keeping`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from responder.domain.proof.backup import Header
from responder.domain.proof.checkpoint import Head
from responder.domain.proof.erasure import Found, Gone, Remains
from responder.domain.records import Millis
from responder.ports import Clock


class NotDelivered(Exception):
    """A checkpoint did not reach its place; the text says why without secrets."""


class JournalUnavailable(Exception):
    """The journal could not be written or read; the text says which file and why."""


class JournalElsewhere(JournalUnavailable):
    """Another process writes the journal; that is as it should be."""


class Changed(StrEnum):
    """What the journal tells of a number."""

    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"
    ERASED = "erased"
    MARKETING_OFF = "marketing_off"
    MARKETING_ON = "marketing_on"


@dataclass(frozen=True, slots=True)
class Change:
    """A number joined or left the opted-out set or that of marketing, or was erased.

    `id` is its place in its shard's stream.
    """

    shard: str
    id: str
    number: str
    what: Changed
    at: Millis


Mark = Mapping[str, str]
"""Shard -> the id of the last change of that shard that is in the journal."""


class Chains(Protocol):
    """The ledger as a whole. Every method may raise StoreUnavailable."""

    def numbers(self) -> int: ...
    def chains(self) -> Iterable[list[dict[str, Any]]]: ...
    def heads(self) -> Iterable[Head]: ...


class Changes(Protocol):
    """Who joined or left the opted-out set, as commits wrote it. Every method may raise StoreUnavailable."""

    def after(self, mark: Mark) -> Sequence[Change] | None: ...
    def newest(self) -> Mark: ...
    def trim(self, mark: Mark, older_than: Millis) -> None: ...
    def opted_out(self) -> Iterable[Sequence[str]]: ...
    def marketing_off(self) -> Iterable[Sequence[str]]: ...
    def opted_out_at(self, numbers: Sequence[str]) -> Sequence[Millis]: ...
    def marketing_off_at(self, numbers: Sequence[str]) -> Sequence[Millis]: ...


class Eraser(Protocol):
    """Takes away what is stored of a number. Every method may raise StoreUnavailable."""

    def find(self, number: str) -> Found: ...
    def erase(self, remains: Remains) -> bool: ...
    def sign(self, said: bytes) -> str: ...
    def people(self, number: str) -> Gone: ...


class Archive(Protocol):
    """Everything of the installation as lines, and back. Every method may raise StoreUnavailable."""

    def header(self, now: Millis) -> Header: ...
    def is_empty(self) -> bool: ...
    def lines(self) -> Iterable[dict[str, Any]]: ...
    def put(self, line: dict[str, Any], header: Header, now: Millis) -> None: ...
    def have_on_disk(self) -> None: ...
    def clear(self) -> None: ...
    def remember_silent(self, kind: str, since: Mapping[str, Millis]) -> None: ...
    def remembered(self, kind: str) -> Mapping[str, Millis]: ...
    def forget_silent(self) -> None: ...
    def active_at(self, number: str) -> Millis: ...
    def drop_bulks(self) -> None: ...


class Notes(Protocol):
    """What the keepers leave for `doctor` and for each other. Every method may raise StoreUnavailable."""

    def read(self) -> Mapping[str, str]: ...
    def write(self, notes: Mapping[str, str]) -> None: ...


class Signer(Protocol):
    """Who signs for this installation."""

    @property
    def public_key(self) -> str: ...
    def sign(self, said: bytes) -> str: ...


class Offsite(Protocol):
    """Where checkpoints go."""

    def deliver(self, name: str, text: str) -> None:
        """Have it there, or raise NotDelivered."""
        ...


@dataclass(frozen=True, slots=True)
class StoreState:
    """Which store a journal was copied from, and how far that store had counted then."""

    store_id: str
    beats: int


class Journal(Protocol):
    """The file outside Redis. Every method may raise JournalUnavailable."""

    def state(self) -> StoreState | None:
        """What stands beside the file of the store that it was copied from; None = nothing yet."""
        ...

    def keep_state(self, state: StoreState) -> None:
        """On disk, beside the file, when this returns."""
        ...

    def changes(self) -> Iterable[Change]:
        """Everything that the file tells, in its order."""
        ...

    def mark(self) -> Mark | None:
        """How far the file in place tells; None when it is new, or was rotated away, and must start anew."""
        ...

    def read_mark(self) -> Mark | None:
        """The same for a process that does not write it: how far the file tells, None where nobody said."""
        ...

    def append(self, changes: Iterable[Change], mark: Mark | None) -> None:
        """On disk when this returns. Without a mark more is to come before the file tells everything."""
        ...


@dataclass(frozen=True, slots=True)
class Keeping:
    """Everything that keeps the proof outside Redis; what the operator did not configure is None."""

    business: str
    clock: Clock
    chains: Chains
    changes: Changes
    notes: Notes
    signer: Signer | None
    offsite: Offsite | None
    journal: Journal | None
