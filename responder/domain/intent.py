"""What a customer's words mean: one pure, deterministic function (DESIGN §5, KW-17).

A text is normalised and shown to the steps of `STEPS` in order; the first that understands it speaks, and
the rule it names goes to the ledger. No step uses a model, a network or a memory of earlier texts. It does
not understand phrases ("please stop texting me"), guards or misspellings yet: their place is in `STEPS`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from responder.domain.keywords import Intent, Keyword, KeywordSet, normalised, spaced

__all__ = ["Classifier", "Intent", "Understood"]


@dataclass(frozen=True, slots=True)
class Understood:
    """The intent, the rule that fired, the word, and the language to answer in ("" = not told).

    `mark` says that a text which changes nothing needs a person: `support`, `call_back`, "" for none.
    """

    intent: Intent
    rule: str = ""
    keyword: str = ""
    language: str = ""
    mark: str = ""


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
        reading = _read(text)
        for step in STEPS:
            said = step(reading, self._keywords)
            if said is not None:
                return said
        return NOTHING


@dataclass(frozen=True, slots=True)
class Reading:
    """A normalised text, its first line and what follows it; `signed` if that is a device's signature."""

    text: str
    first_line: str
    rest: str
    signed: bool

    @property
    def words(self) -> str:
        """What the customer wrote, without the signature; one space between words, nothing else."""
        return spaced(self.first_line if self.signed else self.text)


Step = Callable[[Reading, KeywordSet], Understood | None]

_SIGNATURE = re.compile("--|sent (?:from|via) |envoye (?:de|depuis) |enviado desde |get outlook for ")
"""How the line begins that a device adds below a text (KW-06)."""


def _read(raw: str) -> Reading:
    text = normalised(raw)
    first_line, _, below = text.partition("\n")
    rest = below.strip()
    return Reading(text, first_line, rest, bool(_SIGNATURE.match(rest)))


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


_LIKED = (
    *("liked", "loved", "disliked", "laughed at", "emphasi[sz]ed", "questioned"),
    *(r"reacted [^\w\s\"]{1,16} to", "removed an? [a-z ]{1,24} from", r"removed [^\w\s\"]{1,16} from"),
    *("a aime", "a adore", "n'a pas aime", "a ri de", "a souligne", 'a reagi avec [^\\w\\s"]{1,16} a'),
    *("le gusto", "le encanto", "no le gusto", "le dio risa", "enfatizo"),
    *("赞了", "喜欢了", "不喜欢"),
    r"[^\w\s\"]{1,16}\s*(?:to|a)",
)
_QUOTED = r'".*(?:"|\.\.\.)\.?'
_MEDIA = "an? (?:image|photo|picture|movie|video|message|sticker|link|attachment|audio message)"
_REACTION = re.compile(rf"(?:{'|'.join(_LIKED)})\s*:?\s*(?:{_QUOTED}|{_MEDIA})", re.DOTALL)
"""How a phone without reactions shows one, normalised: a verb or an emoji, then our own words in quotes."""


def _reaction(reading: Reading, keywords: KeywordSet) -> Understood | None:
    """A reaction quotes our words, which may hold STOP: it asks for nothing (KW-04).

    Only a text that is the reaction and nothing else: whoever adds words of their own is heard.
    """
    return Understood(Intent.NONE, "KW-04") if _REACTION.fullmatch(reading.text) else None


def _whole_message(reading: Reading, keywords: KeywordSet) -> Understood | None:
    """The text is a keyword, whatever marks stand around it (KW-05)."""
    keyword = keywords.find(reading.text)
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


_COURTESIES = (
    *("please", "pls", "plz", "kindly", "(?:no )?thanks", "(?:no )?thank you", "thx", "ty"),
    *("right now", "now", "immediately", "(?<=stop )it"),
    *("svp", "stp", "s il (?:vous|te) plait", "(?:non )?merci", "maintenant", "tout de suite"),
    *("por favor", "(?:no )?gracias", "ya", "ahora"),
)
_COURTESY = re.compile(rf"\b(?:{'|'.join(_COURTESIES)})\b")
"""Words that change nothing about a stop beside them. "It" goes with "stop" alone: "cancel it" may be
about an appointment."""


def _courteous(reading: Reading, keywords: KeywordSet) -> Understood | None:
    """Words that stop, once or again and again, with nothing beside them but courtesies (KW-09)."""
    words = spaced(_COURTESY.sub(" ", reading.words))
    keyword = keywords.find(words) or _repeated(words.split(), keywords)
    if keyword is None or keyword.intent is not Intent.OPT_OUT:
        return None
    return _said(keyword, "KW-09")


def _repeated(words: list[str], keywords: KeywordSet) -> Keyword | None:
    """The first of several words that all stop: "STOP STOP STOP", "stop, unsubscribe"."""
    found = [keywords.find(word) for word in dict.fromkeys(words)]
    if any(keyword is None or keyword.intent is not Intent.OPT_OUT for keyword in found):
        return None
    return found[0] if found else None


STEPS: tuple[Step, ...] = (
    _nothing_said,
    _reaction,
    _whole_message,
    _first_line,
    _courteous,
    # The phrase tier (KW-10), its guards (KW-11, before _courteous too), near misses (KW-13) and
    # the lone stop sign (KW-14) come here, in this order.
)
"""Each step looks at what the steps above it did not understand; None hands on."""
