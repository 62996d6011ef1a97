"""The words that mean something alone, in what language, and how a text is made comparable (RULES §6, §8a).

A word means one thing: the start fails when two sets hold it (KW-07). A business may add words that stop all,
words that stop marketing alone (`marketing_words.py`) and words that ask for help. It may not add words that
bring a customer back: START and UNSTOP are all there is (I3), and YES is none of them. Built-in words cannot
be taken away.

Everything here is linear in the length of the text and raises on none, whatever a stranger sends.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from responder.domain.understanding.languages import LANGUAGES


class Intent(StrEnum):
    """What a text asks for (DESIGN §2)."""

    OPT_OUT = "OPT_OUT"
    OPT_IN = "OPT_IN"
    HELP = "HELP"
    MARKETING_OFF = "MARKETING_OFF"
    REVIEW = "REVIEW"
    NONE = "NONE"


FCC_WORDS = frozenset({"stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"})
"""The seven that revoke consent by law (47 CFR 64.1200(a)(10))."""

CANADIAN_WORDS = frozenset({"stop", "arret", "help", "aide", "info"})
"""The five that a Canadian short code must answer (CTA/CWTA)."""

TWILIO_DEFAULT_WORDS = frozenset(
    "stop stopall unsubscribe cancel end quit revoke optout start yes unstop help info".split()
)
"""What Twilio answers itself in its default mode, the body trimmed and case-folded (DESIGN §6, PR-01)."""

WORDS: Mapping[Intent, Mapping[str, str]] = {
    Intent.OPT_OUT: {language.code: language.opt_out for language in LANGUAGES},
    Intent.OPT_IN: {"en": "start unstop"},
    Intent.HELP: {language.code: language.help for language in LANGUAGES} | {"": "info"},
}
"""Built-in words, squeezed, by intent and the language to answer in ("" = a word of several languages)."""


_MARKS_BESIDE = 20
"""So many different marks may stand around a keyword, and count as letters of the text."""


class BadKeyword(ValueError):
    """A word of the business that cannot be one; the text is one sentence that names it."""


class OverlappingKeywords(BadKeyword):
    """A word stands in two sets: nobody could say what it means (KW-07)."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word with its meaning. `language` is "" where the word does not tell which one is spoken."""

    word: str
    intent: Intent
    language: str


class KeywordSet:
    """Every word of one installation, each with one meaning. Made by `keyword_set`."""

    def __init__(self, keywords: Iterable[Keyword]) -> None:
        """Raises OverlappingKeywords when two intents claim a word (KW-07)."""
        self._words: dict[str, Keyword] = {}
        for keyword in keywords:
            self._add(keyword)
        self.longest = max(map(len, self._words), default=0) + _MARKS_BESIDE
        """No text whose words have more letters than this is a keyword."""

    def _add(self, keyword: Keyword) -> None:
        known = self._words.setdefault(keyword.word, keyword)
        if known.intent is not keyword.intent:
            both = f"{known.intent.value} and {keyword.intent.value}"
            why = f"The keyword {keyword.word!r} would mean {both}; it may mean one (KW-07)."
            raise OverlappingKeywords(why)

    def __iter__(self) -> Iterator[Keyword]:
        """Every keyword, built-in ones first."""
        return iter(self._words.values())

    def find(self, phrase: str) -> Keyword | None:
        """The keyword that a normalised phrase is (KW-05), or that it imitates (KW-03: opt-out only).

        What stands around the word is ignored, and so is what separates its letters ("s.t.o.p", "opt-out").
        Not for opt-in: "un stop" must not forge a consent (KW-08).
        """
        return self._find(phrase) or self._imitated(phrase)

    def _find(self, phrase: str) -> Keyword | None:
        keyword = self._words.get(squeezed(phrase))
        if keyword and keyword.intent is Intent.OPT_IN and spaced(phrase) != keyword.word:
            return None
        return keyword

    def _imitated(self, phrase: str) -> Keyword | None:
        if phrase.isascii():
            return None
        keyword = self._find(phrase.translate(_LOOK_ALIKES))
        return keyword if keyword and keyword.intent is Intent.OPT_OUT else None


def keyword_set(extra: Mapping[str, tuple[str, ...]]) -> KeywordSet:
    """The built-in words and the business's own, by the name of their intent, in any spelling.

    Raises OverlappingKeywords, and BadKeyword for a word without letters or a new word that opts in.
    """
    built_in = _built_in()
    return KeywordSet((*built_in, *_own_words(extra, {keyword.word for keyword in built_in})))


def _built_in() -> tuple[Keyword, ...]:
    return tuple(
        Keyword(word, intent, language)
        for intent, languages in WORDS.items()
        for language, words in languages.items()
        for word in words.split()
    )


