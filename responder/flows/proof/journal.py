"""Every opt-out, and every way back, is copied to a file outside Redis within seconds (DESIGN §4).

The commit writes who joined or left the opted-out set, or that of marketing, into a stream, in the same step,
so nothing can be missed whoever dies; this tail copies from the mark that the file itself holds. A new file
(the first, or after a rotation) begins with everybody who is silent: each is enough for a restore by itself.

Beside the file stands which store it was copied from, and how far that store was. A store that is older than
that, or another one, has lost opt-outs that the file still names: it must get them back first (`recovery`).
"""

import secrets
from collections.abc import Mapping

from responder.domain.records import DAY, SECOND, Millis
from responder.lib.log import get_logger
from responder.ports.proof import (
    Change,
    Changed,
    Journal,
    JournalElsewhere,
    JournalUnavailable,
    Keeping,
    StoreState,
)

log = get_logger(__name__)

KEPT: Millis = 7 * DAY
"""How long a change that is in the journal stays in Redis, for a second journal elsewhere."""

NOTED_EVERY: Millis = 5 * SECOND
"""A copy of the store that is older than two notes is known for one, though nobody opted out since (I7)."""

WRITTEN_AT, PROBLEM = "journal_at", "journal_problem"
"""Notes for `doctor`."""

STORE_ID, BEATS = "store_id", "beats"
"""Notes that tell one store from another, and from an older copy of itself: a random name, and a count that
goes up at every note."""

BEGINS_ANEW = "journal_begins_anew"
"""A note: what is in Redis was restored, and the journal was merged into it."""

OTHER = "it is not the Redis that the journal was copied from"
OLDER = "it is older than when the journal was last written"
MISSING = "it lacks changes that stand in the journal"


class StoreBehind(Exception):
    """Redis does not hold what the journal tells of it; the text says how that shows."""


def tail(keeping: Keeping) -> int:
    """Copy what is new; how many changes were written. Raises StoreBehind, StoreUnavailable."""
    if keeping.journal is None:
        return 0
    notes = keeping.notes.read()
    try:
        count = _copied(keeping, keeping.journal, notes)
        _note(keeping, keeping.journal, keeping.notes.read() if notes.get(BEGINS_ANEW) else notes)
    except JournalElsewhere:
        return 0
    except JournalUnavailable as error:
        alarm(keeping, error)
        return 0
    return count


def behind(journal: Journal, notes: Mapping[str, str]) -> str:
    """How it shows that the store with these notes lacks what the journal knows; "" = it does not.

    Raises JournalUnavailable.
    """
    known = journal.state()
    if known is None or notes.get(BEGINS_ANEW):
        return ""
    if notes.get(STORE_ID, "") != known.store_id:
        return OTHER
    return OLDER if int(notes.get(BEATS, 0)) < known.beats else ""


def lacks_changes(keeping: Keeping) -> str:
    """How it shows that the store lacks what the journal ends with; "" = it does not.

    For a process that does not write the journal. Raises JournalUnavailable, StoreUnavailable.
    """
    mark = keeping.journal.read_mark() if keeping.journal else None
    if mark is None or keeping.notes.read().get(BEGINS_ANEW):
        return ""
    return MISSING if keeping.changes.after(mark) is None else ""


def _copied(keeping: Keeping, journal: Journal, notes: Mapping[str, str]) -> int:
    mark = journal.mark()
    if notes.get(BEGINS_ANEW):
        return _restored(keeping, journal, notes)
    if why := behind(journal, notes):
        raise StoreBehind(why)
    if mark is None:
        return _begun(keeping, journal)
    found = keeping.changes.after(mark)
    if found is None:
        raise StoreBehind(MISSING)
    if not found:
        return 0
    new_mark = {**mark, **{change.shard: change.id for change in found}}
    journal.append(found, new_mark)
    keeping.changes.trim(new_mark, keeping.clock.now() - KEPT)
    return len(found)


def _restored(keeping: Keeping, journal: Journal, notes: Mapping[str, str]) -> int:
    """From here on the journal is that of the store as it is now; a death in between has it done again."""
    count = _begun(keeping, journal)
    store_id, beats = notes.get(STORE_ID) or secrets.token_hex(8), int(notes.get(BEATS, 0))
    keeping.notes.write({STORE_ID: store_id, BEATS: str(beats)})
    journal.keep_state(StoreState(store_id, beats))
    keeping.notes.write({BEGINS_ANEW: ""})
    return count


def _begun(keeping: Keeping, journal: Journal) -> int:
    """Write everybody who is silent; what changes meanwhile comes after the mark, and so after them."""
    changes = keeping.changes
    mark, count = changes.newest(), 0
    for what, pages, since in (
        (Changed.OPTED_OUT, changes.opted_out, changes.opted_out_at),
        (Changed.MARKETING_OFF, changes.marketing_off, changes.marketing_off_at),
    ):
        for page in pages():
            now, dated = keeping.clock.now(), since(page)
            told = [
                Change("", "", number, what, at if at > 0 else now)
                for number, at in zip(page, dated, strict=True)
            ]
            journal.append(told, None)
            count += len(page)
    journal.append([], mark)
    log.info("journal_begun", silent=count)
    return count


def alarm(keeping: Keeping, error: JournalUnavailable) -> None:
    """The journal cannot be written or read: once for each problem, not once a second."""
    why = str(error)
    if keeping.notes.read().get(PROBLEM) != why:
        log.error("journal_not_written", why=why)
        keeping.notes.write({PROBLEM: why})


def _note(keeping: Keeping, journal: Journal, notes: Mapping[str, str]) -> None:
    """Say that the journal is up to date, now and then: a note is a write that waits for the disk.

    Beside the journal goes what the store said one note ago: that is on its disk by now, however it syncs, so
    that a power cut alone never makes it look older.
    """
    now = keeping.clock.now()
    if now - int(notes.get(WRITTEN_AT, 0)) < NOTED_EVERY and not notes.get(PROBLEM):
        return
    beats = int(notes.get(BEATS, 0))
    if notes.get(STORE_ID):
        journal.keep_state(StoreState(notes[STORE_ID], beats))
    fresh = {} if notes.get(STORE_ID) else {STORE_ID: secrets.token_hex(8)}
    keeping.notes.write({WRITTEN_AT: str(now), PROBLEM: "", BEATS: str(beats + 1), **fresh})
