"""A backup of everything, and its way back without losing an opt-out (DESIGN §4, I2, I3, I7).

Whoever opted out after the backup stays opted out: the sets that are here and the journal are merged, and
these sets never shrink. They are merged first, so that the claim keeps everybody silent whom they name,
wherever the restore breaks off. Nothing leaves before the provider's log was read from the backup's time on,
and nothing that waited in the backup's outbox is sent: it may have been sent since.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from responder.domain import decide, scope
from responder.domain.backup import BadBackup, Header, header_of
from responder.domain.messages import Decision, Millis, Number
from responder.domain.recovery import ANSWERS_SINCE, WHY_OFF, Recovery
from responder.domain.switches import EVERY_SENDER
from responder.flows.commit import commit
from responder.flows.erase import forget
from responder.flows.last_words import LastWords, last_words
from responder.flows.ledger import Progress
from responder.flows.optouts import IN_THE_SET
from responder.flows.staff import Refusal
from responder.ports import Deps
from responder.ports.pictures import Album
from responder.ports.proof import Archive, Change, Changes, Eraser

IN_THE_JOURNAL = "It stands in the opt-out journal."

OPTED_OUT, MARKETING_OFF = "opted_out", "marketing_off"
"""Kinds of lines that name who is silent, and their sets."""

UNDATED: Millis = 2**62
"""In the place of the time of an opt-out whose time nobody knows: later than whatever a backup tells."""

@dataclass(frozen=True, slots=True)
class Stores:
    """What a restore works on; `album`: where restored pictures are, so that they go with who was erased."""

    archive: Archive
    changes: Changes
    eraser: Eraser
    album: Album | None = None


@dataclass(slots=True)
class Restored:
    """What a restore did: lines written, opt-outs kept that the backup did not know (of all texts, and of
    marketing alone), people erased again."""

    lines: int = 0
    opt_outs_kept: int = 0
    marketing_kept: int = 0
    erased_again: int = 0


@dataclass(frozen=True, slots=True)
class _Silence:
    """One way to be silent: who must be, since when (ms UTC), and how that is found and committed.

    `counted` names the count of `Restored`. `members` are those of the set now, `before` those whom it had
    when the restore began.
    """

    counted: str
    members: Callable[[], Iterable[Sequence[str]]]
    recorded: Callable[[Sequence[str]], Sequence[Millis]]
    decide: Callable[..., Decision]
    since: Mapping[str, Millis]
    before: frozenset[str]
    settled: set[str] = field(default_factory=set)

    def must_be(self, number: str) -> Millis:
        """The time that the record of a member must tell, at least."""
        return 0 if number in self.settled else self.since.get(number, 0)


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
    silences = _silences(deps, stores, words, header)
    last, stopped = _put_all(deps, stores, walk, header, _Watch(silences, progress, done))
    _erase_again(deps, stores, words.erased, header, done)
    for silence in silences:
        for page in silence.members():
            _keep_silent(deps, silence, page, done)
    for line in last:
        stores.archive.put(line, header, deps.clock.now())
    stores.archive.have_on_disk()
    _end(deps, stores, stopped)
    return done


def _begin(deps: Deps, stores: Stores) -> None:
    """Nothing leaves from here on, and nobody can switch it on; who is silent now is remembered, once."""
    deps.store.stop_sender(EVERY_SENDER, WHY_OFF[Recovery.RESTORE])
    if deps.store.unfinished() == Recovery.RESTORE:
        return
    stores.archive.forget_silent()
    changes = stores.changes
    for kind, members, recorded in (
        (OPTED_OUT, changes.opted_out, changes.opted_out_at),
        (MARKETING_OFF, changes.marketing_off, changes.marketing_off_at),
    ):
        for page in members():
            stores.archive.remember_silent(kind, dict(zip(page, recorded(page), strict=True)))
    deps.store.set_unfinished(Recovery.RESTORE)


def _end(deps: Deps, stores: Stores, stopped: bool) -> None:
    """`stopped`: all sending was off in the backup."""
    deps.store.note_log(ANSWERS_SINCE, str(deps.clock.now()))
    deps.store.request_log_read()
    stores.archive.forget_silent()
    deps.store.set_unfinished("")
    off = [each.why for each in deps.store.stop_switches() if each.sender == EVERY_SENDER]
    if not stopped and set(off) <= set(WHY_OFF.values()):
        deps.store.allow_sender(EVERY_SENDER)


def _silences(deps: Deps, stores: Stores, words: LastWords, header: Header) -> tuple[_Silence, ...]:
    """Everybody whom journal or sets name; the journal's are put into the sets, where the claim looks."""
    archive, changes = stores.archive, stores.changes
    for kind, told in ((OPTED_OUT, words.opted_out), (MARKETING_OFF, words.marketing_off)):
        archive.put({"kind": kind, "numbers": sorted(told)}, header, deps.clock.now())
    out, no_marketing = _dated(archive.remembered(OPTED_OUT)), _dated(archive.remembered(MARKETING_OFF))
    return (
        _Silence(
            *("opt_outs_kept", changes.opted_out, changes.opted_out_at, decide.on_unsubscribe),
            since=_latest(out, words.opted_out),
            before=frozenset(out),
        ),
        _Silence(
            *("marketing_kept", changes.marketing_off, changes.marketing_off_at, scope.on_marketing_off),
            since=_latest(no_marketing, words.marketing_off),
            before=frozenset(no_marketing),
        ),
    )


