"""What the published rules of other products say of a text: an opt-out? Written from their documents.

The words are Twilio's default ones (documented), which every rule is given, so that only the way of looking
differs. Limits: rules change; each is the plainest form of its kind.
"""

import re
from collections.abc import Callable

DEFAULT_WORDS = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout")

Rule = Callable[[str], bool]


def _exact(text: str) -> bool:
    return text.strip().casefold() in DEFAULT_WORDS


def _without_punctuation(text: str) -> bool:
    return re.sub(r"[^\w]+", "", text).casefold() in DEFAULT_WORDS


def _prefix(text: str) -> bool:
    return text.strip().casefold().startswith(DEFAULT_WORDS)


def _first_word(text: str) -> bool:
    words = re.findall(r"\w+", text.casefold())
    return bool(words) and words[0] in DEFAULT_WORDS


def _any_word(text: str) -> bool:
    return not set(DEFAULT_WORDS).isdisjoint(re.findall(r"\w+", text.casefold()))


def _substring(text: str) -> bool:
    return any(word in text.casefold() for word in DEFAULT_WORDS)


RULES: dict[str, Rule] = {
    "Twilio's default: the text is the word": _exact,
    "the same, punctuation ignored": _without_punctuation,
    "the first word": _first_word,
    "the text begins with it": _prefix,
    "any word of the text": _any_word,
    "the word anywhere, even inside another": _substring,
}
"""Each kind of rule by what it looks at."""
