"""A backup of everything, and its way back without losing an opt-out (DESIGN §4, I2, I3, I7).

Whoever opted out after the backup stays opted out: the sets that are here and the journal are merged, the
opted-out set never shrinks. Nothing leaves before the provider's log was read from the backup's time on, and
nothing that waited in the backup's outbox is sent: it may have been sent since.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from responder.domain import decide
from responder.domain.backup import BadBackup, Header, header_of
from responder.domain.messages import Consent
from responder.flows.commit import commit
from responder.flows.erase import forget
from responder.flows.ledger import Progress
from responder.flows.staff import Refusal
from responder.ports import Deps
from responder.ports.pictures import Album
from responder.ports.proof import Archive, Change, Changed, Changes, Eraser

EVERYBODY = "all"
"""The name under which all sending is switched off."""

RESTORING = "A backup is being restored."


@dataclass(frozen=True, slots=True)
class Stores:
    """What a restore works on; `album`: where restored pictures are, so that they go with who was erased."""

    archive: Archive
    changes: Changes
    eraser: Eraser
    album: Album | None = None


@dataclass(slots=True)
class Restored:
    """What a restore did: lines written, opt-outs kept that the backup did not know, people erased again."""

    lines: int = 0
    opt_outs_kept: int = 0
    erased_again: int = 0


@dataclass(slots=True)
class _LastWords:
    """What the journal tells: the last word about consent, and who was erased after the backup."""

    opted_out: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)


def backup(archive: Archive, deps: Deps, progress: Progress) -> Iterator[dict[str, Any]]:
    """The lines of a backup. Raises StoreUnavailable."""
    yield archive.header(deps.clock.now()).plain()
    count = 0
    for count, line in enumerate(archive.lines(), start=1):
        yield line
        progress(count, count)
    yield {"end": count}


def checked(lines: Iterable[dict[str, Any]], archive: Archive) -> Header:
    """The header of a backup that is whole and ours. Raises BadBackup."""
    walk = iter(lines)
    header = header_of(next(walk, {}))
    ours = archive.header(0)
    if header.business != ours.business:
        raise BadBackup(f"The backup is of {header.business!r}, and this installation is {ours.business!r}.")
    if header.shards != ours.shards:
        raise BadBackup(f"The backup has {header.shards} shards and this Redis {ours.shards}: use a new one.")
    count, end = 0, None
    for line in walk:
        end = line.get("end")
        count += end is None
    if end != count:
        raise BadBackup("The backup is cut off or damaged: its last line does not count the others.")
    return header


def clear(deps: Deps, archive: Archive) -> None:
    """Make room for a restore: all goes but the opted-out sets. Raises StoreUnavailable."""
    deps.store.stop_sender(EVERYBODY, RESTORING)
    archive.clear()


def restore(
    deps: Deps, stores: Stores, lines: Iterable[dict[str, Any]], told: Iterable[Change], progress: Progress
) -> Restored:
    """Write a checked backup back. Raises StoreUnavailable; sending stays switched off then.

    What a person had switched off, before this or in the backup, stays off. What a restore that was broken
    off has left is taken away first: some keys would hold its lines twice.
    """
    switches = [switch for switch in deps.store.stop_switches() if switch.sender == EVERYBODY]
    by_somebody = any(switch.why != RESTORING for switch in switches)
    if switches and not by_somebody:
        stores.archive.clear()
    deps.store.stop_sender(EVERYBODY, RESTORING)
    walk = iter(lines)
    header, done = header_of(next(walk)), Restored()
    last, stopped = _put_all(deps, stores.archive, walk, header, progress, done)
    _merge(deps, stores, _last_words(told, header), done)
    for line in last:
        stores.archive.put(line, header, deps.clock.now())
    stores.archive.have_on_disk()
    deps.store.request_log_read()
    if not (stopped or by_somebody):
        deps.store.allow_sender(EVERYBODY)
    return done


def _put_all(
    deps: Deps,
    archive: Archive,
    lines: Iterable[dict[str, Any]],
    header: Header,
    progress: Progress,
    done: Restored,
) -> tuple[list[dict[str, Any]], bool]:
    """Write lines back; the marks of freshness, which must be last; whether all sending had been stopped."""
    last, stopped = [], False
    for line in lines:
        if "end" in line:
            break
        stopped |= _is_stopped(line) and EVERYBODY in dict(line["value"])
        if line["kind"] == "fresh":
            last.append(line)
        else:
            archive.put(line, header, deps.clock.now())
        done.lines += 1
        progress(done.lines, done.lines)
    return last, stopped


def _is_stopped(line: dict[str, Any]) -> bool:
    return line["kind"] == "key" and str(line["key"]).endswith("}:stopped")


def _last_words(told: Iterable[Change], header: Header) -> _LastWords:
    """In the journal's order: an opt-out that the customer took back later is none (I3 allows only that)."""
    words = _LastWords()
    for change in told:
        if change.what is Changed.OPTED_OUT:
            words.opted_out.add(change.number)
        elif change.what is Changed.OPTED_IN:
            words.opted_out.discard(change.number)
        elif change.at >= header.at:
            words.erased.add(change.number)
    return words


def _merge(deps: Deps, stores: Stores, words: _LastWords, done: Restored) -> None:
    for number in sorted(words.erased):
        why = "Erased after the backup was made."
        forget(stores.eraser, deps.clock, number, "restore", why, stores.album)
        done.erased_again += 1
    for page in stores.changes.opted_out():
        done.opt_outs_kept += _silenced(deps, stores.archive, list(page), "It stood in the opted-out set.")
    outs = sorted(words.opted_out)
    done.opt_outs_kept += _silenced(deps, stores.archive, outs, "It stands in the opt-out journal.")


def _silenced(deps: Deps, archive: Archive, numbers: list[str], why: str) -> int:
    """Opt out, by the one door, those whose restored record does not say so."""
    found = zip(numbers, archive.consents(numbers), strict=True)
    open_ = [number for number, consent in found if consent != Consent.OPTED_OUT]
    for number in open_:
        commit(
            deps,
            number,
            lambda record, now: decide.on_unsubscribe(record, "restore", "restore", why, "", now),
        )
    return len(open_)


def must_be_empty(archive: Archive, replace: bool) -> None:
    """Raises Refusal where a restore would take away what is here, and nobody asked for that."""
    if not replace and not archive.is_empty():
        raise Refusal(
            "This Redis already holds numbers of this business, and a restore replaces them: give it an "
            "empty one, or say --replace (opt-outs that are here stay in any case).",
            "DESIGN 4",
        )
