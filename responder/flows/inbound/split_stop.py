"""A STOP split over two texts: consecutive texts are read as one, only to find opt-outs (IN-07).

Separate webhooks are joined for nothing else, and nothing is decided here: a person is asked. The relay
looks at those who texted since its last look, so no webhook waits for it, and each find is queued once.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from responder.domain.records import DAY, MINUTE, SECOND, Entry, EntryKind, Millis
from responder.domain.understanding.classifier import Intent
from responder.flows.inbound.rescan import queue
from responder.ports import Deps
from responder.ports.quarantine import Guard, straight
from responder.ports.review import Lately

APART: Millis = 2 * MINUTE
"""Texts at most so far apart may be one."""

OVERLAP: Millis = 30 * SECOND
"""How far a look goes back behind the one before: clocks of processes differ."""

LOOKED_AT = 500
"""Numbers that are read at once."""

LOOK_BACK: Millis = DAY
"""How far a look goes back at most, after the relay was away; what is older is read by staff by then."""

_NOTED = "consecutive"
"""The note of until when it has looked, ms."""

LAST = 12
"""Entries of a timeline that are read: some texts, and what they caused."""

MOST = 4
"""Texts that are read as one."""

JOINTS = ("", " ")
"""A word may have been cut (`ST` + `OP`), or a sentence (`stop` + `texting me`)."""

RULE = "IN-07"


def begins(deps: Deps) -> Millis:
    """Where the first look of a relay begins: where the last one's ended. Raises StoreUnavailable."""
    now, noted = deps.clock.now(), int(deps.store.log_notes().get(_NOTED, 0))
    return max(noted, now - LOOK_BACK) if noted else now - APART


def look(deps: Deps, lately: Lately, since: Millis, guard: Guard = straight) -> Millis:
    """Read what came since then; returns where the next look begins. Raises StoreUnavailable."""
    now = deps.clock.now()
    for number in _active(lately, since - OVERLAP):
        guard(number, partial(_look_at, deps, lately, number))
    deps.store.note_log(_NOTED, str(now))
    return now


def _look_at(deps: Deps, lately: Lately, number: str) -> None:
    found = _found(deps, lately.last_entries(number, LAST))
    if found:
        queue(deps, number, found)


def _active(lately: Lately, since: Millis) -> Iterator[str]:
    """Everybody of that time, a page after the other; a page is larger where many texted at one moment."""
    limit = LOOKED_AT
    while page := lately.active(since, limit):
        yield from (number for number, _ in page)
        last = page[-1][1]
        if len(page) < limit:
            return
        since, limit = (last, LOOKED_AT) if last > since else (since, limit * 2)


def _found(deps: Deps, entries: Sequence[Mapping[str, Any]]) -> Entry | None:
    """The last of some consecutive texts that together ask to stop, although none of them does alone."""
    texts = _run(entries)
    for first in range(len(texts) - 2, -1, -1):
        bodies = [text["body"].strip() for text in texts[first:]]
        for joint in JOINTS:
            whole = joint.join(bodies)
            said = deps.classifier.classify(whole)
            if said.intent in (Intent.OPT_OUT, Intent.REVIEW):
                last = texts[-1]
                return Entry(last["at"], EntryKind.REVIEW, last["event"], body=whole, rule=RULE)
    return None


def _run(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The last texts that meant nothing, each soon after the one before, to one of our numbers."""
    heard = [entry for entry in entries if entry["kind"] == EntryKind.INBOUND and entry.get("body")]
    run: list[Mapping[str, Any]] = []
    for text in reversed(heard[-MOST:]):
        if text.get("intent") != Intent.NONE.value or not text.get("event"):
            break
        if run and (run[0]["at"] - text["at"] > APART or run[0].get("sender") != text.get("sender")):
            break
        run.insert(0, text)
    return run
