"""How many texts a number may get, counted when they are claimed: two workers cannot both have the third.

A number remembers the texts that some cap counts, and only as long as one does. A text that was claimed and
came back unsent stays counted: too few is safe. Automatic answers have their own limits (`domain/answers`).
"""

from collections import Counter

from responder.domain.business import Sender
from responder.domain.law.quiet_hours import CapRow, Law
from responder.domain.records import Message, MessageClass, Millis, Number

KEEP = 12
"""Texts of one class over one type of sender that a number remembers at most: more than any cap allows."""


def full(
    message: Message, number: Number, sender: Sender, law: Law, now: Millis
) -> tuple[CapRow, Millis] | None:
    """The first cap that this message would break, and when it may be tried again (0: never)."""
    for row in _rows(message, number, sender, law, now):
        if not row.at_most:
            return row, 0
        marks = map(_read, number.counted)
        times = [at for at, mark in marks if now - at < row.within and _counts(row, mark)]
        if len(times) >= row.at_most:
            return row, sorted(times)[-row.at_most] + row.within
    return None


def counters(
    message: Message, number: Number, sender: Sender, notice: bool, law: Law, now: Millis
) -> dict[str, object]:
    """What the claim of this message changes in the number's counters; empty for an answer."""
    if message.message_class is MessageClass.ANSWER:
        return {}
    without = 0 if notice else number.without_notice + 1
    changes: dict[str, object] = {} if without == number.without_notice else {"without_notice": without}
    if _rows(message, number, sender, law, now):
        mark = f"{now}:{message.message_class.value}:{sender.type.value}"
        changes["counted"] = _remembered([*number.counted, mark], law, now)
    return changes


def _remembered(marks: list[str], law: Law, now: Millis) -> tuple[str, ...]:
    """Each mark as long as some cap looks back at its kind, and the newest of each kind: one kind's cap must
    make no other's texts forgotten.
    """
    kept: list[str] = []
    seen: Counter[tuple[str, str]] = Counter()
    for each in reversed(marks):
        at, kind = _read(each)
        longest = max((row.within for row in law.caps if _counts(row, kind)), default=0)
        seen[kind] += 1
        if now - at < longest and seen[kind] <= KEEP:
            kept.append(each)
    return tuple(reversed(kept))


def _rows(message: Message, number: Number, sender: Sender, law: Law, now: Millis) -> list[CapRow]:
    found = law.caps_for(message.message_class, law.place(message.number, number.places), now)
    return [row for row in found if sender.type in row.senders]


def _read(each: str) -> tuple[Millis, tuple[str, str]]:
    at, kind, sender_type = each.split(":")
    return int(at), (kind, sender_type)


def _counts(row: CapRow, mark: tuple[str, str]) -> bool:
    kind, sender_type = mark
    return kind in row.classes and sender_type in row.senders
