"""Texts that the relay looks at after the webhook has answered: items of a queue, acted on at least once.

Whoever acts must not mind doing it twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from responder.domain.inbox.work_queues import QueueName
from responder.domain.records import Millis


@dataclass(frozen=True, slots=True)
class Task:
    """One item that waits, with its fields as they were filed."""

    id: str
    queue: QueueName
    fields: Mapping[str, str]

    @property
    def number(self) -> str:
        """Whose text it is about."""
        return self.fields.get("number", "")

    @property
    def event(self) -> str:
        """The provider's id of the text."""
        return self.fields.get("event", "")

    @property
    def at(self) -> Millis:
        """When the text came."""
        return int(self.fields.get("at") or 0)


class Tasks(Protocol):
    """The queues of the relay. Every method may raise StoreUnavailable."""

    def waiting(self, queue: QueueName, until: Millis, limit: int) -> Sequence[Task]:
        """Items that may be looked at by then, oldest first."""
        ...

    def done(self, task: Task) -> None:
        """It is forgotten, words and all."""
        ...

    def later(self, task: Task, at: Millis, **notes: str) -> None:
        """Look again then, with these notes; one that is gone meanwhile stays gone."""
        ...
