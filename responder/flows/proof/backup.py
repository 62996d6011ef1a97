"""A backup of everything, and its way back without losing an opt-out (DESIGN §4, I2, I3, I7).

Whoever opted out after the backup stays opted out: the sets that are here and the journal are merged, and
these sets never shrink. They are merged first, so that the claim keeps everybody silent whom they name,
wherever the restore breaks off. Nothing leaves before the provider's log was read from the backup's time on,
and nothing that waited in the backup's outbox is sent: it may have been sent since.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from responder.domain.proof.backup import BadBackup, Header, header_of
from responder.domain.proof.recovery import ANSWERS_ONLY, ANSWERS_SINCE, OWN_REASONS, WHY_OFF, Recovery
from responder.domain.records import Millis
from responder.domain.sending.kill_switches import EVERY_SENDER, StopSwitch
from responder.flows.outbound.compose import Refusal
from responder.flows.proof.erase import forget
from responder.flows.proof.journal import BEGINS_ANEW
from responder.flows.proof.last_words import LastWords, last_words
from responder.flows.proof.ledger import Progress
from responder.flows.proof.silence import MARKETING_OFF, Silence, keep_silent, silences_of
from responder.ports import Deps
from responder.ports.media import Album
from responder.ports.proof import Archive, Change, Changes, Eraser, Notes

BUT_ANSWERS_OFF = StopSwitch(EVERY_SENDER, ANSWERS_ONLY, answers=True)
"""The switch that a recovery by the journal leaves until a person has looked."""


@dataclass(frozen=True, slots=True)
class Stores:
    """What a restore works on; `album`: where restored pictures are, so that they go with who was erased.

    `notes`: those of the journal's keeper, who must begin anew with what was restored.
    """

    archive: Archive
    changes: Changes
    eraser: Eraser
    album: Album | None = None
    notes: Notes | None = None


@dataclass(slots=True)
class Restored:
    """What a restore did: lines written, opt-outs kept that the backup did not know (of all texts, and of
    marketing alone), people erased again."""

    lines: int = 0
    opt_outs_kept: int = 0
    marketing_kept: int = 0
    erased_again: int = 0

    def count(self, kind: str, kept: int) -> None:
        """So many more who are silent although the backup did not know it."""
        if kind == MARKETING_OFF:
            self.marketing_kept += kept
        else:
            self.opt_outs_kept += kept


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


def clear(deps: Deps, stores: Stores) -> None:
    """Make room for a restore: all goes but who is silent. Raises StoreUnavailable."""
    _begin(deps, stores)
    stores.archive.clear()


def restore(
    deps: Deps,
    stores: Stores,
    lines: Iterable[dict[str, Any]],
    journals: Iterable[Iterable[Change]],
    progress: Progress,
) -> Restored:
    """Write a checked backup back. Raises StoreUnavailable; sending stays switched off then.

    What a person had switched off, before this or in the backup, stays off. What a restore that was broken
    off has left is taken away first: some keys would hold its lines twice.
    """
    if deps.store.unfinished() == Recovery.RESTORE:
        stores.archive.clear()
    _begin(deps, stores)
    walk = iter(lines)
    header, done, words = header_of(next(walk)), Restored(), last_words(journals)
    silences = silences_of(deps, stores.archive, stores.changes, words)
    last, stopped = _put_all(deps, stores, walk, header, _Watch(silences, progress, done))
    _erase_again(deps, stores, words.erased, header, done)
    for silence in silences:
        for page in silence.members():
            done.count(silence.kind, keep_silent(deps, silence, page))
    for line in last:
        stores.archive.put(line, header, deps.clock.now())
    stores.archive.have_on_disk()
    _end(deps, stores, stopped)
    return done


def _begin(deps: Deps, stores: Stores) -> None:
    """Nothing leaves from here on, and nobody can switch it on; who is silent now is remembered, once."""
    all_off = StopSwitch(EVERY_SENDER, WHY_OFF[Recovery.RESTORE])
    deps.store.replace_switch(BUT_ANSWERS_OFF, all_off)  # of a recovery that waited for a person
    deps.store.stop_sender(EVERY_SENDER, all_off.why)
    if deps.store.unfinished() == Recovery.RESTORE:
        return
    stores.archive.forget_silent()
    for silence in silences_of(deps, stores.archive, stores.changes, LastWords()):
        for page in silence.members():
            since = dict(zip(page, silence.recorded(page), strict=True))
            stores.archive.remember_silent(silence.kind, since)
    deps.store.set_unfinished(Recovery.RESTORE)


def _end(deps: Deps, stores: Stores, stopped: bool) -> None:
    """`stopped`: all sending was off in the backup."""
    deps.store.note_log(ANSWERS_SINCE, str(deps.clock.now()))
    deps.store.request_log_read()
    stores.archive.forget_silent()
    if stores.notes:
        stores.notes.write({BEGINS_ANEW: "1"})
    deps.store.set_unfinished("")
    off = [each.why for each in deps.store.stop_switches() if each.sender == EVERY_SENDER]
    if not stopped and set(off) <= OWN_REASONS:
        deps.store.allow_sender(EVERY_SENDER)


@dataclass(frozen=True, slots=True)
class _Watch:
    """What goes along with the writing of lines."""

    silences: tuple[Silence, ...]
    progress: Progress
    done: Restored


def _put_all(
    deps: Deps, stores: Stores, lines: Iterable[dict[str, Any]], header: Header, watch: _Watch
) -> tuple[list[dict[str, Any]], bool]:
    """Write lines back; the marks of freshness, which must be last; whether all sending had been stopped."""
    last, stopped, done = [], False, watch.done
    for line in lines:
        if "end" in line:
            break
        stopped |= _is_stopped(line)
        if line["kind"] == "fresh":
            last.append(line)
        elif kept := _without_own_switch(line):
            stores.archive.put(kept, header, deps.clock.now())
        for silence in watch.silences:
            if line.get("number") in silence.since:
                done.count(silence.kind, keep_silent(deps, silence, [line["number"]]))
        done.lines += 1
        watch.progress(done.lines, done.lines)
    return last, stopped


def _is_stopped(line: dict[str, Any]) -> bool:
    """Whether a person had switched all sending off; a recovery's own switch is none of theirs."""
    return _has_switches(line) and EVERY_SENDER in dict(_without_own_switch(line).get("value", {}))


