"""Which automatic answer a text gets, if any: one per event, capped, never where the network answers (I4).

Pure. The consent change itself is decided in `decisions.py`; this file only says what is answered.
"""

from responder.domain.business import Business, ReplyMode, Sender, SenderType
from responder.domain.consent.business_hours import answers_now
from responder.domain.consent.reply_mode import network_answers
from responder.domain.records import (
    DAY,
    HOUR,
    SECOND,
    Consent,
    Entry,
    EntryKind,
    Marketing,
    Message,
    MessageClass,
    Millis,
    Number,
    Purpose,
)
from responder.domain.understanding.classifier import Intent, Understood
from responder.domain.value import record

CONFIRMATION_LASTS: Millis = 300 * SECOND
"""A confirmation later than this is not sent (I4, US-08)."""

ANSWER_LASTS: Millis = 1 * HOUR
"""A help answer or an opt-in reply later than this answers nobody."""

CONFIRMS = (Purpose.CONFIRMATION, Purpose.MARKETING_OFF)
"""What confirms that something was switched off."""

HELP_PER_HOUR = 3
AUTOMATIC_PER_DAY = 10
"""Two robots must not text each other for ever (DESIGN §7.5)."""

SHORT_CODE_REPEAT: Millis = 24 * HOUR
"""A short code confirms a repeated STOP again after this (CH-06)."""

KEYWORD_ANSWERS = frozenset({Purpose.CONFIRMATION, Purpose.OPT_IN_REPLY, Purpose.HELP})
"""What Twilio's Advanced Opt-Out answers by itself, to words that only its console knows (TWILIO.md §4.2)."""

PURPOSES: dict[Intent, Purpose] = {
    Intent.OPT_OUT: Purpose.CONFIRMATION,
    Intent.OPT_IN: Purpose.OPT_IN_REPLY,
    Intent.HELP: Purpose.HELP,
    Intent.MARKETING_OFF: Purpose.MARKETING_OFF,
}


@record
class Inbound:
    """A text from a number, as the webhook or the provider's log gave it.

    `sender` is the business's side (None when it is not ours), `to` the address of ours that was texted.
    `log_at` is the log's time; a text from the
    log without one says `from_log` alone. `opt_in_log_at` and `opt_out_log_at` are its last words,
    `opt_outs_listed` the ids of all opt-outs that the same reading showed;
    `filtered` marks a text that the provider itself kept from us (30039), `past` one from before we were
    connected: recorded, never answered. `clock_behind`: how far (ms) our clock is behind the provider's.
    """

    provider_id: str
    number: str
    can_reply: bool
    sender: Sender | None
    body: str
    media: int = 0
    opt_out_type: str = ""
    channel: str = "sms"
    from_log: bool = False
    log_at: Millis = 0
    opt_in_log_at: Millis = 0
    opt_out_log_at: Millis = 0
    opt_outs_listed: frozenset[str] = frozenset()
    filtered: bool = False
    past: bool = False
    clock_behind: Millis = 0
    to: str = ""

    @property
    def webhook_to(self) -> str:
        """Our address, where a webhook brought the text; "" for one of the log."""
        if self.logged:
            return ""
        return self.to or (self.sender.shown if self.sender else "unknown")

    @property
    def source(self) -> str:
        """How we learnt of it."""
        return "log" if self.logged else "text"

    @property
    def logged(self) -> bool:
        """Whether the provider's log gave it, and not the webhook."""
        return self.from_log or bool(self.log_at)


@record
class Heard:
    """A text with what it was understood to say, and when we decide about it."""

    inbound: Inbound
    said: Understood
    business: Business
    now: Millis
    message_id: str


def answer(before: Number, after: Number, heard: Heard) -> tuple[Message | None, Entry | None]:
    """The one answer that is due, or the entry that says why a due one stays unsent (DESIGN §6, §7.5)."""
    sender, inbound = heard.inbound.sender, heard.inbound
    purpose = PURPOSES.get(heard.said.intent) or _away(before, heard)
    if purpose is None or sender is None or inbound.channel != "sms":
        return None, None
    if inbound.filtered or inbound.past:
        return None, None
    if not _due(before, sender, purpose, heard.now):
        return None, None
    if _answered_elsewhere(sender, inbound, purpose):
        return None, None
    capped = _capped(before, sender, purpose, heard.now)
    if capped:
        reason, rule = capped
        return None, Entry(
            heard.now, EntryKind.SUPPRESSED, event=inbound.provider_id, reason=reason, rule=rule
        )
    return _new_answer(after, sender, purpose, heard), None


def _answered_elsewhere(sender: Sender, inbound: Inbound, purpose: Purpose) -> bool:
    """Whether the network answers this text, or may have: its log lacks the mark that a webhook carries."""
    if network_answers(sender, inbound.body, inbound.opt_out_type):
        return True
    return inbound.logged and sender.replies is ReplyMode.TWILIO_ADVANCED and purpose in KEYWORD_ANSWERS


