"""The gate: may this message go to this number now (DESIGN §7)?

It answers `Allowed`, `Held` or `Refused`; a hold and a refusal always carry a sentence for people and
the rule that speaks. What the law says of hours is data that comes in with the circumstances (`hours.Law`).
"""

from collections.abc import Callable

from responder.domain.appointments import appointment
from responder.domain.consent import basis
from responder.domain.dates import iso
from responder.domain.law import consent_rows
from responder.domain.law.quiet_hours import NEVER, Closed, Law, Open
from responder.domain.operations.clock_check import TOLERATED
from responder.domain.records import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Consent,
    Message,
    MessageClass,
    Millis,
    Number,
    Purpose,
)
from responder.domain.sending import consent_request, do_not_call, frequency_caps, refusals
from responder.domain.sending.gate_context import Circumstances
from responder.domain.sending.kill_switches import stops_answers, stops_rest
from responder.domain.sending.notice_due import how_often, notice_due
from responder.domain.sending.verdicts import Allowed, Dropped, Held, Refused, Verdict

FRESHNESS: Millis = 120 * SECOND
"""Without a log read this recently nothing but answers leaves (I2)."""

LISTED_WITHIN: Millis = 2 * MINUTE
"""A text that we know and the provider's log does not show after this long will not be shown any more."""

REPLY_WINDOW: Millis = 24 * HOUR
"""A `reply` answers an inbound at most this old (CA-11)."""

LOOK_AGAIN: Millis = 5 * SECOND
"""When a message that waits for the log is looked at again."""

HOURS_BIND = frozenset({MessageClass.SERVICE, MessageClass.MARKETING})
"""The classes that wait for quiet hours to end; answers and replies were asked for (US-23)."""


def is_fresh(read_until: Millis, now: Millis) -> bool:
    """Whether a log that was read up to then lets texts leave; one in the future is a wrong clock's (I2)."""
    return -TOLERATED <= now - read_until < FRESHNESS


Rule = Callable[[Message, Number, Circumstances], Verdict | None]


def gate(message: Message, number: Number, around: Circumstances) -> Verdict:
    """Whether `message` may be handed over now. The first rule that objects speaks, the hours last."""
    rules = ANSWER_RULES if message.message_class is MessageClass.ANSWER else REST_RULES
    for rule in rules:
        verdict = rule(message, number, around)
        if verdict is not None:
            return verdict
    hours = hours_of(message, around.law, around.now, number.places)
    if isinstance(hours, Closed):
        return _outside_hours(message, hours)
    often = how_often(around.law, around.sender, number)
    notice = notice_due(message, number, around.now, often)
    return Allowed(notice, hours.until)


def hours_of(message: Message, law: Law, now: Millis, told: tuple[str, ...]) -> Open | Closed:
    """Whether the law's hours let this message go at `now` (US-21, ST-11, CA-17)."""
    if message.message_class in HOURS_BIND:
        return law.hours(message.message_class, message.number, now, told)
    return Open(NEVER)


def _outside_hours(message: Message, hours: Closed) -> Held | Dropped:
    if hours.until >= message.valid_until:
        return Dropped("It would be out of date when the customer's quiet hours end.", hours.rule)
    return Held(hours.until, "Waiting for the end of the customer's quiet hours.", hours.rule)


