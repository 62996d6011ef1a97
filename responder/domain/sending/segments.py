"""How many parts a text costs, and how to keep it cheap: GSM-7 or UCS-2 (RULES SG-01 to SG-06).

It counts what Twilio bills for SMS: no national shift tables (SG-07), and the parts of a split text are
packed, not divided, because neither an escape pair nor a surrogate pair is torn apart (SG-03, SG-04).
It never changes a text by itself: `smarten` is for texts that leave, not for words that are kept as proof.
"""

from collections.abc import Iterable
from dataclasses import dataclass

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Characters of two septets: an escape and themselves (SG-02)."""

GSM = GSM_BASIC | GSM_EXTENDED

ANSWER_LIMIT = 136
"""Septets of an automatic answer: one part of a Canadian long code (CA-27)."""


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs: `encoding` GSM-7 or UCS-2, `parts`, `units` (septets, or UTF-16 units)."""

    encoding: str
    parts: int
    units: int


@dataclass(frozen=True, slots=True)
class _Alphabet:
    """An encoding and how many units fit in the only part and in each of several (SG-01)."""

    name: str
    alone: int
    each: int


_GSM = _Alphabet("GSM-7", 160, 153)
_UCS = _Alphabet("UCS-2", 70, 67)


def segments(text: str) -> Segments:
    """The cost of a text, an empty one being one part. Never raises; linear."""
    outside = set(text) - GSM_BASIC
    if not outside:
        return _even(_GSM, len(text))
    if outside <= GSM_EXTENDED:
        return _packed(_GSM, [2 if char in GSM_EXTENDED else 1 for char in text])
    return _packed(_UCS, [2 if char > "\uffff" else 1 for char in text])


def outside_gsm(text: str) -> str:
    """The characters that make a text UCS-2, each once, in order: "" for a GSM-7 text."""
    return "".join(char for char in dict.fromkeys(text) if char not in GSM)


def _even(alphabet: _Alphabet, units: int) -> Segments:
    parts = 1 if units <= alphabet.alone else -(-units // alphabet.each)
    return Segments(alphabet.name, parts, units)


def _packed(alphabet: _Alphabet, widths: Iterable[int]) -> Segments:
    """Characters laid into parts one after the other; one that does not fit whole begins the next."""
    total, parts, used = 0, 1, 0
    for width in widths:
        total += width
        used += width
        if used > alphabet.each:
            parts, used = parts + 1, width
    return Segments(alphabet.name, 1 if total <= alphabet.alone else parts, total)


_LOOK_ALIKES = {
    '"': "“”„‟«»″ʺˮ❝❞〝〞＂",
    "'": "‘’‚‛‹›′ʹʻʼʽˈˊˋ´`❛❜＇",
    "-": "‐‑‒–—―−⁃﹣－",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "...": "…",
    "*": "•·∗",
    "/": "⁄∕",
    "": "\u00ad\u200b\u200c\u2060\ufeff",
    "\n": "\u2028\u2029",
}
"""What word processors and phones write, by what GSM-7 has for it. Accented letters are left alone (SG-05);
U+200D too, which holds emoji together."""

_SMART = str.maketrans({char: plain for plain, chars in _LOOK_ALIKES.items() for char in chars})


def smarten(text: str) -> str:
    """The text with look-alikes replaced by GSM-7 characters (SG-06). Not for stored consent wording."""
    return text.translate(_SMART)


def cheapest(text: str) -> str:
    """The text smartened where that makes it GSM-7; else the author's own characters, which cost the same."""
    smart = smarten(text)
    return text if outside_gsm(smart) else smart
