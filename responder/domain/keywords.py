"""The words that mean something alone, by intent and language (RULES.md §8a, KW-07), and normalisation (KW-02)."""

import unicodedata
from collections.abc import Mapping

TWILIO_DEFAULT_WORDS = frozenset(
    "stop stopall unsubscribe cancel end quit revoke optout start yes unstop help info".split()
)
"""What Twilio answers itself in its default mode, the body trimmed and case-folded (DESIGN §6)."""

WORDS: dict[str, dict[str, str]] = {
    "OPT_OUT": {
        "en": "stop stopall quit end revoke optout cancel unsubscribe unsub remove",
        "fr": "arret arrete arreter arrett desabonner desabonnement desinscription desinscrire",
        "es": "alto parar baja",
        "pt": "sair",
        "de": "stopp abmelden",
    },
    "OPT_IN": {"en": "start unstop"},
    "HELP": {"en": "help info", "fr": "aide", "es": "ayuda"},
}


class OverlappingKeywords(ValueError):
    """A word stands in two sets: nobody could say what it means (KW-07)."""


KeywordSet = dict[str, tuple[str, str]]


def keyword_set(extra: Mapping[str, tuple[str, ...]]) -> KeywordSet:
    """Word -> (intent, language). Raises OverlappingKeywords."""
    found: KeywordSet = {}
    for intent, languages in WORDS.items():
        for language, words in languages.items():
            for word in words.split():
                found[word] = (intent, language)
    return found


def normalised(text: str) -> str:
    """NFKC, invisible characters dropped, case-folded, without accents, trimmed (KW-02)."""
    wide = unicodedata.normalize("NFKC", text)
    kept = "".join(c for c in wide if c == "\n" or unicodedata.category(c) not in ("Cf", "Cc", "Co", "Cs"))
    flat = unicodedata.normalize("NFD", kept.casefold())
    return "".join(c for c in flat if unicodedata.category(c) != "Mn").strip()
