"""What the preview of an import needs beside `ports.desk`: lists that wait for somebody's yes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from responder.domain.customers.import_plan import What
from responder.domain.customers.import_rows import Row


@dataclass(frozen=True, slots=True)
class Looked:
    """One row of an upload, with what it does (`What`, numbers opted out, bases recorded) and why."""

    row: Row
    what: What
    opts_out: int = 0
    bases: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A list that somebody uploaded. `position` rows are carried out.

    `counts` tells what came, or would come: it holds a number for each `What`, and `opted_out` and `bases`.
    """

    id: str
    name: str
    staff: str
    rows: int
    position: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    claims: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    begun: bool = False

    @property
    def done(self) -> bool:
        """Whether every row was carried out."""
        return self.begun and self.position >= self.rows


class Uploads(Protocol):
    """Lists that wait for an hour. Every method may raise StoreUnavailable."""

    def add(self, upload: Upload, looked: Sequence[Looked]) -> Upload: ...
    def get(self, upload_id: str) -> Upload | None: ...
    def save(self, upload: Upload) -> None: ...
    def rows(self, upload_id: str, start: int, count: int) -> list[Looked]: ...
    def replace(self, upload_id: str, looked: Sequence[Looked]) -> None: ...
    def hold(self, upload_id: str) -> bool: ...
    def release(self, upload_id: str) -> None: ...
    def forget(self, upload_id: str) -> None: ...