def _dated(remembered: Mapping[str, Millis]) -> dict[str, Millis]:
    """A member of a set whose record did not say so is silent since nobody knows when."""
    return {number: UNDATED if at < 0 else at for number, at in remembered.items()}


def _latest(one: Mapping[str, Millis], other: Mapping[str, Millis]) -> dict[str, Millis]:
    return {number: max(one.get(number, 0), other.get(number, 0)) for number in {*one, *other}}


@dataclass(frozen=True, slots=True)
class _Watch:
    """What goes along with the writing of lines."""

    silences: tuple[_Silence, ...]
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
        else:
            stores.archive.put(line, header, deps.clock.now())
        for silence in watch.silences:
            if line.get("number") in silence.since:
                _keep_silent(deps, silence, [line["number"]], done)
        done.lines += 1
        watch.progress(done.lines, done.lines)
    return last, stopped


def _is_stopped(line: dict[str, Any]) -> bool:
    """Whether a person had switched all sending off; a recovery's own switch is none of theirs."""
    if line["kind"] != "key" or not str(line["key"]).endswith("}:stopped"):
        return False
    found = dict(line["value"]).get(EVERY_SENDER, "")
    return bool(found) and not any(why in found for why in WHY_OFF.values())


def _erase_again(
    deps: Deps, stores: Stores, erased: Mapping[str, Millis], header: Header, done: Restored
) -> None:
    for number in sorted(number for number, at in erased.items() if at >= header.at):
        why = "Erased after the backup was made."
        forget(stores.eraser, deps.clock, number, "restore", why, stores.album)
        done.erased_again += 1


def _keep_silent(deps: Deps, silence: _Silence, numbers: Sequence[str], done: Restored) -> None:
    """Commit, by the one door, where a record does not say it, or tells only of an earlier time.

    The time counts because a START that the log shows may be later than what the backup knew and earlier
    than what journal and sets know: it must undo nothing.
    """
    for number, at in zip(numbers, silence.recorded(numbers), strict=True):
        if at >= silence.must_be(number):
            continue
        why = IN_THE_SET if number in silence.before else IN_THE_JOURNAL
        commit(deps, number, partial(_silent_again, silence.decide, why))
        silence.settled.add(number)
        setattr(done, silence.counted, getattr(done, silence.counted) + (at < 0))


def _silent_again(decided: Callable[..., Decision], why: str, number: Number, now: Millis) -> Decision:
    return decided(number, "restore", "restore", why, "", now)


def must_be_empty(archive: Archive, replace: bool) -> None:
    """Raises Refusal where a restore would take away what is here, and nobody asked for that."""
    if not replace and not archive.is_empty():
        raise Refusal(
            "This Redis already holds numbers of this business, and a restore replaces them: give it an "
            "empty one, or say --replace (opt-outs that are here stay in any case).",
            "DESIGN 4",
        )