def _valid(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if around.now < message.valid_until:
        return None
    return Dropped("It could not go before it was out of date.", "US-08")


def _still_so(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if not around.outdated:
        return None
    return Dropped(appointment.WITHDRAWN, "appointments")


def _permit_current(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if message.episode == number.episode:
        return None
    return Dropped("The customer changed their mind before this answer could go.", "I4")


def _asked_since_opt_out(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if message.purpose is not Purpose.HELP or message.created_at > number.last_opt_out_at:
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
    is_answer = message.message_class is MessageClass.ANSWER
    if not (stops_answers if is_answer else stops_rest)(around.stopped_senders, message.sender):
        return None
    return Refused("Sending is switched off.", "DESIGN 7.1")


def _provider_takes(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    """While the provider says no to all of us, or to this sender, its texts wait: none is used up."""
    if not refusals.waits(around.stopped_senders, message.sender):
        return None
    reason = "Waiting: the provider takes no texts from us now. It goes on by itself."
    return Held(around.now + LOOK_AGAIN, reason, "I7")


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
    if not is_fresh(around.fresh_until, around.now):
        reason = "Waiting until the provider's log has been read: a STOP might be in it."
        return Held(around.now + LOOK_AGAIN, reason, "I2")
    if number.log_read_after and around.fresh_until <= number.log_read_after + LISTED_WITHIN:
        reason = "Waiting for the provider's log: START came soon after STOP."
        return Held(around.now + LOOK_AGAIN, reason, "DESIGN 5")
    return None


def _late_and_log_unread(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    """An answer as old as an unread log may be is no answer any more: a STOP may have come since, unseen.

    The confirmation of an opt-out says nothing that a second one forbids.
    """
    if message.purpose is Purpose.CONFIRMATION or around.now - message.created_at < FRESHNESS:
        return None
    return _log_fresh(message, number, around)


def _whole_record(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    """What this version cannot read may be what silences the customer."""
    if not number.unreadable:
        return None
    reason = "Waiting: this version of Responder cannot read all of this number's record."
    return Held(around.now + HOUR, reason, "I1")


def _memory_left(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if not around.memory_short:
        return None
    reason = "Waiting because the memory of Redis is nearly full: what is left is kept for opt-outs."
    return Held(around.now + LOOK_AGAIN, reason, "DESIGN 4")


def _bulk_goes_on(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    """Pausing a message to many holds what is queued already; stopping it drops that (CA-26)."""
    if around.held == "paused":
        return Held(around.now + LOOK_AGAIN, "The message to many that it belongs to is paused.", "bulk")
    if around.held == "stopped":
        return Dropped("The message to many that it belongs to was stopped.", "bulk")
    return None


def _marketing_on(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    barred = message.message_class is MessageClass.MARKETING and basis.BARS[number.marketing]
    return Refused(*barred) if barred else None


def _marketing_basis(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if message.message_class is not MessageClass.MARKETING:
        return None
    if number.consent is Consent.EXPRESS:
        return None
    place = around.law.place(message.number, number.places)
    if row := consent_rows.binding(around.law.consents, place, around.now // DAY):
        return Refused("Marketing to this number needs express consent on record.", row.rule)
    if basis.lasts(number, around.law.today(message.number, around.now, number.places)):
        return None
    ran_out = basis.expires_on(number)
    if not ran_out:
        return Refused("Marketing needs a consent that is on record.", "CA-01")
    rule = basis.KINDS[number.basis].rule
    return Refused(f"The consent by {number.basis} ran out on {iso(ran_out)}.", rule)


def _asks_nobody_new(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    """A text that asks for consent is commercial, whatever class its author names (CA-02)."""
    bound = message.message_class is MessageClass.SERVICE and number.consent is not Consent.EXPRESS
    if not bound or not consent_request.asks_for_consent(message.body):
        return None
    if basis.lasts(number, around.law.today(message.number, around.now, number.places)):
        return None
    return Refused(consent_request.REASON, consent_request.RULE)


def _welcomed(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    """Whoever joins reads first what they joined, how often it texts and how to stop."""
    if message.message_class is not MessageClass.MARKETING or not around.welcoming:
        return None
    return Held(around.now + LOOK_AGAIN, "Waiting for the answer to START to go first.", "CH-02")


def _registry_asked(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    if message.message_class is not MessageClass.MARKETING:
        return None
    why = do_not_call.objection(number, around.law, around.now)
    return Refused(why, do_not_call.RULE) if why else None


def _within_caps(message: Message, number: Number, around: Circumstances) -> Verdict | None:
    found = around.sender and frequency_caps.full(message, number, around.sender, around.law, around.now)
    if not found:
        return None
    row, until = found
    had = f"The customer had {row.at_most} such texts lately"
    if not until:
        return Refused("This kind of text may not go to this number over this sender.", row.rule)
    if until >= message.valid_until:
        return Dropped(f"{had}; no more may go in time.", row.rule)
    return Held(until, f"{had}, and may have no more now.", row.rule)


ANSWER_RULES: tuple[Rule, ...] = (
    _valid,
    _permit_current,
    _asked_since_opt_out,
    _sender_exists,
    _sender_not_stopped,
    _late_and_log_unread,
    _provider_takes,
)
"""What is asked of an automatic answer. Its permission was written in the commit that caused it."""

REST_RULES: tuple[Rule, ...] = (
    _not_opted_out,
    _valid,
    _whole_record,
    _still_so,
    _bulk_goes_on,
    _sender_exists,
    _sender_not_stopped,
    _sender_not_blocked,
    _reply_answers_something,
    _marketing_on,
    _marketing_basis,
    _asks_nobody_new,
    _registry_asked,
    _welcomed,
    _within_caps,
    _memory_left,
    _log_fresh,
    _provider_takes,
)
"""What is asked of everything that a person or a campaign wrote, opt-out first."""