def _own_words(extra: Mapping[str, tuple[str, ...]], built_in: set[str]) -> Iterator[Keyword]:
    for intent, words in extra.items():
        for word in words:
            bare = squeezed(normalised(word))
            if not bare:
                raise BadKeyword(f"The keyword {word!r} has no letter or digit (KW-05).")
            if Intent(intent) is Intent.OPT_IN and bare not in built_in:
                raise BadKeyword(f"The keyword {word!r} cannot opt in: only START and UNSTOP do (KW-08).")
            yield Keyword(bare, Intent(intent), "")


_TAB = {ord("\t"): " "}
_CONTROLS = dict.fromkeys((*range(0x20), 0x7F)) | dict.fromkeys(map(ord, "\n\v\f\r"), "\n") | _TAB
_PHRASES = dict.fromkeys((0xFDFA, 0xFDFB), " ")
"""Arabic phrases in one character, which NFKC writes out as eighteen."""
_BREAKS = dict.fromkeys(map(ord, "\n\v\f\r\x85\u2028\u2029"), "\n") | _TAB | _PHRASES
_HANGUL_FILLERS = dict.fromkeys((0x115F, 0x1160, 0x3164, 0xFFA0))
"""Letters by category, invisible by nature."""

_QUOTES = dict.fromkeys(map(ord, "“”„‟«»〝〞「」『』"), '"') | dict.fromkeys(map(ord, "‘’‚‛‹›"), "'")
_TYPOGRAPHY = _QUOTES | _HANGUL_FILLERS
_MARKS = {"Mn": "", "Mc": "", "Me": ""}
_SPACES = {"Zs": " ", "Zl": " ", "Zp": " "}
_INVISIBLE = {"Cc": "", "Cf": "", "Co": "", "Cs": ""}


def normalised(text: str) -> str:
    """A text as it is compared: no case, accents, width, invisible characters or curly quotes (KW-02).

    Line breaks stay, as "\\n". All marks go, also enclosing ones, and they go first: NFKC sorts a long run of
    them in quadratic time.
    """
    if text.isascii():
        return (text if text.isprintable() else text.translate(_CONTROLS)).lower().strip()
    if _EUROPEAN.fullmatch(text):
        return text.translate(_FOLDED).strip()
    return _normalised(text)


def _normalised(text: str) -> str:
    bare = _replaced(text.translate(_BREAKS), _MARKS)
    plain = unicodedata.normalize("NFKC", bare).translate(_TYPOGRAPHY)
    seen = _replaced(plain.casefold(), _SPACES | _INVISIBLE)
    return _replaced(unicodedata.normalize("NFD", seen), _MARKS).strip()


def _replaced(text: str, by_category: Mapping[str, str]) -> str:
    """The text with every character of these categories replaced; asks once per distinct character."""
    kinds = [(ord(char), unicodedata.category(char)) for char in set(text) if char != "\n"]
    table = {code: by_category[kind] for code, kind in kinds if kind in by_category}
    return text.translate(table) if table else text


_LETTERS = "".join(map(chr, range(0x250))) + "‘’“”…–—€"
_EUROPEAN = re.compile(f"[{re.escape(_LETTERS)}]*")
_FOLDED = {ord(char): _normalised(f"a{char}a")[1:-1] for char in _LETTERS}
"""What each letter of Europe becomes, worked out once: nothing in it depends on its neighbours."""

_NOT_WORD = re.compile(r"[\W_]+")


def squeezed(phrase: str) -> str:
    """Letters and digits alone: "s.t.o.p" and "«stop» 🙏" are "stop" (KW-05)."""
    return phrase if phrase.isalnum() else _NOT_WORD.sub("", phrase)


def spaced(phrase: str) -> str:
    """Its words, one space between each and nothing around them: "opt-out!" is "opt out"."""
    return phrase if phrase.isalnum() else _NOT_WORD.sub(" ", phrase).strip()


def _alphabet(first: int) -> dict[int, int]:
    """26 letters that NFKC leaves alone, from code point `first` on."""
    return {first + position: ord("a") + position for position in range(26)}


_LOOK_ALIKES: dict[int, int] = {
    **str.maketrans("авекмнорстухіјѕԁԛԝһ", "abekmhopctyxijsdqwh"),  # Cyrillic
    **str.maketrans("αβεζηικμνορστυχ", "abezhikmnopstyx"),  # Greek, most as its capitals look
    **str.maketrans("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),  # small capitals
    **str.maketrans("ıłøđ", "ilod"),  # Latin that NFD does not take apart
    **_alphabet(0x1F150),  # negative circled
    **_alphabet(0x1F170),  # negative squared
    **_alphabet(0x1F1E6),  # regional indicators
}
"""What NFKC does not fold although eyes do (KW-03). A small map, for opt-out words only."""
