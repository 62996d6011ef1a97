"""Every opt-out, and every way back, is copied to a file outside Redis within seconds (DESIGN §4).

The commit writes who joined or left the opted-out set into a stream, in the same step, so nothing can be
missed whoever dies; this tail copies from the mark that the file itself holds. A new file (the first, or
after a rotation) begins with everybody who is opted out: each file alone is enough for a restore.
"""

from responder.domain.messages import DAY, SECOND, Millis
from responder.log import get_logger
from responder.ports.proof import Change, Changed, Journal, JournalElsewhere, JournalUnavailable, Keeping

log = get_logger(__name__)

KEPT: Millis = 7 * DAY
"""How long a change that is in the journal stays in Redis, for a second journal elsewhere."""

NOTED_EVERY: Millis = 30 * SECOND

WRITTEN_AT, PROBLEM = "journal_at", "journal_problem"
"""Notes for `doctor`."""


def tail(keeping: Keeping) -> int:
    """Copy what is new; how many changes were written. Raises StoreUnavailable."""
    if keeping.journal is None:
        return 0
    try:
        count = _copied(keeping, keeping.journal)
    except JournalElsewhere:
        return 0
    except JournalUnavailable as error:
        _alarm(keeping, str(error))
        return 0
    _note(keeping)
    return count


def _copied(keeping: Keeping, journal: Journal) -> int:
    mark = journal.mark()
    if mark is None:
        return _begun(keeping, journal)
    found = keeping.changes.after(mark)
    if found is None:
        log.warning("journal_begins_anew", why="Redis does not hold the change that the journal ends with")
        return _begun(keeping, journal)
    if not found:
        return 0
    new_mark = {**mark, **{change.shard: change.id for change in found}}
    journal.append(found, new_mark)
    keeping.changes.trim(new_mark, keeping.clock.now() - KEPT)
    return len(found)


def _begun(keeping: Keeping, journal: Journal) -> int:
    """Write everybody who is opted out; what changes meanwhile comes after the mark, and so after them."""
    mark, count = keeping.changes.newest(), 0
    for page in keeping.changes.opted_out():
        now = keeping.clock.now()
        journal.append([Change("", "", number, Changed.OPTED_OUT, now) for number in page], None)
        count += len(page)
    journal.append([], mark)
    log.info("journal_begun", opted_out=count)
    return count


def _alarm(keeping: Keeping, why: str) -> None:
    """Once for each problem, not once a second."""
    if keeping.notes.read().get(PROBLEM) != why:
        log.error("journal_not_written", why=why)
        keeping.notes.write({PROBLEM: why})


def _note(keeping: Keeping) -> None:
    """Say that the journal is up to date, now and then: a note is a write that waits for the disk."""
    notes, now = keeping.notes.read(), keeping.clock.now()
    if now - int(notes.get(WRITTEN_AT, 0)) >= NOTED_EVERY or notes.get(PROBLEM):
        keeping.notes.write({WRITTEN_AT: str(now), PROBLEM: ""})
