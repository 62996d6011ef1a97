"""A sample of texts for an audit: a seed always draws the same ones, however they are read. Pure."""

import heapq
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from responder.domain.phone import mask
from responder.domain.records import Message, Millis
from responder.domain.sending.promotional_words import selling_words

LARGEST = 10_000
_NUMBERS = re.compile(r"\+?\d[\d\s().-]{6,}\d")


@dataclass(frozen=True, slots=True)
class Sampled:
    """One service text: to whom (masked), by whom and what; `sells` are its words that sound like selling."""

    message: str
    at: Millis
    to: str
    sender: str
    author: str
    text: str
    sells: tuple[str, ...]


def drawn(messages: Iterable[Message], size: int, seed: str) -> list[Message]:
    """At most `size` of the messages, chosen by seed and id alone; oldest first."""
    chosen = heapq.nsmallest(size, messages, key=lambda message: _lot(message.id, seed))
    return sorted(chosen, key=lambda message: (message.created_at, message.id))


def sampled(message: Message) -> Sampled:
    """A message as an auditor reads it: no number in it can be called (I8)."""
    text = message.final_text or message.body
    return Sampled(
        message=message.id,
        at=message.created_at,
        to=mask(message.number),
        sender=message.sender,
        author=message.actor,
        text=_NUMBERS.sub(_hidden, text),
        sells=selling_words(message.body or text),
    )


def _lot(message_id: str, seed: str) -> bytes:
    return sha256(f"{seed}\n{message_id}".encode()).digest()


def _hidden(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return f"{'•' * (len(digits) - 2)}{digits[-2:]}" if len(digits) >= 7 else found[0]
