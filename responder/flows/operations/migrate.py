"""Older data are brought to today's version: step by step, shard by shard, from where it was broken off.

Every part may be done twice and by two at once, so nobody needs a lock. The version is written last, when all
of it is on disk: whoever reads it may rely on it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from responder.domain.operations.installation import SCHEMA, Owner
from responder.domain.proof.recovery import ANSWERS_SINCE
from responder.domain.records import HOUR
from responder.lib.log import get_logger
from responder.ports import Clock
from responder.ports.installation import InstallationNotes, MigrationStep, MigrationSteps
from responder.ports.provider_log import LogStore

log = get_logger(__name__)

SWEEP_AFTER = 1 * HOUR
"""After a migration, when every older process has ended: what they wrote is gone through too."""

Progress = Callable[[str, int, int], None]
"""Called with a step's name, and how many of how many parts are done."""


@dataclass(frozen=True, slots=True)
class Migrating:
    """What a migration works on."""

    notes: InstallationNotes
    migrations: MigrationSteps
    marks: LogStore
    clock: Clock


def silently(step: str, done: int, parts: int) -> None:
    """For whoever wants to see no progress."""


def migrate(work: Migrating, owner: Owner, progress: Progress = silently) -> dict[str, int]:
    """Bring the data to today's version; by step, how much was changed. Raises StoreUnavailable.

    The gap comes first: from then on nothing but answers leaves until the log was read (I2).
    """
    work.marks.note_gap("the program was upgraded", work.clock.now())
    changed = {step.name: _run(work, step, progress) for step in work.migrations.steps()}
    work.migrations.have_on_disk()
    work.notes.migrated(owner, work.clock.now())
    log.info("data_migrated", schema=SCHEMA, changed=sum(changed.values()))
    return changed


def sweep_when_due(work: Migrating) -> bool:
    """A relay's duty: once, an hour after a migration, what older processes wrote meanwhile is gone through.

    True where it was done now. Raises StoreUnavailable.
    """
    at, swept = work.notes.swept()
    if not at or swept or work.clock.now() - at < SWEEP_AFTER:
        return False
    step = work.migrations.repeated()
    found = sum(step.act(shard, work.clock.now()) for shard in work.migrations.shards())
    work.notes.set_swept()
    log.info("data_swept", found=found)
    return True


def adopt(work: Migrating, owner: Owner) -> None:
    """The data are another account's from now on. Raises StoreUnavailable.

    Its log has not been read yet (I2), and may show texts that were answered in the other one's time (I4).
    """
    work.marks.note_gap("the data were given to another account", work.clock.now())
    work.migrations.forget_marks()
    work.marks.note_log(ANSWERS_SINCE, str(work.clock.now()))
    work.notes.hand_over(owner)


def _run(work: Migrating, step: MigrationStep, progress: Progress) -> int:
    shards, changed = work.migrations.shards(), 0
    begun = work.notes.done(step.name)
    for place, shard in enumerate(shards[begun:], begun + 1):
        changed += step.act(shard, work.clock.now())
        work.notes.set_done(step.name, place)
        progress(step.name, place, len(shards))
    return changed
