"""Who is texting and how to stop and get help, added to a text that does not say so (I5, CH-02).

Judged on the safe side: the notice is left out only when the text holds it word for word, or tells plainly
both how to stop and how to get help in its language. Twice is safe, never is not. It does not decide when a
notice is due (`notice_due.py`).
"""

import re

from responder.domain.records import BODY_LIMIT
from responder.domain.sending.segments import smarten


class TooLong(ValueError):
    """A text that the provider would refuse; one sentence with both lengths."""


BILINGUAL = frozenset({"CA-QC", "CA-NB"})
OFFICIAL = ("en", "fr")
BOTH = "en-fr"
"""An answer in both of them at once."""

_INSTRUCTIONS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "en": (
        re.compile(r"\b(?:[Rr]eply|[Tt]ext|[Ss]end) STOP to (?:opt out|unsubscribe|end|cancel|quit|stop)\b"),
        re.compile(r"\bHELP for (?:help|info)\b|\b(?:[Rr]eply|[Tt]ext|[Ss]end) HELP\b"),
    ),
    "fr": (
        re.compile(r"\bARR[EÊ]T pour (?:vous d[ée]sabonner|ne plus recevoir)"),
        re.compile(r"\bAIDE pour (?:de l'aide|obtenir de l'aide|nous joindre)\b"),
    ),
    "es": (
        re.compile(r"\b(?:ALTO|BAJA|PARAR) para (?:cancelar|salir|darse de baja|no recibir)\b"),
        re.compile(r"\bAYUDA para (?:ayuda|recibir ayuda|obtener ayuda)\b"),
    ),
}
"""How a text says it itself, by language: to stop, and to get help. The words stand in capitals."""


def with_notice(body: str, business: str, language: str, notice: str) -> str:
    """The body with the business's name before it and `notice` on a line below it, where it lacks them.

    `notice` is the text of `language`. Doing it again changes nothing. May be longer than the provider takes:
    see `final_length`.
    """
    named = body if _names(body, business) else f"{business}: {body.lstrip()}"
    if notice in named or _instructs(named, language):
        return named
    return f"{named.rstrip()}\n{notice}"


def with_contact(body: str, address: str) -> str:
    """The body with the link to the page that says who and where we are, if it lacks it (CA-06)."""
    return body if address in body else f"{body.rstrip()}\nInfo: {address}"


def languages_for(known: str, regions: tuple[str, ...], languages: tuple[str, ...]) -> tuple[str, ...]:
    """The languages of a notice: the customer's; where nobody knows it in Quebec and New Brunswick, both.

    `known` is "" for nobody knows; `languages` are the business's, the first its default (CA-18).
    """
    if known:
        return (known,)
    if BILINGUAL & set(regions):
        return tuple(sorted(OFFICIAL, key=lambda each: each != languages[0]))
    return languages[:1]


def answer_language(known: str, regions: tuple[str, ...]) -> str:
    """The language of the answer to a word that belongs to none: INFO is one of both languages (CA-21).

    `known` is the customer's, "" where nobody knows it: BOTH for whoever may be in Canada then, else "".
    """
    in_canada = any(each.partition("-")[0] == "CA" for each in regions)
    return BOTH if not known and in_canada else known


def final_length(text: str) -> int:
    """Characters of a text as it will leave. Raises TooLong above BODY_LIMIT (Twilio 21617)."""
    if len(text) > BODY_LIMIT:
        raise TooLong(f"The text has {len(text)} characters with its notice; at most {BODY_LIMIT} can leave.")
    return len(text)


def _names(body: str, business: str) -> bool:
    """Whether the name stands in the text as a word of its own, in any case and any kind of apostrophe."""
    name = re.escape(_plain(business))
    return re.search(rf"(?<!\w){name}(?!\w)", _plain(body)) is not None


def _instructs(text: str, language: str) -> bool:
    patterns = _INSTRUCTIONS.get(language)
    return patterns is not None and all(pattern.search(smarten(text)) for pattern in patterns)


def _plain(text: str) -> str:
    return " ".join(smarten(text).casefold().split())
