"""Phone numbers and other senders as one key each (RULES IN-01 to IN-05). Never decides about consent."""

import re
from dataclasses import dataclass

import phonenumbers

NANP = re.compile(r"\+1[2-9]\d{2}[2-9]\d{6}")
_PREFIX = re.compile(r"(whatsapp|rcs|tel|sms):", re.IGNORECASE)
_SHORT = re.compile(r"\d{3,8}")
_CHANNELS = {"whatsapp": "whatsapp", "rcs": "rcs"}


class BadNumber(ValueError):
    """What somebody typed is no phone number; the text is one sentence and does not repeat it."""


@dataclass(frozen=True, slots=True)
class ChannelAddress:
    """Where a text came from: `key` is E.164, `short:…` or `raw:…`; `channel` sms, whatsapp or rcs."""

    key: str
    channel: str
    can_reply: bool


def channel_address(raw: str) -> ChannelAddress:
    """The sender of a text as Twilio names it. Never raises: what is no number is kept as it is."""
    if NANP.fullmatch(raw):
        return ChannelAddress(raw, "sms", True)
    found = _PREFIX.match(raw)
    channel = _CHANNELS.get(found[1].lower(), "sms") if found else "sms"
    address = (raw[found.end() :] if found else raw).strip()
    if _SHORT.fullmatch(address):
        return ChannelAddress(f"short:{address}", channel, False)
    try:
        return ChannelAddress(parse_number(address), channel, True)
    except BadNumber:
        return ChannelAddress(f"raw:{address.lower()[:64]}", channel, False)


def parse_number(raw: str, region: str = "US") -> str:
    """What a person typed, in any usual notation, as E.164. Raises BadNumber."""
    if NANP.fullmatch(raw):
        return raw
    try:
        parsed = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        raise BadNumber("That is not a phone number.") from None
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_possible_number(parsed) or (parsed.country_code == 1 and not NANP.fullmatch(number)):
        raise BadNumber("That phone number cannot exist.")
    return number


def mask(number: str) -> str:
    """A number that nobody can call: its first two characters and its last two."""
    return f"{number[:2]}…{number[-2:]}" if len(number) > 6 else "…"


def show(number: str) -> str:
    """A number as people read it: +1 (415) 555-0199."""
    if NANP.fullmatch(number):
        return f"+1 ({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number
