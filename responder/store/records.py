"""How numbers, messages and entries are written in Redis, and read again: text fields, nothing clever.

A field that holds its default is not written; an unknown field of a newer version is ignored.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any, get_type_hints

from responder.domain import ledger
from responder.domain.messages import Decision, Entry, Message, Number

Reader = Callable[[str], Any]

_json = json.JSONEncoder(separators=(",", ":")).encode


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


def _text(value: object) -> str:
    if type(value) is str:
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value)


def _readers(record: type) -> dict[str, Reader]:
    hints = get_type_hints(record)
    return {field.name: _reader(hints[field.name]) for field in fields(record)}


def _defaults(record: type) -> dict[str, object]:
    return {field.name: field.default for field in fields(record) if field.default is not MISSING}


NUMBER_READERS = _readers(Number)
NUMBER_FIELDS = tuple(name for name in NUMBER_READERS if name != "number")
MESSAGE_READERS = _readers(Message)
MESSAGE_FIELDS = tuple(name for name in MESSAGE_READERS if name != "state")
ENTRY_FIELDS = tuple(name for name in _defaults(Entry) if name != "ledger")

# Whole rows at once: reading the fields one by one was a tenth of a webhook's CPU.
_number_values, _message_values, _entry_values = (
    attrgetter(*names) for names in (NUMBER_FIELDS, MESSAGE_FIELDS, ENTRY_FIELDS)
)
_MESSAGE_UNSET = tuple(_defaults(Message).get(name, MISSING) for name in MESSAGE_FIELDS)
SETTLED = ("notice_at", "notice_sent_id", "notice_sent_at")
"""What settle.lua writes without a new version: a START must clear it whatever was read before (I5)."""
_ENTRY_UNSET = tuple(_defaults(Entry)[name] for name in ENTRY_FIELDS)


def number_from(number: str, stored: Mapping[str, str]) -> Number:
    """The number as stored; a stranger is `UNKNOWN` with version 0."""
    known = {name: read(stored[name]) for name, read in NUMBER_READERS.items() if name in stored}
    return Number(**{**known, "number": number})


def number_changes(before: Number, after: Number) -> list[str]:
    """Field, value, field, value … of what a decision changes in a number."""
    changes: list[str] = []
    for name, old, new in zip(NUMBER_FIELDS, _number_values(before), _number_values(after), strict=True):
        if old is not new and old != new:
            changes += (name, _text(new))
    if after.opted_in_at != before.opted_in_at:
        for name in SETTLED:
            changes += (name, _text(getattr(after, name)))
    return changes


def counter_triples(number: Number, counters: Mapping[str, object]) -> list[str]:
    """The count of counters, then for each: field, the text that was read ("" for none), the new text."""
    triples = [str(len(counters))]
    for name, value in counters.items():
        triples += (name, _text(getattr(number, name) or ""), _text(value))
    return triples


def message_from(stored: Mapping[str, str]) -> Message:
    """The message as stored."""
    return Message(**{name: read(stored[name]) for name, read in MESSAGE_READERS.items() if name in stored})


def message_fields(message: Message) -> list[str]:
    """Field, value, field, value … of a new message."""
    pairs = ["state", message.state.value]
    for name, default, value in zip(MESSAGE_FIELDS, _MESSAGE_UNSET, _message_values(message), strict=True):
        if value is not default and value != default:
            pairs += (name, _text(value))
    return pairs


def entry_dict(entry: Entry) -> dict[str, object]:
    """An entry as the plain values that are stored, hashed and exported."""
    plain: dict[str, object] = {"at": entry.at, "kind": entry.kind.value}
    for name, default, value in zip(ENTRY_FIELDS, _ENTRY_UNSET, _entry_values(entry), strict=True):
        if value is not default and value != default:
            plain[name] = value
    return plain


def chained(decision: Decision) -> tuple[list[str], str]:
    """The decision's entries as JSON, those of the ledger linked; and the chain's new head (I6)."""
    head, lines = decision.before.chain_head, []
    for entry in decision.entries:
        plain = entry_dict(entry)
        if entry.ledger:
            plain["number"] = decision.before.number
            head = plain["link"] = ledger.link(head, plain)
        lines.append(_json(plain))
    return lines, head
