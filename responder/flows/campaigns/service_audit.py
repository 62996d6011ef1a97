"""A sample of the texts that went as `service`, for somebody to read whether they sell (CA-02, CA-10).

Whoever calls a promotion a service text goes around the consent that it needs. Words only warn; a person who
reads a sample can tell.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from responder.domain.proof.sampling import LARGEST, Sampled, drawn, sampled
from responder.domain.records import EntryKind, Message, MessageClass, Millis
from responder.flows.outbound.compose import Refusal
from responder.ports import Deps
from responder.ports.review import Archive

STEP = 100
"""Progress is told every so many numbers."""


@dataclass(frozen=True, slots=True)
class Report:
    """The sample, and of how many service texts it was drawn; `selling` of these sound like it."""

    texts: int
    selling: int
    sample: tuple[Sampled, ...]


@dataclass(slots=True)
class _Seen:
    texts: int = 0
    selling: int = 0


def report(
    deps: Deps, archive: Archive, since: Millis, size: int, seed: str, progress: Callable[[int], None]
) -> Report:
    """Draw a sample of the service texts written since then. Raises Refusal, StoreUnavailable."""
    if not 1 <= size <= LARGEST:
        raise Refusal(f"A sample has from 1 to {LARGEST:,} texts.", "CA-02")
    seen = _Seen()
    found = drawn(_service_texts(deps, archive, since, seen, progress), size, seed)
    return Report(seen.texts, seen.selling, tuple(map(sampled, found)))


def _service_texts(
    deps: Deps, archive: Archive, since: Millis, seen: _Seen, progress: Callable[[int], None]
) -> Iterator[Message]:
    known: set[str] = set()
    for number in archive.numbers():
        if number in known:
            continue
        known.add(number)
        for entry in archive.entries(number):
            if entry["kind"] != EntryKind.MESSAGE or entry["at"] < since or "message" not in entry:
                continue
            message = deps.store.message(entry["message"])
            if message and message.message_class is MessageClass.SERVICE:
                seen.texts += 1
                seen.selling += bool(sampled(message).sells)
                yield message
        if len(known) % STEP == 0:
            progress(len(known))
    progress(len(known))
