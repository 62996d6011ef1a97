"""How numbers, messages and entries are written in Redis, and read again: text fields, nothing clever.

A field that holds its default is not written; an unknown field of a newer version is ignored. A value that
this version cannot read makes a message `Unreadable`; a number is read without it, so that its STOP is taken.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, get_type_hints

import orjson

from responder.domain.proof import ledger
from responder.domain.records import Consent, Decision, Entry, EntryKind, Message, Number
from responder.domain.sending.kill_switches import StopSwitch

Reader = Callable[[str], Any]


class Unreadable(ValueError):
    """A record that another version wrote, or that is damaged. Its text names the fault and no data."""


def _read_tuple(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _read_times(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",")) if text else ()


def _reader(hint: Any) -> Reader:
    table: dict[Any, Reader] = {
        str: str,
        int: int,
        bool: lambda text: text == "1",
        tuple[str, ...]: _read_tuple,
        tuple[int, ...]: _read_times,
    }
    return table[hint] if hint in table else hint  # an enum reads itself


_WRITERS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "1" if value else "",
    tuple: lambda value: ",".join(map(str, value)),
}
"""How a value is written that is not simply its text; a StrEnum is."""


def _text(value: object) -> str:
    return value if type(value) is str else _WRITERS.get(type(value), str)(value)


def _readers(record: type) -> dict[str, Reader]:
    hints = get_type_hints(record)
    return {field.name: _reader(hints[field.name]) for field in fields(record)}


def _defaults(record: type) -> dict[str, object]:
    return {field.name: field.default for field in fields(record) if field.default is not MISSING}


NUMBER_READERS = _readers(Number)
MESSAGE_READERS = _readers(Message)
_ALWAYS_WRITTEN = frozenset(MESSAGE_READERS.keys() - _defaults(Message).keys())
SETTLED = ("notice_at", "notice_sent_id", "notice_sent_at")
"""What settle.lua writes without a new version: a START must clear it whatever was read before (I5)."""


ANY_EPISODE = 10**9
"""An episode later than any: no permit and no message of before counts."""

_CAUTIOUS = {"episode": ANY_EPISODE}
"""What stands for a number's field that cannot be read, where its default would loosen something."""


def number_from(number: str, stored: Mapping[str, str]) -> Number:
    """The number as stored; a stranger is `UNKNOWN` with version 0."""
    try:
        known = {name: read(stored[name]) for name, read in NUMBER_READERS.items() if name in stored}
    except ValueError:
        return _partly_read(number, stored)
    return Number(**{**known, "number": number})


def _partly_read(number: str, stored: Mapping[str, str]) -> Number:
    """What can be read of a record; only answers leave for it until the rest can be read too (policy)."""
    known: dict[str, Any] = {}
    unread: list[str] = []
    for name in NUMBER_READERS.keys() & stored.keys():
        try:
            known[name] = NUMBER_READERS[name](stored[name])
        except ValueError:
            unread.append(name)
    cautious = {name: value for name, value in _CAUTIOUS.items() if name in unread}
    return Number(**{**known, **cautious, "number": number, "unreadable": tuple(sorted(unread))})


def number_changes(before: Number, after: Number) -> list[str]:
    """Field, value, field, value … of what a decision changes in a number."""
    changes: list[str] = []
    known = vars(before)  # values as dicts: looking their fields up one by one was a tenth of a webhook
    for name, new in vars(after).items():
        if new is not known[name] and new != known[name]:
            changes += (name, new if type(new) is str else _text(new))
    if after.opted_in_at != before.opted_in_at or _left(before, after):
        for name in SETTLED:
            changes += (name, _text(getattr(after, name)))
    return changes


def _left(before: Number, after: Number) -> bool:
    """Whether consent ended without an opt-out: the next owner of the number has read no notice (US-27)."""
    return after.consent is Consent.UNKNOWN and before.consent is not Consent.UNKNOWN


def counter_triples(number: Number, counters: Mapping[str, object]) -> list[str]:
    """The count of counters, then for each: field, the text that was read ("" for none), the new text."""
    triples = [str(len(counters))]
    for name, value in counters.items():
        triples += (name, _text(getattr(number, name) or ""), _text(value))
    return triples


def message_from(stored: Mapping[str, str]) -> Message:
    """The message as stored. Raises Unreadable."""
    try:
        known = {name: read(stored[name]) for name, read in MESSAGE_READERS.items() if name in stored}
        return Message(**known)
    except (ValueError, TypeError) as error:
        raise Unreadable(type(error).__name__) from None  # its own words would hold what stands there (I8)


def message_fields(message: Message) -> list[str]:
    """Field, value, field, value … of a new message."""
    pairs = ["state", message.state.value]
    for name, value in vars(message).items():
        if name in _ALWAYS_WRITTEN or (value and name != "state"):
            pairs += (name, value if type(value) is str else _text(value))
    return pairs


def entry_dict(entry: Entry) -> dict[str, object]:
    """An entry as the plain values that are stored, hashed and exported."""
    plain = {name: value for name, value in vars(entry).items() if value}
    plain |= {"at": entry.at, "kind": entry.kind.value}
    plain.pop("ledger", None)
    return plain


def entry_json(plain: Mapping[str, object]) -> str:
    """An entry as one line of JSON. Half an emoji, which JSON from outside can hold, is kept as an escape."""
    try:
        return orjson.dumps(plain).decode()
    except orjson.JSONEncodeError:  # it writes UTF-8 alone, which has no half an emoji: no STOP is lost to it
        return json.dumps(plain, separators=(",", ":"))


def entry_from(line: str) -> dict[str, Any]:
    """An entry as plain values; one that cannot be read is a note without words."""
    try:
        plain = json.loads(line)
    except ValueError:
        plain = None
    known = isinstance(plain, dict) and "kind" in plain and "at" in plain
    return plain if known else {"at": 0, "kind": EntryKind.NOTE.value}


def chained(decision: Decision) -> tuple[list[str], list[str]]:
    """The decision's entries as JSON, those of the ledger linked; and the chain's new fields (I6)."""
    before = decision.before
    head, length, lines = before.chain_head, before.chain_length, []
    first = before.chain_id
    for entry in decision.entries:
        plain = entry_dict(entry)
        if entry.ledger:
            plain["number"] = before.number
            head = plain["link"] = ledger.link(head, plain)
            first, length = first or head, length + 1
        lines.append(entry_json(plain))
    if length == before.chain_length:
        return lines, []
    if before.chain_head and not before.chain_id:  # older than these two: whoever needs them counts
        return lines, ["chain_head", head]
    return lines, ["chain_head", head, "chain_length", str(length), "chain_id", first]


def switch_text(switch: StopSwitch) -> str:
    """A stop switch as it is stored beside its sender's id."""
    plain = {"why": switch.why, "by": switch.by, "at": switch.at}
    more = {"answers": switch.answers, "tries": switch.tries, "trial": switch.trial}
    return json.dumps(plain | {name: value for name, value in more.items() if value}, ensure_ascii=False)


def switch_from(sender_id: str, stored: str) -> StopSwitch:
    """A stop switch as stored; an older one is its reason alone."""
    if not stored.startswith("{"):
        return StopSwitch(sender_id, stored)
    plain = json.loads(stored)
    more = {name: plain[name] for name in ("answers", "tries", "trial") if name in plain}
    return StopSwitch(sender_id, plain["why"], plain["by"], plain["at"], **more)
