"""Texts that a shop keeps ready for its own hand: a title, and the words in each language. Pure."""

from dataclasses import dataclass

LANGUAGES = ("en", "fr", "es")
LONGEST_TITLE = 80
LONGEST_TEXT = 1_000
MOST = 100


class BadQuickReply(ValueError):
    """What somebody typed cannot be kept; one sentence."""


@dataclass(frozen=True, slots=True)
class QuickReply:
    """One of them. `texts` are (language, words); `version` counts changes, so that two editors notice."""

    id: str
    title: str
    texts: tuple[tuple[str, str], ...]
    version: int = 0

    def text(self, *languages: str) -> str:
        """The words in the first of these languages that has any, else in whichever there is."""
        known = dict(self.texts)
        return next((known[each] for each in languages if each in known), next(iter(known.values()), ""))


def cleaned(reply: QuickReply) -> QuickReply:
    """As it may be kept. Raises BadQuickReply."""
    title = " ".join(reply.title.split())
    texts = tuple((language, words.strip()) for language, words in reply.texts if words.strip())
    if not title or len(title) > LONGEST_TITLE:
        raise BadQuickReply("A quick reply needs a title of at most 80 characters.")
    if not texts:
        raise BadQuickReply("A quick reply needs a text in one language at least.")
    if any(len(words) > LONGEST_TEXT for _, words in texts):
        raise BadQuickReply("A text is too long: at most 1,000 characters.")
    return QuickReply(reply.id, title, texts, reply.version)
