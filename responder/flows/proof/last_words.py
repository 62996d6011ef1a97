"""What opt-out journals tell in the end of each number, of one file or of several (DESIGN §4).

Within a file its order counts. Between files the later word counts; where their times are closer than clocks
may differ nobody knows which was later, and the number stays silent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from responder.domain.consent.event_order import SKEW
from responder.domain.records import Millis
from responder.ports.proof import Change, Changed

_TOPIC = {
    Changed.OPTED_OUT: ("consent", True),
    Changed.OPTED_IN: ("consent", False),
    Changed.MARKETING_OFF: ("marketing", True),
    Changed.MARKETING_ON: ("marketing", False),
}
"""What a change is about, and whether it makes the number silent."""

Last = dict[tuple[str, str], tuple[bool, Millis]]
"""(topic, number) -> what one file says in the end, and when."""

Words = dict[tuple[str, str], dict[bool, Millis]]
"""(topic, number) -> when the latest file said that it is silent, and that it is not."""


@dataclass(frozen=True, slots=True)
class LastWords:
    """Number -> our time (ms UTC) of the word that counts; who is in none of these is not silent."""

    opted_out: dict[str, Millis] = field(default_factory=dict)
    marketing_off: dict[str, Millis] = field(default_factory=dict)
    erased: dict[str, Millis] = field(default_factory=dict)


def last_words(journals: Iterable[Iterable[Change]]) -> LastWords:
    """The last words of these files, in whatever order they are given."""
    said: Words = {}
    found = LastWords()
    for journal in journals:
        _add(said, _of_one(journal, found.erased))
    for (topic, number), times in said.items():
        if _is_silent(times):
            silent = found.opted_out if topic == "consent" else found.marketing_off
            silent[number] = times[True]
    return found


def _of_one(journal: Iterable[Change], erased: dict[str, Millis]) -> Last:
    words: Last = {}
    for change in journal:
        if change.what is Changed.ERASED:
            erased[change.number] = max(change.at, erased.get(change.number, 0))
            continue
        topic, silent = _TOPIC[change.what]
        words[topic, change.number] = silent, change.at
    return words


def _add(said: Words, words: Last) -> None:
    for key, (silent, at) in words.items():
        times = said.setdefault(key, {})
        times[silent] = max(at, times.get(silent, 0))


def _is_silent(times: dict[bool, Millis]) -> bool:
    if True not in times or False not in times:
        return True in times
    return times[False] <= times[True] + SKEW