def _away(before: Number, heard: Heard) -> Purpose | None:
    """The after-hours answer, where the business wants one: for a text of no other meaning, and now alone."""
    opening = heard.business.after_hours
    if opening is None or heard.said.intent is not Intent.NONE:
        return None
    inbound, now = heard.inbound, heard.now
    if inbound.logged and now - inbound.log_at >= ANSWER_LASTS:
        return None
    return Purpose.AFTER_HOURS if answers_now(opening, before, heard.said.rule, now) else None


def _due(before: Number, sender: Sender, purpose: Purpose, now: Millis) -> bool:
    if purpose is Purpose.MARKETING_OFF:
        return before.consent is not Consent.OPTED_OUT and before.marketing is not Marketing.OFF
    if purpose is not Purpose.CONFIRMATION or before.consent is not Consent.OPTED_OUT:
        return True
    repeat = sender.type is SenderType.SHORT_CODE
    return repeat and now - before.confirmed_at >= SHORT_CODE_REPEAT


def _capped(before: Number, sender: Sender, purpose: Purpose, now: Millis) -> tuple[str, str] | None:
    """Why an answer that is due stays unsent, with the rule."""
    opted_out = before.consent is Consent.OPTED_OUT
    if purpose is Purpose.HELP and opted_out and sender.type is SenderType.TOLL_FREE:
        return "The toll-free network delivers nothing to a number that has opted out.", "CH-22"
    if purpose is Purpose.HELP and len(_recent_help(before, now)) >= HELP_PER_HOUR:
        return "At most 3 help answers an hour.", "DESIGN 7.5"
    confirmed, automatic = _today(before, now)
    if purpose is Purpose.CONFIRMATION and not confirmed:
        return None
    if automatic >= AUTOMATIC_PER_DAY:
        return "At most 10 automatic texts a day to one number.", "DESIGN 7.5"
    return None


def _recent_help(number: Number, now: Millis) -> tuple[Millis, ...]:
    return tuple([at for at in number.help_times if now - at < HOUR])


def _today(number: Number, now: Millis) -> tuple[bool, int]:
    """Whether a confirmation was written in the number's running day, and how many texts count in it."""
    if now - number.day_started_at < DAY:
        return number.day_confirmed, number.automatic_today
    return False, 0


def counted(after: Number, answer: Message, now: Millis) -> Number:
    """The number after an answer was written: the day's first confirmation is free (DESIGN §7.5)."""
    confirmed, automatic = _today(after, now)
    confirmation = answer.purpose is Purpose.CONFIRMATION
    free = confirmation and not confirmed
    asked_now = (now,) if answer.purpose is Purpose.HELP else ()
    return after.changed(
        {
            "day_started_at": after.day_started_at if now - after.day_started_at < DAY else now,
            "day_confirmed": confirmed or confirmation,
            "automatic_today": automatic + (0 if free else 1),
            "confirmed_at": now if confirmation else after.confirmed_at,
            "away_at": now if answer.purpose is Purpose.AFTER_HOURS else after.away_at,
            "help_times": (*_recent_help(after, now), *asked_now),
            "welcome": answer.id if answer.purpose is Purpose.OPT_IN_REPLY else after.welcome,
        }
    )


def _new_answer(after: Number, sender: Sender, purpose: Purpose, heard: Heard) -> Message:
    lasts = CONFIRMATION_LASTS if purpose in CONFIRMS else ANSWER_LASTS
    return Message(
        id=heard.message_id,
        number=after.number,
        sender=sender.id,
        message_class=MessageClass.ANSWER,
        episode=after.episode,
        created_at=_written_at(after, purpose, heard.now),
        due_at=heard.now,
        valid_until=(heard.inbound.log_at if heard.inbound.logged else heard.now) + lasts,
        purpose=purpose,
        language=_answer_language(after, heard, purpose),
        actor="Responder",
        in_reply_to=heard.inbound.provider_id,
    )


def _written_at(after: Number, purpose: Purpose, now: Millis) -> Millis:
    """Now; help for somebody who opted out in this very millisecond, the next one: the gate compares."""
    return max(now, after.last_opt_out_at + 1) if purpose is Purpose.HELP else now


def _answer_language(after: Number, heard: Heard, purpose: Purpose) -> str:
    """French words are answered in French; else the customer's language, the word's, the default (§5).

    "" for help by a word of no language from somebody whose language nobody knows: where they may be decides
    when it is rendered (`disclosure.answer_language`, CA-21).
    """
    if heard.said.language == "fr":
        return "fr"
    known = after.language or heard.said.language
    return known or ("" if purpose is Purpose.HELP else heard.business.default_language)
