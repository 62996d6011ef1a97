"""The phrase tier: whole sentences, by the patterns of a language (RULES KW-10, KW-11).

Each word of a text becomes one letter that stands for the lists it is on; a pattern becomes a regular
expression over those letters. So a pattern looks at kinds of words, a text of 1,600 characters is a few
hundred letters, and a text without any trigger word is left after one look.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from responder.domain.language import Language, rows
from responder.domain.misspellings import slips

_TOKEN = re.compile(r"[^\W_]+|[.?!\n]|[,;:()\"\u2013\u2014\u2026/]|(?<= )-+(?= )|\U0001f6d1")
_NAME = re.compile(r"[A-Z][A-Z_]*|[a-z0-9]+")
_END, _PAUSE, _OTHER = ".", ",", "x"
_PAUSES = {mark: _PAUSE for mark in ',;:()"\u2013\u2014\u2026/'} | {mark: _END for mark in ".?!\n"}
_MOST_TOKENS = 400
"""A text of 1,600 characters has fewer words; what is longer is read to here."""


def tokens(text: str, apostrophe: str) -> list[str]:
    """The words and marks of a normalised text."""
    if "'" in text:
        text = text.replace("'", apostrophe)
    return _TOKEN.findall(text)[:_MOST_TOKENS]


class Lexicon:
    """The letter of each word: words that stand on the same lists share one."""

    def __init__(self, language: Language, patterns: Iterable[str]) -> None:
        lists = _lists(language, patterns)
        letters = {kinds: chr(0x4E00 + place) for place, kinds in enumerate(dict.fromkeys(lists.values()))}
        self._kinds = {letter: kinds for kinds, letter in letters.items()}
        self._letters = {word: letters[kinds] for word, kinds in lists.items()}
        for slip, word in slips(language.misspelled.split(), language.real.split()):
            self._letters.setdefault(slip, self._letters.get(word, _OTHER))
        self._letters |= _PAUSES
        triggers = set(language.triggers.split())
        self.triggers = frozenset(
            word
            for word, letter in self._letters.items()
            if triggers & (self._kinds.get(letter, frozenset()) | {word})
        )

    def spell(self, words: list[str]) -> str:
        """One letter for each word and mark."""
        get = self._letters.get
        return "".join([get(word, _OTHER) for word in words])

    def letters_of(self, name: str) -> str:
        """A character class of the letters whose words stand on the list `name`."""
        found = "".join(letter for letter, kinds in self._kinds.items() if name in kinds)
        if not found:
            raise ValueError(f"A pattern names {name!r}, which is no list and no word.")
        return f"[{found}]"


def _lists(language: Language, patterns: Iterable[str]) -> dict[str, frozenset[str]]:
    """Each word with the lists that hold it; a word named in a pattern is a list of itself."""
    found: dict[str, set[str]] = {}
    for name, _, words in (row.partition(":") for row in rows(language.words)):
        for word in words.split():
            found.setdefault(word, set()).add(name)
    for pattern in patterns:
        for name in _NAME.findall(pattern):
            if name.islower() or name.isdigit():
                found.setdefault(name, set()).add(name)
    return {word: frozenset(kinds) for word, kinds in found.items()}


_SIGNS = {
    "<<": "^",
    ">>": "[.,]*$",
    "<": "(?:^|(?<=[.,]))",
    ">": "(?=[.,]|$)",
    "_": "[^.,]",
    "!(": "(?!",
    "(": "(?:",
}
_PART = re.compile(r"<<|>>|\.\.|!\(|~?(?:[A-Z][A-Z_]*|[a-z0-9]+)|\{\d,\d\}|\S")


def _compiled(patterns: tuple[str, ...], lexicon: Lexicon) -> re.Pattern[str] | None:
    if not patterns:
        return None
    return re.compile("|".join(f"(?:{_expression(pattern, lexicon)})" for pattern in patterns))


def _expression(pattern: str, lexicon: Lexicon) -> str:
    return "".join(_part(part, lexicon) for part in _PART.findall(pattern))


def _part(part: str, lexicon: Lexicon) -> str:
    if part == "..":
        return f"{lexicon.letters_of('FILLER')}{{0,3}}"
    if part[0] == "~":
        return f"(?<!{lexicon.letters_of(part[1:])})"
    if part in _SIGNS:
        return _SIGNS[part]
    return lexicon.letters_of(part) if _NAME.fullmatch(part) else part


@dataclass(frozen=True, slots=True)
class Found:
    """What a pattern found: the kind of pattern and the words."""

    kind: str
    words: str


class Grammar:
    """The patterns of one language, ready to read texts."""

    def __init__(self, language: Language) -> None:
        self.code = language.code
        self.apostrophe = language.apostrophe
        patterns = {kind: rows(getattr(language, kind)) for kind in KINDS}
        self._lexicon = Lexicon(language, chain.from_iterable(patterns.values()))
        self._patterns = {kind: _compiled(each, self._lexicon) for kind, each in patterns.items()}
        self.triggers = self._lexicon.triggers

    def read(self, words: list[str]) -> Found | None:
        """The first pattern of the language that speaks about these words, strongest kind first."""
        letters = self._without_idioms(self._lexicon.spell(words))
        request = self._search("requests", letters, words)
        if request:
            doubt = self._search("doubts", letters, words)
            return doubt or request
        for kind in ("unclear", "for_a_call", "for_support"):
            found = self._search(kind, letters, words)
            if found:
                return found
        return None

    def _without_idioms(self, letters: str) -> str:
        pattern = self._patterns["idioms"]
        return pattern.sub(lambda found: _OTHER * len(found.group()), letters) if pattern else letters

    def _search(self, kind: str, letters: str, words: list[str]) -> Found | None:
        pattern = self._patterns[kind]
        found = pattern.search(letters) if pattern else None
        return Found(kind, " ".join(words[found.start() : found.end()])) if found else None


KINDS = ("idioms", "requests", "doubts", "unclear", "for_support", "for_a_call")


def grammars(languages: Iterable[Language]) -> Iterator[Grammar]:
    """A grammar for each language that has patterns."""
    return (Grammar(language) for language in languages if language.requests)
