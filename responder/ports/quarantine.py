"""One thing that fails must not keep the others from being done: how a story hands out its items."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from responder.domain.records import Millis

Guard: TypeAlias = Callable[[str, Callable[[], object]], bool]
"""Does one item; False where it failed and was set aside. Its name may be a number: who keeps it masks it.

StoreUnavailable goes through: it is nobody's item that is wrong.
"""


def straight(item: str, act: Callable[[], object]) -> bool:
    """For whoever wants to hear every failure: commands and tests."""
    act()
    return True


@dataclass(frozen=True, slots=True)
class SetAside:
    """One item that failed: its duty and name, the failure's type, since when, and when it is tried again."""

    item: str
    why: str
    since: Millis
    again_at: Millis


class AsideBook(Protocol):
    """What is set aside, for `doctor` and the metrics. Every method may raise StoreUnavailable."""

    def keep(self, found: SetAside) -> None:
        """It failed, again perhaps."""
        ...

    def drop(self, item: str) -> None:
        """It was done after all."""
        ...

    def all(self, now: Millis) -> Sequence[SetAside]:
        """What waits; nothing that nobody has tried again when it was due."""
        ...
