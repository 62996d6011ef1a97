"""What the keys of the HTTP API need from the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from responder.domain.records import Millis


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of the HTTP API; `secret_hash` is hexadecimal SHA-256, the secret itself is kept nowhere."""

    id: str
    name: str
    role: str
    secret_hash: str
    made_at: Millis
    revoked_at: Millis = 0
    used_at: Millis = 0


@dataclass(frozen=True, slots=True)
class WrongKeys:
    """Wrong keys of the last minute, the one just counted among them: from one address, and from all."""

    of_address: int
    of_all: int


class ApiKeys(Protocol):
    """The keys of the HTTP API. Every method may raise StoreUnavailable."""

    def add(self, key: ApiKey) -> None: ...
    def find(self, key_id: str) -> ApiKey | None: ...
    def all(self) -> Sequence[ApiKey]: ...
    def used(self, key_id: str, now: Millis) -> None: ...
    def failed(self, address: str) -> WrongKeys: ...
