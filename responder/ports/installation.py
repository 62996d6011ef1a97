"""What a start and a migration need of the store: what it says of itself, and the steps."""

from collections.abc import Sequence
from typing import Protocol

from responder.domain.operations.installation import Owner, Stored
from responder.domain.records import Millis


class InstallationNotes(Protocol):
    """What a database says of itself. Every method may raise StoreUnavailable."""

    def read(self) -> Stored:
        """What is there."""
        ...

    def claim(self, owner: Owner) -> None:
        """The first start: these data are his, unless somebody was faster."""
        ...

    def hand_over(self, owner: Owner) -> None:
        """From now on the data are his."""
        ...

    def migrated(self, owner: Owner, at: Millis) -> None:
        """The data are of our version now, and his where nobody's were written."""
        ...

    def done(self, step: str) -> int:
        """How many parts of a step are done."""
        ...

    def set_done(self, step: str, parts: int) -> None:
        """So many parts of a step are done."""
        ...

    def swept(self) -> tuple[Millis, bool]:
        """When the data were migrated (0 = never), and whether they were gone through once more since."""
        ...

    def set_swept(self) -> None:
        """They were gone through once more."""
        ...


class MigrationStep(Protocol):
    """One step. Doing a part of it twice, or two at once, changes nothing more."""

    @property
    def name(self) -> str:
        """For people."""
        ...

    def act(self, shard: str, now: Millis) -> int:
        """Do a shard's part; how much it changed. Raises StoreUnavailable."""
        ...


class MigrationSteps(Protocol):
    """The steps of one installation."""

    def shards(self) -> Sequence[str]:
        """The parts of every step."""
        ...

    def steps(self) -> Sequence[MigrationStep]:
        """In their order."""
        ...

    def repeated(self) -> MigrationStep:
        """The one that is done once more when every older process has ended."""
        ...

    def have_on_disk(self) -> None:
        """Wait until all that was written is on disk. Raises StoreUnavailable where the server denies it."""
        ...

    def forget_marks(self) -> None:
        """How far the log was read is forgotten: it was another account's."""
        ...
