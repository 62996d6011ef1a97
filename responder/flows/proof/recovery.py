"""A Redis that is older than its own opt-out journal, or another one: what the journal tells comes back.

A snapshot that was put back, an empty disk, a failover to a server that lagged, a wrong database: opt-outs
that were acknowledged are missing there, and messages that left stand in its outbox as waiting. It is treated
as a restore (I1, I2, I7): all sending stops, the journal's last words are committed again, the outbox is
dropped. From then on STOP and HELP are answered; all else waits for the provider's log and for a person, who
looks and switches sending on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

from responder.domain.proof.recovery import ANSWERS_SINCE, WHY_OFF, Recovery
from responder.domain.records import DAY, Message, MessageState, Millis
from responder.domain.sending.kill_switches import EVERY_SENDER, StopSwitch
from responder.flows.outbound.compose import Refusal
from responder.flows.proof import journal
from responder.flows.proof.backup import BUT_ANSWERS_OFF, Stores
from responder.flows.proof.erase import forget
from responder.flows.proof.journal import BEGINS_ANEW, StoreBehind
from responder.flows.proof.last_words import LastWords, last_words
from responder.flows.proof.silence import keep_silent, silences_of
from responder.lib.log import get_logger
from responder.ports import Deps, Settlement
from responder.ports.proof import Change, Journal, JournalUnavailable, Keeping
from responder.ports.quarantine import Guard, straight

log = get_logger(__name__)

MERGED_AT = "recovered_at"
"""A note: when the journal's last words were in (ms UTC); "" while they are not."""

DROPPED = "Redis was put back to an earlier state: it may have been sent since (I7)."

ALL_OFF = StopSwitch(EVERY_SENDER, WHY_OFF[Recovery.JOURNAL])
"""The switch until the outbox is dropped; after that it is BUT_ANSWERS_OFF, and STOP and HELP are answered as
ever (I4)."""

PAGE = 1_000
EVER: Millis = 400 * DAY
"""Nothing in the outbox is due later than this from now."""


@dataclass(frozen=True, slots=True)
class Recovering:
    """What a recovery works on. Its stores hold the notes of the journal's keeper.

    `guard`: sets aside a number that something unforeseen is wrong with, so that all others are recovered.
    `turn`: whose turn it is to look at the journal.
    """

    deps: Deps
    stores: Stores
    keeping: Keeping
    guard: Guard = straight
    turn: Lock = field(default_factory=Lock)


def stop_if_behind(work: Recovering) -> None:
    """At a start, before anything is sent or read: a store that is behind its journal sends nothing.

    The relay brings back what it lacks. Raises StoreUnavailable.
    """
    if work.keeping.journal is None or work.deps.store.unfinished():
        return
    try:
        why = journal.behind(work.keeping.journal, work.keeping.notes.read())
        why = why or journal.lacks_changes(work.keeping)
    except JournalUnavailable as error:
        log.warning("journal_unread", why=str(error))
        return
    if why:
        _begin(work, why)


def keep_journal(work: Recovering) -> int:
    """Copy opt-outs to the journal; where Redis is behind it, the other way. One thread at a time.

    The relay does so each second, and before each reading of the provider's log: no reading may make a Redis
    fresh that lacks opt-outs of the journal. Returns how many changes were copied. Raises StoreUnavailable.
    """
    with work.turn:
        return _keep_journal(work)


def _keep_journal(work: Recovering) -> int:
    try:
        copied = journal.tail(work.keeping)
    except StoreBehind as found:
        if work.deps.store.unfinished() == Recovery.RESTORE:
            return 0  # the restore brings them back
        copied = _copied_anew(work, str(found))
    _end_when_read(work)
    return copied


def what_is_missing(notes: Mapping[str, str]) -> str:
    """For `doctor`, while it goes on: how far it is, and what to do."""
    if not notes.get(MERGED_AT):
        return (
            "Redis is older than the opt-out journal and lacks opt-outs (I1, I2). The relay brings them "
            "back: see that it runs (bin/responder relay), and that the journal can be read."
        )
    return (
        "The journal's opt-outs are back; the provider's log must be read past that (I1, I2): "
        "bin/responder reconcile. Then a person looks, and: bin/responder sending allow --by NAME."
    )


