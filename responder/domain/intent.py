"""What a customer's words mean: one pure function (DESIGN §5)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from responder.domain.keywords import KeywordSet, normalised


class Intent(StrEnum):
    """What a text asks for (DESIGN §2)."""

    OPT_OUT = "OPT_OUT"
    OPT_IN = "OPT_IN"
    HELP = "HELP"
    REVIEW = "REVIEW"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Understood:
    """The intent, the rule that fired, the word, and the language to answer in ("" = not told)."""

    intent: Intent
    rule: str = ""
    keyword: str = ""
    language: str = ""


NOTHING = Understood(Intent.NONE)


class Classifier:
    """Understands texts with one set of keywords."""

    def __init__(self, keywords: KeywordSet) -> None:
        self._keywords = keywords

    def classify(self, text: str, opt_out_type: str = "") -> Understood:
        """What the text asks for."""
        word = re.sub(r"[\W_]+", "", normalised(text))
        found = self._keywords.get(word)
        if not found:
            return NOTHING
        return Understood(Intent(found[0]), "KW-05", word, found[1])
