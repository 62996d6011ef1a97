"""What a customer's words mean: one pure, deterministic function (DESIGN §5, KW-17).

A text is normalised and shown to the steps of `STEPS` in order; the first that understands it speaks, and
the rule it names goes to the ledger. No step uses a model, a network or a memory of earlier texts. Whole
sentences ("please stop texting me") are `grammar.py`'s part.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from responder.domain.understanding.grammar import Grammar, grammars
from responder.domain.understanding.keywords import Intent, Keyword, KeywordSet
from responder.domain.understanding.languages import LANGUAGES
from responder.domain.understanding.misspellings import slips
from responder.domain.understanding.normalised_text import Reading
from responder.domain.understanding.reactions import beside_reaction, is_automatic

__all__ = ["Classifier", "Intent", "Mark", "Understood"]


class Mark(StrEnum):
    """What a person should do about a text of intent NONE."""

    NONE = ""
    SUPPORT = "support"
    CALL_BACK = "call_back"


@dataclass(frozen=True, slots=True)
class Understood:
    """The intent, the rule that fired, the words, and the language to answer in ("" = not told).

    `mark` says that a text which changes nothing needs a person.
    """

    intent: Intent
    rule: str = ""
    keyword: str = ""
    language: str = ""
    mark: Mark = Mark.NONE


NOTHING = Understood(Intent.NONE)


class Classifier:
    """Understands texts with one set of keywords. Holds no text that it has seen."""

    def __init__(self, keywords: KeywordSet) -> None:
        self._keywords = keywords
        self._bare = {keyword.word: _said(keyword, "KW-05") for keyword in keywords}

    def classify(self, text: str, opt_out_type: str = "") -> Understood:
        """What the text asks for. Raises on nothing; takes time in proportion to the text's length.

        `opt_out_type` is Twilio's mark, STOP, START or HELP. It adds a STOP or a HELP to what the words
        say; it never opts in, because Twilio also marks YES (DESIGN §6, PR-06).
        """
        said = self._bare.get(text.strip().lower()) or self._understood(text)
        return _with_mark(said, opt_out_type)

    def _understood(self, text: str) -> Understood:
        reading = Reading(text)
        beside = beside_reaction(reading.text)
        if beside is None:
            return self._step_by_step(reading)
        return _reacted(self._step_by_step(Reading(beside)))

    def _step_by_step(self, reading: Reading) -> Understood:
        for step in STEPS:
            said = step(reading, self._keywords)
            if said is not None:
                return said
        return NOTHING


Step = Callable[[Reading, KeywordSet], Understood | None]


def _said(keyword: Keyword, rule: str) -> Understood:
    return Understood(keyword.intent, rule, keyword.word, keyword.language)


def _with_mark(said: Understood, mark: str) -> Understood:
    if mark == "STOP" and said.intent is not Intent.OPT_OUT:
        return replace(said, intent=Intent.OPT_OUT, rule="PR-03")
    if mark == "HELP" and said.intent is Intent.NONE:
        return replace(said, intent=Intent.HELP, rule="PR-03")
    return said


def _nothing_said(reading: Reading, keywords: KeywordSet) -> Understood | None:
    """Empty, blank, or a picture without words (KW-15)."""
    return None if reading.text else Understood(Intent.NONE, "KW-15")


def _reacted(beside: Understood) -> Understood:
    """A reaction quotes our words, which may hold STOP: it asks for nothing (KW-04).

    Own words beside it are no part of any reaction that is known: if they stop, a person decides.
    """
    stops = beside.intent in (Intent.OPT_OUT, Intent.REVIEW)
    return Understood(Intent.REVIEW if stops else Intent.NONE, "KW-04")


def _whole_message(reading: Reading, keywords: KeywordSet) -> Understood | None:
    """The text is a keyword, whatever marks stand around it (KW-05)."""
    keyword = keywords.find(reading.text) if reading.spread <= keywords.longest else None
    return _said(keyword, "KW-05") if keyword else None


def _first_line(reading: Reading, keywords: KeywordSet) -> Understood | None:
    """The first line is a word that stops, whatever follows; or asks for help, above a signature (KW-06).

    Never an opt-in: that needs the whole message (KW-08).
    """
    keyword = keywords.find(reading.first_line) if reading.rest else None
    if keyword is None or keyword.intent is Intent.OPT_IN:
        return None
    heard = reading.signed or keyword.intent is Intent.OPT_OUT
    return _said(keyword, "KW-06") if heard else None


def _courteous(reading: Reading, keywords: KeywordSet) -> Understood | None:
    """Words that stop, once or again and again, with nothing beside them but courtesies (KW-09)."""
    if not reading.bare:
        return None
    keyword = keywords.find(reading.bare) or _repeated(reading.bare.split(), keywords)
    if keyword is None or keyword.intent not in STOPS:
        return None
    said = _said(keyword, "KW-09")
    spoken = reading.courtesy_language() if keyword.language == "en" else ""
    return replace(said, language=spoken) if spoken else said


STOPS = (Intent.OPT_OUT, Intent.MARKETING_OFF)
"""Words that stop something, beside which a courtesy changes nothing."""


def _repeated(words: list[str], keywords: KeywordSet) -> Keyword | None:
    """The first of several words that all stop: "STOP STOP STOP", "stop, unsubscribe"."""
    first = None
    for word in dict.fromkeys(words):
        keyword = keywords.find(word)
        if keyword is None or keyword.intent is not Intent.OPT_OUT:
            return None
        first = first or keyword
    return first


_FOUND = {
    "requests": Understood(Intent.OPT_OUT, "KW-10"),
    "doubts": Understood(Intent.REVIEW, "KW-11"),
    "unclear": Understood(Intent.REVIEW, "KW-11"),
    "for_support": Understood(Intent.NONE, "KW-08", mark=Mark.SUPPORT),
    "for_a_call": Understood(Intent.NONE, "KW-11", mark=Mark.CALL_BACK),
}
"""What each kind of pattern means."""


@cache
def read_patterns() -> tuple[tuple[Grammar, ...], frozenset[str]]:
    """The grammars and the words that wake them. It takes some tenths of a second, once in a process: most
    commands never need them, and a server calls this before its first text."""
    found = grammars(LANGUAGES)
    return found, frozenset[str]().union(*(grammar.keys for grammar in found))


def _phrase(reading: Reading, keywords: KeywordSet) -> Understood | None:
    """Whole sentences: the strongest meaning that any language finds (KW-10, KW-11)."""
    languages, keys = read_patterns()
    if keys.isdisjoint(reading.tokens) and keys.isdisjoint(reading.parted()):
        return None
    found = [_heard(grammar, reading) for grammar in languages]
    return min((said for said in found if said), key=_strength, default=None)


def _heard(grammar: Grammar, reading: Reading) -> Understood | None:
    words = reading.parted() if grammar.parts_apostrophes else reading.tokens
    found = None if grammar.keys.isdisjoint(words) else grammar.read(words)
    return replace(_FOUND[found.kind], keyword=found.words, language=grammar.code) if found else None


def _strength(said: Understood) -> int:
    return (Intent.OPT_OUT, Intent.REVIEW, Intent.NONE).index(said.intent)


_NEAR_MISSES = dict(
    slips(
        [word for language in LANGUAGES for word in language.opt_out.split() if len(word) >= 4],
        [word for language in LANGUAGES for word in language.real.split()],
    )
)
"""What a whole text may be that meant a word of at least four letters (KW-13)."""


def _near_miss(reading: Reading, keywords: KeywordSet) -> Understood | None:
    """A slip of the finger in a word that stops, alone or among courtesies (KW-13)."""
    meant = _NEAR_MISSES.get(reading.bare)
    keyword = keywords.find(meant) if meant else None
    if keyword is None or keyword.intent is not Intent.OPT_OUT:
        return None
    return _said(keyword, "KW-13")


_STOP_SIGNS = re.compile("[\U0001f6d1\u270b\U0001f3fb-\U0001f3ff\\s]+")


def _stop_sign(reading: Reading, keywords: KeywordSet) -> Understood | None:
    """A stop sign or a raised hand and nothing else: a person decides (KW-14)."""
    return Understood(Intent.REVIEW, "KW-14") if _STOP_SIGNS.fullmatch(reading.text) else None


def _automatic(reading: Reading, keywords: KeywordSet) -> Understood | None:
    """A phone that answers for its owner who drives or is away (KW-16)."""
    return Understood(Intent.NONE, "KW-16") if is_automatic(reading.text) else None


STEPS: tuple[Step, ...] = (
    _nothing_said,
    _whole_message,
    _first_line,
    _courteous,
    _phrase,
    _near_miss,
    _stop_sign,
    _automatic,
)
"""Each step looks at what the steps above it did not understand; None hands on."""
