"""Old texts are read again after the rules changed; a person decides what they meant.

It opts nobody out, sends nothing, and finds each text once however often it runs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from responder.domain import review as rules
from responder.domain.intent import Intent
from responder.domain.messages import Consent, Decision, Entry, EntryKind, Millis, Number
from responder.flows.commit import commit
from responder.ports import Deps
from responder.ports.review import Archive

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
    deps: Deps, archive: Archive, since: Millis, dry_run: bool, progress: Callable[[int], None]
) -> Rescan:
    """Classify unmatched texts since then again. Raises StoreUnavailable: run it again then."""
    done, seen = Rescan(), set[str]()
    for number in archive.numbers():
        if number in seen:
            continue
        seen.add(number)
        _number(deps, archive.entries(number), number, since, dry_run, done)
        if len(seen) % STEP == 0:
            progress(len(seen))
    done.numbers = len(seen)
    progress(done.numbers)
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
            done.queued += 0 if dry_run else _queue(deps, number, found)


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


def _queue(deps: Deps, number: str, found: Entry) -> bool:
    def choose(state: Number, now: Millis) -> Decision:
        if state.consent is Consent.OPTED_OUT or state.opted_in_at > found.at:
            raise _Moot
        return rules.on_rescan(state, found, now)

    try:
        return commit(deps, number, choose) is not None
    except _Moot:
        return False
