"""A text as the steps of understanding look at it: normalised, in words, without what it quotes."""

import re

from responder.domain.understanding.grammar import tokens
from responder.domain.understanding.keywords import normalised, spaced
from responder.domain.understanding.languages import LANGUAGES

MOST = 3_200
"""A text is read to here, twice what a carrier brings (1,600). Some letters stand for eighteen."""

_SHORT = 60
"""Longer texts are not looked through for letters drawn out."""

_FEW, _SPREAD = 8, 48
"""A text with more words beside courtesies than a few, or more letters in its words, is no keyword."""

_SIGNATURE = re.compile("--|sent (?:from|via) |envoye (?:de|depuis) |enviado desde |get outlook for ")
"""How the line begins that a device adds below a text (KW-06)."""

_QUOTED_BELOW = re.compile(
    r"\n(?:>|-+ ?original|-+ ?message (?:original|d'origine)|"
    r"(?:on|le|el) [^\n]{1,90}(?:wrote|ecrit|escribio) ?:)"
)
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_DRAWN = tuple(3 * letter for letter in "abcdefghijklmnopqrstuvwxyz")
"""What a text has that the expression above changes: asking so takes half the time."""

_COURTESIES = {words.strip(): each.code for each in LANGUAGES for words in each.courtesies.split(",")} | {
    "": ""
}
_COURTEOUS = frozenset(word for words in _COURTESIES for word in words.split()) | {"it"}
_COURTESY = re.compile(
    rf"\b(?:{'|'.join(sorted(filter(None, _COURTESIES), key=len, reverse=True))}|(?<=stop )it)\b"
)
"""Words that change nothing about a stop beside them. "It" goes with "stop" alone: "cancel it" may be
about an appointment."""


class Reading:
    """One text: normalised (KW-02), its first line and what follows it, and its words.

    `signed`: what follows is a device's signature. `own`: the text without what it quotes below, and without
    letters drawn out ("stoooop"). `tokens`: the words and marks of `own`, "don't" as "dont"; `words`: each
    of them once. `spread`: how many letters those have: no keyword that is longer can be the whole text,
    however spread out ("u n s u b s c r i b e"). `bare`: the words without courtesies ("please stop now" is
    "stop"), nothing if they are many.
    """

    __slots__ = ("bare", "first_line", "own", "rest", "signed", "spread", "text", "tokens", "words")

    def __init__(self, raw: str) -> None:
        self.text = text = normalised(raw[:MOST])[:MOST]
        self.first_line, _, below = text.partition("\n")
        self.rest = below.strip()
        self.signed = bool(self.rest and _SIGNATURE.match(self.rest))
        self.own = _own(text) if self.rest or len(text) <= _SHORT else text
        self.tokens = tokens(self.own, "")
        self.words = words = frozenset(self.tokens)
        self.spread = len("".join(words))
        self.bare = self._bare()

    def _bare(self) -> str:
        beside = self.words if self.words.isdisjoint(_COURTEOUS) else self.words - _COURTEOUS
        if not self.signed and (len(beside) > _FEW or len("".join(beside)) > _SPREAD):
            return ""
        line = spaced(self.first_line if self.signed else self.own)
        return line if beside is self.words else spaced(_COURTESY.sub(" ", line))

    def parted(self) -> list[str]:
        """The tokens with apostrophes parted: "m'écrire" is "m ecrire"."""
        return tokens(self.own, " ") if "'" in self.own else self.tokens

    def courtesy_language(self) -> str:
        """The language of the first courtesy in it ("" if there is none)."""
        found = _COURTESY.search(spaced(self.own))
        return _COURTESIES.get(found.group(), "") if found else ""


def _own(text: str) -> str:
    quoted = _QUOTED_BELOW.search(text)
    own = text[: quoted.start()] if quoted else text
    drawn = len(own) <= _SHORT and any(map(own.__contains__, _DRAWN))
    return _DRAWN_OUT.sub(r"\1", own) if drawn else own