def _without_own_switch(line: dict[str, Any]) -> dict[str, Any]:
    """Empty where nothing is left: a recovery's switch of back then takes no place of today's (I1)."""
    if not _has_switches(line):
        return line
    kept = {sender: said for sender, said in dict(line["value"]).items() if not _is_own(sender, str(said))}
    return {**line, "value": kept} if kept else {}


def _has_switches(line: dict[str, Any]) -> bool:
    return line["kind"] == "key" and str(line["key"]).endswith("}:stopped")


def _is_own(sender: str, said: str) -> bool:
    return sender == EVERY_SENDER and any(why in said for why in OWN_REASONS)


def _erase_again(
    deps: Deps, stores: Stores, erased: Mapping[str, Millis], header: Header, done: Restored
) -> None:
    for number in sorted(number for number, at in erased.items() if at >= header.at):
        why = "Erased after the backup was made."
        forget(stores.eraser, deps.clock, number, "restore", why, stores.album)
        done.erased_again += 1


def must_be_empty(archive: Archive, replace: bool) -> None:
    """Raises Refusal where a restore would take away what is here, and nobody asked for that."""
    if not replace and not archive.is_empty():
        raise Refusal(
            "This Redis already holds numbers of this business, and a restore replaces them: give it an "
            "empty one, or say --replace (opt-outs that are here stay in any case).",
            "DESIGN 4",
        )
