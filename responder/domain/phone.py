"""Phone numbers and other senders as one key each (RULES IN-01 to IN-05), and how people see them.

A key is E.164 (`+14155550101`), `short:24273`, or `raw:…` for a sender that nobody can call. It refuses to
guess: what has letters or an @ is never read as a number, although `phonenumbers` would do it. It does not
ask whether a number is in service: new area codes and 555-01xx would fail that question (IN-03). Two raw
senders that differ only after 64 characters share a key.
"""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

NANP = re.compile(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}")
"""A number of the United States, Canada and their neighbours (IN-01)."""

TOLL_FREE = re.compile(r"\+1(?:800|833|844|855|866|877|888)[2-9][0-9]{6}")

RAW_LENGTH = 64
LONGEST = 256
"""Characters of a sender that are read: Unicode sorts a long run of marks in quadratic time."""

HIDDEN = "•"

_CHANNELS = {"whatsapp:": "whatsapp", "rcs:": "rcs", "tel:": "sms", "sms:": "sms"}
_USUAL = re.compile(
    r"(?:\+?1[ .-]?)?(?:\(([2-9][0-9]{2})\)|([2-9][0-9]{2}))[ .-]?([2-9][0-9]{2})[ .-]?([0-9]{4})"
)
"""How nearly everybody writes a number of North America."""

_PREFIX = re.compile("|".join(_CHANNELS), re.IGNORECASE)
_SHORT = re.compile(r"[0-9]{3,8}")
_SHOWN = re.compile(r"\+1[0-9]{3}(?=[0-9]{7}$)|\+[0-9]{2}|short:|raw:")
_NOTATION = re.compile(r"[\d\s()+./-]+")


class BadNumber(ValueError):
    """What somebody typed is no phone number; the text is one sentence and does not repeat it."""


@dataclass(frozen=True, slots=True)
class ChannelAddress:
    """Where a text came from: `key` is E.164, `short:…` or `raw:…`; `channel` sms, whatsapp or rcs."""

    key: str
    channel: str
    can_reply: bool


def channel_address(raw: str) -> ChannelAddress:
    """The sender of a text as the provider names it (IN-02, IN-04, IN-05).

    Never raises: what is no number is kept as `raw:…`. Nobody replies to a short code or a raw sender.
    """
    if NANP.fullmatch(raw):  # nearly every text, so before everything that is slow
        return ChannelAddress(raw, "sms", True)
    channel, address = _channel(_visible(raw))
    if _SHORT.fullmatch(address):  # before parsing: phonenumbers makes +124273 of 24273
        return ChannelAddress(f"short:{address}", channel, False)
    try:
        return ChannelAddress(_dialled(address), channel, True)
    except BadNumber:
        return ChannelAddress(f"raw:{address.lower()[:RAW_LENGTH]}", channel, False)


def parse_number(raw: str, region: str = "US") -> str:
    """What a person typed, in any usual notation, as E.164 (IN-01, IN-03). Raises BadNumber.

    A number without its country code is read as one of `region`.
    """
    if NANP.fullmatch(raw):
        return raw
    if region == "US" and (usual := _USUAL.fullmatch(raw)):  # a list has thousands, and the library is slow
        return f"+1{''.join(filter(None, usual.groups()))}"
    try:
        parsed = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        raise BadNumber("That is not a phone number.") from None
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if parsed.country_code == 1 and not NANP.fullmatch(number):
        raise BadNumber(
            "That is not a phone number of the United States or Canada: it needs 10 digits, and neither the "
            "area code nor the number after it begins with 0 or 1."
        )
    if not phonenumbers.is_possible_number(parsed):
        raise BadNumber("That phone number cannot exist: it has too few or too many digits.")
    return number


def is_toll_free(number: str) -> bool:
    """Whether a number in E.164 is a toll-free one of the United States and Canada (CH-22)."""
    return TOLL_FREE.fullmatch(number) is not None


def mask(number: str) -> str:
    """A key that nobody can call: country or area code and the last two digits, `+1415•••••01` (I8)."""
    found = _SHOWN.match(number)
    start = found[0] if found else ""
    hidden = len(number) - len(start) - 2
    if start in ("", "raw:") or hidden < 1:
        return f"{start}{HIDDEN * 3}"
    return f"{start}{HIDDEN * hidden}{number[-2:]}"


def show(number: str) -> str:
    """A key as people read it: `+1 (415) 555-0199`, `+44 7700 900123`, `24273`; a raw sender as it came."""
    if NANP.fullmatch(number):
        return f"+1 ({number[2:5]}) {number[5:8]}-{number[8:]}"
    if not number.startswith("+"):
        return number.removeprefix("short:").removeprefix("raw:")
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def dial(number: str) -> str:
    """A number as customers dial it, `1-800-555-0123`, three characters shorter than `show`."""
    if NANP.fullmatch(number):
        return f"1-{number[2:5]}-{number[5:8]}-{number[8:]}"
    return number


def _channel(address: str) -> tuple[str, str]:
    found = _PREFIX.match(address)
    if not found:
        return "sms", address
    return _CHANNELS[found[0].lower()], address[found.end() :].strip()


def _visible(raw: str) -> str:
    """Without what cannot be seen: bidi marks around numbers, NUL, surrogates that no store accepts."""
    raw = raw[:LONGEST]
    seen = raw if raw.isprintable() else "".join(c for c in raw if c.isprintable() or c.isspace())
    return " ".join(unicodedata.normalize("NFKC", seen).split())


def _dialled(address: str) -> str:
    """An address made of digits and their usual marks, as E.164. Raises BadNumber for all else (IN-04)."""
    if not _NOTATION.fullmatch(address):
        raise BadNumber("That is not a phone number.")
    return parse_number(address)
