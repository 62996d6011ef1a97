"""Old texts are read again after the rules changed; a person decides what they meant.

It opts nobody out, sends nothing, and finds each text once however often it runs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from responder.domain.consent import review as rules
from responder.domain.records import DAY, Consent, Decision, Entry, EntryKind, Millis, Number
from responder.domain.understanding.classifier import Intent
from responder.flows.commit import commit
from responder.lib.log import get_logger
from responder.ports import Deps
from responder.ports.quarantine import Guard, straight
from responder.ports.review import Archive

log = get_logger(__name__)

EVERY = DAY
"""How often the relay reads old texts again by itself (CH-05)."""

_NOTED = "rescanned"
"""The note of when that was last done, ms."""

STEP = 100
"""Progress is told every so many numbers."""

FINDS = frozenset({Intent.OPT_OUT, Intent.REVIEW})


@dataclass(slots=True)
class Rescan:
    """What was read, what may be an opt-out after all, and what was put into the queue."""

    numbers: int = 0
    texts: int = 0
    found: int = 0
    queued: int = 0


class _Moot(Exception):
    """The customer opted out, or in again, while the old text was read."""


def rescan(
    deps: Deps,
    archive: Archive,
    since: Millis,
    dry_run: bool,
    progress: Callable[[int], None],
    guard: Guard = straight,
) -> Rescan:
    """Classify unmatched texts since then again. Raises StoreUnavailable: run it again then."""
    done, seen = Rescan(), set[str]()

    def read(number: str) -> None:
        _number(deps, archive.entries(number), number, since, dry_run, done)

    for number in archive.numbers():
        if number in seen:
            continue
        seen.add(number)
        guard(number, partial(read, number))
        if len(seen) % STEP == 0:
            progress(len(seen))
    done.numbers = len(seen)
    progress(done.numbers)
    return done


def when_due(deps: Deps, archive: Archive, guard: Guard = straight) -> Rescan | None:
    """The daily reading, whoever has changed the words meanwhile (CH-05); None while it is not due.

    Noted when it is done: whoever is killed begins again, and finds each text once all the same.
    """
    started = deps.clock.now()
    if started - int(deps.store.log_notes().get(_NOTED, "0")) < EVERY:
        return None
    done = rescan(deps, archive, 0, dry_run=False, progress=lambda numbers: None, guard=guard)
    deps.store.note_log(_NOTED, str(started))
    log.info("old_texts_read_again", numbers=done.numbers, texts=done.texts, queued=done.queued)
    return done


def _number(
    deps: Deps, entries: Sequence[Mapping[str, Any]], number: str, since: Millis, dry_run: bool, done: Rescan
) -> None:
    if deps.store.load(number).consent is Consent.OPTED_OUT:
        return
    handled = {entry["event"] for entry in entries if entry["kind"] == EntryKind.REVIEW and "event" in entry}
    for text in _unmatched(entries, since):
        done.texts += 1
        said = deps.classifier.classify(text["body"])
        if said.intent in FINDS and text["event"] not in handled:
            done.found += 1
            found = Entry(text["at"], EntryKind.REVIEW, text["event"], body=text["body"], rule=said.rule)
            done.queued += 0 if dry_run else queue(deps, number, found)


def _unmatched(entries: Sequence[Mapping[str, Any]], since: Millis) -> Iterator[Mapping[str, Any]]:
    """Texts that meant nothing to us, after the customer's last START."""
    starts = [at for at, entry in enumerate(entries) if _is_start(entry)]
    for entry in entries[starts[-1] + 1 if starts else 0 :]:
        if _is_unmatched(entry) and entry.get("body") and entry.get("event") and entry["at"] >= since:
            yield entry


def _is_unmatched(entry: Mapping[str, Any]) -> bool:
    """Whether it meant nothing. A STOP that a later START had overtaken was understood."""
    nothing = entry["kind"] == EntryKind.INBOUND and entry.get("intent") == Intent.NONE.value
    return bool(nothing) and "overtaken" not in entry.get("rule", "")


def _is_start(entry: Mapping[str, Any]) -> bool:
    return bool(entry["kind"] == EntryKind.CONSENT and entry.get("intent") == Intent.OPT_IN.value)


def queue(deps: Deps, number: str, found: Entry) -> bool:
    """Ask a person about a text that nothing has overtaken; whether it is new. Raises StoreUnavailable."""

    def choose(state: Number, now: Millis) -> Decision:
        if state.consent is Consent.OPTED_OUT or state.opted_in_at > found.at:
            raise _Moot
        return rules.on_rescan(state, found, now)

    try:
        return commit(deps, number, choose) is not None
    except _Moot:
        return False