def _copied_anew(work: Recovering, why: str) -> int:
    """Bring back, then copy on. A journal that cannot be read keeps sending off, and `doctor` says why."""
    try:
        _recover(work, why)
    except JournalUnavailable as error:
        journal.alarm(work.keeping, error)
        return 0
    return journal.tail(work.keeping)


def _begin(work: Recovering, why: str) -> None:
    store = work.deps.store
    store.replace_switch(BUT_ANSWERS_OFF, ALL_OFF)
    store.stop_sender(EVERY_SENDER, ALL_OFF.why)
    if work.deps.store.unfinished() == Recovery.JOURNAL:
        return
    work.deps.store.set_unfinished(Recovery.JOURNAL)
    work.keeping.notes.write({MERGED_AT: ""})
    log.error("redis_is_behind_its_journal", why=why, do="all sending is off: see bin/responder doctor")


def _recover(work: Recovering, why: str) -> None:
    """Every step may be done again: whoever is killed in between begins anew."""
    _begin(work, why)
    deps, now = work.deps, work.deps.clock.now()
    words = last_words([_changes(work.keeping.journal)])
    silences, silent = silences_of(deps, work.stores.archive, work.stores.changes, words), 0
    erased = _erase_again(work, words)  # before a commit makes the record newer than the erasure
    for silence in silences:
        for page in silence.members():
            silent += keep_silent(deps, silence, page, work.guard)
    dropped = _drop_outbox(deps, now)
    work.stores.archive.drop_bulks()
    deps.store.note_log(ANSWERS_SINCE, str(deps.clock.now()))
    work.keeping.notes.write({BEGINS_ANEW: "1", MERGED_AT: str(deps.clock.now())})
    deps.store.replace_switch(ALL_OFF, BUT_ANSWERS_OFF)  # what is written from now on has certainly not left
    deps.store.request_log_read()
    log.error("redis_got_its_journal_back", silent=silent, erased=erased, dropped=dropped)


def _changes(kept: Journal | None) -> Iterator[Change]:
    if kept:
        yield from kept.changes()


def _erase_again(work: Recovering, words: LastWords) -> int:
    """Whoever was erased, and of whom nothing is newer here than that."""
    stores = work.stores
    again = [
        number for number, at in sorted(words.erased.items()) if 0 <= stores.archive.active_at(number) < at
    ]
    refused: list[Refusal] = []
    for number in again:
        work.guard(number, partial(_forget, work, number, refused))
    if refused:  # a message is being handed over: the whole is done again in a second
        raise refused[0]
    return len(again)


def _forget(work: Recovering, number: str, refused: list[Refusal]) -> None:
    stores = work.stores
    try:
        forget(stores.eraser, work.deps.clock, number, "restore", "Erased before.", stores.album)
    except Refusal as error:
        refused.append(error)


def _drop_outbox(deps: Deps, until: Millis) -> int:
    """What was written before is dropped: it may have left since."""
    dropped = 0
    for lane in ("answer", "rest"):
        seen: set[str] = set()
        while page := [each for each in _waiting(deps, lane, until) if each.id not in seen]:
            seen |= {message.id for message in page}
            for message in page:
                state, now = MessageState.DROPPED, deps.clock.now()
                deps.store.settle(
                    Settlement(message, state, now, reason=DROPPED, requires=MessageState.QUEUED)
                )
            dropped += len(page)
    return dropped


def _waiting(deps: Deps, lane: str, until: Millis) -> list[Message]:
    works = deps.store.due(lane, until + EVER, PAGE)
    return [work.message for work in works if work.message.created_at <= until]


def _end_when_read(work: Recovering) -> None:
    """It is finished when the log has been read past the merging: then sending may be switched on."""
    deps = work.deps
    if deps.store.unfinished() != Recovery.JOURNAL:
        return
    merged_at = int(work.keeping.notes.read().get(MERGED_AT) or 0)
    if merged_at and deps.store.freshness(deps.business.numbers) > merged_at:
        deps.store.set_unfinished("")
        log.warning("recovery_finished", do="look, then: bin/responder sending allow --by NAME")
