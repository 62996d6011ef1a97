"""What is done about a message of unknown outcome once the provider's log has proved that it never left (I7).

Pure, and a table: nothing is sent again blindly, a confirmation never, and what a person wrote is theirs to
decide. A message is proved absent by two complete lists without it, `ABSENT_FOR` apart (TWILIO.md §3).
"""

from collections.abc import Iterable
from enum import StrEnum

from responder.domain.records import MINUTE, SECOND, Message, MessageClass, Millis, Purpose

CALLBACK_WITHIN: Millis = 30 * SECOND
"""How long the provider's own report is awaited before its log is read."""

ABSENT_FOR: Millis = 60 * SECOND
"""How far apart the two lists without the message must be: a list can be late."""

CLOCKS_DIFFER: Millis = 30 * SECOND
"""How much earlier than our claim the provider may date what came of it."""

LISTED_UNTIL: Millis = 10 * MINUTE
"""What the provider took later than this after the claim came of another one."""


class Remedy(StrEnum):
    """What to do about a message that certainly never left."""

    DROP = "drop"  # too late to be of use, or tried again once before
    TOLD = "told"  # the customer got the same words at the same time: the one that left may be this one
    UNACCOUNTED = "unaccounted"  # a text that nobody accounts for went to the number: it may be this one
    AGAIN = "again"  # back into the outbox, and through the gate
    ASK = "ask"  # a person decides
    ASK_UNACCOUNTED = "ask unaccounted"  # the same, and hears of the text that nobody accounts for
    LEAVE = "leave"  # it stays as it is: nobody misses one of many
    DOUBT = "doubt"  # it stays as it is: the clock that dates its claim was wrong


_ANSWERS: dict[Purpose, Remedy] = {
    Purpose.CONFIRMATION: Remedy.DROP,
    Purpose.OPT_IN_REPLY: Remedy.AGAIN,
    Purpose.HELP: Remedy.AGAIN,
    Purpose.MARKETING_OFF: Remedy.DROP,
    Purpose.AFTER_HOURS: Remedy.AGAIN,
}

_WRITTEN: dict[MessageClass, Remedy] = {
    MessageClass.REPLY: Remedy.ASK,
    MessageClass.SERVICE: Remedy.ASK,
    MessageClass.MARKETING: Remedy.LEAVE,
}


_UNACCOUNTED: dict[Remedy, Remedy] = {Remedy.AGAIN: Remedy.UNACCOUNTED, Remedy.ASK: Remedy.ASK_UNACCOUNTED}


def unaccounted(decided: Remedy) -> Remedy:
    """The remedy where a text that nobody accounts for went to the same number since the claim.

    Whatever its words and its sender: a service picks any number of its pool, and encoding, link shortening
    or a trial account change words.
    """
    return _UNACCOUNTED.get(decided, decided)


def remedy(message: Message, taken: Iterable[Message]) -> Remedy:
    """What to do about this message, which the provider never had; `taken`: those of its number that it had.

    The log tells the words of a text, and not whose they were: of two answers with the same words none is
    sent again once one of them was taken.
    """
    if message.message_class is not MessageClass.ANSWER:
        return _WRITTEN[message.message_class]
    if any(_same_words(message, other) for other in taken):
        return Remedy.TOLD
    return Remedy.DROP if message.again else _ANSWERS[message.purpose]


def _same_words(message: Message, other: Message) -> bool:
    apart = abs(message.claimed_at - other.claimed_at)
    return message.id != other.id and message.final_text == other.final_text and apart <= LISTED_UNTIL


def proved_absent(message: Message, read_at: Millis) -> bool:
    """Whether a complete list of `read_at` without the message is the second one, long enough after."""
    return noted_absent(message) and read_at - message.absent_at >= ABSENT_FOR


def noted_absent(message: Message) -> bool:
    """Whether a first list without it was seen, since its last claim."""
    return message.absent_at > message.claimed_at


def is_asked(message: Message) -> bool:
    """Whether it waits for a person's decision, since its last claim."""
    return message.asked_at > message.claimed_at
