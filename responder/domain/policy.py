"""The gate: may this message go to this number now (DESIGN §7)? And who answers keywords (§6).

It answers `Allowed`, `Held` or `Refused`; a hold and a refusal always carry a sentence for people and
the rule that speaks. Quiet hours and campaign caps are rows still to come: their place is `REST_RULES`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from responder.domain.business import ReplyMode, Sender, SenderType
from responder.domain.keywords import TWILIO_DEFAULT_WORDS
from responder.domain.messages import (
    DAY,
    HOUR,
    SECOND,
    Consent,
    Marketing,
    Message,
    MessageClass,
    Millis,
    Number,
    Purpose,
)

FRESHNESS: Millis = 120 * SECOND
"""Without a log read this recently nothing but answers leaves (I2)."""

REPLY_WINDOW: Millis = 24 * HOUR
"""A `reply` answers an inbound at most this old (CA-11)."""

SETTLED_NOTICE: Millis = 1 * HOUR
"""A notice that was `sent` this long ago without an error counts as received (I5)."""

NOTICE_EVERY: Millis = 30 * DAY
"""The notice is repeated after this long (DESIGN §7.7)."""

LOOK_AGAIN: Millis = 5 * SECOND
"""When a message that waits for the log is looked at again."""

BASIS_LASTS: dict[str, Millis] = {"inquiry": 182 * DAY, "purchase": 729 * DAY, "contract": 729 * DAY}
"""CASL's clocks in whole days, rounded down so that the boundary day is refused (CA-03, CA-04)."""

TOLL_FREE_NETWORK_WORDS = frozenset({"stop", "start", "unstop"})
"""What the toll-free network answers itself, whatever the reply mode (CH-22, CH-23)."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may go; `notice` says whether it must carry identity and the opt-out notice (I5)."""

    notice: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Not now: look again at `until`."""

    until: Millis
    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Never."""

    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Too late or overtaken: not sent, and nobody needs to act."""

    reason: str
    rule: str


Verdict = Allowed | Held | Refused | Dropped


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the gate knows beside the message and its number. `fresh_until`: log read up to then."""

    now: Millis
    sender: Sender | None
    fresh_until: Millis
    stopped_senders: frozenset[str]


Rule = Callable[[Message, Number, Circumstances], Verdict | None]


def gate(message: Message, number: Number, around: Circumstances) -> Verdict:
    """Whether `message` may be handed over now. The first rule that objects speaks."""
    rules = ANSWER_RULES if message.message_class is MessageClass.ANSWER else REST_RULES
    for rule in rules:
        verdict = rule(message, number, around)
        if verdict is not None:
            return verdict
    return Allowed(notice=notice_due(message, number, around.now))


def notice_due(message: Message, number: Number, now: Millis) -> bool:
    """Whether the text must carry the notice: until one was received, in marketing, every 30 days (I5)."""
    if message.message_class is MessageClass.ANSWER:
        return False  # the templates hold it where it belongs; a confirmation never carries it
    if message.message_class is MessageClass.MARKETING:
        return True
    received = max(number.notice_at, _settled_notice(number, now))
    return received == 0 or now - received >= NOTICE_EVERY


def _settled_notice(number: Number, now: Millis) -> Millis:
    sent = number.notice_sent_at
    return sent if sent and now - sent >= SETTLED_NOTICE else 0


def network_answers(sender: Sender, body: str, opt_out_type: str) -> bool:
    """Whether Twilio or the carrier already answers this text, so that we must be silent (DESIGN §6)."""
    word = body.strip().casefold()
    if sender.type is SenderType.TOLL_FREE and word in TOLL_FREE_NETWORK_WORDS:
        return True
    if sender.replies is ReplyMode.TWILIO_DEFAULT:
        return word in TWILIO_DEFAULT_WORDS
    return sender.replies is ReplyMode.TWILIO_ADVANCED and bool(opt_out_type)


def _valid(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if around.now < message.valid_until:
        return None
    return Dropped("It could not go before it was out of date.", "US-08")


def _permit_current(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if message.episode == number.episode:
        return None
    return Dropped("The customer changed their mind before this answer could go.", "I4")


def _asked_since_opt_out(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if message.purpose is not Purpose.HELP or message.created_at >= number.last_opt_out_at:
        return None
    return Dropped("The customer opted out after asking for help.", "I1")


def _not_opted_out(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if number.consent is Consent.OPTED_OUT:
        return Refused("The customer has opted out; only they can come back, by texting START.", "I1")
    if number.opt_out_episode > message.episode:
        return Refused("The customer opted out after this was written.", "I1")
    return None


def _sender_exists(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if around.sender is None:
        return Refused(f"The sender {message.sender} is no longer in the business file.", "DESIGN 7.1")
    return None


def _sender_not_stopped(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if not around.stopped_senders & {"all", message.sender}:
        return None
    return Refused("Sending is switched off.", "DESIGN 7.1")


def _sender_not_blocked(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if message.sender not in number.blocked_senders or around.sender is None:
        return None
    ask = f"Ask them to text START to {around.sender.shown}."
    return Refused(f"The provider blocks this sender for this number. {ask}", "PR-04")


def _reply_answers_something(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if message.message_class is not MessageClass.REPLY:
        return None
    if number.last_inbound_at and around.now - number.last_inbound_at <= REPLY_WINDOW:
        return None
    return Refused("A reply needs a text from the customer in the last 24 hours.", "CA-11")


def _log_fresh(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if around.now - around.fresh_until >= FRESHNESS:
        reason = "Waiting until the provider's log has been read: a STOP might be in it."
        return Held(around.now + LOOK_AGAIN, reason, "I2")
    if number.log_read_after and around.fresh_until <= number.log_read_after:
        reason = "Waiting for the provider's log: START came soon after STOP."
        return Held(around.now + LOOK_AGAIN, reason, "DESIGN 5")
    return None


def _marketing_basis(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if message.message_class is not MessageClass.MARKETING:
        return None
    if number.marketing is not Marketing.OK:
        return Refused("Marketing to this number is switched off or waits for a review.", "KW-11")
    if number.consent is Consent.EXPRESS or _implied_lasts(number, around.now):
        return None
    return Refused("Marketing needs a consent that is on record and has not expired.", "CA-01")


def _implied_lasts(number: Number, now: Millis) -> bool:
    lasts = BASIS_LASTS.get(number.basis, 0)
    return number.consent is Consent.IMPLIED and now < number.anchor + lasts


ANSWER_RULES: tuple[Rule, ...] = (
    _valid,
    _permit_current,
    _asked_since_opt_out,
    _sender_exists,
    _sender_not_stopped,
)
"""What is asked of an automatic answer. Its permission was written in the commit that caused it."""

REST_RULES: tuple[Rule, ...] = (
    _not_opted_out,
    _valid,
    _sender_exists,
    _sender_not_stopped,
    _sender_not_blocked,
    _reply_answers_something,
    _marketing_basis,
    _log_fresh,
)
"""What is asked of everything that a person or a campaign wrote, opt-out first."""
