"""The provider says no to all of us, or to one sender: a pause that ends by itself (I4, I7).

Pure. A pause stands beside the stop switches, under a name that is no sender's. `PAUSED` holds everything of
its scope; once it is worth a try it becomes `TRIED`, which lets one message through, whose fate decides.
"""

from collections.abc import Collection
from enum import StrEnum

from responder.domain.records import MINUTE, SECOND, Message, MessageState, Millis
from responder.domain.sending.kill_switches import EVERY_SENDER, StopSwitch

PAUSED, TRIED = "paused:", "tried:"


class Scope(StrEnum):
    """Whom a refusal is about."""

    ACCOUNT = "account"
    SENDER = "sender"


REPORTED = frozenset({30002, 30032, 30033, 30034, 30035})
"""What reports alone tell: the text was accepted before, so every try may cost one."""

FIRST_TRY: dict[bool, Millis] = {False: 15 * SECOND, True: 15 * MINUTE}
"""After how long a pause is tried for the first time; True: for a code that only reports tell."""

LONGEST: dict[bool, Millis] = {False: 5 * MINUTE, True: 4 * 60 * MINUTE}
"""Tries lie twice as far apart each time, up to this."""

SENT_FOR: Millis = 10 * MINUTE
"""A text that was reported as sent so long ago, and not as failed since, was let through: not every carrier
reports what it delivers."""

BULK_PAUSES_AFTER: Millis = 1 * MINUTE
"""A pause that lasts so long pauses messages to many for good: a person looks before they go on."""


def scope_id(scope: Scope, sender_id: str) -> str:
    """Whose texts wait: the sender's, or everybody's."""
    return EVERY_SENDER if scope is Scope.ACCOUNT else sender_id


def refused(switch: StopSwitch) -> str:
    """The scope of a pause, waiting or under trial: a sender's id or `all`; "" for a person's switch."""
    for mark in (PAUSED, TRIED):
        if switch.sender.startswith(mark):
            return switch.sender.removeprefix(mark)
    return ""


def waits(off: Collection[str], sender_id: str) -> bool:
    """Whether texts of this sender wait; `off` is what `stopped_senders` names."""
    return any(PAUSED + scope in off for scope in (EVERY_SENDER, sender_id))


def under_trial(off: Collection[str], sender_id: str) -> tuple[str, ...]:
    """The scopes that one message of this sender may try."""
    return tuple(scope for scope in (EVERY_SENDER, sender_id) if TRIED + scope in off)


def try_after(code: int, tries: int) -> Millis:
    """How long to wait before the next try, after so many."""
    reported = code in REPORTED
    return min(FIRST_TRY[reported] << min(tries, 8), LONGEST[reported])


def code_of(switch: StopSwitch) -> int:
    """The provider's error code, which a pause keeps for its reason; 0 = none."""
    return int(switch.why) if switch.why.isdigit() else 0


def arrives(message: Message, now: Millis) -> bool:
    """Whether the reports of a text say that it arrived, or that nothing became of it for long enough."""
    if message.state is MessageState.DELIVERED:
        return True
    return message.state is MessageState.SENT and now - message.claimed_at >= SENT_FOR
